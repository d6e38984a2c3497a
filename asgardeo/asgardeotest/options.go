package asgardeotest

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/store"
)

const (
	defaultOrganization = "testorg"
	defaultAddr         = "127.0.0.1:0"
)

// An Option adjusts the organization that [NewServer] starts.
type Option func(*config)

type config struct {
	source
	organization string
	addr         string
	clientID     string
	clientSecret string
	grantable    []string
	scim         SCIMSettings
	limiter      *limiter
	hook         func(Request)
	certificate  func() (*tls.Certificate, error)
	keyPair      *tls.Certificate // nil for HTTP
	stateFile    string
	file         *store.File // nil without one
	saved        *snapshot   // what the state file has, if it exists
}

// WithOrganization sets the name of the organization. The default is testorg.
func WithOrganization(name string) Option {
	return func(c *config) { c.organization = name }
}

// WithManagementApp sets the credentials of the management application. The
// default ones are generated.
func WithManagementApp(clientID, clientSecret string) Option {
	return func(c *config) { c.clientID, c.clientSecret = clientID, clientSecret }
}

// WithGrantableScopes limits the scopes the management application is
// authorized for. The default is every scope that an operation answered by
// the server can ask for.
func WithGrantableScopes(scopes ...string) Option {
	return func(c *config) { c.grantable = slices.Clone(scopes) }
}

// WithAddr sets the address to listen on, such as 127.0.0.1:9443. Only
// loopback addresses are accepted.
func WithAddr(addr string) Option {
	return func(c *config) { c.addr = addr }
}

// WithRequestHook calls f with every entry of the log that
// [Server.Requests] returns, before the request is answered, from many
// goroutines.
func WithRequestHook(f func(Request)) Option {
	return func(c *config) { c.hook = f }
}

// newConfig applies the options to the defaults. Where there is a state file,
// it has the defaults. Its lock is for the caller to free, also after an error.
func newConfig(opts []Option) (*config, error) {
	c := &config{
		source:       source{clock: time.Now, firstKey: sharedSigningKey},
		organization: defaultOrganization,
		addr:         defaultAddr,
		hook:         func(Request) {},
	}
	c.apply(opts)
	if err := c.restore(opts); err != nil {
		return c, err
	}
	if c.organization == "" || url.PathEscape(c.organization) != c.organization || strings.Trim(c.organization, ".") == "" {
		return c, fmt.Errorf("%q cannot name an organization", c.organization)
	}
	return c, c.complete()
}

func (c *config) apply(opts []Option) {
	for _, opt := range opts {
		opt(c)
	}
}

// restore takes from a state file what no option sets.
func (c *config) restore(opts []Option) (err error) {
	if c.stateFile == "" {
		return nil
	}
	if c.file, err = store.Open(c.stateFile); err != nil {
		return err
	}
	var saved savedServer
	if found, err := c.file.Load(stateFormat, &saved); !found {
		return err
	}
	if saved.Organization == nil || saved.Organization.Root == nil {
		return fmt.Errorf("state file %s has no organization", c.stateFile)
	}
	c.saved = saved.Organization
	c.organization, c.clientID, c.clientSecret = c.saved.Root.Name, c.saved.ClientID, c.saved.ClientSecret
	c.apply(opts)
	if c.organization != c.saved.Root.Name {
		return fmt.Errorf("state file %s is of the organization %q, not %q", c.stateFile, c.saved.Root.Name, c.organization)
	}
	if err := c.random.Resume(saved.Random); err != nil {
		return fmt.Errorf("state file %s: %w", c.stateFile, err)
	}
	return nil
}

// complete fills in what no option sets.
func (c *config) complete() (err error) {
	if c.clientID == "" {
		c.clientID = c.newClientID()
	}
	if c.clientSecret == "" {
		c.clientSecret = c.newClientSecret()
	}
	if c.grantable == nil {
		c.grantable = implementedScopes(operations())
	}
	if c.certificate != nil {
		c.keyPair, err = c.certificate()
	}
	return errors.Join(err, c.scim.check())
}
