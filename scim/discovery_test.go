package scim_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

const (
	schemas = "/scim2/Schemas"
	kinds   = "/scim2/ResourceTypes"
)

var discoveryCases = []resttest.Case{
	{
		Operation: "scim.Schemas.List",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Schemas.List(ctx))
		},
		Send: "GET " + schemas,
		Replies: []resttest.Reply{{Status: 200, Body: `[
			{"id": "urn:ietf:params:scim:schemas:core:2.0:User", "name": "User", "description": "People", "attributes": [
				{"name": "name", "type": "COMPLEX", "displayName": "Name", "description": "d", "multiValued": true, "required": true,
					"caseExact": true, "mutability": "READ_WRITE", "returned": "DEFAULT", "uniqueness": "NONE",
					"subAttributes": [{"name": "givenName", "type": "STRING"}], "displayOrder": "1"}
			], "meta": {"resourceType": "Schemas"}},
			{"id": "urn:scim:wso2:schema", "attributes": []}
		]`}},
		Want: []scim.Schema{
			{
				ID: scim.SchemaUser, Name: "User", Description: "People",
				Attributes: []scim.SchemaAttribute{{
					Name: "name", Type: "COMPLEX", DisplayName: "Name", Description: "d", MultiValued: true, Required: true,
					CaseExact: true, Mutability: "READ_WRITE", Returned: "DEFAULT", Uniqueness: "NONE",
					SubAttributes:        []scim.SchemaAttribute{{Name: "givenName", Type: "STRING"}},
					AdditionalProperties: map[string]json.RawMessage{"displayOrder": json.RawMessage(`"1"`)},
				}},
				AdditionalProperties: map[string]json.RawMessage{"meta": json.RawMessage(`{"resourceType": "Schemas"}`)},
			},
			{ID: scim.SchemaWSO2, Attributes: []scim.SchemaAttribute{}},
		},
	},
	{
		Operation: "scim.Schemas.Get",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Schemas.Get(ctx, scim.SchemaEnterpriseUser))
		},
		Send:    "GET " + schemas + "/urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
		Replies: []resttest.Reply{{Status: 200, Body: `[{"id":"` + scim.SchemaEnterpriseUser + `"}]`}},
		Want:    &scim.Schema{ID: scim.SchemaEnterpriseUser},
	},
	{
		Operation: "scim.Schemas.Get", Note: "an odd id, without a list",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.Schemas.Get(ctx, resttest.ID))
		},
		Send:    "GET " + schemas + "/" + resttest.IDPath,
		Replies: []resttest.Reply{{Status: 200, Body: `{"id":"x","attributes":[{"name":"a"}]}`}},
		Want:    &scim.Schema{ID: "x", Attributes: []scim.SchemaAttribute{{Name: "a"}}},
	},
	{
		Operation: "scim.ResourceTypes.List", Public: true,
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.ResourceTypes.List(ctx))
		},
		Send: "GET " + kinds,
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": 2,
			"Resources": [
				{"id": "User", "name": "User", "description": "User Account", "endpoint": "/Users", "schema": "` + scim.SchemaUser + `",
					"schemaExtensions": {"schema": "` + scim.SchemaEnterpriseUser + `", "required": true}, "meta": 1},
				{"id": "Role", "schemaExtensions": [{"schema": "a"}, {"schema": "b"}]}
			]
		}`}},
		Want: []scim.ResourceType{
			{
				ID: "User", Name: "User", Description: "User Account", Endpoint: "/Users", Schema: scim.SchemaUser,
				SchemaExtensions:     scim.SchemaExtensions{{Schema: scim.SchemaEnterpriseUser, Required: true}},
				AdditionalProperties: map[string]json.RawMessage{"meta": json.RawMessage("1")},
			},
			{ID: "Role", SchemaExtensions: scim.SchemaExtensions{{Schema: "a"}, {Schema: "b"}}},
		},
	},
	{
		Operation: "scim.ServiceProviderConfig.Get", Public: true,
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.SCIM.ServiceProviderConfig.Get(ctx))
		},
		Send: "GET /scim2/ServiceProviderConfig",
		Replies: []resttest.Reply{{Status: 200, Body: `{
			"schemas": ["urn:x"], "documentationUri": "https://d", "patch": {"supported": true}, "sort": {"supported": false},
			"etag": {}, "changePassword": {"supported": true}, "filter": {"supported": true, "maxResults": 200},
			"bulk": {"supported": true, "maxOperations": 1000, "maxPayloadSize": 1048576},
			"authenticationSchemes": [{"name": "OAuth", "description": "d", "specUri": "https://s", "documentationUri": "https://d",
				"type": "oauthbearertoken", "primary": true}]
		}`}},
		Want: &scim.ServiceProviderConfig{
			DocumentationURI: "https://d", Patch: scim.Feature{Supported: true}, ChangePassword: scim.Feature{Supported: true},
			Filter: scim.FilterFeature{Supported: true, MaxResults: 200},
			Bulk:   scim.BulkFeature{Supported: true, MaxOperations: 1000, MaxPayloadSize: 1 << 20},
			AuthenticationSchemes: []scim.AuthenticationScheme{{
				Name: "OAuth", Description: "d", SpecURI: "https://s", DocumentationURI: "https://d", Type: "oauthbearertoken", Primary: true,
			}},
			AdditionalProperties: map[string]json.RawMessage{"schemas": json.RawMessage(`["urn:x"]`)},
		},
	},
}

// Servers do not agree about how they wrap these lists.
func TestDiscoveryShapes(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][]string{
		`[{"id":"a"},{"id":"b"}]`:                                                       {"a", "b"},
		`{"totalResults":2,"Resources":[{"id":"a"},{"id":"b"}]}`:                        {"a", "b"},
		`{"totalResults":1,"Resources":[{"id":"a"}]}`:                                   {"a"},
		`{"totalResults":1,"resourceType":[{"id":"User","meta":{"resourceType":"x"}}]}`: {"User"},
		`{"id":"a","meta":{"resourceType":"ResourceType"},"name":"A"}`:                  {"a"},
		`[{"id":"a","schemaExtensions":1,"attributes":"none"}]`:                         {"a"},
		` {"totalResults":0,"schemas":["x"]}`:                                           nil,
		`{"totalResults":0,"Resources":[]}`:                                             nil,
		` []`:                                                                           nil,
	} {
		t.Run(body, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, resttest.Reply{Status: 200, Body: body}, resttest.Reply{Status: 200, Body: body}, resttest.Reply{Status: 200, Body: body})
			types, err := s.Client.SCIM.ResourceTypes.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			list, err := s.Client.SCIM.Schemas.List(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			var ids, urns []string
			for _, kind := range types {
				ids = append(ids, kind.ID)
			}
			for _, schema := range list {
				urns = append(urns, schema.ID)
			}
			if !reflect.DeepEqual(ids, want) || !reflect.DeepEqual(urns, want) {
				t.Errorf("got %q and %q, want %q", ids, urns, want)
			}
			schema, err := s.Client.SCIM.Schemas.Get(t.Context(), "x")
			var e *asgardeo.Error
			switch {
			case len(want) == 1 && (err != nil || schema.ID != want[0]):
				t.Errorf("got %+v, %v", schema, err)
			case len(want) != 1 && (schema != nil || !errors.Is(err, asgardeo.ErrUnexpectedResponse) || !errors.As(err, &e) || e.Operation != "scim.Schemas.Get"):
				t.Errorf("got %+v, %v", schema, err)
			}
		})
	}
}

func TestDiscoveryOfOtherShapes(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"totalResults":1,"Resources":{}}`, `{"Resources":[{"id":"a"}]}`, `{"Resources":[]}`, `{"totalResults":"x"}`, `{"id":[]}`, `[[]]`, `["x"]`, `[null]`, `1`, `{"totalResults":1,"Resources":[1]}`,
	} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: body})
		if got, err := s.Client.SCIM.ResourceTypes.List(t.Context()); got != nil || !errors.Is(err, asgardeo.ErrUnexpectedResponse) {
			t.Errorf("%s: got %+v, %v", body, got, err)
		}
	}
}
