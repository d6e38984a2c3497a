package apiresources_test

import (
	"errors"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// One API resource, or scope, with members of another type than documented does not make the others unreadable.
func TestMembersOfAnotherType(t *testing.T) {
	t.Parallel()
	s := resttest.New(t,
		resttest.Reply{Status: 200, Body: `{"totalResults":2,"links":[],"apiResources":[{"id":1,"name":true,"requiresAuthorization":"yes","properties":"none"},{"id":"2","NAME":"b"}]}`},
		resttest.Reply{Status: 200, Body: `[{"id":"1","name":"a","displayName":1,"description":{}},{"id":"2","Name":"b"}]`})
	page, err := s.Client.APIResources.List(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if list := page.Resources; len(list) != 2 || list[0].ID != "1" || list[0].Name != "true" || list[1].Name != "b" {
		t.Errorf("got %+v", page)
	}
	scopes, err := s.Client.APIResources.Scopes.List(t.Context(), "1")
	if err != nil {
		t.Fatal(err)
	}
	if len(scopes) != 2 || scopes[0].DisplayName != "1" || scopes[0].Description != "" || scopes[1].Name != "b" {
		t.Errorf("got %+v", scopes)
	}
	for _, body := range []string{`{"id":"1","scopes":{}}`, `{"id":"1","scopes":[1]}`, `{"id":{}}`} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: body})
		if got, err := s.Client.APIResources.Get(t.Context(), "1"); !errors.Is(err, asgardeo.ErrUnexpectedResponse) {
			t.Errorf("%s: got %+v, %v", body, got, err)
		}
	}
}
