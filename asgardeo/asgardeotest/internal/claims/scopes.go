package claims

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// A scope is an OpenID Connect scope. Its name is its id.
type scope struct {
	Name        string   `json:"name"`
	DisplayName string   `json:"displayName"`
	Description *string  `json:"description,omitempty"`
	Claims      []string `json:"claims"`
}

// Key is the name.
func (s *scope) Key() string { return s.Name }

// Names returns nothing: the key is the name.
func (s *scope) Names() []string { return nil }

type scopeCreation struct {
	Name        string   `json:"name" rule:"required"`
	DisplayName string   `json:"displayName" rule:"required"`
	Description *string  `json:"description"`
	Claims      []string `json:"claims" rule:"nonnull"`
}

type scopeReplacement struct {
	DisplayName string   `json:"displayName" rule:"required"`
	Description *string  `json:"description"`
	Claims      []string `json:"claims" rule:"nonnull"`
}

const (
	maxName        = 255 // characters, of displayName too
	maxDescription = 512
)

// fail returns an error of the scope service. The description has the cause.
func fail(status int, code, description string) engine.Failure {
	return serverapi.Fail(status, code, "Server encountered an error while processing the OIDC scope.", description)
}

func invalid(description string) engine.Failure {
	return fail(http.StatusBadRequest, "OAUTH-60001", description)
}

// check checks the rules for a new scope. They do not apply when a scope is
// replaced.
func (in scopeCreation) check() error {
	switch {
	case strings.TrimSpace(in.Name) == "":
		return invalid("The name of the scope is blank.")
	case strings.ContainsFunc(in.Name, unicode.IsSpace):
		return invalid("The name of the scope contains white space.")
	case utf8.RuneCountInString(in.Name) > maxName:
		return invalid("The name of the scope is too long.")
	case strings.ContainsAny(in.Name, "?#/()"):
		return invalid("The name of the scope contains a character that is not allowed.")
	case strings.TrimSpace(in.DisplayName) == "":
		return invalid("The display name of the scope is blank.")
	case utf8.RuneCountInString(in.DisplayName) > maxName:
		return invalid("The display name of the scope is too long.")
	case in.Description != nil && utf8.RuneCountInString(*in.Description) > maxDescription:
		return invalid("The description of the scope is too long.")
	}
	return nil
}

// known returns the claims in the OpenID Connect dialect without duplicates. The
// others are silently dropped.
func known(claims []string) []string {
	kept := []string{}
	for _, claim := range claims {
		if slices.Contains(dialect, claim) && !slices.Contains(kept, claim) {
			kept = append(kept, claim)
		}
	}
	return kept
}

// addressed returns the scope in the path.
func (d *Claims) addressed(c *engine.Call) (*scope, error) {
	s := d.scopes.Get(c.Vars["id"])
	if s == nil {
		return nil, fail(http.StatusNotFound, "41003", "There is no scope with this name.")
	}
	return s, nil
}

// createScope creates a scope. Its name must not be that of a scope of an API
// resource either.
func (d *Claims) createScope(c *engine.Call) (engine.Reply, error) {
	var in scopeCreation
	if err := serverapi.Decode(c, &in); err != nil {
		return engine.Reply{}, err
	}
	if err := in.check(); err != nil {
		return engine.Reply{}, err
	}
	if d.IsOIDCScope(in.Name) || d.needs.ScopeOwner(c.Org, in.Name) != nil {
		return engine.Reply{}, fail(http.StatusConflict, "41004", "A scope with this name already exists.")
	}
	d.scopes.Add(&scope{in.Name, in.DisplayName, in.Description, known(in.Claims)})
	return engine.Empty(http.StatusCreated).With("Location", c.Org.ServerURL()+"/oidc/scopes/"+url.PathEscape(in.Name)), nil
}

func (d *Claims) listScopes(*engine.Call) (engine.Reply, error) {
	return engine.JSON(http.StatusOK, slices.AppendSeq([]*scope{}, d.scopes.All())), nil
}

func (d *Claims) showScope(c *engine.Call) (engine.Reply, error) {
	s, err := d.addressed(c)
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, s), nil
}

func (d *Claims) replaceScope(c *engine.Call) (engine.Reply, error) {
	var in scopeReplacement
	if err := serverapi.Decode(c, &in); err != nil {
		return engine.Reply{}, err
	}
	s, err := d.addressed(c)
	if err != nil {
		return engine.Reply{}, err
	}
	d.scopes.Change(s, func() {
		s.DisplayName, s.Description, s.Claims = in.DisplayName, in.Description, known(in.Claims)
	})
	return engine.Empty(http.StatusOK), nil
}

// removeScope deletes a scope, including those of a new tenant and those in use. It
// also succeeds if the scope does not exist.
func (d *Claims) removeScope(c *engine.Call) (engine.Reply, error) {
	if s := d.scopes.Get(c.Vars["id"]); s != nil {
		d.scopes.Remove(s)
	}
	return engine.Empty(http.StatusNoContent), nil
}
