package resources

// Authorizations are the authorizations of applications for API resources.
type Authorizations interface {
	// ResourceDeleted ends the authorizations for an API resource in every
	// organization.
	ResourceDeleted(id string)
}

// Permissions are the permissions of roles.
type Permissions interface {
	// ScopesDeleted removes the scopes from the roles of every organization in
	// which no API resource has them any more.
	ScopesDeleted(names []string)
}

// Claims knows the OpenID Connect scopes.
type Claims interface {
	// IsOIDCScope reports whether there is an OpenID Connect scope with a name,
	// which an API resource cannot use.
	IsOIDCScope(name string) bool
}

// Needs are the parts of other domains that this domain uses.
type Needs struct {
	Authorizations
	Permissions
	Claims
}
