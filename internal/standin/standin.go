// Package standin returns SDK clients of in-memory organizations, for tests. It is separate from resttest, which uses a
// list of replies, and from asgardeotest, which imports nothing of this repository.
package standin

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// Start starts an organization, which the end of the test closes, and returns it with a [Client].
func Start(t testing.TB, options ...asgardeo.Option) (*asgardeotest.Server, *asgardeo.Client) {
	t.Helper()
	org := asgardeotest.NewServer()
	t.Cleanup(org.Close)
	return org, Client(t, org, options...)
}

// Client returns a client of the organization, with the credentials of its management application. The options come after
// those that it needs, and may replace them.
func Client(t testing.TB, org *asgardeotest.Server, options ...asgardeo.Option) *asgardeo.Client {
	t.Helper()
	return ClientWith(t, org, asgardeo.WithClientCredentials(org.ClientID, org.ClientSecret), options...)
}

// ClientWith is Client with other credentials.
func ClientWith(t testing.TB, org *asgardeotest.Server, credentials asgardeo.Option, options ...asgardeo.Option) *asgardeo.Client {
	t.Helper()
	client, err := asgardeo.New(org.Organization, append([]asgardeo.Option{
		asgardeo.WithBaseURL(org.URL),
		asgardeo.WithHTTPClient(org.Client()),
		credentials,
	}, options...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}
