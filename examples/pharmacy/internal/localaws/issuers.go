package localaws

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
)

const (
	keysLifetime   = 2 * time.Hour
	keysMinRefetch = 5 * time.Second
	maxIssuerBytes = 150000
)

// issuers fetches and caches the keys of token issuers.
//
// As on AWS, keys are cached for two hours. A token with an unknown key causes
// an early fetch, but at most one per issuer in five seconds.
type issuers struct {
	client  *http.Client
	timeout time.Duration

	mu    sync.Mutex
	known map[string]*issuerKeys // by issuer
}

type issuerKeys struct {
	issuer    string // as the discovery document states it
	set       jose.JSONWebKeySet
	fetched   time.Time
	refetched time.Time // last fetch because of an unknown key
}

func newIssuers(timeout time.Duration, cas *x509.CertPool) *issuers {
	dialer := &net.Dialer{}
	return &issuers{
		timeout: timeout,
		known:   make(map[string]*issuerKeys),
		client: &http.Client{Transport: &http.Transport{
			DisableKeepAlives: true,
			TLSClientConfig:   &tls.Config{RootCAs: cas},
			// Only loopback addresses are dialled, for every issuer. No name
			// but localhost is resolved.
			DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
				if host, _, err := net.SplitHostPort(addr); err != nil || !isLoopback(host) {
					return nil, fmt.Errorf("%s is not on loopback", addr)
				}
				return dialer.DialContext(ctx, network, addr)
			},
		}},
	}
}

func discoveryURL(issuer string) string {
	return strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"
}

// check validates the issuer of a new or changed authorizer, as AWS does.
func (c *issuers) check(ctx context.Context, issuer string) error {
	if _, err := c.discover(ctx, issuer); err != nil {
		return badRequestf("Caught exception when connecting to %s for issuer %s. Please try again later. "+
			"Error: Invalid issuer: %s. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'",
			discoveryURL(issuer), issuer, issuer)
	}
	return nil
}

type discoveryDocument struct {
	Issuer  string `json:"issuer"`
	JWKSURI string `json:"jwks_uri"`
}

func (c *issuers) discover(ctx context.Context, issuer string) (discoveryDocument, error) {
	var document discoveryDocument
	if err := c.fetch(ctx, discoveryURL(issuer), &document); err != nil {
		return discoveryDocument{}, err
	}
	if document.JWKSURI == "" {
		return discoveryDocument{}, errors.New("the discovery document has no jwks_uri")
	}
	return document, nil
}

func (c *issuers) fetch(ctx context.Context, url string, into any) error {
	ctx, cancel := context.WithTimeout(ctx, c.timeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	response, err := c.client.Do(request)
	if err != nil {
		return err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return errors.New(response.Status)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxIssuerBytes+1))
	if err != nil {
		return err
	}
	if len(body) > maxIssuerBytes {
		return fmt.Errorf("more than %d bytes", maxIssuerBytes)
	}
	return json.Unmarshal(body, into)
}

// key finds a signing key of an issuer by its ID. An error is the description
// of the refusal, in the words of AWS where they are known.
func (c *issuers) key(ctx context.Context, issuer, id string) (*jose.JSONWebKey, error) {
	keys, fresh, err := c.keys(ctx, issuer)
	if err != nil {
		return nil, err
	}
	if keys.issuer != issuer {
		return nil, errIssuer
	}
	found := keys.set.Key(id)
	if len(found) == 0 && !fresh && c.mayRefetch(issuer) {
		if keys, err = c.load(ctx, issuer); err != nil {
			return nil, err
		}
		found = keys.set.Key(id)
	}
	if id == "" || len(found) == 0 {
		return nil, errors.New("unable to find the signing key of the token")
	}
	return &found[0], nil
}

// keys returns the cached keys, or fetches them.
func (c *issuers) keys(ctx context.Context, issuer string) (keys issuerKeys, fresh bool, err error) {
	c.mu.Lock()
	known := c.known[issuer]
	if known != nil && time.Since(known.fetched) < keysLifetime {
		keys = *known
		c.mu.Unlock()
		return keys, false, nil
	}
	c.mu.Unlock()
	keys, err = c.load(ctx, issuer)
	return keys, true, err
}

func (c *issuers) mayRefetch(issuer string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	known := c.known[issuer]
	if known == nil || time.Since(known.refetched) < keysMinRefetch {
		return false
	}
	known.refetched = time.Now()
	return true
}

func (c *issuers) load(ctx context.Context, issuer string) (issuerKeys, error) {
	document, err := c.discover(ctx, issuer)
	if err != nil {
		return issuerKeys{}, errors.New("OIDC discovery endpoint communication error")
	}
	var published struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := c.fetch(ctx, document.JWKSURI, &published); err != nil {
		return issuerKeys{}, errors.New("JWKS communication error")
	}
	keys := issuerKeys{issuer: document.Issuer, fetched: time.Now()}
	for _, raw := range published.Keys {
		var key jose.JSONWebKey
		// A key of an unknown type does not affect the others.
		if key.UnmarshalJSON(raw) == nil {
			keys.set.Keys = append(keys.set.Keys, key)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if known := c.known[issuer]; known != nil {
		keys.refetched = known.refetched
	}
	c.known[issuer] = &keys
	return keys, nil
}
