package asgardeotest

// SCIMSettings are the settings of a real server that change its SCIM
// responses. The zero value has the defaults of Asgardeo.
type SCIMSettings struct {
	// BulkLimit is the maximum number of operations in a bulk request. Zero
	// means 100, as in the cloud; the limit of WSO2 Identity Server is 1000.
	BulkLimit int

	// PlainEmails writes email addresses without a type as plain strings, as
	// older versions do.
	PlainEmails bool

	// EmptyGroupPatch responds to a PATCH of a group with 204, unless the
	// request names attributes.
	EmptyGroupPatch bool

	// UniqueAttributes are attributes of users, such as emails, that must be
	// unique. A user with a value of another user is refused with 409.
	UniqueAttributes []string

	// UserLimit is the maximum number of users in the organization's plan. Zero
	// means no limit.
	UserLimit int

	// Approval names operations that a workflow holds for approval, which is
	// never given: valid requests get the status 202 and have no effect. They
	// can be scim.Users.Create, Replace, Update and Delete, and Create, Replace
	// and Update of scim.Roles and scim.RolesV3.
	Approval []string

	// SuperAdmin and SuperAdminPassword are the name and the password of a user
	// that exists from the start and owns the organization. Only this user may
	// change itself, and it has the system role admin.
	SuperAdmin, SuperAdminPassword string
}

// WithSCIM sets the settings of SCIM.
func WithSCIM(settings SCIMSettings) Option {
	return func(c *config) { c.scim = settings }
}
