package asgardeotest

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// A uniqueValue is a value, in lower case, of an attribute that must be
// unique.
type uniqueValue struct{ attribute, value string }

func (o *organization) uniqueValues(u *user) []uniqueValue {
	var values []uniqueValue
	for _, name := range o.scim.UniqueAttributes {
		path := scimengine.UserPathOf(name)
		for _, value := range scimengine.Values(u.Attributes[path.Root], path.Rest) {
			values = append(values, uniqueValue{name, strings.ToLower(value)})
		}
	}
	return values
}

// checkUnique refuses a user with a value that must be unique and that another
// one has.
func (o *organization) checkUnique(u *user) error {
	if o.unique[o.state] == nil {
		o.unique[o.state] = map[uniqueValue]string{}
		for other := range o.Users.All() {
			o.noteUnique(other, other.ID)
		}
	}
	for _, value := range o.uniqueValues(u) {
		if owner := o.unique[o.state][value]; owner != "" && owner != u.ID {
			return scimFailure(http.StatusConflict, "", "Another user has the same value of "+value.attribute+".")
		}
	}
	return nil
}

// noteUnique notes who has the values of a user from now on; the empty string
// stands for nobody.
func (o *organization) noteUnique(u *user, owner string) {
	if o.unique[o.state] == nil {
		return
	}
	for _, value := range o.uniqueValues(u) {
		o.unique[o.state][value] = owner
	}
}
