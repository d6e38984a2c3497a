package scim_test

import (
	"encoding/json"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

func TestPathFiltersAreQuoted(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]string{
		`emails[type eq work].value`:                              `emails[type eq "work"].value`,
		`phoneNumbers[value eq +1-555-0100]`:                      `phoneNumbers[value eq "+1-555-0100"]`,
		`addresses[type EQ home].formatted`:                       `addresses[type EQ "home"].formatted`,
		`ims[type eq it's]`:                                       `ims[type eq "it's"]`,
		`urn:scim:schemas:extension:custom:User:tags[value eq a]`: `urn:scim:schemas:extension:custom:User:tags[value eq "a"]`,
		`photos[value eq https://example.com/[1].png]`:            `photos[value eq "https://example.com/[1].png"]`,
		`emails[type eq "work"].value`:                            `emails[type eq "work"].value`,
		`emails[primary eq true].value`:                           `emails[primary eq true].value`,
		`emails[type eq ].value`:                                  `emails[type eq ].value`,
		`emails[`:                                                 `emails[`,
		`emails]type eq work[`:                                    `emails]type eq work[`,
		`name.givenName`:                                          `name.givenName`,
	} {
		for _, operation := range []scim.PatchOperation{scim.Add(path, "x"), scim.Replace(path, "x"), scim.Remove(path)} {
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
