package applications_test

import (
	"context"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// The server would drop a part of the filters that are refused, or fail.
func TestFiltersOfCallers(t *testing.T) {
	t.Parallel()
	resttest.RawFilters(t, map[string]bool{
		`name eq "a" OR name eq "b"`: true, `name eq "a" And name ne "b"`: true, `name eq "a`: true, `name eq Kim's`: true, `name eq ''`: true, `name`: true,
		`name eq "a" or not (name eq "b AND c")`: false, `name eq Two Words`: false,
	}, map[string]func(context.Context, *asgardeo.Client, filter.Filter) error{
		"applications.List": func(ctx context.Context, c *asgardeo.Client, f filter.Filter) error {
			_, err := c.Applications.List(ctx, &applications.ListParams{Filter: f})
			return err
		},
		"applications.Templates.List": func(ctx context.Context, c *asgardeo.Client, f filter.Filter) error {
			_, err := c.Applications.Templates.List(ctx, &applications.ListTemplatesParams{Filter: f})
			return err
		},
		"applications.Sharing.ListOrganizations": func(ctx context.Context, c *asgardeo.Client, f filter.Filter) error {
			_, err := c.Applications.Sharing.ListOrganizations(ctx, resttest.ID, &applications.ListSharedOrganizationsParams{Filter: f})
			return err
		},
		"applications.Metadata.Groups": func(ctx context.Context, c *asgardeo.Client, f filter.Filter) error {
			_, err := c.Applications.Metadata.Groups(ctx, &applications.ListMetadataGroupsParams{Filter: f})
			return err
		},
	})
}
