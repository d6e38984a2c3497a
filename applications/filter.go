package applications

import (
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// Attributes for filters. Applications have Name, ClientID and Issuer. Organizations that an application is shared with
// have ID, Name, OrganizationHandle and ParentID. Templates have Name, Category and others, and groups have Name.
const (
	ID                 filter.Attribute = "id"        // the id of an organization
	Name               filter.Attribute = "name"      // the name
	ClientID           filter.Attribute = "clientId"  // the id of the OAuth 2.0 client
	Issuer             filter.Attribute = "issuer"    // the SAML entity id
	OrganizationHandle filter.Attribute = "orgHandle" // the name of an organization in URLs
	ParentID           filter.Attribute = "parentId"  // the id of the parent organization
	Category           filter.Attribute = "category"  // the category of a template
)

// Additional members that ListParams.Attributes can request for each application.
const (
	AttributeAdvancedConfigurations = "advancedConfigurations"          // Summary.Advanced
	AttributeApplicationEnabled     = "applicationEnabled"              // Summary.Enabled
	AttributeAllowedAudience        = "associatedRoles.allowedAudience" // Summary.AssociatedRoles
	AttributeClientID               = "clientId"                        // Summary.ClientID
	AttributeIssuer                 = "issuer"                          // Summary.Issuer
	AttributeTemplateID             = "templateId"                      // Summary.TemplateID
	AttributeTemplateVersion        = "templateVersion"                 // Summary.TemplateVersion
)

// AttributeSharingMode requests the sharing mode of each organization, in the Attributes of
// [ListSharedOrganizationsParams].
const AttributeSharingMode = "sharingMode"

// The filters that the server can evaluate in each list.
var (
	ofApplications = grammar.Grammar{
		Of:          "applications",
		Attributes:  []string{string(Name), string(ClientID), string(Issuer)},
		Operators:   []string{"eq", "co", "sw", "ew"},
		Connectives: []string{"and", "or"},
		Quote:       grammar.Quote,
		Check:       grammar.Check,
	}
	ofSharedOrganizations = grammar.Grammar{
		Of:          "organizations that an application is shared with",
		Attributes:  []string{string(ID), string(Name), string(OrganizationHandle), string(ParentID)},
		Operators:   []string{"eq", "co", "sw", "ew"},
		Connectives: []string{"and"},
		Quote:       grammar.Quote,
		Check:       grammar.Check,
	}
	ofTemplates = grammar.Grammar{
		Of:          "templates",
		Operators:   []string{"eq", "ne", "gt", "ge", "lt", "le"},
		Connectives: []string{"and", "or"},
		Quote:       grammar.Quote,
		Check:       grammar.Check,
	}
	ofGroups = grammar.Grammar{
		Of:         "groups",
		Attributes: []string{string(Name)},
		Operators:  []string{"eq", "co", "sw", "ew"},
		Quote:      grammar.Quote,
		Check:      grammar.Check,
	}
)
