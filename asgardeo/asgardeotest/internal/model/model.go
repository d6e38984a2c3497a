// Package model has the types that the domains of the stand-in exchange. A
// domain declares an interface, in these types, for what it needs from others,
// and imports no other domain.
package model

import "strings"

// A Resource is an API resource.
type Resource struct {
	ID, Name, Identifier, Kind string
	RequiresAuthorization      bool
	Modifiable                 bool // whether it can be changed: those of the system cannot
	Scopes                     []Scope
	DetailsTypes               []DetailsType
}

// Scope returns the scope with a name, or nil.
func (r *Resource) Scope(name string) *Scope {
	for i := range r.Scopes {
		if r.Scopes[i].Name == name {
			return &r.Scopes[i]
		}
	}
	return nil
}

// A Scope is a scope of an API resource.
type Scope struct{ ID, Name, DisplayName string }

// A DetailsType is a type of authorization details (RFC 9396).
type DetailsType struct{ ID, Type, Name string }

// Policies of authorizations.
const (
	PolicyRBAC = "RBAC"
	PolicyNone = "NO POLICY"
)

// RestrictedScope reports whether a name is reserved for the management APIs.
func RestrictedScope(name string) bool {
	return strings.HasPrefix(name, "internal_") || strings.HasPrefix(name, "console:")
}

// A User is a user of an organization.
type User struct {
	ID        string
	Name      string // begins with its user store, unless that is the primary one
	CanSignIn bool
}

// A Role is a role of an organization, or of an application if it has one.
type Role struct {
	ID, Name, ApplicationID string
	Permissions             []string
}

// An Application is an application as roles refer to it.
type Application struct {
	ID, Name string
	OwnRoles bool // whether its audience is the application
	Fragment bool // whether it is shared from another organization
}

// A Client is an application as the token endpoint sees it.
type Client struct {
	ID            string
	ApplicationID string
	Disabled      bool
	Public        bool
	OwnRoles      bool     // whether only the roles of the application count
	Secrets       []string // each of them is valid
	GrantTypes    []string

	AccessTokenType string
	ScopeAsArray    bool
	Audience        []string // of tokens, besides the client
	// The lifetimes are in seconds. Negative values mean no expiry.
	ApplicationTokenLifetime, UserTokenLifetime, RefreshTokenLifetime, IDTokenLifetime int64
	KeepRefreshToken                                                                   bool // whether the refresh token stays the same
	IDTokenAlgorithm                                                                   string

	// AuthMethod, if set, is the only method of authentication that the client
	// may use.
	AuthMethod         string
	AssertionAlgorithm string // the only one allowed, if set
	ReusableAssertions bool
	Certificate        Certificate
}

// A Certificate verifies the signatures of a client. Its type is PEM or JWKS; the
// value of a JWKS is the address of the key set.
type Certificate struct{ Type, Value string }

// A Group is a group of users.
type Group struct{ ID, Name string }
