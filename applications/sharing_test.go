package applications_test

import (
	"context"
	"errors"
	"iter"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const shared = one + "/share"

var (
	processing = resttest.Reply{Status: 202, Body: `{"status":"Processing","details":"It has begun.","later":1}`}
	process    = &applications.SharingProcess{Status: "Processing", Details: "It has begun."}
	reader     = applications.SharedRole{
		DisplayName: "reader", Audience: applications.SharedRoleAudience{Display: "Shop", Type: "application"},
	}
)

var sharingCases = []resttest.Case{
	{
		Operation: "applications.Sharing.Share",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Sharing.Share(ctx, &applications.ShareSelectedRequest{
				ApplicationID: "a1",
				Organizations: []applications.OrganizationShare{{
					OrganizationID: "o1", Policy: applications.SharePolicySelectedOnly,
					RoleSharing: applications.RoleSharing{
						Mode: applications.RoleSharingModeSelected, Roles: []applications.SharedRole{reader},
					},
				}},
			}))
		},
		Send: "POST " + root + "/share",
		Body: `{"applicationId": "a1", "organizations": [{
			"orgId": "o1", "policy": "SELECTED_ORG_ONLY", "roleSharing": {
				"mode": "SELECTED", "roles": [{"displayName": "reader", "audience": {"display": "Shop", "type": "application"}}]
			}
		}]}`,
		Replies: []resttest.Reply{processing}, Want: process,
	},
	{
		Operation: "applications.Sharing.ShareWithAll",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Sharing.ShareWithAll(ctx, &applications.ShareAllRequest{
				ApplicationID: "a1", Policy: applications.SharePolicyAllExistingAndFuture,
				RoleSharing: applications.RoleSharing{Mode: applications.RoleSharingModeNone, Roles: []applications.SharedRole{}},
			}))
		},
		Send:    "POST " + root + "/share-with-all",
		Body:    `{"applicationId":"a1","policy":"ALL_EXISTING_AND_FUTURE_ORGS","roleSharing":{"mode":"NONE","roles":[]}}`,
		Replies: []resttest.Reply{processing}, Want: process,
	},
	{
		Operation: "applications.Sharing.Update",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Sharing.Update(ctx, &applications.SharingUpdateRequest{
				ApplicationID: "a1",
				Operations: []applications.SharingOperation{{
					Op: applications.SharingOperationTypeAdd, Path: `organizations[orgId eq "o1"].roles`,
					Value: []applications.SharedRole{reader},
				}},
			}))
		},
		Send: "PATCH " + root + "/share",
		Body: `{"applicationId": "a1", "Operations": [{
			"op": "add", "path": "organizations[orgId eq \"o1\"].roles",
			"value": [{"displayName": "reader", "audience": {"display": "Shop", "type": "application"}}]
		}]}`,
		Replies: []resttest.Reply{processing}, Want: process,
	},
	{
		Operation: "applications.Sharing.Unshare",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Sharing.Unshare(ctx, &applications.UnshareSelectedRequest{
				ApplicationID: "a1", OrganizationIDs: []string{"o1"},
			}))
		},
		Send: "POST " + root + "/unshare", Body: `{"applicationId":"a1","orgIds":["o1"]}`,
		Replies: []resttest.Reply{processing}, Want: process,
	},
	{
		Operation: "applications.Sharing.UnshareFromAll",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Sharing.UnshareFromAll(ctx, &applications.UnshareAllRequest{ApplicationID: "a1"}))
		},
		Send: "POST " + root + "/unshare-with-all", Body: `{"applicationId":"a1"}`,
		Replies: []resttest.Reply{processing}, Want: process,
	},
	{
		Operation: "applications.Sharing.ListOrganizations",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Sharing.ListOrganizations(ctx, resttest.ID, nil))
		},
		Send: "GET " + shared,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"links": [{"rel": "next", "href": "/o?after=x"}],
			"sharingMode": {"policy": "SELECTED_ORG_ONLY", "roleSharing": {"mode": "ALL"}},
			"organizations": [{
				"id": "o1", "name": "Branch", "orgHandle": "branch", "parentId": "o0", "depthFromRoot": 1, "hasChildren": true,
				"ref": "/t/example/o/o1", "status": "DISABLED", "sharingMode": {"policy": "LATER"}, "x": 1,
				"roles": [{"displayName": "reader", "audience": {"display": "Shop", "type": "application"}}]
			}]
		}`}},
		Want: &applications.SharedOrganizationPage{
			Links: []applications.Link{{Rel: "next", Href: "/o?after=x"}},
			SharingMode: applications.SharingMode{
				Policy: applications.SharePolicySelectedOnly, RoleSharing: applications.RoleSharing{Mode: applications.RoleSharingModeAll},
			},
			Organizations: []applications.SharedOrganization{{
				ID: "o1", Name: "Branch", Handle: "branch", ParentID: "o0", DepthFromRoot: 1, HasChildren: true,
				Ref: "/t/example/o/o1", Status: applications.OrganizationStatusDisabled,
				SharingMode: applications.SharingMode{Policy: "LATER"}, Roles: []applications.SharedRole{reader},
			}},
		},
	},
	{
		Operation: "applications.Sharing.ListOrganizations", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Sharing.ListOrganizations(ctx, resttest.ID, &applications.ListSharedOrganizationsParams{
				Limit: 5, After: "a+b=", Before: "c", Filter: filter.Raw(`id eq "o1"`), Recursive: new(false),
				Attributes: []string{applications.AttributeSharingMode}, ExcludedAttributes: []string{"roles"},
			}))
		},
		Send: "GET " + shared + "?after=a%2Bb%3D&attributes=sharingMode&before=c&excludedAttributes=roles" +
			"&filter=id+eq+%22o1%22&limit=5&recursive=false",
		Replies: []resttest.Reply{{Status: 200, Body: `{"organizations":[]}`}},
		Want:    &applications.SharedOrganizationPage{Organizations: []applications.SharedOrganization{}},
	},
	{
		Operation: "applications.Sharing.ListApplications",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Sharing.ListApplications(ctx, resttest.ID))
		},
		Send:    "GET " + one + "/shared-apps",
		Replies: []resttest.Reply{{Status: 200, Body: `{"sharedApplications":[{"applicationId":"a2","organizationId":"o1"}]}`}},
		Want:    []applications.SharedApplication{{ApplicationID: "a2", OrganizationID: "o1"}},
	},
	{
		Operation: "applications.Sharing.DeleteApplications",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.Sharing.DeleteApplications(ctx, resttest.ID)
		},
		Send: "DELETE " + one + "/shared-apps", Replies: []resttest.Reply{gone},
	},
	{
		Operation: "applications.Sharing.ShareNow",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.Sharing.ShareNow(ctx, resttest.ID, &applications.ShareRequest{
				ShareWithAllChildren: new(false), SharedOrganizations: []string{"o1"},
			})
		},
		Send: "POST " + shared, Body: `{"shareWithAllChildren":false,"sharedOrganizations":["o1"]}`,
		Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.Sharing.UnshareNow",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.Sharing.UnshareNow(ctx, resttest.ID, "o 1")
		},
		Send: "DELETE " + shared + "/o%201", Replies: []resttest.Reply{gone},
	},
}

// Status 202 means that the server has started the process: it is not an error. A response without a body is one.
func TestSharingHasBegun(t *testing.T) {
	t.Parallel()
	share := func(reply resttest.Reply) (*applications.SharingProcess, error) {
		s := resttest.New(t, reply)
		return s.Client.Applications.Sharing.UnshareFromAll(t.Context(), &applications.UnshareAllRequest{ApplicationID: "a1"})
	}
	if got, err := share(resttest.Reply{Status: 202, Body: `{"status":"Processing"}`}); err != nil || *got != (applications.SharingProcess{Status: "Processing"}) {
		t.Errorf("(%+v, %v)", got, err)
	}
	if got, err := share(resttest.Reply{Status: 202, Type: "-"}); got != nil || !errors.Is(err, asgardeo.ErrUnexpectedResponse) || errors.Is(err, asgardeo.ErrPendingApproval) {
		t.Errorf("without a body: (%+v, %v)", got, err)
	}
}

func TestAllOrganizations(t *testing.T) {
	t.Parallel()
	all := func(params *applications.ListSharedOrganizationsParams) func(*asgardeo.Client) iter.Seq2[*applications.SharedOrganization, error] {
		return func(c *asgardeo.Client) iter.Seq2[*applications.SharedOrganization, error] {
			return c.Applications.Sharing.AllOrganizations(t.Context(), resttest.ID, params)
		}
	}
	page := func(items string, links string) resttest.Reply {
		return resttest.Reply{Status: 200, Body: `{"organizations":[` + items + `],"links":[` + links + `]}`}
	}
	const (
		first = "GET " + shared + "?limit=100"
		// Where the server really points to: another API, and another host at times.
		next     = `{"rel":"next","href":"https://internal.example:9443/t/example/api/server/v1/organizations?limit=100&after=MTA%3D"}`
		previous = `{"rel":"previous","href":"/t/example/api/server/v1/organizations?before=MA"}`
		op       = "applications.Sharing.ListOrganizations"
	)
	resttest.Listings(t, func(o *applications.SharedOrganization) string { return o.ID }, []resttest.Listing[applications.SharedOrganization]{
		{
			Name: "one page", All: all(nil), Replies: []resttest.Reply{page(`{"id":"1"},{"id":"2"}`, previous)},
			Send: []string{first}, Want: []string{"1", "2"},
		},
		{
			Name: "nothing, and a negative limit", All: all(&applications.ListSharedOrganizationsParams{Limit: -1}),
			Replies: []resttest.Reply{{Status: 200, Body: `{}`}}, Send: []string{first},
		},
		{
			Name: "two pages", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"},{"id":"2"}`, next), page(`{"id":"3"}`, previous)},
			Send:    []string{first, "GET " + shared + "?after=MTA%3D&limit=100"}, Want: []string{"1", "2", "3"},
		},
		{
			Name: "parameters go with every page",
			All: all(&applications.ListSharedOrganizationsParams{
				Limit: 2, Before: "Mg", Filter: filter.Raw(`id co "1"`), Recursive: new(true), Attributes: []string{applications.AttributeSharingMode}, ExcludedAttributes: []string{"roles"},
			}),
			Replies: []resttest.Reply{page(`{"id":"1"}`, previous+","+next), page(`{"id":"2"}`, "")},
			Send: []string{
				"GET " + shared + "?attributes=sharingMode&before=Mg&excludedAttributes=roles&filter=id+co+%221%22&limit=2&recursive=true",
				"GET " + shared + "?after=MTA%3D&attributes=sharingMode&excludedAttributes=roles&filter=id+co+%221%22&limit=2&recursive=true",
			},
			Want: []string{"1", "2"},
		},
		{
			Name: "break", All: all(nil), Break: 1, Replies: []resttest.Reply{page(`{"id":"1"},{"id":"2"}`, next)},
			Send: []string{first}, Want: []string{"1"},
		},
		{
			Name: "a link without a cursor", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"}`, `{"rel":"next","href":"/t/example/api/server/v1/organizations?limit=100"}`)},
			Send:    []string{first}, Is: asgardeo.ErrUnexpectedResponse, Operation: op,
		},
		{
			Name: "a link to the same page", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"}`, next), page(`{"id":"1"}`, next)},
			Send:    []string{first, "GET " + shared + "?after=MTA%3D&limit=100"}, Want: []string{"1"},
			Is: asgardeo.ErrUnexpectedResponse, Operation: op,
		},
		{
			Name: "an error on the second page", All: all(nil),
			Replies: []resttest.Reply{page(`{"id":"1"}`, next), {Status: 500, Type: "-"}},
			Send:    []string{first, "GET " + shared + "?after=MTA%3D&limit=100"}, Want: []string{"1"},
			Is: asgardeo.ErrServer, Operation: op,
		},
	})
}
