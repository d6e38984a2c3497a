package asgardeotest

import (
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// NewClient returns a client of the SDK for the organization, with the
// credentials of the management application. It sends its requests with
// [Server.Client]. The options are applied after these settings:
// [asgardeo.WithClientCredentials] replaces the credentials. A client that
// authenticates in another way is created with [asgardeo.New]. NewClient panics
// if an option is invalid.
func (s *Server) NewClient(opts ...asgardeo.Option) *asgardeo.Client {
	client, err := asgardeo.New(s.Organization, append([]asgardeo.Option{
		asgardeo.WithBaseURL(s.URL),
		asgardeo.WithHTTPClient(s.Client()),
		asgardeo.WithClientCredentials(s.ClientID, s.ClientSecret),
	}, opts...)...)
	if err != nil {
		panic(fmt.Sprintf("asgardeotest: %v", err))
	}
	return client
}
