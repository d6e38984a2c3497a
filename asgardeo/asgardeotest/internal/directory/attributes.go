package directory

import (
	"fmt"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// attributeTypes are the types that an organization can give to attributes.
var attributeTypes = []string{"", "STRING", "INTEGER", "DECIMAL", "BOOLEAN", "DATE_TIME", "COMPLEX"}

// CheckAttributes returns an error if an organization cannot define the
// attributes.
func CheckAttributes(attributes []model.UserAttribute) error {
	seen := map[string]bool{}
	for _, a := range attributes {
		switch name := strings.ToLower(a.Name); {
		case a.Name == "" || strings.ContainsAny(a.Name, ".:[] "):
			return fmt.Errorf("%q cannot name an attribute of users", a.Name)
		case seen[name]:
			return fmt.Errorf("the attribute %s of users is defined twice", a.Name)
		case !slices.Contains(attributeTypes, a.Type):
			return fmt.Errorf("the attribute %s of users has the unknown type %q", a.Name, a.Type)
		case (a.Type == "COMPLEX") != (len(a.Parts) > 0):
			return fmt.Errorf("the attribute %s of users must have sub-attributes exactly if it is complex", a.Name)
		default:
			seen[name] = true
		}
		for _, part := range a.Parts {
			if part.Type == "COMPLEX" {
				return fmt.Errorf("the sub-attribute %s of the attribute %s is complex", part.Name, a.Name)
			}
		}
		if err := CheckAttributes(a.Parts); err != nil {
			return err
		}
	}
	return nil
}

// customAttributes returns the descriptions of attributes that an organization
// defines.
func customAttributes(attributes []model.UserAttribute) []scimengine.Attribute {
	var custom []scimengine.Attribute
	for _, defined := range attributes {
		kind := defined.Type
		if kind == "" {
			kind = "STRING"
		}
		a := scimengine.NewAttribute(defined.Name, kind, customAttributes(defined.Parts)...)
		if defined.MultiValued {
			a = a.Many()
		}
		if defined.ReadOnly {
			a = a.ReadOnly()
		}
		custom = append(custom, a)
	}
	return custom
}
