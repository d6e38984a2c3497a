package asgardeotest_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// transcript returns the responses to requests that create ids, secrets, tokens
// and keys, without the address.
func transcript(t *testing.T, opts ...asgardeotest.Option) string {
	t.Helper()
	s := start(t, opts...)
	populate(s)
	var out strings.Builder
	out.WriteString(contents(s))
	for _, a := range []*answer{
		s.grant(s.srv.ClientID, s.srv.ClientSecret, "SYSTEM"),
		s.do("POST", "/scim2/Users", object{"userName": "lee"}),
		s.do("GET", "/api/server/v1/applications/none", nil),
		s.do("GET", "/oauth2/jwks", nil),
	} {
		out.WriteString(a.header.Get("Date") + a.body + "\n")
	}
	return out.String()
}

func TestWithSeedRepeatsAnswers(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	clock := asgardeotest.WithClock(func() time.Time { return noon })
	hideHost := func(s string) string { return loopbackAddress.ReplaceAllString(s, "host") }
	first := hideHost(transcript(t, clock, asgardeotest.WithSeed(1)))
	if again := hideHost(transcript(t, clock, asgardeotest.WithSeed(1))); again != first {
		t.Errorf("the second server answers\n%s\nwant\n%s", again, first)
	}
	for _, want := range []string{"Fri, 02 Jan 2026 12:00:00 GMT", `"created":"2026-01-02T12:00:00Z"`} {
		if !strings.Contains(first, want) {
			t.Errorf("the answers do not contain %q:\n%s", want, first)
		}
	}
	if id := start(t, asgardeotest.WithSeed(2)).srv.ClientID; strings.Contains(first, id) {
		t.Error("another seed gives the same client id")
	}
}

var loopbackAddress = regexp.MustCompile(`127\.0\.0\.1:\d+`)
