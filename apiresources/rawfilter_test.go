package apiresources_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
)

// The server reads page one for ever, or lists everything, or fails, where a filter is refused.
func TestFiltersOfCallers(t *testing.T) {
	t.Parallel()
	resttest.RawFilters(t, map[string]bool{
		`type eq "BUSINESS" AND name sw "a"`: true, `type eq "BUSINESS`: true, `name eq Kim's API`: true, `name eq "a" or name eq "b"`: true,
		`not (name eq "a")`: true, `name zz "a"`: true, `name eq ""`: true,
		`name sw "a" and type eq BUSINESS`: false, `(identifier co "and")`: false, `name pr`: false,
	}, map[string]func(context.Context, *asgardeo.Client, filter.Filter) error{
		"apiresources.List": func(ctx context.Context, c *asgardeo.Client, f filter.Filter) error {
			for _, err := range c.APIResources.All(ctx, &apiresources.ListParams{Filter: f}) {
				return err
			}
			return nil
		},
	})
	resttest.RawFilters(t, map[string]bool{`name eq "a" AND type eq "b"`: true, `name eq "a" or type eq "b"`: false},
		map[string]func(context.Context, *asgardeo.Client, filter.Filter) error{
			"apiresources.ConsoleCollections.List": func(ctx context.Context, c *asgardeo.Client, f filter.Filter) error {
				_, err := c.APIResources.ConsoleCollections.List(ctx, &apiresources.ListConsoleCollectionsParams{Filter: f})
				return err
			},
		})
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
