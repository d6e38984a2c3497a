package oauth

import (
	"fmt"
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

const (
	errInvalidRequest     = "invalid_request"
	errInvalidClient      = "invalid_client"
	errInvalidGrant       = "invalid_grant"
	errInvalidScope       = "invalid_scope"
	errUnauthorizedClient = "unauthorized_client"
	errUnsupportedGrant   = "unsupported_grant_type"
	errServer             = "server_error"
)

// Family returns the family of the endpoints of OAuth and OpenID Connect. It
// must be the last family of a server, because it has the paths that belong to
// no other family.
func Family() *engine.Family {
	return &engine.Family{
		Prefixes: []string{"/oauth2", "/oidc"},
		Open:     true,
		Fail: func(c *engine.Call, _ error) engine.Reply {
			return failure{http.StatusInternalServerError, errServer, "Internal Server Error."}.Reply(c)
		},
		Unimplemented: func(c *engine.Call, description string) engine.Reply {
			return failure{http.StatusNotImplemented, errServer, description}.Reply(c)
		},
	}
}

// A failure is an error of RFC 6749 section 5.2.
type failure struct {
	status            int
	code, description string
}

func (f failure) Error() string { return f.code + ": " + f.description }

// Reply returns the response for the error.
func (f failure) Reply(c *engine.Call) engine.Reply {
	out := uncached(engine.JSON(f.status, struct {
		Error       string `json:"error"`
		Description string `json:"error_description"`
	}{f.code, f.description}))
	if f.status == http.StatusUnauthorized || f.status == http.StatusInternalServerError {
		out = out.With("WWW-Authenticate", "Basic realm="+c.Host())
	}
	return out
}

func uncached(r engine.Reply) engine.Reply {
	return r.With("Cache-Control", "no-store").With("Pragma", "no-cache")
}

func badRequest(code, format string, args ...any) engine.Failure {
	return failure{http.StatusBadRequest, code, fmt.Sprintf(format, args...)}
}

func invalidClient(description string) engine.Failure {
	return failure{http.StatusUnauthorized, errInvalidClient, description}
}
