package resources

// Authorizations are the authorizations of applications for API resources.
type Authorizations interface {
	// ResourceDeleted removes the authorizations for an API resource in every
	// organization.
	ResourceDeleted(id string)
}

// Permissions are the permissions of roles.
type Permissions interface {
	// ScopesDeleted removes the scopes from the roles of every organization in
	// which no API resource has them any more.
	ScopesDeleted(names []string)
}

// Claims has the OpenID Connect scopes.
type Claims interface {
	// IsOIDCScope reports whether an OpenID Connect scope has the name. API
	// resources cannot use such a name.
	IsOIDCScope(name string) bool
}

// Needs are the parts of other domains that this domain uses.
type Needs struct {
	Authorizations
	Permissions
	Claims
}
