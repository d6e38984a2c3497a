package scim

import (
	"reflect"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

const schemaAgent = "urn:scim:wso2:agent:schema"

var (
	// coreSchemas are those that the server does not know in front of the name of an attribute to return.
	coreSchemas = []string{SchemaUser, SchemaGroup, SchemaRole, "urn:ietf:params:scim:schemas:core:2.0"}
	// extensions are those that it knows, with a dot behind them.
	extensions = []string{SchemaEnterpriseUser, SchemaWSO2, SchemaCustomUser, schemaAgent}
)

// attributeNames returns the names of attributes to return as the server understands them. A name in the list may be
// several with commas.
func attributeNames(list []string) []string {
	var names []string
	for _, each := range list {
		for name := range strings.SplitSeq(each, ",") {
			if name = attributeName(strings.TrimSpace(name)); name != "" {
				names = append(names, name)
			}
		}
	}
	return names
}

func attributeName(name string) string {
	for _, schema := range extensions {
		if rest, ok := cutSchema(name, schema); ok {
			return schema + "." + rest
		}
	}
	for _, schema := range coreSchemas {
		if rest, ok := cutSchema(name, schema); ok && !strings.EqualFold(name, SchemaUser) && !strings.EqualFold(name, SchemaGroup) {
			return rest
		}
	}
	return name
}

// cutSchema cuts the URN of a schema off the name of an attribute: RFC 7644 has a colon behind it, the server a dot.
func cutSchema(name, schema string) (rest string, ok bool) {
	n := len(schema)
	if len(name) <= n+1 || !strings.EqualFold(name[:n], schema) || name[n] != ':' && name[n] != '.' {
		return "", false
	}
	return name[n+1:], true
}

// addAttributes adds the names of attributes as a query parameter.
func addAttributes(c *rest.Client, call *rest.Call, parameter string, list []string) error {
	names, err := knownAttributes(c, call.Operation, call.Path, list)
	if err != nil {
		return err
	}
	call.AddQuery(parameter, false, names)
	return nil
}

// knownAttributes returns the names as the server understands them. It refuses those that the server would ignore without
// a word: attributes of extensions without their schema, and others that the resources at the path do not have.
func knownAttributes(c *rest.Client, op, path string, list []string) ([]string, error) {
	names := attributeNames(list)
	known := attributesAt(path)
	for _, name := range names {
		attribute, _, _ := strings.Cut(name, ".")
		switch {
		case slices.ContainsFunc(known, func(s string) bool { return strings.EqualFold(s, attribute) }):
		case slices.ContainsFunc(coreSchemas, func(s string) bool { return strings.EqualFold(s, name) }):
			return nil, c.Invalid(op, "%q is a schema, not an attribute, and the server ignores it", name)
		case len(name) < 4 || !strings.EqualFold(name[:4], "urn:"):
			return nil, c.Invalid(op, "there is no attribute %q, and the server ignores it: those of extensions need their schema, as in %s:employeeNumber", name, SchemaEnterpriseUser)
		}
	}
	return names, nil
}

// attributesAt returns the names of the attributes that the resources at a path have, without those of extensions.
func attributesAt(path string) []string {
	resource := reflect.TypeFor[User]()
	switch {
	case strings.HasPrefix(path, "/Groups"):
		resource = reflect.TypeFor[Group]()
	case strings.Contains(path, "/Roles"):
		resource = reflect.TypeFor[Role]()
	}
	names := []string{"externalId"}
	for field := range resource.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
