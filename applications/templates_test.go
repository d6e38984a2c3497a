package applications_test

import (
	"context"
	"errors"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const (
	templates   = root + "/templates"
	oneTemplate = templates + "/" + resttest.IDPath
)

var templateCases = []resttest.Case{
	{
		Operation: "applications.Templates.Create",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Templates.Create(ctx, &applications.Template{
				Name: "Kiosk", DisplayOrder: new(0), Category: new(applications.TemplateCategoryVendor), Types: []string{},
				Application: applications.CreateRequest{Name: "Kiosk", ManagementApp: new(false)},
			}))
		},
		Send: "POST " + templates,
		Body: `{
			"name": "Kiosk", "displayOrder": 0, "category": "VENDOR", "types": [],
			"application": {"name": "Kiosk", "isManagementApp": false}
		}`,
		Replies: []resttest.Reply{
			{Status: 201, Type: "-", Location: resttest.Base + templates + "/t%201"},
			{Status: 200, Body: `{"id":"t 1","name":"Kiosk","application":{"name":"Kiosk"}}`},
		},
		Then: []string{"GET " + templates + "/t%201"},
		Want: &applications.Template{ID: "t 1", Name: "Kiosk", Application: applications.CreateRequest{Name: "Kiosk"}},
	},
	{
		Operation: "applications.Templates.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Templates.Get(ctx, resttest.ID))
		},
		Send: "GET " + oneTemplate,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"id": "t1", "name": "Kiosk", "category": "LATER", "authenticationProtocol": "oidc", "templateGroup": "web",
			"types": ["kiosk"], "application": {"name": "Kiosk"}
		}`}},
		Want: &applications.Template{
			ID: "t1", Name: "Kiosk", Category: new(applications.TemplateCategory("LATER")),
			AuthenticationProtocol: new("oidc"), TemplateGroup: new("web"), Types: []string{"kiosk"},
			Application: applications.CreateRequest{Name: "Kiosk"},
		},
	},
	{
		Operation: "applications.Templates.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Templates.List(ctx, nil))
		},
		Send: "GET " + templates,
		Replies: []resttest.Reply{{Status: 200, Body: `{"templates": [
			{"id": "t1", "name": "Kiosk", "category": "DEFAULT", "displayOrder": 3, "self": "/applications/templates/t1", "x": 1}
		]}`}},
		Want: []applications.TemplateSummary{{
			ID: "t1", Name: "Kiosk", Category: applications.TemplateCategoryDefault, DisplayOrder: 3, Self: "/applications/templates/t1",
		}},
	},
	{
		Operation: "applications.Templates.List", Note: "all parameters, no match",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.Templates.List(ctx, &applications.ListTemplatesParams{
				Limit: 5, Offset: 10, Filter: filter.Raw(`name sw "a&b"`),
			}))
		},
		Send:    "GET " + templates + "?filter=name+sw+%22a%26b%22&limit=5&offset=10",
		Replies: []resttest.Reply{{Status: 200, Body: `{"templates":[]}`}},
		Want:    []applications.TemplateSummary{},
	},
	{
		Operation: "applications.Templates.Replace",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.Templates.Replace(ctx, resttest.ID, &applications.Template{
				Name: "Kiosk", Description: new(""), Application: applications.CreateRequest{Name: "Kiosk"},
			})
		},
		Send: "PUT " + oneTemplate, Body: `{"name":"Kiosk","description":"","application":{"name":"Kiosk"}}`,
		Replies: []resttest.Reply{ok},
	},
	{
		Operation: "applications.Templates.Delete",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return nil, c.Applications.Templates.Delete(ctx, resttest.ID)
		},
		Send: "DELETE " + oneTemplate, Replies: []resttest.Reply{gone},
	},
}

func TestCreateTemplateWithoutLocation(t *testing.T) {
	t.Parallel()
	for _, location := range []string{"", resttest.Base + templates, resttest.Base + root + "/a1"} {
		s := resttest.New(t, resttest.Reply{Status: 201, Type: "-", Location: location})
		made, err := s.Client.Applications.Templates.Create(t.Context(), &applications.Template{Name: "T", Application: applications.CreateRequest{Name: "A"}})
		var e *asgardeo.Error
		if made != nil || !errors.Is(err, asgardeo.ErrUnexpectedResponse) || !errors.As(err, &e) || e.Operation != "applications.Templates.Create" {
			t.Errorf("%q: (%v, %v)", location, made, err)
		}
	}
}
