package applications_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
)

// manage returns a client of an organization in memory, which keeps what it is told.
func manage(t *testing.T) (*applications.Client, *asgardeotest.Server) {
	t.Helper()
	org, client := standin.Start(t)
	return client.Applications, org
}

// writes counts the requests other than GET, except those for tokens.
func writes(org *asgardeotest.Server) int {
	n := 0
	for _, request := range org.Requests() {
		if request.Method != http.MethodGet && request.Operation != "token" {
			n++
		}
	}
	return n
}

func TestRegisteredClientWorks(t *testing.T) {
	t.Parallel()
	apps, org := manage(t)
	robot, err := apps.Register(t.Context(), applications.NewM2M("Nightly export"))
	if err != nil {
		t.Fatal(err)
	}
	if robot.Name != "Nightly export" || robot.TemplateID != "m2m-application" || robot.ClientSecret.IsZero() ||
		robot.AssociatedRoles.AllowedAudience != applications.RoleAudienceApplication {
		t.Errorf("registered %+v of client %s", *robot.Application, robot.ClientID)
	}
	if _, err := apps.Register(t.Context(), applications.NewM2M("Nightly export")); !errors.Is(err, asgardeo.ErrConflict) {
		t.Errorf("again: %v", err)
	}

	// Its credentials are good for a client of its own, which may not do anything yet.
	itself := org.NewClient(asgardeo.WithClientCredentials(robot.ClientID, robot.ClientSecret.Reveal()))
	if _, err := itself.Applications.List(t.Context(), nil); !errors.Is(err, asgardeo.ErrForbidden) {
		t.Errorf("the new client: %v", err)
	}
	fresh, err := apps.OIDC.RegenerateSecret(t.Context(), robot.ID)
	if err != nil || fresh.ClientSecret == robot.ClientSecret || fresh.ClientID != robot.ClientID || *fresh.AccessToken.Type != "JWT" {
		t.Errorf("another secret: %+v, %v", fresh, err)
	}
}

func TestRegisterKinds(t *testing.T) {
	t.Parallel()
	apps, _ := manage(t)
	const callback = "https://shop.example/cb"
	for name, request := range map[string]*applications.CreateRequest{
		"SPA":    applications.NewSPA("Shop in a browser", callback, "https://shop.example/silent"),
		"mobile": applications.NewMobile("Shop on a phone", "com.example.shop://cb"),
		"web":    applications.NewWeb("Shop on a server", callback),
		"SAML":   applications.NewSAML("Shop of old", "urn:shop", "https://shop.example/acs"),
	} {
		app, err := apps.Register(t.Context(), request)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		protocols, err := apps.ListInboundProtocols(t.Context(), app.ID)
		if err != nil || len(protocols) != 1 || (protocols[0].Type == "samlsso") != (name == "SAML") {
			t.Errorf("%s: the protocols are %+v, %v", name, protocols, err)
		}
		if name == "SAML" {
			if app.Issuer != "urn:shop" || app.ClientID != "" {
				t.Errorf("%s: issuer %q, client %q", name, app.Issuer, app.ClientID)
			}
			continue
		}
		config, err := apps.OIDC.Get(t.Context(), app.ID)
		if err != nil {
			t.Fatal(err)
		}
		callbacks, err := config.Callbacks()
		if err != nil || !slices.Equal(callbacks, request.InboundProtocolConfiguration.OIDC.CallbackURLs) || !*config.PKCE.Mandatory {
			t.Errorf("%s: callbacks %q, %v, %+v", name, callbacks, err, config.PKCE)
		}
		// What is read holds: sending it back changes nothing.
		if !*config.RefreshToken.RenewRefreshToken || *config.RefreshToken.ExpiryInSeconds != 86400 {
			t.Errorf("%s: refresh tokens %+v", name, config.RefreshToken)
		}
		if err := apps.OIDC.Replace(t.Context(), app.ID, config); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLookupInAnOrganization(t *testing.T) {
	t.Parallel()
	apps, _ := manage(t)
	made := map[string]*applications.Registration{}
	for _, name := range []string{"Shop", "shop", "Shop 2", "this and that or not"} {
		app, err := apps.Register(t.Context(), applications.NewM2M(name))
		if err != nil {
			t.Fatal(err)
		}
		made[name] = app
	}
	for name, app := range made {
		for what, get := range map[string]func(context.Context) (*applications.Application, error){
			"name": func(ctx context.Context) (*applications.Application, error) { return apps.GetByName(ctx, name) },
			"client id": func(ctx context.Context) (*applications.Application, error) {
				return apps.GetByClientID(ctx, app.ClientID)
			},
		} {
			if got, err := get(t.Context()); err != nil || got.ID != app.ID {
				t.Errorf("%q by %s: %+v, %v", name, what, got, err)
			}
		}
	}
	for _, name := range []string{"SHOP", "Sho", "nobody's", `"`} {
		if got, err := apps.GetByName(t.Context(), name); got != nil || !errors.Is(err, asgardeo.ErrNotFound) {
			t.Errorf("%q: %+v, %v", name, got, err)
		}
	}
}

func TestFilterInAnOrganization(t *testing.T) {
	t.Parallel()
	apps, _ := manage(t)
	clients := map[string]string{}
	for _, name := range []string{"Shop", "Shop 2", "Desk", "Desk of the Shop"} {
		app, err := apps.Register(t.Context(), applications.NewM2M(name))
		if err != nil {
			t.Fatal(err)
		}
		clients[name] = app.ClientID
	}
	if _, err := apps.Register(t.Context(), applications.NewSAML("Old", "urn:a?b=c&d", "https://old.example/acs")); err != nil {
		t.Fatal(err)
	}
	const name = applications.Name
	for _, test := range []struct {
		filter filter.Filter
		want   string
	}{
		{name.Equals("Shop 2"), "Shop 2"},
		{name.Contains("of the"), "Desk of the Shop"},
		{name.StartsWith("Shop"), "Shop,Shop 2"},
		{name.EndsWith("Shop"), "Desk of the Shop,Shop"},
		{name.StartsWith("Desk").And(name.EndsWith("Shop")), "Desk of the Shop"},
		{name.Equals("Desk").Or(name.EndsWith("2")), "Desk,Shop 2"},
		{applications.ClientID.Equals(clients["Shop"]).Or(applications.Issuer.Equals("urn:a?b=c&d")), "Old,Shop"},
		{name.EndsWith("Shop").And(name.StartsWith("Desk").Or(name.StartsWith("Old"))), "Desk of the Shop"},
		{name.Equals("Old").Or(name.EndsWith("Shop").And(name.StartsWith("Desk"))), "Desk of the Shop,Old"},
		{name.Equals("it's nobody"), ""},
		{filter.Filter{}, "Desk,Desk of the Shop,Old,Shop,Shop 2"},
	} {
		var names []string
		for app, err := range apps.All(t.Context(), &applications.ListParams{Filter: test.filter, Limit: 2}) {
			if err != nil {
				t.Fatalf("%s: %v", test.filter, err)
			}
			names = append(names, app.Name)
		}
		slices.Sort(names)
		if got := strings.Join(names, ","); got != test.want {
			t.Errorf("%s: got %q, want %q", test.filter, got, test.want)
		}
	}
}

func TestCallbacksOfAnOrganization(t *testing.T) {
	t.Parallel()
	apps, org := manage(t)
	app, err := apps.Register(t.Context(), applications.NewWeb("Shop", "https://a.example/cb"))
	if err != nil {
		t.Fatal(err)
	}
	before, err := apps.OIDC.Get(t.Context(), app.ID)
	if err != nil {
		t.Fatal(err)
	}
	done := writes(org)
	for _, step := range []struct {
		change func(context.Context, string, string) error
		url    string
		writes bool
		want   string
	}{
		{apps.OIDC.AddCallback, "https://b.example/cb", true, "[https://a.example/cb https://b.example/cb]"},
		{apps.OIDC.AddCallback, "https://b.example/cb", false, "[https://a.example/cb https://b.example/cb]"},
		{apps.OIDC.AddCallback, "com.example.shop://cb", true, "[https://a.example/cb https://b.example/cb com.example.shop://cb]"},
		{apps.OIDC.RemoveCallback, "https://c.example/cb", false, "[https://a.example/cb https://b.example/cb com.example.shop://cb]"},
		{apps.OIDC.RemoveCallback, "https://a.example/cb", true, "[https://b.example/cb com.example.shop://cb]"},
		{apps.OIDC.RemoveCallback, "com.example.shop://cb", true, "[https://b.example/cb]"},
	} {
		if err := step.change(t.Context(), app.ID, step.url); err != nil {
			t.Fatalf("%s: %v", step.url, err)
		}
		if step.writes {
			done++
		}
		if got := writes(org); got != done {
			t.Errorf("%s: %d requests that write, want %d", step.url, got, done)
		}
		config, err := apps.OIDC.Get(t.Context(), app.ID)
		if err != nil {
			t.Fatal(err)
		}
		callbacks, err := config.Callbacks()
		if got := fmt.Sprint(callbacks); got != step.want || err != nil {
			t.Errorf("%s: callbacks %s, %v, want %s", step.url, got, err, step.want)
		}
		// Nothing else has changed, but that the server reports the binding once a section was sent.
		config.CallbackURLs, config.AccessToken.BindingType = before.CallbackURLs, before.AccessToken.BindingType
		if got, want := encode(t, config), encode(t, before); got != want {
			t.Errorf("%s: the configuration became\n%s\nfrom\n%s", step.url, got, want)
		}
	}
	// The grant of the application needs one.
	if err := apps.OIDC.RemoveCallback(t.Context(), app.ID, "https://b.example/cb"); !errors.Is(err, asgardeo.ErrBadRequest) {
		t.Errorf("the last one: %v", err)
	}
}

func TestSectionsOfAnOrganization(t *testing.T) {
	t.Parallel()
	apps, _ := manage(t)
	app, err := apps.Register(t.Context(), applications.NewM2M("Shop"))
	if err != nil {
		t.Fatal(err)
	}
	app.Advanced.SkipLoginConsent = new(true)
	if _, err := apps.Update(t.Context(), app.ID, &applications.UpdateRequest{
		Advanced: app.Advanced, AuthenticationSequence: app.AuthenticationSequence,
		Claims: app.Claims, Provisioning: app.Provisioning,
		AssociatedRoles: app.AssociatedRoles,
	}); err != nil {
		t.Fatal(err)
	}
	got, err := apps.GetByClientID(t.Context(), app.ClientID)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := encode(t, got), encode(t, app.Application); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// What Update sends leaves the rest of a section as it was, in every section, also where the server itself would not.
func TestPartsOfSectionsOfAnOrganization(t *testing.T) {
	t.Parallel()
	apps, _ := manage(t)
	request := applications.NewM2M("Shop")
	request.AuthenticationSequence = &applications.AuthenticationSequence{
		Type: new(applications.SequenceTypeUserDefined), Steps: []applications.AuthenticationStep{step(1, "BasicAuthenticator"), step(2, "totp")},
		SubjectStepID: new(2), Script: new("var a;"),
	}
	request.Claims = &applications.ClaimConfiguration{
		Dialect:         new(applications.ClaimDialectCustom),
		ClaimMappings:   []applications.ClaimMapping{mapping("mail", "email"), mapping("nick", "nickname")},
		RequestedClaims: claims("mail"),
		Role:            &applications.RoleClaim{Mappings: []applications.RoleMapping{{LocalRole: "l", ApplicationRole: "a"}}},
	}
	request.Advanced = &applications.AdvancedConfiguration{
		TrustedAppConfiguration: &applications.TrustedAppConfiguration{FIDOTrustedApp: new(true), AppleAppID: new("T.app")},
	}
	app, err := apps.Register(t.Context(), request)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range []struct {
		request applications.UpdateRequest
		apply   func(*applications.Application)
	}{
		{
			applications.UpdateRequest{AuthenticationSequence: &applications.AuthenticationSequence{Script: new("var b;")}},
			func(a *applications.Application) { a.AuthenticationSequence.Script = new("var b;") },
		},
		{
			applications.UpdateRequest{AuthenticationSequence: &applications.AuthenticationSequence{AttributeStepID: new(2)}},
			func(a *applications.Application) { a.AuthenticationSequence.AttributeStepID = new(2) },
		},
		{
			applications.UpdateRequest{Claims: &applications.ClaimConfiguration{Role: &applications.RoleClaim{IncludeUserDomain: new(false)}}},
			func(a *applications.Application) { a.Claims.Role.IncludeUserDomain = new(false) },
		},
		{
			applications.UpdateRequest{Advanced: &applications.AdvancedConfiguration{
				TrustedAppConfiguration: &applications.TrustedAppConfiguration{ConsentGranted: new(true)},
			}},
			func(a *applications.Application) {
				a.Advanced.TrustedAppConfiguration.ConsentGranted = new(true)
			},
		},
		{
			applications.UpdateRequest{AssociatedRoles: &applications.AssociatedRoles{}},
			func(*applications.Application) {},
		},
	} {
		want, err := apps.Get(t.Context(), app.ID)
		if err != nil {
			t.Fatal(err)
		}
		change.apply(want)
		updated, err := apps.Update(t.Context(), app.ID, &change.request)
		if err != nil {
			t.Fatal(err)
		}
		got, err := apps.Get(t.Context(), app.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := encode(t, got), encode(t, want); got != want || encode(t, updated) != want {
			t.Errorf("got\n%s\nand from Update\n%s\nwant\n%s", got, encode(t, updated), want)
		}
	}
}

// Applications that are deleted and created while all are walked take none of the others along, filtered or not.
func TestAllWhileApplicationsComeAndGo(t *testing.T) {
	t.Parallel()
	apps, _ := manage(t)
	ids := map[string]string{}
	create := func(name string) {
		app, err := apps.Register(t.Context(), applications.NewM2M(name))
		if err != nil {
			t.Fatal(err)
		}
		ids[name] = app.ID
	}
	for n := range 9 {
		create(fmt.Sprint("app ", n))
	}
	for i, selected := range []filter.Filter{{}, applications.Name.StartsWith("app")} {
		stays := maps.Clone(ids)
		seen := map[string]int{}
		n := 0
		for app, err := range apps.All(t.Context(), &applications.ListParams{Filter: selected, Limit: 4}) {
			if err != nil {
				t.Fatal(err)
			}
			seen[app.Name]++
			switch n++; n {
			case 4: // the first page is read
				newest := fmt.Sprint("app ", 8-i)
				if err := apps.Delete(t.Context(), ids[newest]); err != nil {
					t.Fatal(err)
				}
				delete(ids, newest)
				delete(stays, newest)
			case 6:
				create(fmt.Sprint("late ", i))
			}
		}
		for name := range stays {
			if seen[name] != 1 && (selected.IsZero() || strings.HasPrefix(name, "app")) {
				t.Errorf("filter %q: %s came %d times", selected, name, seen[name])
			}
		}
	}
}
