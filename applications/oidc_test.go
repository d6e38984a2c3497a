package applications_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
)

// The server fails on sections without the members that it needs. They are completed where the default is what a caller
// means, and refused where that would be a guess.
func TestIncompleteOIDCConfigurations(t *testing.T) {
	t.Parallel()
	const ciba = `"grantTypes": ["urn:openid:params:grant-type:ciba"]`
	for note, test := range map[string]struct {
		given   string
		sent    string // empty: as given
		refused string // what the error names
	}{
		"nothing":                {given: ``},
		"every section complete": {given: `"pkce": {"mandatory": true, "supportPlainTransformAlgorithm": true}, "hybridFlow": {"enable": false}, "x": {"pkce": {}}`},
		"PKCE":                   {given: `"pkce": {"mandatory": true}`, sent: `"pkce": {"mandatory": true, "supportPlainTransformAlgorithm": false}`},
		"plain PKCE": {
			given: `"pkce": {"supportPlainTransformAlgorithm": true}`, sent: `"pkce": {"mandatory": false, "supportPlainTransformAlgorithm": true}`,
		},
		"empty PKCE":         {given: `"pkce": {"x": 1.50}`, sent: `"pkce": {"mandatory": false, "supportPlainTransformAlgorithm": false, "x": 1.50}`},
		"null for PKCE":      {given: `"pkce": null`},
		"null within PKCE":   {given: `"pkce": {"mandatory": null}`, sent: `"pkce": {"mandatory": false, "supportPlainTransformAlgorithm": false}`},
		"empty access token": {given: `"accessToken": {}`, sent: `"accessToken": {"userAccessTokenExpiryInSeconds": 0, "applicationAccessTokenExpiryInSeconds": 0}`},
		"type of access tokens": {
			given: `"accessToken": {"type": "JWT"}`,
			sent:  `"accessToken": {"type": "JWT", "userAccessTokenExpiryInSeconds": 0, "applicationAccessTokenExpiryInSeconds": 0}`,
		},
		"one lifetime of access tokens": {
			given: `"accessToken": {"userAccessTokenExpiryInSeconds": 60, "validateTokenBinding": null}`,
			sent:  `"accessToken": {"userAccessTokenExpiryInSeconds": 60, "applicationAccessTokenExpiryInSeconds": 0, "validateTokenBinding": null}`,
		},
		"renewal of refresh tokens":                {given: `"refreshToken": {"renewRefreshToken": false}`, sent: `"refreshToken": {"renewRefreshToken": false, "expiryInSeconds": 0}`},
		"lifetime of refresh tokens":               {given: `"refreshToken": {"expiryInSeconds": 7200}`},
		"empty hybrid flow":                        {given: `"hybridFlow": {}`, sent: `"hybridFlow": {"enable": false}`},
		"hybrid flow as it is read":                {given: `"hybridFlow": {"enable": false, "responseType": "null"}`},
		"hybrid flow":                              {given: `"hybridFlow": {"enable": true, "responseType": "code id_token,code token"}`},
		"hybrid flow with types and nothing else":  {given: `"hybridFlow": {"responseType": "code token"}`, refused: "hybridFlow.enable"},
		"hybrid flow without types":                {given: `"hybridFlow": {"enable": true}`, refused: "hybridFlow.responseType"},
		"hybrid flow with the types as it is read": {given: `"hybridFlow": {"enable": true, "responseType": "null"}`, refused: "hybridFlow.responseType"},
		"hybrid flow with a space":                 {given: `"hybridFlow": {"enable": true, "responseType": "code token, code id_token"}`, refused: "hybridFlow.responseType"},
		"hybrid flow with another type":            {given: `"hybridFlow": {"enable": true, "responseType": "id_token token"}`, refused: "hybridFlow.responseType"},
		"pushed requests":                          {given: `"pushAuthorizationRequest": {}`, sent: `"pushAuthorizationRequest": {"requirePushAuthorizationRequest": false}`},
		"subject tokens":                           {given: `"subjectToken": {"enable": true}`, sent: `"subjectToken": {"enable": true, "applicationSubjectTokenExpiryInSeconds": 180}`},
		"empty subject tokens":                     {given: `"subjectToken": {}`, sent: `"subjectToken": {"enable": false, "applicationSubjectTokenExpiryInSeconds": 180}`},
		"lifetime of subject tokens":               {given: `"subjectToken": {"applicationSubjectTokenExpiryInSeconds": 60}`, refused: "subjectToken.enable"},
		"nulls for booleans": {
			given: `"publicClient": null, "isFAPIApplication": null, "validateRequestObjectSignature": null, "scopeValidators": null`, sent: `"scopeValidators": null`,
		},
		"CIBA":                    {given: ciba, refused: "cibaAuthenticationRequest.authReqExpiryTime"},
		"CIBA without a lifetime": {given: ciba + `, "cibaAuthenticationRequest": {"skipUserValidation": true}`, refused: "cibaAuthenticationRequest.authReqExpiryTime"},
		"CIBA with a lifetime":    {given: ciba + `, "cibaAuthenticationRequest": {"authReqExpiryTime": 60}`},
		"CIBA with nulls": {
			given: ciba + `, "cibaAuthenticationRequest": {"authReqExpiryTime": 60, "skipUserValidation": null, "allowFederatedUsers": null}`,
			sent:  ciba + `, "cibaAuthenticationRequest": {"authReqExpiryTime": 60}`,
		},
		"section of CIBA without the grant": {given: `"cibaAuthenticationRequest": {"notificationChannels": []}`},
		"sections that need nothing":        {given: `"idToken": {}, "logout": {}, "clientAuthentication": {}, "requestObject": {}, "subject": {}, "issuer": {}`},
		"no grants":                         {given: `"grantTypes": []`, refused: "grantTypes"},
		"several callbacks": {
			given: `"callbackURLs": ["https://a.example/cb", "app:/cb?x=1"]`, sent: `"callbackURLs": ["regexp=(https://a\\.example/cb|app:/cb\\?x=1)"]`,
		},
		"callbacks and a pattern of callbacks": {
			given: `"callbackURLs": ["https://a", "regexp=(https://b|https://c)"]`, sent: `"callbackURLs": ["regexp=(https://a|https://b|https://c)"]`,
		},
		"one pattern":                    {given: `"callbackURLs": ["regexp=https://[ab]/.*"]`},
		"a callback of any form":         {given: `"callbackURLs": ["*"]`},
		"a callback and another pattern": {given: `"callbackURLs": ["https://a", "regexp=https://b/.*"]`, refused: "regexp=https://b/.*"},
		"a callback and nothing":         {given: `"callbackURLs": ["https://a", ""]`, refused: `""`},
		"a callback and a relative one":  {given: `"callbackURLs": ["https://a", "/cb"]`, refused: "/cb"},
		"a callback and a wildcard":      {given: `"callbackURLs": ["https://*.a", "https://a"]`, refused: "https://*.a"},
	} {
		t.Run(note, func(t *testing.T) {
			t.Parallel()
			body := func(members string) string {
				if !strings.Contains(members, "grantTypes") {
					members = strings.TrimSuffix(`"grantTypes": ["password"], `+members, ", ")
				}
				return "{" + members + "}"
			}
			var config applications.OIDCConfiguration
			if err := json.Unmarshal([]byte(body(test.given)), &config); err != nil {
				t.Fatal(err)
			}
			before := encode(t, config)
			request := &applications.CreateRequest{Name: "Shop", InboundProtocolConfiguration: &applications.ProtocolConfigurations{OIDC: &config}}
			want := body(test.given)
			if test.sent != "" {
				want = body(test.sent)
			}
			for op, call := range map[string]func(*asgardeo.Client) error{
				"applications.OIDC.Replace": func(c *asgardeo.Client) error { return c.Applications.OIDC.Replace(t.Context(), "a1", &config) },
				"applications.Create":       func(c *asgardeo.Client) error { return second(c.Applications.Create(t.Context(), request)) },
			} {
				replies := []resttest.Reply{ok}
				if op == "applications.Create" {
					replies = []resttest.Reply{created, read}
				}
				if test.refused != "" {
					replies = nil
				}
				s := resttest.New(t, replies...)
				err := call(s.Client)
				if test.refused != "" {
					e, is := errors.AsType[*asgardeo.Error](err)
					if !is || !errors.Is(err, asgardeo.ErrInvalidInput) || e.Operation != op || !strings.Contains(err.Error(), test.refused) {
						t.Errorf("%s: error %v, want one that names %s", op, err, test.refused)
					}
					continue
				}
				if err != nil {
					t.Fatal(err)
				}
				if op == "applications.Create" {
					resttest.WantJSON(t, s.Bodies()[0], `{"name":"Shop","inboundProtocolConfiguration":{"oidc":`+want+`}}`)
				} else {
					resttest.WantJSON(t, s.Bodies()[0], want)
				}
			}
			if after := encode(t, config); after != before {
				t.Errorf("the configuration of the caller became %s from %s", after, before)
			}
		})
	}
}

func second[T any](_ T, err error) error { return err }

// Whatever part of the sections a caller sends, and whatever is null in them, no request is one that the server cannot map.
// The stand-in judges; the matrix shows that it judges as the server does.
func TestNoOIDCConfigurationIsUnmapped(t *testing.T) {
	t.Parallel()
	apps, org := manage(t)
	app, err := apps.Register(t.Context(), applications.NewWeb("Shop", "https://shop.example/cb"))
	if err != nil {
		t.Fatal(err)
	}
	full := map[string]map[string]any{
		"pkce":                     {"mandatory": true, "supportPlainTransformAlgorithm": true},
		"accessToken":              {"type": "JWT", "userAccessTokenExpiryInSeconds": 60, "applicationAccessTokenExpiryInSeconds": 60, "validateTokenBinding": false},
		"refreshToken":             {"expiryInSeconds": 60, "renewRefreshToken": true, "gracefulRefreshTokenReuseLimit": 2},
		"hybridFlow":               {"enable": true, "responseType": "code token"},
		"pushAuthorizationRequest": {"requirePushAuthorizationRequest": true},
		"subjectToken":             {"enable": true, "applicationSubjectTokenExpiryInSeconds": 60},
		"cibaAuthenticationRequest": {
			"authReqExpiryTime": 60, "skipUserValidation": true, "allowFederatedUsers": true, "notificationChannels": []string{"sms"},
		},
		"": {"publicClient": false, "isFAPIApplication": false, "validateRequestObjectSignature": false},
	}
	try := func(config map[string]any) {
		config["clientId"] = app.ClientID
		if config["grantTypes"] == nil {
			config["grantTypes"] = []string{"password", "urn:openid:params:grant-type:ciba"}
		}
		data, err := json.Marshal(config)
		if err != nil {
			t.Fatal(err)
		}
		typed := new(applications.OIDCConfiguration)
		if err := json.Unmarshal(data, typed); err != nil {
			t.Fatal(err)
		}
		if err := apps.OIDC.Replace(t.Context(), app.ID, typed); err != nil && !errors.Is(err, asgardeo.ErrInvalidInput) {
			t.Errorf("PUT %s: %v", data, err)
		}
		typed.ClientID = ""
		made, err := apps.Create(t.Context(), &applications.CreateRequest{
			Name: "Other", InboundProtocolConfiguration: &applications.ProtocolConfigurations{OIDC: typed},
		})
		if err != nil && !errors.Is(err, asgardeo.ErrInvalidInput) {
			t.Errorf("POST %s: %v", data, err)
		}
		if made != nil {
			if err := apps.Delete(t.Context(), made.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, members := range full {
		names := slices.Sorted(maps.Keys(members))
		for bits := range pow(3, len(names)) { // each member is there, null, or absent
			part := map[string]any{}
			for _, member := range names {
				switch bits % 3 {
				case 1:
					part[member] = members[member]
				case 2:
					part[member] = nil
				}
				bits /= 3
			}
			if name == "" {
				part["cibaAuthenticationRequest"] = full["cibaAuthenticationRequest"]
				try(part)
			} else {
				try(map[string]any{name: part, "grantTypes": []string{"password"}})
				if name == "cibaAuthenticationRequest" {
					try(map[string]any{name: part})
				}
			}
		}
	}
	sent := 0
	for _, request := range org.Requests() {
		if request.Method == http.MethodPut || request.Method == http.MethodPost && strings.HasSuffix(request.Path, "/applications") {
			sent++
		}
		if request.Status >= 500 {
			t.Errorf("%s %s: status %d", request.Method, request.Path, request.Status)
		}
	}
	if sent < 200 {
		t.Errorf("%d requests were sent: most were refused", sent)
	}
}

func pow(base, n int) int {
	if n == 0 {
		return 1
	}
	return base * pow(base, n-1)
}

// Every kind of application is made with several callbacks, each of which the pattern on the server fits, and nothing that
// differs from them in one character.
func TestSeveralCallbacksOfNewApplications(t *testing.T) {
	t.Parallel()
	urls := []string{"https://shop.example/cb", "https://shop.example/cb?kind=(a)+b&x=$1", "com.example.shop:/cb", "http://[::1]:8080/cb"}
	for name, request := range map[string]*applications.CreateRequest{
		"SPA":    applications.NewSPA("SPA", urls...),
		"mobile": applications.NewMobile("mobile", urls...),
		"web":    applications.NewWeb("web", urls...),
		"implicit": {Name: "implicit", InboundProtocolConfiguration: &applications.ProtocolConfigurations{OIDC: &applications.OIDCConfiguration{
			GrantTypes: []applications.GrantType{"implicit"}, CallbackURLs: slices.Clone(urls),
		}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			apps, _ := manage(t)
			app, err := apps.Register(t.Context(), request)
			if err != nil {
				t.Fatal(err)
			}
			config, err := apps.OIDC.Get(t.Context(), app.ID)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := config.Callbacks(); err != nil || !slices.Equal(got, urls) {
				t.Errorf("callbacks %q, %v, want %q", got, err, urls)
			}
			pattern, isPattern := strings.CutPrefix(strings.Join(config.CallbackURLs, " "), "regexp=")
			if !isPattern {
				t.Fatalf("the server has %q", config.CallbackURLs)
			}
			fits := regexp.MustCompile(`\A(?:` + pattern + `)\z`)
			for _, u := range urls {
				if !fits.MatchString(u) {
					t.Errorf("the pattern %q does not fit %q", pattern, u)
				}
				for i := range u {
					if other := u[:i] + "~" + u[i+1:]; fits.MatchString(other) {
						t.Errorf("the pattern %q fits %q", pattern, other)
					}
					if other := u[:i] + u[i+1:]; fits.MatchString(other) {
						t.Errorf("the pattern %q fits %q", pattern, other)
					}
				}
			}
			// All come back when one is added, and when the configuration is replaced by a list.
			if err := apps.OIDC.AddCallback(t.Context(), app.ID, "https://staging.example/cb"); err != nil {
				t.Fatal(err)
			}
			if config, err = apps.OIDC.Get(t.Context(), app.ID); err != nil {
				t.Fatal(err)
			}
			if config.CallbackURLs, err = config.Callbacks(); err != nil || len(config.CallbackURLs) != 5 {
				t.Fatalf("callbacks %q, %v", config.CallbackURLs, err)
			}
			if err := apps.OIDC.Replace(t.Context(), app.ID, config); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A template can be sent as it is kept, by whoever applies it.
func TestTemplatesKeepWhatCanBeSent(t *testing.T) {
	t.Parallel()
	template := &applications.Template{Name: "Kiosk", Application: *applications.NewWeb("Kiosk", "https://a.example/cb", "https://b.example/cb")}
	template.Application.InboundProtocolConfiguration.OIDC.AccessToken = &applications.AccessTokenConfiguration{Type: new(applications.AccessTokenTypeJWT)}
	for method, call := range map[string]func(*applications.Client) error{
		"POST": func(c *applications.Client) error { return second(c.Templates.Create(t.Context(), template)) },
		"PUT":  func(c *applications.Client) error { return c.Templates.Replace(t.Context(), "t1", template) },
	} {
		s := resttest.New(t, resttest.Reply{Status: 201, Type: "-", Location: resttest.Base + templates + "/t1"},
			resttest.Reply{Status: 200, Body: `{"id":"t1","name":"Kiosk"}`})
		if err := call(s.Client.Applications); err != nil {
			t.Fatal(err)
		}
		var sent applications.Template
		if err := json.Unmarshal([]byte(s.Bodies()[0]), &sent); err != nil {
			t.Fatal(err)
		}
		oidc := sent.Application.InboundProtocolConfiguration.OIDC
		if len(oidc.CallbackURLs) != 1 || oidc.AccessToken.UserAccessTokenExpiryInSeconds == nil {
			t.Errorf("%s: sent %s", method, s.Bodies()[0])
		}
		apps, _ := manage(t)
		if _, err := apps.Create(t.Context(), &sent.Application); err != nil {
			t.Errorf("%s: %v", method, err)
		}
	}
	template.Application.InboundProtocolConfiguration.OIDC.CallbackURLs = []string{"https://a", "regexp=.*"}
	s := resttest.New(t)
	if _, err := s.Client.Applications.Templates.Create(t.Context(), template); !errors.Is(err, asgardeo.ErrInvalidInput) {
		t.Errorf("a list with a pattern: %v", err)
	}
}

func TestOutboundProvisioningIsComplete(t *testing.T) {
	t.Parallel()
	given := &applications.ProvisioningConfiguration{OutboundProvisioningIDPs: []applications.OutboundProvisioning{
		{IDP: new("a"), Connector: new("c")}, {IDP: new("b"), Blocking: new(true)}, {IDP: new("d"), Rules: new(true), Blocking: new(false)},
	}}
	const want = `{"outboundProvisioningIdps": [
		{"idp": "a", "connector": "c", "blocking": false, "rules": false}, {"idp": "b", "blocking": true, "rules": false},
		{"idp": "d", "blocking": false, "rules": true}
	]}`
	s := resttest.New(t, created, read, resttest.Reply{Status: 200, Body: `{"provisioningConfigurations":{}}`})
	request := &applications.CreateRequest{Name: "Shop", Provisioning: given}
	if _, err := s.Client.Applications.Create(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Client.Applications.ReplaceResident(t.Context(), given); err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, s.Bodies()[0], `{"name":"Shop","provisioningConfigurations":`+want+`}`)
	resttest.WantJSON(t, s.Bodies()[2], want)
	if given.OutboundProvisioningIDPs[0].Blocking != nil {
		t.Error("the settings of the caller were changed")
	}
}

// An application without a secret that can be read exists all the same: its ids come with the error, which names the scope.
func TestRegisterWithoutTheScopeForSecrets(t *testing.T) {
	t.Parallel()
	const (
		view   = "internal_application_mgt_view"
		secret = "internal_application_mgt_client_secret_view"
	)
	_, client := standin.Start(t, asgardeo.WithScopes("internal_application_mgt_create", view))
	for _, request := range []*applications.CreateRequest{applications.NewM2M("Robot"), applications.NewWeb("Shop", "https://a", "https://b")} {
		app, err := client.Applications.Register(t.Context(), request)
		e, ok := errors.AsType[*asgardeo.Error](err)
		if !ok || !errors.Is(err, asgardeo.ErrForbidden) || !slices.Equal(e.MissingScopes(), []string{secret}) {
			t.Fatalf("%s: error %v", request.Name, err)
		}
		if app == nil || app.ID == "" || app.ClientID == "" || app.Name != request.Name || app.ClientSecret.Reveal() != "" {
			t.Fatalf("%s: registered %+v", request.Name, app)
		}
		for _, part := range []string{app.ID, secret} {
			if !strings.Contains(err.Error(), part) {
				t.Errorf("%s: the error %q does not name %s", request.Name, err, part)
			}
		}
	}
	// Public clients have no secret, and applications of other protocols no client.
	for _, request := range []*applications.CreateRequest{
		applications.NewSPA("SPA", "https://a"), applications.NewMobile("mobile", "app:/cb"), applications.NewSAML("SAML", "urn:s", "https://a"),
	} {
		if app, err := client.Applications.Register(t.Context(), request); err != nil || app.ID == "" {
			t.Errorf("%s: %+v, %v", request.Name, app, err)
		}
	}
}

// Servers older than the scope show the secret without it, and some report a client as public that was not asked to be.
func TestRegisterReadsTheSecretIfThereIsOne(t *testing.T) {
	t.Parallel()
	for answer, missing := range map[string]bool{
		`{"clientId":"c1","clientSecret":"s"}`:                       false,
		`{"clientId":"c1"}`:                                          true,
		`{"clientId":"c1","publicClient":false}`:                     true,
		`{"clientId":"c1","publicClient":true}`:                      false,
		`{"clientId":"c1","publicClient":false,"clientSecret":"s"}`:  false,
		`{"clientId":"c1","publicClient":false,"clientSecret":""}`:   true,
		`{"clientId":"c1","publicClient":false,"clientSecret":null}`: true,
	} {
		s := resttest.New(t, created, read, resttest.Reply{Status: 200, Body: answer})
		app, err := s.Client.Applications.Register(t.Context(), applications.NewM2M("Shop"))
		if missing != errors.Is(err, asgardeo.ErrForbidden) || (err != nil) != missing || app == nil || app.ClientID != "c1" {
			t.Errorf("%s: %+v, %v", answer, app, err)
		}
	}
}

// The requests of the constructors, of which none may be one that the server cannot map, with the least and with the most
// that callers give.
func TestConstructorsInAnOrganization(t *testing.T) {
	t.Parallel()
	apps, _ := manage(t)
	for i, request := range []*applications.CreateRequest{
		applications.NewM2M("m"), applications.NewSPA("s", "https://a"), applications.NewSPA("s2", "https://a", "https://b", "https://a"),
		applications.NewMobile("mo", "app:/a"), applications.NewMobile("mo2", "app:/a", "app.b:/a"), applications.NewWeb("w", "https://a"),
		applications.NewWeb("w2", "https://a.b/c?d", "https://a.b/c"), applications.NewSAML("sa", "urn:sa", "https://a"),
	} {
		request.Name = fmt.Sprint("app ", i)
		if _, err := apps.Register(t.Context(), request); err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
}
