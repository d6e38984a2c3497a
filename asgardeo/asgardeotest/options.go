package asgardeotest

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/directory"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/oauth"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/random"
)

const (
	defaultOrganization = "testorg"
	defaultAddr         = "127.0.0.1:0"
)

// An Option configures a [Server].
type Option func(*config)

type config struct {
	source       engine.Source
	organization string
	named        bool // whether an option sets the organization
	addr         string
	clientID     string
	clientSecret string
	grantable    []string
	scim         SCIMSettings
	attributes   []model.UserAttribute
	limits       *engine.Limits
	hook         func(Request)
	certificate  func() (*tls.Certificate, error)
	keyPair      *tls.Certificate // nil for HTTP
	stateFile    string
}

// WithOrganization sets the name of the organization. The default is testorg.
func WithOrganization(name string) Option {
	return func(c *config) { c.organization, c.named = name, true }
}

// WithManagementApp sets the credentials of the management application. By
// default they are generated.
func WithManagementApp(clientID, clientSecret string) Option {
	return func(c *config) { c.clientID, c.clientSecret = clientID, clientSecret }
}

// WithGrantableScopes sets the scopes that the management application is
// authorized for. The default is every scope that an implemented operation can
// require.
func WithGrantableScopes(scopes ...string) Option {
	return func(c *config) { c.grantable = slices.Clone(scopes) }
}

// WithAddr sets the address to listen on, such as 127.0.0.1:9443. Only
// loopback addresses are accepted.
func WithAddr(addr string) Option {
	return func(c *config) { c.addr = addr }
}

// WithRequestHook calls f with every entry of the log that [Server.Requests]
// returns, before the response is sent. f may be called concurrently.
func WithRequestHook(f func(Request)) Option {
	return func(c *config) { c.hook = f }
}

// WithClock sets the clock of the server. It determines the lifetime of tokens,
// the times in responses and the rate limits. now may be called concurrently.
// The default is time.Now.
func WithClock(now func() time.Time) Option {
	return func(c *config) { c.source.Clock = now }
}

// WithSeed derives all random values from the seed: ids, client ids, secrets,
// tokens and signing keys. With the same seed, clock and address, the same
// requests in the same order get the same responses. The secrets are
// predictable: use it in tests only.
func WithSeed(seed uint64) Option {
	return func(c *config) { c.source.Source = random.Seeded(seed) }
}

// newConfig applies the options to the defaults.
func newConfig(opts []Option) (*config, error) {
	c := &config{
		source:       engine.Source{Clock: time.Now},
		organization: defaultOrganization,
		addr:         defaultAddr,
		hook:         func(Request) {},
	}
	for _, opt := range opts {
		opt(c)
	}
	if name := c.organization; url.PathEscape(name) != name || strings.Trim(name, ".") == "" {
		return nil, fmt.Errorf("%q cannot name an organization", name)
	}
	if c.grantable == nil {
		c.grantable = grantableScopes()
	}
	var err error
	if c.certificate != nil {
		c.keyPair, err = c.certificate()
	}
	return c, errors.Join(err, directory.Settings(c.scim).Check(c.attributes))
}

// openTenant opens the state file, if one is set. It returns an error if an
// option names a different organization than the file.
func (c *config) openTenant() (*engine.Tenant, error) {
	t, err := engine.OpenTenant(c.stateFile, c.organization, &c.source)
	if err != nil {
		return nil, err
	}
	if saved := t.Root().Name; c.named && c.organization != saved {
		return nil, errors.Join(
			fmt.Errorf("state file %s is of the organization %q, not %q", c.stateFile, saved, c.organization), t.Close())
	}
	return t, nil
}

func (c *config) oauth() oauth.Settings {
	return oauth.Settings{ClientID: c.clientID, ClientSecret: c.clientSecret, Grantable: c.grantable}
}
