package apiresources

import (
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// Attributes for filters. API resources have Name, Identifier and Type, scopes have Name, authorization details types have
// Type, and collections have Name, DisplayName and Type.
const (
	Name        filter.Attribute = "name"        // the name
	DisplayName filter.Attribute = "displayName" // the human-readable name of a collection
	Identifier  filter.Attribute = "identifier"  // the identifier of an API resource
	Type        filter.Attribute = "type"        // the type
)

// AttributeProperties requests the properties of each API resource, in the Attributes of [ListParams].
const AttributeProperties = "properties"

// AttributeAPIResources requests the API resources of each collection, in the Attributes of [ListConsoleCollectionsParams].
const AttributeAPIResources = "apiResources"

// The filters that the server can evaluate in each list.
var (
	ofResources = grammar.Grammar{
		Of:          "API resources",
		Attributes:  []string{string(Name), string(Identifier), string(Type)},
		Operators:   []string{"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"},
		Connectives: []string{"and"},
		Quote:       grammar.Quote,
		Check:       checkFilter,
	}
	ofScopes = grammar.Grammar{
		Of:          "scopes",
		Attributes:  []string{string(Name)},
		Operators:   ofResources.Operators,
		Connectives: []string{"and"},
		Quote:       grammar.Quote,
		Check:       checkFilter,
	}
	ofTypes = grammar.Grammar{
		Of:          "types of authorization details",
		Attributes:  []string{string(Type)},
		Operators:   []string{"eq", "co", "sw", "ew"},
		Connectives: []string{"and"},
		Quote:       grammar.Quote,
		Check:       checkFilter,
	}
	ofCollections = grammar.Grammar{
		Of:          "collections",
		Attributes:  []string{string(Name), string(DisplayName), string(Type)},
		Operators:   []string{"eq", "co", "sw", "ew"},
		Connectives: []string{"and"},
		Quote:       grammar.Quote,
		Check:       grammar.Check,
	}
)

// checkFilter also rejects "or" and "not": the server treats "or" as "and", and ignores "not".
func checkFilter(text string) error { return grammar.CheckWithout(text, "or", "not") }
