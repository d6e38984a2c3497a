package scim

import (
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// Attributes of users for filters. Others are written as their name, such as filter.Attribute("addresses.locality"). An
// attribute of an extension follows the URN of its schema and a colon: SchemaCustomUser + ":costCenter".
const (
	ID                filter.Attribute = "id"
	UserName          filter.Attribute = "userName"
	ExternalID        filter.Attribute = "externalId"
	DisplayName       filter.Attribute = "displayName" // of groups and roles too
	GivenName         filter.Attribute = "name.givenName"
	FamilyName        filter.Attribute = "name.familyName"
	NickName          filter.Attribute = "nickName"
	Title             filter.Attribute = "title"
	UserType          filter.Attribute = "userType"
	Emails            filter.Attribute = "emails"
	PhoneNumbers      filter.Attribute = "phoneNumbers"
	Locale            filter.Attribute = "locale"
	PreferredLanguage filter.Attribute = "preferredLanguage"
	Created           filter.Attribute = "meta.created"
	LastModified      filter.Attribute = "meta.lastModified"
	EmployeeNumber    filter.Attribute = SchemaEnterpriseUser + ":employeeNumber"
	Department        filter.Attribute = SchemaEnterpriseUser + ":department"
	Country           filter.Attribute = SchemaWSO2 + ":country"
)

// Attributes of groups for filters, beside [ID], [DisplayName], [Created] and [LastModified].
const (
	MemberID   filter.Attribute = "members.value"
	MemberName filter.Attribute = "members.display"
)

// Attributes of roles for filters, beside [DisplayName].
const (
	RoleAudienceID   filter.Attribute = "audience.value"
	RoleAudienceType filter.Attribute = "audience.type"
)

// What the server can evaluate in each listing.
var (
	ofUsers = grammar.Grammar{
		Of:          "users",
		Operators:   []string{"eq", "ne", "co", "sw", "ew", "ge", "le"},
		Connectives: []string{"and"},
		Quote:       grammar.QuoteSCIM,
		Check:       grammar.CheckSCIM,
	}
	ofGroups = grammar.Grammar{
		Of:        "groups",
		Operators: []string{"eq", "co", "sw", "ew", "ge", "le"},
		Quote:     grammar.QuoteSCIM,
		Check:     grammar.CheckSCIM,
	}
	ofRoles = grammar.Grammar{
		Of:          "roles",
		Attributes:  []string{string(DisplayName), string(RoleAudienceID), string(RoleAudienceType)},
		Schema:      SchemaRole,
		Operators:   []string{"eq", "ne", "co", "sw", "ew"},
		Connectives: []string{"and"},
		Quote:       grammar.QuoteSCIMRole,
	}
	ofRolesV1 = grammar.Grammar{
		Of:         "roles",
		Attributes: []string{string(DisplayName)},
		Schema:     SchemaRole,
		Operators:  []string{"eq"},
		Quote:      grammar.QuoteSCIM,
		Check:      grammar.CheckSCIM,
	}
)
