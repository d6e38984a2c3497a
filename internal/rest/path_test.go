package rest

import (
	"errors"
	"strings"
	"testing"
)

func TestAddPathParam(t *testing.T) {
	t.Parallel()
	c := testClient(nil)
	for value, want := range map[string]string{
		"id": "id", "a b": "a%20b", "%2e": "%252e", "%s": "%25s", "é": "%C3%A9", "a?b#c": "a%3Fb%23c", "...a": "", "a:b@c": "a:b@c",
		"": "", ".": "", "..": "", "a..b": "", "a/b": "", `a\b`: "", "a;b": "", "/": "", "a\n": "", "\x00": "", "\u0085": "", "\x7f": "",
		"+": "+", "a.b": "a.b", "\xff": "%FF",
	} {
		call := Call{Path: "/x/%s/y"}
		err := call.AddPathParam(c, "name", value)
		if want == "" {
			if !errors.Is(err, ErrInvalidInput) || !strings.Contains(err.Error(), "name") {
				t.Errorf("%q: %v", value, err)
			}
			continue
		}
		if got := call.path(); err != nil || got != "/x/"+want+"/y" {
			t.Errorf("%q: got %s, %v", value, got, err)
		}
	}
}

func TestAddPathParamReserved(t *testing.T) {
	t.Parallel()
	paths := []string{
		"/things", "/things/%s", "/things/%s/parts", "/things/%s/parts/%s", "/things/%s/parts/wheels", "/things/share", "/things/kinds/%s",
		"/things/kinds/%s/parts/id/%s", "/others/mine", "/things/%s/marks/%s",
	}
	for _, test := range []struct {
		path, first, value string
		want               bool
	}{
		{"/things/%s", "", "share", true},
		{"/things/%s", "", "kinds", true},            // the other path is longer
		{"/things/%s/parts/%s", "share", "x", true},  // at any position
		{"/things/%s/parts/%s", "1", "wheels", true}, // after a parameter
		{"/things/%s/parts/%s", "1", "id", false},    // at another depth
		{"/things/kinds/%s", "", "parts", true},      // kinds could be an id
		{"/things/kinds/%s", "", "marks", true},
		{"/things/kinds/%s/parts/id/%s", "1", "wheels", false},
		{"/things/%s", "", "Share", false},
		{"/things/%s", "", "share ", false},
		{"/things/%s", "", "share.", false},
		{"/things/%s", "", "%73hare", false},
		{"/things/%s", "", "shares", false},
		{"/things/%s", "", "mine", false},
		{"/things/%s", "", "parts", false},
		{"/things/%s", "", "%s", false},
	} {
		call := Call{Path: test.path, API: &API{Paths: paths}}
		c := testClient(nil)
		var err error
		if test.first != "" {
			err = call.AddPathParam(c, "id", test.first)
		}
		if err == nil {
			err = call.AddPathParam(c, "id", test.value)
		}
		if errors.Is(err, ErrInvalidInput) != test.want || !test.want && err != nil {
			t.Errorf("%s, %q: %v", test.path, test.value, err)
		}
	}
}
