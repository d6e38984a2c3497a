package applications_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

const getCredentials = "GET " + root + "/a1/inbound-protocols/oidc"

func TestRegister(t *testing.T) {
	t.Parallel()
	const (
		login = `"grantTypes": ["authorization_code", "refresh_token"],
			"pkce": {"mandatory": true, "supportPlainTransformAlgorithm": false},
			"refreshToken": {"expiryInSeconds": 86400, "renewRefreshToken": true}`
		robot = `{"oidc": {
			"grantTypes": ["client_credentials"], "publicClient": false,
			"accessToken": {"type": "JWT", "userAccessTokenExpiryInSeconds": 3600, "applicationAccessTokenExpiryInSeconds": 3600}
		}}`
		confidential, public = `{"clientId":"c1","clientSecret":"s3cret"}`, `{"clientId":"c1"}`
	)
	for note, test := range map[string]struct {
		request *applications.CreateRequest
		body    string
		oidc    string // the response with the credentials, empty if they are not requested
		secret  string
	}{
		"M2M": {
			request: applications.NewM2M("Robot"), oidc: confidential, secret: "s3cret",
			body: `{
				"name": "Robot", "templateId": "m2m-application", "associatedRoles": {"allowedAudience": "APPLICATION"},
				"inboundProtocolConfiguration": ` + robot + `
			}`,
		},
		"SPA": {
			request: applications.NewSPA("Shop", "https://shop.example/cb", "https://shop.example/silent", "http://localhost:3000"),
			oidc:    public,
			body: `{
				"name": "Shop", "templateId": "6a90e4b0-fbff-42d7-bfde-1efd98f07cd7", "associatedRoles": {"allowedAudience": "APPLICATION"},
				"inboundProtocolConfiguration": {"oidc": {
					` + login + `, "publicClient": true,
					"callbackURLs": ["regexp=(https://shop\\.example/cb|https://shop\\.example/silent|http://localhost:3000)"],
					"allowedOrigins": ["https://shop.example", "http://localhost:3000"]
				}}
			}`,
		},
		"SPA with a query in a callback": {
			request: applications.NewSPA("Shop", "app:/cb?x", "app:/cb"), oidc: public,
			body: `{
				"name": "Shop", "templateId": "6a90e4b0-fbff-42d7-bfde-1efd98f07cd7", "associatedRoles": {"allowedAudience": "APPLICATION"},
				"inboundProtocolConfiguration": {"oidc": {` + login + `, "publicClient": true, "callbackURLs": ["regexp=(app:/cb\\?x|app:/cb)"]}}
			}`,
		},
		"mobile": {
			request: applications.NewMobile("Shop", "com.example.shop://cb"), oidc: public,
			body: `{
				"name": "Shop", "templateId": "mobile-application", "associatedRoles": {"allowedAudience": "APPLICATION"},
				"inboundProtocolConfiguration": {"oidc": {
					` + login + `, "publicClient": true, "callbackURLs": ["com.example.shop://cb"]
				}}
			}`,
		},
		"web": {
			request: applications.NewWeb("Shop", "https://shop.example/cb"), oidc: confidential, secret: "s3cret",
			body: `{
				"name": "Shop", "templateId": "b9c5e11e-fc78-484b-9bec-015d247561b8", "associatedRoles": {"allowedAudience": "APPLICATION"},
				"inboundProtocolConfiguration": {"oidc": {
					` + login + `, "publicClient": false, "callbackURLs": ["https://shop.example/cb"]
				}}
			}`,
		},
		"SAML": {
			request: applications.NewSAML("Shop", "urn:shop", "https://shop.example/acs", "https://shop.example/acs2"),
			body: `{
				"name": "Shop", "associatedRoles": {"allowedAudience": "APPLICATION"},
				"inboundProtocolConfiguration": {"saml": {"manualConfiguration": {
					"responseSigning": {"enabled": true}, "singleLogoutProfile": {"enabled": true},
					"issuer": "urn:shop", "defaultAssertionConsumerUrl": "https://shop.example/acs",
					"assertionConsumerUrls": ["https://shop.example/acs", "https://shop.example/acs2"]
				}}}
			}`,
		},
		"no protocol": {request: &applications.CreateRequest{Name: "Shop"}, body: `{"name":"Shop"}`},
		"SPA with a callback that has no origin": {
			request: applications.NewSPA("Shop", "odd"), oidc: public,
			body: `{
				"name": "Shop", "templateId": "6a90e4b0-fbff-42d7-bfde-1efd98f07cd7", "associatedRoles": {"allowedAudience": "APPLICATION"},
				"inboundProtocolConfiguration": {"oidc": {` + login + `, "publicClient": true, "callbackURLs": ["odd"]}}
			}`,
		},
	} {
		t.Run(note, func(t *testing.T) {
			t.Parallel()
			replies, lines := []resttest.Reply{created, read}, []string{"POST " + root, getNew[0]}
			if test.oidc != "" {
				replies, lines = append(replies, resttest.Reply{Status: 200, Body: test.oidc}), append(lines, getCredentials)
			}
			s := resttest.New(t, replies...)
			got, err := s.Client.Applications.Register(t.Context(), test.request)
			if err != nil {
				t.Fatal(err)
			}
			s.WantLines(lines...)
			resttest.WantJSON(t, s.Bodies()[0], test.body)
			if got.ID != "a1" || got.Name != "Shop" || (got.ClientID == "c1") != (test.oidc != "") || got.ClientSecret.Reveal() != test.secret {
				t.Errorf("application %+v, client %q, secret %q", *got.Application, got.ClientID, got.ClientSecret.Reveal())
			}
		})
	}
}

// What exists is returned beside the error.
func TestRegisterFails(t *testing.T) {
	t.Parallel()
	refused := resttest.Reply{Status: 403, Type: "-"}
	for note, test := range map[string]struct {
		request  *applications.CreateRequest
		replies  []resttest.Reply
		id, name string
		is       error
		op, text string
	}{
		"nil": {is: asgardeo.ErrInvalidInput, op: "applications.Create"},
		"the name is taken": {
			request: applications.NewM2M("Shop"), replies: []resttest.Reply{{Status: 409, Body: `{"code":"OAUTH-60008"}`}},
			is: asgardeo.ErrConflict, op: "applications.Create", text: "OAUTH-60008",
		},
		"no Location": {
			request: applications.NewM2M("Shop"), replies: []resttest.Reply{{Status: 201, Type: "-"}},
			is: asgardeo.ErrUnexpectedResponse, op: "applications.Create", text: "was created",
		},
		"it cannot be read": {
			request: applications.NewM2M("Shop"), replies: []resttest.Reply{created, refused}, id: "a1",
			is: asgardeo.ErrForbidden, op: "applications.Get", text: "a1 was created",
		},
		"its credentials cannot be read": {
			request: applications.NewM2M("Shop"), replies: []resttest.Reply{created, read, refused}, id: "a1", name: "Shop",
			is: asgardeo.ErrForbidden, op: "applications.OIDC.Get", text: "a1 was created",
		},
	} {
		t.Run(note, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, test.replies...)
			got, err := s.Client.Applications.Register(t.Context(), test.request)
			var e *asgardeo.Error
			if !errors.Is(err, test.is) || !errors.As(err, &e) || e.Operation != test.op || !strings.Contains(err.Error(), test.text) {
				t.Errorf("error %#v", err)
			}
			switch {
			case test.id == "" && got != nil:
				t.Errorf("registration %+v", got)
			case test.id != "" && (got == nil || got.ID != test.id || got.Name != test.name || got.ClientID != "" || !got.ClientSecret.IsZero()):
				t.Errorf("registration %+v, want %s", got, test.id)
			}
			if got := len(s.Requests()); got != len(test.replies) {
				t.Errorf("%d requests, want %d", got, len(test.replies))
			}
		})
	}
}
