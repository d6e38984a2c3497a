// Package standin starts in-memory organizations for the tests of this repository.
package standin

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// Start starts an organization, which is closed at the end of the test, and returns it with a client.
func Start(t testing.TB, options ...asgardeo.Option) (*asgardeotest.Server, *asgardeo.Client) {
	t.Helper()
	org := asgardeotest.NewServer()
	t.Cleanup(org.Close)
	return org, org.NewClient(options...)
}

// ClientWith returns a client of the organization with these credentials.
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
