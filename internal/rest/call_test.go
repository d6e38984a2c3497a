package rest

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/oapi-codegen/runtime"
)

func TestSetHeader(t *testing.T) {
	t.Parallel()
	var sent http.Header
	c := testClient(func(r *http.Request) (*http.Response, error) {
		sent = r.Header
		return answer(200, nil, strings.NewReader("{}")), nil
	})
	for accept, want := range map[string]string{"": "application/json", "application/yaml": "application/yaml"} {
		call := &Call{Method: http.MethodGet, Path: "/x"}
		call.SetHeader("Accept", accept)
		call.SetHeader("X-Empty", "")
		if _, err := Exec(t.Context(), c, call); err != nil {
			t.Fatal(err)
		}
		if got := sent.Values("Accept"); !slices.Equal(got, []string{want}) || sent.Values("X-Empty") != nil {
			t.Errorf("%q: sent %v", accept, sent)
		}
	}
}

func TestAddQuery(t *testing.T) {
	t.Parallel()
	var call Call
	for _, p := range []struct {
		name    string
		explode bool
		value   any
	}{
		{"none", true, ""}, {"zero", true, 0}, {"false", true, false}, {"nil", true, []string(nil)}, {"empty", false, []string{}},
		{"text", true, `a&b=c+d;e%20"é"`}, {"n", true, -3}, {"on", true, true},
		{"joined", false, []string{"a b", "c:d"}}, {"each", true, []string{"a,b", "c"}}, {"no", true, new(false)},
	} {
		call.AddQuery(p.name, p.explode, p.value)
		wantStyled(t, p.name, p.explode, p.value)
	}
	got, err := url.ParseQuery(call.query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	got.Del("empty")
	if got.Encode() != (url.Values{
		"text": {`a&b=c+d;e%20"é"`}, "n": {"-3"}, "on": {"true"}, "joined": {"a b,c:d"}, "each": {"a,b", "c"}, "no": {"false"},
	}).Encode() {
		t.Errorf("got %v", got)
	}
}

func TestAddFilter(t *testing.T) {
	t.Parallel()
	for text, valid := range map[string]bool{``: true, `name eq "a"`: true, `name eq "a" or name eq "b"`: false, `name`: false} {
		call := Call{Operation: "test.List"}
		if err := call.AddFilter(testClient(nil), text, "or"); valid && err != nil || !valid && !errors.Is(err, ErrInvalidInput) {
			t.Errorf("%s: got %v", text, err)
		}
		if sent := call.query.Get("filter"); valid && sent != text || !valid && sent != "" {
			t.Errorf("%s: sent %s", text, sent)
		}
	}
}

// wantStyled compares with what the generator's own runtime sends. The SDK does not import it: with the packages that it
// brings along, programs are a twentieth larger.
func wantStyled(t *testing.T, name string, explode bool, value any) {
	t.Helper()
	var call Call
	if call.AddQuery(name, explode, value); len(call.query[name]) == 0 {
		return // the runtime sends zero values
	}
	styled, err := runtime.StyleParamWithOptions("form", explode, name, value, runtime.StyleParamOptions{
		ParamLocation: runtime.ParamLocationQuery,
	})
	if err != nil {
		t.Fatal(err)
	}
	if want, err := url.ParseQuery(styled); err != nil || call.query.Encode() != want.Encode() {
		t.Errorf("%s: got %v, the runtime sends %v, %v", name, call.query, want, err)
	}
}

// Whatever a caller filters for must reach the server as it is.
func FuzzAddQuery(f *testing.F) {
	for _, seed := range []string{"", "a", "a+b", "%", "%zz", "a&b=c;d", "é\x00", "\xff", "a,b"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if value == "" {
			return
		}
		for _, explode := range []bool{true, false} {
			var call Call
			call.AddQuery("q", explode, value)
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
	if err := call.SetBody(c, "", []int{}); err != nil || string(call.body) != "[]" || call.media != "" {
		t.Errorf("got %v, %s", err, call.body)
	}
	if call.Method = http.MethodPut; call.path() != "" {
		t.Errorf("got %q", call.path())
	}
}
