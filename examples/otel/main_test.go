package main

import (
	"context"
	"fmt"
)

func Example() {
	if err := run(context.Background()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// level=WARN msg="asgardeo: request" operation=applications.List method=GET attempt=1 status=503 correlation_id=nightly-report-1
	// span oauth2.Token #1 within nightly report: 200
	// span applications.List #1 within nightly report: 503
	// span applications.List #2 within nightly report: 200
	// span nightly report: no response
}
