package rest

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
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

func TestAddQuery(t *testing.T) {
	t.Parallel()
	c := testClient(nil)
	var call Call
	for _, p := range []struct {
		name    string
		explode bool
		value   any
	}{
		{"none", true, ""}, {"zero", true, 0}, {"false", true, false}, {"nil", true, []string(nil)}, {"empty", false, []string{}},
		{"text", true, `a&b=c+d;e%20"é"`}, {"n", true, -3}, {"on", true, true},
		{"joined", false, []string{"a b", "c:d"}}, {"each", true, []string{"a,b", "c"}},
	} {
		if err := call.AddQuery(c, p.name, p.explode, p.value); err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
	}
	got, err := url.ParseQuery(call.query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	got.Del("empty")
	if got.Encode() != (url.Values{
		"text": {`a&b=c+d;e%20"é"`}, "n": {"-3"}, "on": {"true"}, "joined": {"a b,c:d"}, "each": {"a,b", "c"},
	}).Encode() {
		t.Errorf("got %v", got)
	}
	if err := call.AddQuery(c, "bad", true, func() {}); !errors.Is(err, ErrInvalidInput) || !strings.Contains(err.Error(), "bad") {
		t.Errorf("a function: %v", err)
	}
}

// Whatever a caller filters for must reach the server as it is.
func FuzzAddQuery(f *testing.F) {
	for _, seed := range []string{"", "a", "a+b", "%", "%zz", "a&b=c;d", "é\x00", "\xff", "a,b"} {
		f.Add(seed)
	}
	c := testClient(nil)
	f.Fuzz(func(t *testing.T, value string) {
		if value == "" || !utf8.ValidString(value) {
			return
		}
		for _, explode := range []bool{true, false} {
			var call Call
			if err := call.AddQuery(c, "q", explode, value); err != nil {
				t.Fatal(err)
			}
			got, err := url.ParseQuery(call.query.Encode())
			if err != nil || !slices.Equal(got["q"], []string{value}) {
				t.Fatalf("%q became %q, %v", value, got, err)
			}
		}
	})
}

func TestSetBody(t *testing.T) {
	t.Parallel()
	c := testClient(nil)
	var call Call
	for name, body := range map[string]any{
		"nil": (*struct{})(nil), "function": func() {}, "malformed": json.RawMessage("{"),
	} {
		if err := call.SetBody(c, "application/json", body); !errors.Is(err, ErrInvalidInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := call.SetBody(c, "", []int{}); err != nil || string(call.body) != "[]" || call.contentType() != "application/json" {
		t.Errorf("got %v, %s", err, call.body)
	}
	if call.Method = http.MethodPut; call.path() != "" {
		t.Errorf("got %q", call.path())
	}
}
