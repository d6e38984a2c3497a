package scim_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

func TestPathFiltersAreQuoted(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		`emails[type eq work].value`:                              `emails[type eq "work"].value`,
		`phoneNumbers[value eq +1-555-0100]`:                      `phoneNumbers[value eq "+1-555-0100"]`,
		`addresses[type EQ home].formatted`:                       `addresses[type eq "home"].formatted`,
		`ims[type eq it's]`:                                       `ims[type eq "it's"]`,
		`urn:scim:schemas:extension:custom:User:tags[value eq a]`: `urn:scim:schemas:extension:custom:User:tags[value eq "a"]`,
		`emails[type eq "work"].value`:                            `emails[type eq "work"].value`,
		`emails[primary eq true].value`:                           `emails[primary eq true].value`,
		`name.givenName`:                                          `name.givenName`,
	} {
		value := any("x")
		if strings.HasSuffix(path, "]") { // an item
			value = map[string]string{"value": "x"}
		}
		operations := []scim.PatchOperation{scim.Add(path, value), scim.Replace(path, value), scim.Remove(path)}
		if strings.HasPrefix(path, scim.SchemaCustomUser) {
			operations = operations[2:] // the server knows filters of its lists only where it removes
		}
		for _, operation := range operations {
			s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"id":"u"}`})
			operations := []scim.PatchOperation{operation}
			if _, err := s.Client.SCIM.Users.Update(t.Context(), "u", operations); err != nil {
				t.Errorf("%s %s: %v", operation.Op, path, err)
				continue
			}
			var sent struct{ Operations []scim.PatchOperation }
			if err := json.Unmarshal([]byte(s.Requests()[0].Body), &sent); err != nil || sent.Operations[0].Path != want {
				t.Errorf("%s %s: sent %+v, %v, want %s", operation.Op, path, sent, err, want)
			}
			if operations[0].Path != path {
				t.Errorf("the caller's operation has changed: %+v", operations[0])
			}
		}
	}
}
