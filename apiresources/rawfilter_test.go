package apiresources_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
)

// The server reads page one for ever, or lists everything, or fails, where a filter is refused.
func TestFiltersOfCallers(t *testing.T) {
	t.Parallel()
	for filter, refused := range map[string]bool{
		`type eq "BUSINESS" AND name sw "a"`: true, `type eq "BUSINESS`: true, `name eq Kim's API`: true, `name eq "a" or name eq "b"`: true,
		`not (name eq "a")`: true, `name zz "a"`: true, `name eq ""`: true,
		`name sw "a" and type eq BUSINESS`: false, `(identifier co "and")`: false, `name pr`: false,
	} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"totalResults":0,"links":[],"apiResources":[]}`})
		for _, err := range s.Client.APIResources.All(t.Context(), &apiresources.ListParams{Filter: filter}) {
			var e *asgardeo.Error
			if !refused || !errors.Is(err, asgardeo.ErrInvalidInput) || !errors.As(err, &e) || e.Operation != "apiresources.List" {
				t.Errorf("%s: got %v", filter, err)
			}
		}
		if sent := len(s.Lines()); refused != (sent == 0) {
			t.Errorf("%s: sent %d requests", filter, sent)
		}
	}
	s := resttest.New(t)
	if _, err := s.Client.APIResources.Collections.List(t.Context(), &apiresources.ListCollectionsParams{Filter: `name eq "a" AND type eq "b"`}); !errors.Is(err, asgardeo.ErrInvalidInput) {
		t.Errorf("collections: got %v", err)
	}
}

// Lookups find exactly the API resource of an identifier among others that are nearly the same, whatever is in them.
func TestLookupsFindRandomIdentifiers(t *testing.T) {
	t.Parallel()
	_, client := standin.Start(t)
	ids := map[string]string{}
	for name := range resttest.RandomNames(60) {
		for _, near := range []string{name, name + "x", strings.ReplaceAll(name, " ", "  "), strings.ToUpper(name)} {
			created, err := client.APIResources.Create(t.Context(), &apiresources.CreateRequest{Name: "n", Identifier: near})
			if err == nil {
				ids[near] = created.ID
			}
		}
	}
	if len(ids) < 100 {
		t.Fatalf("the server took %d identifiers", len(ids))
	}
	for identifier, id := range ids {
		if found, err := client.APIResources.GetByIdentifier(t.Context(), identifier); err != nil || found.ID != id {
			t.Errorf("%q: got %+v, %v, want %s", identifier, found, err, id)
		}
		if _, err := client.APIResources.GetByIdentifier(t.Context(), identifier+"!"); !errors.Is(err, asgardeo.ErrNotFound) {
			t.Errorf("%q: got %v, want ErrNotFound", identifier+"!", err)
		}
	}
}
