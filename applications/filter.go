package applications

import (
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// Attributes for filters. Applications have Name, ClientID and Issuer. Organizations that an application is shared with
// have ID, Name, OrganizationHandle and ParentID. Templates have Name, Category and others, and groups have Name.
const (
	ID                 filter.Attribute = "id"
	Name               filter.Attribute = "name"
	ClientID           filter.Attribute = "clientId"
	Issuer             filter.Attribute = "issuer"
	OrganizationHandle filter.Attribute = "orgHandle"
	ParentID           filter.Attribute = "parentId"
	Category           filter.Attribute = "category"
)

// What the server can evaluate in each listing.
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
