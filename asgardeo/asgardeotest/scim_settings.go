package asgardeotest

// SCIMSettings are the switches of a real server that change what its SCIM
// answers look like. The zero value is Asgardeo as it is delivered.
type SCIMSettings struct {
	// BulkLimit is how many operations a bulk request has at most. Zero
	// means 100, as in the cloud; WSO2 Identity Server takes 1000.
	BulkLimit int

	// PlainEmails writes the addresses without a type as plain strings, as
	// older versions do.
	PlainEmails bool

	// EmptyGroupPatch answers to a PATCH of a group with 204, unless the
	// request names attributes.
	EmptyGroupPatch bool

	// UniqueAttributes are attributes of users, such as emails, whose values
	// only one user may have. A second one is refused with 409.
	UniqueAttributes []string

	// UserLimit is how many users the plan of the organization allows. Zero
	// means any number.
	UserLimit int

	// Approval names operations that a workflow holds for an approval that
	// never comes: once they have been checked they are answered with 202
	// and have no effect. They can be createUser, updateUser, patchUser and
	// deleteUser, and createRole, updateRole and patchRole with V2 or V3 at
	// the end.
	Approval []string

	// SuperAdmin is the name of a user to begin with, who owns the
	// organization: nobody else may change it, and it has the system role
	// admin. SuperAdminPassword is its password.
	SuperAdmin, SuperAdminPassword string
}

// WithSCIM sets the switches of SCIM.
func WithSCIM(settings SCIMSettings) Option {
	return func(c *config) { c.scim = settings }
}
