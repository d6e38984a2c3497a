package asgardeo

import (
	"context"
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// operationDo is the operation of [Client.Do].
const operationDo = "Do"

// Do sends a request to the organization and returns the response. It is the way to every operation that has no method,
// such as those for identity providers. The request gets the access token, is sent within the rate limit, is retried by
// the rules of [RetryPolicy], and obeys the settings of its context ctx, as those of methods do. The context of req is
// not used.
//
// The URL of req is relative to the URL of the organization, such as /api/server/v1/identity-providers, or absolute and
// below it. Another server, another organization, and paths that a server may resolve to another one are refused with
// [ErrInvalidInput]. So are the headers that the client sets, such as Authorization. The headers Accept and Content-Type
// are application/json unless req has them. For a sub-organization, use the Do of [Client.SubOrganization].
//
// A request with a body is retried only if req.GetBody is set, as [http.NewRequest] does for the usual readers. A POST or
// PATCH is never carried out twice. Without a GetBody, there is no timeout but those of ctx and of [WithHTTPClient].
//
// If the status is 2xx, the error is nil, and the caller must close the body of the response, which has no limit in size.
// The error is also nil for a DELETE that finds nothing (404) after an attempt that may have deleted the resource. Every
// other status is an [*Error], and so is an HTML page, unless the header Accept of req has text/html. An error of reading
// the body is an [*Error] too. The Operation of the errors is "Do".
func (c *Client) Do(ctx context.Context, req *http.Request) (*http.Response, error) {
	call := rest.Call{Operation: operationDo, API: &rest.API{Secrets: c.apis.Secrets()}}
	if req != nil && req.URL != nil && strings.HasSuffix(req.URL.Path, "scim2/Bulk") {
		call.Bucket = rest.Bulk
	}
	return rest.Raw(ctx, c.rest, &call, req)
}
