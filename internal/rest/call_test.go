package rest

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
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
	c := testClient(nil)
	var call Call
	for _, p := range []struct {
		name    string
		explode bool
		value   any
	}{
		{"none", true, ""}, {"zero", true, 0}, {"false", true, false}, {"nil", true, []string(nil)}, {"empty", false, []string{}},
		{"text", true, `a&b=c+d;e%20"é"`}, {"n", true, -3}, {"on", true, true},
		{"joined", false, []string{"a b", "c:d", "e,f"}}, {"each", true, []string{"a,b", "c"}}, {"no", true, new(false)},
	} {
		if err := call.AddQuery(c, p.name, p.explode, p.value); err != nil {
			t.Errorf("%s: %v", p.name, err)
		}
	}
	const want = "each=a%2Cb&each=c&joined=a+b,c%3Ad,e%2Cf&n=-3&no=false&on=true&text=a%26b%3Dc%2Bd%3Be%2520%22%C3%A9%22"
	if got := call.rawQuery(); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if err := call.AddQuery(c, "nested", true, []any{struct{ A []int }{}}); !errors.Is(err, ErrInvalidInput) {
		t.Errorf("a value without a form for queries: got %v", err)
	}
}

func TestAddFilter(t *testing.T) {
	t.Parallel()
	things := grammar.Grammar{Check: grammar.Check}
	for text, valid := range map[string]bool{``: true, `name eq "a"`: true, `name`: false} {
		call := Call{Operation: "test.List"}
		if err := call.AddFilter(testClient(nil), &things, filter.Raw(text)); valid && err != nil || !valid && !errors.Is(err, ErrInvalidInput) {
			t.Errorf("%s: got %v", text, err)
		}
		if sent := sentQuery(t, &call).Get("filter"); valid && sent != text || !valid && sent != "" {
			t.Errorf("%s: sent %s", text, sent)
		}
	}
}

// sentQuery returns the query as a server reads it.
func sentQuery(t *testing.T, call *Call) url.Values {
	t.Helper()
	values, err := url.ParseQuery(call.rawQuery())
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// Every filter of a caller must reach the server unchanged.
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
			if err := call.AddQuery(testClient(nil), "q", explode, value); err != nil {
				t.Fatal(err)
			}
			if got := sentQuery(t, &call); !slices.Equal(got["q"], []string{value}) {
				t.Fatalf("%q became %q", value, got)
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
