package asgardeo

import (
	"context"
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// operationDo is the operation of [Client.Do].
const operationDo = "Do"

// Do sends a request to the organization and returns the response. Use it for operations that have no method, such as
// those for identity providers. Do adds the access token, applies the rate limit and the [RetryPolicy], and applies the
// settings of ctx, like all methods. It does not use the context of req.
//
// The URL of req is a path below the URL of the organization, such as /api/server/v1/identity-providers, or an absolute
// URL below it. Do returns [ErrInvalidInput] for another server, another organization, and paths that a server may
// resolve to another path. It also does so for headers that the client sets, such as Authorization. The headers Accept
// and Content-Type default to application/json. For a sub-organization, call Do on the client that
// [Client.SubOrganization] returns.
//
// A request with a body is retried only if req.GetBody is set, as [http.NewRequest] does for common readers. A POST or
// PATCH is never carried out twice. If GetBody is nil, only ctx and the client of [WithHTTPClient] limit the time of a
// request with a body.
//
// If the status is 2xx, the error is nil and the caller must close the response body, whose size is not limited. The
// error is also nil if a DELETE returns 404 after an attempt that may have deleted the resource. For every other
// status, the error is an [*Error]. It is also an [*Error] if the response is an HTML page, unless the Accept header of
// req contains text/html, and if reading the body fails. The Operation of these errors is "Do".
func (c *Client) Do(ctx context.Context, req *http.Request) (*http.Response, error) {
	call := rest.Call{Operation: operationDo, API: &rest.API{Secrets: c.apis.Secrets()}}
	if req != nil && req.URL != nil && strings.HasSuffix(req.URL.Path, "scim2/Bulk") {
		call.Bucket = rest.Bulk
	}
	return rest.Raw(ctx, c.rest, &call, req)
}
