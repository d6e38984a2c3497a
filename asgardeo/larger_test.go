package asgardeo_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Input that the server would read as something larger than what it says is refused before a request.
func TestInputThatTheServerReadsAsMoreIsRefused(t *testing.T) {
	t.Parallel()
	type call func(context.Context, *asgardeo.Client) error
	ids := []scim.Reference{{Value: "1"}}
	withValue := func(path string) scim.PatchOperation {
		return scim.PatchOperation{Op: scim.PatchOpRemove, Path: path, Value: ids}
	}
	user := func(operation scim.PatchOperation) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Users.Update(ctx, "1", []scim.PatchOperation{operation})
			return err
		}
	}
	me := func(operation scim.PatchOperation) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Me.Update(ctx, []scim.PatchOperation{operation})
			return err
		}
	}
	group := func(operation scim.PatchOperation) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Groups.Update(ctx, "1", []scim.PatchOperation{operation})
			return err
		}
	}
	role := func(operation scim.PatchOperation) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Roles.Update(ctx, "1", []scim.PatchOperation{operation})
			return err
		}
	}
	users := func(operation scim.PatchOperation) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.RolesV3.UpdateUsers(ctx, "1", []scim.PatchOperation{operation})
			return err
		}
	}
	bulk := func(add func(*scim.Bulk)) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			var bulk scim.Bulk
			add(&bulk)
			_, err := c.SCIM.Bulk.Send(ctx, &bulk)
			return err
		}
	}
	resources := func(f filter.Filter) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.APIResources.List(ctx, &apiresources.ListParams{Filter: f})
			return err
		}
	}
	scopes := func(f filter.Filter) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.APIResources.Scopes.ListInOrganization(ctx, f)
			return err
		}
	}
	apps := func(f filter.Filter) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.List(ctx, &applications.ListParams{Filter: f})
			return err
		}
	}
	create := func(request *applications.CreateRequest) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.Create(ctx, request)
			return err
		}
	}
	for _, test := range []struct {
		facts string // section
		what  string // what the server makes of it
		call  call
	}{
		{"engine 7", "the value is ignored: all members go", group(withValue("members"))},
		{"engine 7", "the same in bulk", bulk(func(b *scim.Bulk) { b.UpdateGroup("1", []scim.PatchOperation{withValue("members")}) })},
		{"engine 7", "the same, with null as the value", group(scim.PatchOperation{Op: scim.PatchOpRemove, Path: "members", Value: json.RawMessage("null")})},
		{"engine 7", "text behind the filter is ignored: the whole member goes", group(scim.Remove(`members[value eq "1"].display`))},
		{"engine 8", "the value is ignored: all users lose the role", role(withValue("users"))},
		{"engine 8", "the same in bulk", bulk(func(b *scim.Bulk) { b.UpdateRole("1", []scim.PatchOperation{withValue("users")}) })},
		{"engine 8", "the same in version 3", users(withValue("users"))},
		{"engine 8", "references without an id are not counted: all users lose the role", role(scim.Replace("users", []scim.Reference{{Display: "kim"}}))},
		{"engine 8", "the same with groups", role(scim.Replace("groups", []scim.Reference{{}}))},
		{"engine 8", "the same with permissions", role(scim.Replace("permissions", []map[string]any{{"value": nil}}))},
		{"engine 8", "the same without a path", role(scim.Replace("", &scim.Role{Users: []scim.Reference{{}}}))},
		{"engine 4", "the same in version 3", func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.RolesV3.ReplaceUsers(ctx, "1", "")
			return err
		}},
		{"engine 2.3", "the value is ignored: all addresses go", user(withValue("emails"))},
		{"engine 2.4", "an empty filter is none: all addresses go", user(scim.Remove("emails[]"))},
		{"engine 2.4", "nor is one that does not end", me(scim.Remove("emails["))},
		{"engine 2.4", "what follows the first condition is ignored", user(scim.Remove(`emails[type eq "work" and value eq "a@example.com"]`))},
		{"engine 2.4", "a value is cut at its space", user(scim.Remove(`emails[display eq "Kim Berry"]`))},
		{"engine 2.4", "if no item matches, all are set", user(scim.Replace(scim.SchemaCustomUser+`:cars[type eq "old"].value`, "x"))},
		{"wire 2.4", "or is read as and, which is another selection", resources(apiresources.Name.Equals("a").Or(apiresources.Name.Equals("b")))},
		{"wire 2.4", "the same as text", resources(filter.Raw(`name eq "a" or name eq "b"`))},
		{"wire 2.4", "not is ignored", resources(filter.Raw(`not (name eq "a")`))},
		{"wire 2.4", "an expression without an operator is ignored: everything is listed", scopes(filter.Raw("name"))},
		{"wire 2.4", "the same with an unknown operator", resources(filter.Raw("name is a"))},
		{"wire 6.8", "what follows an AND is ignored", apps(filter.Raw(`name eq "a" AND issuer eq "b"`))},
		{"wire 6.8", "a word of the value is read as the operator", apps(applications.Name.StartsWith("a co b"))},
		{"wire 6.8", "what follows a second operator is ignored", resources(filter.Raw(`name co a co b`))},
		{"wire 6.8", "a value of nothing but spaces is none", apps(applications.Name.Contains(" "))},
		{"wire 6.8", "an empty part of an Or selects everything", apps(filter.Filter{}.Or(applications.Name.Equals("a")))},
		{"wire 2.3", "all scopes are replaced", func(ctx context.Context, c *asgardeo.Client) error {
			return c.APIResources.Scopes.Replace(ctx, "1", nil)
		}},
		{"wire 3.9", "without an audience the roles are those of the organization", create(&applications.CreateRequest{
			Name: "a", AssociatedRoles: &applications.AssociatedRoles{Roles: []applications.AssociatedRole{{ID: "1"}}},
		})},
		{"wire 3.9", "a blank URL becomes a pattern for every URL", func(ctx context.Context, c *asgardeo.Client) error {
			return c.Applications.Update(ctx, "1", &applications.UpdateRequest{LogoutReturnURL: new(" ")})
		}},
		{"wire 3.1", "an empty id makes the path that of the list", func(ctx context.Context, c *asgardeo.Client) error {
			return c.Applications.Delete(ctx, "")
		}},
		{"wire 3.1", "dots make it another path", func(ctx context.Context, c *asgardeo.Client) error {
			return c.Applications.Delete(ctx, "..")
		}},
		{"wire 4.5", "the path of an operation is found by a part of it", bulk(func(b *scim.Bulk) { b.DeleteUser("1/v2/Roles/2") })},
	} {
		s := resttest.New(t)
		if err := test.call(t.Context(), s.Client); !errors.Is(err, asgardeo.ErrInvalidInput) {
			t.Errorf("%s: %s: got %v", test.facts, test.what, err)
		}
		s.WantLines()
	}
}
