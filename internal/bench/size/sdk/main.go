// Command sdk lists applications with the SDK.
package main

import (
	"context"
	"fmt"
	"log"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

func main() {
	client, err := asgardeo.NewFromEnv()
	if err != nil {
		log.Fatal(err)
	}
	page, err := client.Applications.List(context.Background(), nil)
	if err != nil {
		log.Fatal(err)
	}
	for _, application := range page.Applications {
		fmt.Println(application.Name)
	}
}
