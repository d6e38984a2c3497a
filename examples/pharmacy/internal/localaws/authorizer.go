package localaws

import (
	"net/http"
	"regexp"
	"slices"
)

type jwtConfiguration struct {
	Audience []string `json:"audience"`
	Issuer   string   `json:"issuer"`
}

type authorizerSettings struct {
	AuthorizerType   string           `json:"authorizerType"`
	IdentitySource   []string         `json:"identitySource"`
	JWTConfiguration jwtConfiguration `json:"jwtConfiguration"`
	Name             string           `json:"name"`
}

type authorizer struct {
	authorizerSettings
	AuthorizerID string `json:"authorizerId"`
}

func (s *Server) createAuthorizer(r *http.Request, body []byte) (any, error) {
	var in authorizerSettings
	if err := decode(body, &in); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	created := authorizer{in, randomID(6)}
	check := func(a *httpAPI) (any, error) { return nil, a.checkAuthorizerName(created) }
	if _, err := s.withAPI(r, check); err != nil {
		return nil, err
	}
	// AWS contacts the issuer while the caller waits. Here that happens without
	// the lock.
	if err := s.issuers.check(r.Context(), in.JWTConfiguration.Issuer); err != nil {
		return nil, err
	}
	return s.withAPI(r, func(a *httpAPI) (any, error) { return s.putAuthorizer(a, created) })
}

func (s *Server) updateAuthorizer(r *http.Request, body []byte) (any, error) {
	found, err := withItem(s, r, "authorizer", apiAuthorizers, unchanged)
	if err != nil {
		return nil, err
	}
	next := found.(authorizer)
	oldIssuer := next.JWTConfiguration.Issuer
	// Otherwise decoding would write into the lists that are in use.
	next.IdentitySource = slices.Clone(next.IdentitySource)
	next.JWTConfiguration.Audience = slices.Clone(next.JWTConfiguration.Audience)
	if err := decode(body, &next.authorizerSettings); err != nil {
		return nil, err
	}
	if err := next.check(); err != nil {
		return nil, err
	}
	if issuer := next.JWTConfiguration.Issuer; issuer != oldIssuer {
		if err := s.issuers.check(r.Context(), issuer); err != nil {
			return nil, err
		}
	}
	return withItem(s, r, "authorizer", apiAuthorizers, func(a *httpAPI, _ authorizer) (any, error) {
		return s.putAuthorizer(a, next)
	})
}

func (s *Server) putAuthorizer(a *httpAPI, next authorizer) (any, error) {
	if err := a.checkAuthorizerName(next); err != nil {
		return nil, err
	}
	a.authorizers[next.AuthorizerID] = next
	s.autoDeploy(a)
	return next, nil
}

// checkAuthorizerName returns the error of AWS for a duplicate, which is not a
// conflict.
func (a *httpAPI) checkAuthorizerName(next authorizer) error {
	for _, other := range a.authorizers {
		if other.Name == next.Name && other.AuthorizerID != next.AuthorizerID {
			return badRequestf("Authorizer name must be unique. Authorizer %s already exists in this RestApi.", next.Name)
		}
	}
	return nil
}

const maxAudiences = 50

var identitySourcePattern = regexp.MustCompile(`^\$request\.(header|querystring)\.([A-Za-z0-9_-]+)$`)

func (in authorizerSettings) check() error {
	switch {
	case in.AuthorizerType != "JWT":
		return notImplementedf("the authorizer type %q", in.AuthorizerType)
	case in.Name == "":
		return badRequestf("Authorizer name is required")
	case len(in.IdentitySource) != 1 || !identitySourcePattern.MatchString(in.IdentitySource[0]):
		return badRequestf("A JWT authorizer requires exactly one identity source, such as $request.header.Authorization")
	case in.JWTConfiguration.Issuer == "" || len(in.JWTConfiguration.Audience) == 0:
		return badRequestf("A JWT authorizer requires an issuer and at least one audience")
	case len(in.JWTConfiguration.Audience) > maxAudiences:
		return badRequestf("An authorizer can have at most %d audiences", maxAudiences)
	}
	return nil
}

func (s *Server) getAuthorizers(r *http.Request, _ []byte) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) { return paginate(r, a.authorizers) })
}

func (s *Server) getAuthorizer(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "authorizer", apiAuthorizers, unchanged)
}

func (s *Server) deleteAuthorizer(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "authorizer", apiAuthorizers, func(a *httpAPI, item authorizer) (any, error) {
		for _, used := range a.routes {
			if used.AuthorizerID == item.AuthorizerID {
				return nil, conflictf("Cannot delete authorizer '%s', is referenced in route: %s", item.Name, used.RouteKey)
			}
		}
		delete(a.authorizers, item.AuthorizerID)
		s.autoDeploy(a)
		return nil, nil
	})
}
