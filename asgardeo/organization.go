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

// family is what the client of an organization shares with those of its sub-organizations.
type family struct {
	root     *rest.Client
	endpoint *tokenEndpoint // nil with a token source of the caller's
	scopes   []string
	revoke   bool
	closed   atomic.Bool

	mu            sync.Mutex
	organizations map[string]*Client // by id
}

// fetch gets a token of the root organization with the client credentials grant (RFC 6749, section 4.4).
func (f *family) fetch(ctx context.Context) (*oauth2.Token, error) {
	return f.endpoint.fetch(ctx, url.Values{
		"grant_type": {"client_credentials"},
		"scope":      {strings.Join(f.scopes, " ")},
	})
}

// SubOrganization returns a client for the sub-organization with the given id. It exchanges the token of the client that
// [New] made for one of the sub-organization (grant organization_switch), keeps and renews it, and shares everything else
// with that client: limits, the HTTP client, and [Client.Close].
//
// The server accepts the exchange for organizations of any depth below that of New. So the client of a sub-organization
// returns for an id what the client of New returns. The same id gives the same client, which is kept as long as the
// client of New, with its token: about 1.5 kB for each id. A program that goes through very many sub-organizations makes a new
// client for each batch of them.
//
// The application requires the grant and must be shared with the sub-organization. Scopes there have names of their own:
// internal_org_X in place of internal_X. The client requires [WithClientCredentials] or one of its variants: without, or
// with an empty id, calls fail with [ErrInvalidInput].
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

// organizationScopes returns what scopes are called in a sub-organization.
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

// exchange gets a token of a sub-organization for one of the root organization, once more if that has been revoked.
func (f *family) exchange(ctx context.Context, id string) (*oauth2.Token, error) {
	switch {
	case f.endpoint == nil:
		return nil, &TokenError{Err: fmt.Errorf("%w: SubOrganization needs WithClientCredentials or one of its variants", ErrInvalidInput)}
	case id == "":
		return nil, &TokenError{Err: fmt.Errorf("%w: the id of the organization is empty", ErrInvalidInput)}
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

// tokenRefused tells the one refusal of an exchange that is about the token from those about the organization: by the
// server's text, because they share a code.
func tokenRefused(err error) bool {
	e, ok := errors.AsType[*TokenError](err)
	return ok && e.Code == "invalid_grant" && strings.Contains(strings.ToLower(e.Description), "invalid token")
}

// Close ends the client, and with it every client of the same [New] or [Client.SubOrganization]: calls that begin later
// fail with [ErrClosed]. With [WithRevokeOnClose] it revokes the tokens they have (RFC 7009), and returns what went
// wrong with that; otherwise it sends nothing. A second Close does nothing.
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
