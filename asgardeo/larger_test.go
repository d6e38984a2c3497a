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

// Arguments that the server would read as something larger are rejected before a request.
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
	update := func(request *applications.UpdateRequest) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.Update(ctx, "1", request)
			return err
		}
	}
	replace := func(config *applications.OIDCConfiguration) call {
		return func(ctx context.Context, c *asgardeo.Client) error {
			config.GrantTypes = []applications.GrantType{applications.GrantTypeAuthorizationCode}
			return c.Applications.OIDC.Replace(ctx, "1", config)
		}
	}
	own := &applications.AuthenticationSequence{
		Type: new(applications.SequenceTypeUserDefined), SubjectStepID: new(2), AttributeStepID: new(1),
		Steps: []applications.AuthenticationStep{{ID: 1, Options: []applications.Authenticator{{IDP: "LOCAL", Name: "BasicAuthenticator"}}}},
	}
	for _, test := range []struct {
		facts string // section
		what  string // the way in which the server reads it
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
		{"engine 2.4", "the server ignores an empty filter: all addresses are removed", user(scim.Remove("emails[]"))},
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
		{"wire 6.8", "the server ignores a value of spaces", apps(applications.Name.Contains(" "))},
		{"wire 6.8", "an empty part of an Or selects everything", apps(filter.Filter{}.Or(applications.Name.Equals("a")))},
		{"wire 2.3", "all scopes are replaced", func(ctx context.Context, c *asgardeo.Client) error {
			return c.APIResources.Scopes.Replace(ctx, "1", nil)
		}},
		{"wire 3.9", "without an audience the roles are those of the organization", create(&applications.CreateRequest{
			Name: "a", AssociatedRoles: &applications.AssociatedRoles{Roles: []applications.AssociatedRole{{ID: "1"}}},
		})},
		{"wire 3.4", "the same with nothing in the section", create(&applications.CreateRequest{Name: "a", AssociatedRoles: &applications.AssociatedRoles{}})},
		{"wire 3.6", "roles of an application are dropped: those of the organization count", create(&applications.CreateRequest{
			Name: "a", AssociatedRoles: &applications.AssociatedRoles{
				AllowedAudience: applications.RoleAudienceOrganization, Roles: []applications.AssociatedRole{{ID: "1"}},
			},
		})},
		{"wire 3.2", "the URL after logout is ignored", create(&applications.CreateRequest{Name: "a", LogoutReturnURL: new("https://a.example")})},
		{"wire 3.9", "steps without a type are ignored: users log in as in the organization", create(&applications.CreateRequest{
			Name: "a", AuthenticationSequence: &applications.AuthenticationSequence{Steps: own.Steps},
		})},
		{"wire 3.9", "a step that does not exist is the first", update(&applications.UpdateRequest{AuthenticationSequence: own})},
		{"wire 3.9", "a certificate of another type is ignored", update(&applications.UpdateRequest{Advanced: &applications.AdvancedConfiguration{
			Certificate: &applications.Certificate{Type: new(applications.CertificateType("DER")), Value: new("x")},
		}})},
		{"wire 3.9", "a requested claim without a mapping is ignored", update(&applications.UpdateRequest{Claims: &applications.ClaimConfiguration{
			Dialect: new(applications.ClaimDialectCustom), ClaimMappings: []applications.ClaimMapping{},
			RequestedClaims: []applications.RequestedClaim{{Claim: applications.Claim{URI: "email"}}},
		}})},
		{"wire 3.9", "a mandatory subject that is not used is not stored", update(&applications.UpdateRequest{Claims: &applications.ClaimConfiguration{
			Subject: &applications.ClaimSubject{MappedLocalSubjectMandatory: new(true)},
		}})},
		{"wire 3.5", "a wildcard among several callback URLs is part of a pattern", replace(&applications.OIDCConfiguration{
			CallbackURLs: []string{"https://a.example/cb", "https://*.example/cb"},
		})},
		{"wire 3.5", "response types without Enable are ignored", replace(&applications.OIDCConfiguration{
			HybridFlow: &applications.HybridFlowConfiguration{ResponseType: new(applications.ResponseTypeCodeToken)},
		})},
		{"wire 6.7", "a blank display name is ignored", func(ctx context.Context, c *asgardeo.Client) error {
			return c.APIResources.Scopes.Update(ctx, "1", "a", &apiresources.ScopeUpdateRequest{DisplayName: new(" ")})
		}},
		{"wire 3.9", "a blank URL becomes a pattern for every URL", func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.Update(ctx, "1", &applications.UpdateRequest{LogoutReturnURL: new(" ")})
			return err
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
