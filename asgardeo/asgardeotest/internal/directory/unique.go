package directory

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// A uniqueValue is a value, in lower case, of an attribute that must be unique.
type uniqueValue struct{ attribute, value string }

// key returns the key of the value in the index of users.
func (v uniqueValue) key() string { return v.attribute + "\n" + v.value }

func (d *Directory) uniqueValues(u *user) []uniqueValue {
	var values []uniqueValue
	for _, name := range d.settings.UniqueAttributes {
		path := d.types.user.PathOf(name)
		for _, value := range scimengine.Values(u.Attributes[path.Root], path.Rest) {
			values = append(values, uniqueValue{name, strings.ToLower(value)})
		}
	}
	return values
}

func (d *Directory) uniqueKeys(u *user) []string {
	var keys []string
	for _, value := range d.uniqueValues(u) {
		keys = append(keys, value.key())
	}
	return keys
}

// checkUnique refuses a user if another user has one of its values that must be
// unique.
func (o *organization) checkUnique(u *user) error {
	for _, value := range o.d.uniqueValues(u) {
		for _, owner := range o.usersByUnique.With(value.key()) {
			if owner.ID != u.ID {
				return fail(http.StatusConflict, "", "Another user has the same value of "+value.attribute+".")
			}
		}
	}
	return nil
}
