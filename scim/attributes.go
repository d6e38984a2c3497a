package scim

import (
	"reflect"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

const schemaAgent = "urn:scim:wso2:agent:schema"

var (
	// coreSchemas are the schemas that the server does not accept before the name of an attribute to return.
	coreSchemas = []string{SchemaUser, SchemaGroup, SchemaRole, "urn:ietf:params:scim:schemas:core:2.0"}
	// extensions are the schemas that the server accepts there, followed by a dot.
	extensions = []string{SchemaEnterpriseUser, SchemaWSO2, SchemaCustomUser, schemaAgent}
)

// attributeNames returns the names of attributes to return in the form that the server accepts. An element of the list
// may hold several names, separated by commas.
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

// cutSchema removes the URN of a schema from an attribute name. RFC 7644 separates them by a colon, the server by a
// dot.
func cutSchema(name, schema string) (rest string, ok bool) {
	n := len(schema)
	if len(name) <= n+1 || !strings.EqualFold(name[:n], schema) || name[n] != ':' && name[n] != '.' {
		return "", false
	}
	return name[n+1:], true
}

// addAttributes adds the names of attributes of a T as a query parameter.
func addAttributes[T any](c *rest.Client, call *rest.Call, parameter string, list []string) error {
	names, err := knownAttributes[T](c, call.Operation, list)
	if err != nil {
		return err
	}
	return call.AddQuery(c, parameter, false, names)
}

// knownAttributes returns the names in the form that the server accepts. It returns an error for names that the server
// would silently ignore: attributes of extensions without their schema, and attributes that a T does not have.
func knownAttributes[T any](c *rest.Client, op string, list []string) ([]string, error) {
	names := attributeNames(list)
	known := attributesOf[T]()
	for _, name := range names {
		attribute, _, _ := strings.Cut(name, ".")
		switch {
		case slices.ContainsFunc(known, func(s string) bool { return strings.EqualFold(s, attribute) }):
		case slices.ContainsFunc(coreSchemas, func(s string) bool { return strings.EqualFold(s, name) }):
			return nil, c.Invalid(op, "%q is a schema, not an attribute: the server would ignore it", name)
		case len(name) < 4 || !strings.EqualFold(name[:4], "urn:"):
			return nil, c.Invalid(op, "unknown attribute %q, which the server would ignore: attributes of extensions require their schema, as in %s:employeeNumber", name, SchemaEnterpriseUser)
		}
	}
	return names, nil
}

// attributesOf returns the attribute names of a T, without those of extensions.
func attributesOf[T any]() []string {
	names := []string{"externalId"}
	for field := range reflect.TypeFor[T]().Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		names = append(names, name)
	}
	return names
}
