package scim

import (
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// Attributes of users for filters. Other attributes are written by name, such as filter.Attribute("addresses.locality"). An
// attribute of an extension follows the URN of its schema and a colon: SchemaCustomUser + ":costCenter".
const (
	ID                filter.Attribute = "id"                                     // the id, also of groups
	UserName          filter.Attribute = "userName"                               // the user name
	ExternalID        filter.Attribute = "externalId"                             // the identifier assigned by the client
	DisplayName       filter.Attribute = "displayName"                            // the human-readable name, also of groups and roles
	GivenName         filter.Attribute = "name.givenName"                         // the first name
	FamilyName        filter.Attribute = "name.familyName"                        // the last name
	NickName          filter.Attribute = "nickName"                               // the casual name
	Title             filter.Attribute = "title"                                  // the job title
	UserType          filter.Attribute = "userType"                               // the type of the user
	Emails            filter.Attribute = "emails"                                 // an email address
	PhoneNumbers      filter.Attribute = "phoneNumbers"                           // a telephone number
	Locale            filter.Attribute = "locale"                                 // the locale
	PreferredLanguage filter.Attribute = "preferredLanguage"                      // the preferred language
	Created           filter.Attribute = "meta.created"                           // the time of creation, also of groups
	LastModified      filter.Attribute = "meta.lastModified"                      // the time of the last change, also of groups
	EmployeeNumber    filter.Attribute = SchemaEnterpriseUser + ":employeeNumber" // the employee number
	Department        filter.Attribute = SchemaEnterpriseUser + ":department"     // the department
	Country           filter.Attribute = SchemaWSO2 + ":country"                  // the country
)

// Attributes of groups for filters, in addition to [ID], [DisplayName], [Created] and [LastModified].
const (
	MemberID   filter.Attribute = "members.value"   // the id of a member
	MemberName filter.Attribute = "members.display" // the user name of a member
)

// Attributes of roles for filters, in addition to [DisplayName].
const (
	RoleAudienceID   filter.Attribute = "audience.value" // the id of the organization or application
	RoleAudienceType filter.Attribute = "audience.type"  // the kind of audience, an AudienceType
)

// The filters that the server can evaluate in each list.
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
