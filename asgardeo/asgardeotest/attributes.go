package asgardeotest

import (
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// A UserAttribute is an attribute that the organization defines for its users.
// It is in the schema urn:scim:schemas:extension:custom:User. The server ignores
// attributes of this schema that are not defined.
type UserAttribute struct {
	// Name is the name of the attribute in its schema.
	Name string `json:"name"`

	// Type is string, integer, decimal, boolean, dateTime or complex, as in RFC
	// 7643, section 2.3. The default is string.
	Type string `json:"type,omitempty"`

	// MultiValued attributes have a list of values.
	MultiValued bool `json:"multiValued,omitempty"`

	// ReadOnly attributes are ignored in requests that create or replace users.
	ReadOnly bool `json:"readOnly,omitempty"`

	// SubAttributes are the attributes of a complex one. They cannot be complex.
	SubAttributes []UserAttribute `json:"subAttributes,omitempty"`
}

// WithUserAttributes defines attributes of users. They are not part of the state
// file: set the option again for a server that continues with it.
func WithUserAttributes(attributes ...UserAttribute) Option {
	return func(c *config) { c.attributes = userAttributes(attributes) }
}

func userAttributes(attributes []UserAttribute) []model.UserAttribute {
	var out []model.UserAttribute
	for _, a := range attributes {
		kind := strings.ToUpper(a.Type)
		if a.Type == "dateTime" {
			kind = "DATE_TIME"
		}
		out = append(out, model.UserAttribute{
			Name: a.Name, Type: kind, MultiValued: a.MultiValued, ReadOnly: a.ReadOnly, Parts: userAttributes(a.SubAttributes),
		})
	}
	return out
}
