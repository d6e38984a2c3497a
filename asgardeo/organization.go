package asgardeo

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// family holds the state that the client of an organization shares with those of its sub-organizations.
type family struct {
	root     *rest.Client
	endpoint *tokenEndpoint // nil with WithTokenSource
	scopes   []string
	revoke   bool
	closed   atomic.Bool

	mu            sync.Mutex
	organizations map[string]*Client // by id
}

// fetch requests a token of the root organization with the client credentials grant (RFC 6749, section 4.4).
func (f *family) fetch(ctx context.Context) (*oauth2.Token, error) {
	return f.endpoint.fetch(ctx, url.Values{
		"grant_type": {"client_credentials"},
		"scope":      {strings.Join(f.scopes, " ")},
	})
}

// SubOrganization returns a client for the sub-organization with the given id. The client exchanges the access token of
// the organization of [New] for a token of the sub-organization (grant type organization_switch) and renews it. It
// shares the HTTP client, the rate limit and [Client.Close] with the client of New.
//
// The sub-organization may be at any depth below the organization of New; calling SubOrganization on the client of a
// sub-organization has the same result. The same id returns the same client. It is kept with its token until the client
// of New is garbage collected, and takes about 1.5 kB. A program that works on very many sub-organizations should
// create a new client with New for each batch of them.
//
// The application must be allowed to use the grant type and must be shared with the sub-organization. In
// sub-organizations, scopes have other names: internal_org_X instead of internal_X. The client translates them. Calls
// fail with [ErrInvalidInput] if the id is empty, or with [WithTokenSource].
func (c *Client) SubOrganization(id string) *Client {
	f := c.family
	f.mu.Lock()
	defer f.mu.Unlock()
	if made := f.organizations[id]; made != nil {
		return made
	}
	core := *f.root
	core.BaseURL += "/o"
	core.Tokens = newTokenCache(func(ctx context.Context) (*oauth2.Token, error) { return f.exchange(ctx, id) })
	core.NewError = func(failure *rest.Failure) error {
		sets := make([][]string, len(failure.Scopes))
		for i, set := range failure.Scopes {
			sets[i] = organizationScopes(set)
		}
		failure.Scopes = sets
		return newError(failure)
	}
	made := f.client(&core)
	f.organizations[id] = made
	return made
}

// organizationScopes returns the names of scopes in a sub-organization.
func organizationScopes(scopes []string) []string {
	out := make([]string, len(scopes))
	for i, scope := range scopes {
		out[i] = scope
		if name, ok := strings.CutPrefix(scope, "internal_"); ok && !strings.HasPrefix(name, "org_") {
			out[i] = "internal_org_" + name
		}
	}
	return out
}

// exchange exchanges a token of the root organization for one of a sub-organization. If the token of the root
// organization was revoked, it tries once more with a new one.
func (f *family) exchange(ctx context.Context, id string) (*oauth2.Token, error) {
	switch {
	case f.endpoint == nil:
		return nil, &TokenError{Err: fmt.Errorf("%w: SubOrganization requires WithClientCredentials or one of its variants", ErrInvalidInput)}
	case id == "":
		return nil, &TokenError{Err: fmt.Errorf("%w: the id of the sub-organization is empty", ErrInvalidInput)}
	}
	for again := true; ; again = false {
		parent, err := f.root.Tokens.TokenContext(ctx)
		if err != nil {
			return nil, err
		}
		token, err := f.endpoint.fetch(ctx, url.Values{
			"grant_type":             {"organization_switch"},
			"token":                  {parent.AccessToken},
			"switching_organization": {id},
			"scope":                  {strings.Join(organizationScopes(f.scopes), " ")},
		}, parent.AccessToken)
		if again && tokenRefused(err) && f.root.Tokens.Refused(parent) {
			continue
		}
		return token, err
	}
}

// tokenRefused reports whether an exchange failed because of the token, and not because of the organization. Both
// errors have the same code, so it compares the text.
func tokenRefused(err error) bool {
	e, ok := errors.AsType[*TokenError](err)
	return ok && e.Code == "invalid_grant" && strings.Contains(strings.ToLower(e.Description), "invalid token")
}

// Close closes the client, and with it all clients that share its [New]: that of New and those of
// [Client.SubOrganization]. Later calls fail with [ErrClosed]. With [WithRevokeOnClose], Close revokes their access
// tokens (RFC 7009) and returns the errors of the revocations. Otherwise it sends no request and returns nil. Closing a
// client again does nothing.
func (c *Client) Close(ctx context.Context) error {
	f := c.family
	if f.closed.Swap(true) {
		return nil
	}
	f.mu.Lock()
	cores := []*rest.Client{f.root}
	for _, organization := range f.organizations {
		cores = append(cores, organization.rest)
	}
	f.mu.Unlock()
	var failed []error
	for _, core := range cores {
		cache, ok := core.Tokens.(*tokenCache)
		if !ok {
			continue
		}
		if token := cache.close(); token != nil && f.revoke {
			failed = append(failed, f.endpoint.revoke(ctx, token.AccessToken))
		}
	}
	return errors.Join(failed...)
}
