package applications_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const loginFlow = root + "/loginflow"

var loginFlowCases = []resttest.Case{
	{
		Operation: "applications.LoginFlow.Generate",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.LoginFlow.Generate(ctx, &applications.LoginFlowRequest{
				UserQuery: "a passkey, please",
				AvailableAuthenticators: map[string][]applications.LoginFlowAuthenticator{
					"local": {{Name: "FIDOAuthenticator", IDP: "LOCAL", Description: "Passkey"}},
				},
				UserClaims: []applications.LoginFlowClaim{{URI: "http://wso2.org/claims/country", Description: "Country"}},
			}))
		},
		Send: "POST " + loginFlow + "/generate",
		Body: `{
			"user_query": "a passkey, please",
			"available_authenticators": {"local": [{"name": "FIDOAuthenticator", "idp": "LOCAL", "description": "Passkey"}]},
			"user_claims": [{"claimURI": "http://wso2.org/claims/country", "description": "Country"}]
		}`,
		Replies: []resttest.Reply{{Status: 202, Body: `{"operation_id":"o1"}`}},
		Want:    &applications.LoginFlowOperation{ID: "o1"},
	},
	{
		Operation: "applications.LoginFlow.Generate", Note: "nil lists, which the server cannot take",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.LoginFlow.Generate(ctx, &applications.LoginFlowRequest{}))
		},
		Send: "POST " + loginFlow + "/generate", Body: `{"user_query":"","available_authenticators":{},"user_claims":[]}`,
		Replies: []resttest.Reply{{Status: 202, Body: `{"operation_id":"o1"}`}},
		Want:    &applications.LoginFlowOperation{ID: "o1"},
	},
	{
		Operation: "applications.LoginFlow.Status",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.LoginFlow.Status(ctx, resttest.ID))
		},
		Send:    "GET " + loginFlow + "/status/" + resttest.IDPath,
		Replies: []resttest.Reply{{Status: 200, Body: `{"operation_id":"o1","status":{"done":false,"step":2}}`}},
		Want: &applications.LoginFlowProgress{
			ID: "o1", Status: map[string]json.RawMessage{"done": json.RawMessage("false"), "step": json.RawMessage("2")},
		},
	},
	{
		Operation: "applications.LoginFlow.Result",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.LoginFlow.Result(ctx, resttest.ID))
		},
		Send:    "GET " + loginFlow + "/result/" + resttest.IDPath,
		Replies: []resttest.Reply{{Status: 200, Body: `{"status":"COMPLETED","data":{"steps":[{"id":1}]}}`}},
		Want: &applications.LoginFlowResult{
			Status: applications.LoginFlowStatusCompleted, Data: json.RawMessage(`{"steps":[{"id":1}]}`),
		},
	},
	{
		Operation: "applications.LoginFlow.Result", Note: "not yet",
		Call: func(ctx context.Context, c *asgardeo.Client) (any, error) {
			return resttest.Result(c.Applications.LoginFlow.Result(ctx, resttest.ID))
		},
		Send:    "GET " + loginFlow + "/result/" + resttest.IDPath,
		Replies: []resttest.Reply{{Status: 200, Body: `{"status":"PONDERING"}`}},
		Want:    &applications.LoginFlowResult{Status: "PONDERING"},
	},
}

func TestGenerateKeepsTheRequest(t *testing.T) {
	t.Parallel()
	s := resttest.New(t, resttest.Reply{Status: 202, Body: `{"operation_id":"o1"}`})
	var request applications.LoginFlowRequest
	if _, err := s.Client.Applications.LoginFlow.Generate(t.Context(), &request); err != nil {
		t.Fatal(err)
	}
	if request.AvailableAuthenticators != nil || request.UserClaims != nil {
		t.Errorf("the request became %+v", request)
	}
}
