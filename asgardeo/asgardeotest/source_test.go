package asgardeotest_test

import (
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// transcript returns the answers to a few requests that make ids, secrets,
// tokens and keys, with the address cut out.
func transcript(t *testing.T, opts ...asgardeotest.Option) string {
	t.Helper()
	s := start(t, opts...)
	var out strings.Builder
	note := func(a *answer) {
		out.WriteString(a.header.Get("Date") + a.header.Get("Location") + a.body + "\n")
	}
	note(s.grant(s.srv.ClientID, s.srv.ClientSecret, "SYSTEM"))
	note(s.do("POST", "/api/server/v1/api-resources", object{"name": "A", "identifier": "a", "scopes": list{object{"name": "read"}}}))
	app := s.create("/api/server/v1/applications", object{
		"name": "app", "inboundProtocolConfiguration": object{"oidc": object{"grantTypes": list{"client_credentials"}}},
	})
	note(s.do("GET", "/api/server/v1/applications/"+app+"/inbound-protocols/oidc", nil))
	note(s.do("POST", "/scim2/Users", object{"userName": "kim"}))
	note(s.do("GET", "/api/server/v1/applications/none", nil))
	note(s.do("GET", "/oauth2/jwks", nil))
	host, _, _ := strings.Cut(strings.TrimPrefix(s.srv.URL, "http://"), "/")
	return strings.ReplaceAll(out.String(), host, "host")
}

func TestWithSeedRepeatsAnswers(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	clock := asgardeotest.WithClock(func() time.Time { return noon })
	first := transcript(t, clock, asgardeotest.WithSeed(1))
	if again := transcript(t, clock, asgardeotest.WithSeed(1)); again != first {
		t.Errorf("the second server answers\n%s\nwant\n%s", again, first)
	}
	if other := transcript(t, clock, asgardeotest.WithSeed(2)); other == first {
		t.Error("another seed gives the same answers")
	}
	for _, want := range []string{"Fri, 02 Jan 2026 12:00:00 GMT", `"created":"2026-01-02T12:00:00Z"`} {
		if !strings.Contains(first, want) {
			t.Errorf("the answers do not contain %q:\n%s", want, first)
		}
	}
}
