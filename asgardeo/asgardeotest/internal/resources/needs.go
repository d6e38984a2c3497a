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

// Needs is what the domain takes from others.
type Needs struct {
	Authorizations
	Permissions
}
