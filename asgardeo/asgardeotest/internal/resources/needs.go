package resources

// Authorizations are those of applications for API resources.
type Authorizations interface {
	// ResourceDeleted ends the authorizations for an API resource in every
	// organization.
	ResourceDeleted(id string)
}

// Permissions are those of roles.
type Permissions interface {
	// ScopesDeleted takes scopes out of the roles of every organization where no
	// API resource has them any more.
	ScopesDeleted(names []string)
}

// Claims knows the OpenID Connect scopes.
type Claims interface {
	// IsOIDCScope reports whether there is an OpenID Connect scope with a name,
	// which an API resource cannot use.
	IsOIDCScope(name string) bool
}

// Needs is what the domain takes from others.
type Needs struct {
	Authorizations
	Permissions
	Claims
}
