package oauth

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

const (
	// keySetTimeout is the time limit for fetching a key set.
	keySetTimeout = 5 * time.Second
	maxKeySetSize = 4 << 20
)

// certifiedKeys returns the keys in the certificate of an application.
func certifiedKeys(c *engine.Call, cert model.Certificate) []jose.JSONWebKey {
	switch cert.Type {
	case "PEM":
		block, _ := pem.Decode([]byte(cert.Value))
		if block == nil {
			return nil
		}
		parsed, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil
		}
		return []jose.JSONWebKey{{Key: parsed.PublicKey}}
	case "JWKS":
		// Other requests are served meanwhile: the key set may be on this
		// server.
		var keys []jose.JSONWebKey
		c.Unlocked(func() { keys = fetchKeys(c.Request.Context(), cert.Value) })
		return keys
	}
	return nil
}

// fetchKeys returns the keys at an address, which must be a loopback address.
// It returns nil if the address has no key set.
func fetchKeys(ctx context.Context, address string) []jose.JSONWebKey {
	ctx, cancel := context.WithTimeout(ctx, keySetTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil
	}
	resp, err := loopbackClient.Do(req)
	if err != nil {
		return nil
	}
	defer resp.Body.Close()
	var set jose.JSONWebKeySet
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxKeySetSize)).Decode(&set); err != nil {
		return nil
	}
	return set.Keys
}

// loopbackClient connects to loopback addresses only, and keeps no connection.
var loopbackClient = &http.Client{Transport: &http.Transport{
	DisableKeepAlives: true,
	DialContext: (&net.Dialer{Control: func(_, address string, _ syscall.RawConn) error {
		if host, err := netip.ParseAddrPort(address); err != nil || !host.Addr().IsLoopback() {
			return fmt.Errorf("%s is not a loopback address", address)
		}
		return nil
	}}).DialContext,
}}
