package applications_test

import (
	"context"
	"errors"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// The server would drop a part of the filters that are refused, or fail.
func TestFiltersOfCallers(t *testing.T) {
	t.Parallel()
	for operation, list := range map[string]func(context.Context, *applications.Client, string) error{
		"applications.List": func(ctx context.Context, c *applications.Client, filter string) error {
			_, err := c.List(ctx, &applications.ListParams{Filter: filter})
			return err
		},
		"applications.ListTemplates": func(ctx context.Context, c *applications.Client, filter string) error {
			_, err := c.Templates.List(ctx, &applications.ListTemplatesParams{Filter: filter})
			return err
		},
		"applications.ListSharedOrganizations": func(ctx context.Context, c *applications.Client, filter string) error {
			_, err := c.Sharing.ListOrganizations(ctx, resttest.ID, &applications.ListSharedOrganizationsParams{Filter: filter})
			return err
		},
		"applications.ListMetadataGroups": func(ctx context.Context, c *applications.Client, filter string) error {
			_, err := c.Metadata.Groups(ctx, &applications.ListMetadataGroupsParams{Filter: filter})
			return err
		},
	} {
		for filter, refused := range map[string]bool{
			`name eq "a" OR name eq "b"`: true, `name eq "a" And name ne "b"`: true, `name eq "a`: true, `name eq Kim's`: true, `name eq ''`: true, `name`: true,
			`name eq "a" or not (name eq "b AND c")`: false, `name eq Two Words`: false,
		} {
			s := resttest.New(t, resttest.Reply{Status: 500, Type: "-"})
			err := list(t.Context(), s.Client.Applications, filter)
			var e *asgardeo.Error
			if errors.Is(err, asgardeo.ErrInvalidInput) != refused || !errors.As(err, &e) || e.Operation != operation {
				t.Errorf("%s: %s: got %v", operation, filter, err)
			}
			if sent := len(s.Lines()); refused && sent > 0 {
				t.Errorf("%s: %s: sent %d requests", operation, filter, sent)
			}
		}
	}
}
