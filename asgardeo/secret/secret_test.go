package secret_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
)

const text = `s3cret "<&>" s3cret`

type (
	exported struct {
		Text secret.String
		JSON secret.JSON
	}
	unexported struct {
		text secret.String
		json secret.JSON
		any  any
	}
	embedded   struct{ secret.String }
	unnamed    struct{ unexported }
	derived    secret.String // has no methods
	wrapped    struct{ cause unexported }
	wrappedPtr struct{ cause *unexported }
)

func (e wrapped) Error() string     { return fmt.Sprintf("refused %v", e.cause) }
func (e *wrappedPtr) Error() string { return fmt.Sprintf("refused %+v", e.cause) }

// leaks returns the forms of the text in what is shown.
func leaks(shown string) (found []string) {
	quoted, _ := json.Marshal(text)
	for _, form := range []string{text, "s3cret", string(quoted), fmt.Sprintf("%x", text), fmt.Sprintf("%X", text), fmt.Sprintf("% x", text),
		fmt.Sprint([]byte(text)), fmt.Sprintf("%d", []byte("s3cret"))} {
		if strings.Contains(shown, form) {
			found = append(found, form)
		}
	}
	return found
}

func TestNothingShowsTheText(t *testing.T) {
	t.Parallel()
	s, j := secret.New(text), secret.NewJSON([]byte(`{"key":"`+"s3cret"+`"}`))
	hidden := unexported{s, j, s}
	values := map[string]any{
		"String": s, "*String": &s, "**String": new(&s), "JSON": j, "*JSON": &j,
		"[]String": []secret.String{s}, "[]*String": []*secret.String{&s}, "[1]String": [1]secret.String{s}, "[]JSON": []secret.JSON{j},
		"map[string]String": map[string]secret.String{"k": s}, "map[String]int": map[secret.String]int{s: 1}, "map[string]*JSON": map[string]*secret.JSON{"k": &j},
		"[]any": []any{s, &s, j, []any{&s}}, "map[string]any": map[string]any{"k": s, "l": &j},
		"exported": exported{s, j}, "*exported": &exported{s, j}, "[]*exported": []*exported{{s, j}},
		"unexported": hidden, "*unexported": &hidden, "[]unexported": []unexported{hidden}, "[]*unexported": []*unexported{&hidden},
		"map[string]unexported": map[string]unexported{"k": hidden}, "struct of *unexported": struct{ p *unexported }{&hidden},
		"struct of []*String": struct{ l []*secret.String }{[]*secret.String{&s}}, "struct of any": struct{ v any }{[]any{s, &j, hidden}},
		"embedded": embedded{s}, "unnamed": unnamed{hidden}, "derived": derived(s), "*derived": new(derived(s)), "[]derived": []derived{derived(s)},
		"error": error(wrapped{hidden}), "*error": error(&wrappedPtr{&hidden}), "wrapped error": fmt.Errorf("%w: %v", wrapped{hidden}, s),
		"joined errors": errors.Join(&wrappedPtr{&hidden}, wrapped{hidden}), "error of any": fmt.Errorf("%+v %#v %v %q %v", s, &s, hidden, j, &hidden),
		"reflect.Value": reflect.ValueOf(s), "field": reflect.ValueOf(hidden).Field(0), "field of a field": reflect.ValueOf(hidden).Field(0).Field(0),
		"func": func() secret.String { return s }, "chan": make(chan secret.String),
	}
	for name, value := range values {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, verb := range []string{
				"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "% x", "%#x", "%d", "%t", "%c", "%U", "%g", "%e", "%b", "%o", "%p", "%T", "%w", "%10s", "%.99s",
				"%-9q", "%+q", "%#q", "%!",
			} {
				if shown := fmt.Sprintf(verb, value); leaks(shown) != nil {
					t.Errorf("%s shows %q: %s", verb, leaks(shown), shown)
				}
			}
			var log bytes.Buffer
			logger := slog.New(slog.NewTextHandler(&log, nil))
			logger.With("with", value).WithGroup("group").Info("test", "value", value, "list", []any{value})
			if leaks(log.String()) != nil {
				t.Errorf("the log shows %q: %s", leaks(log.String()), &log)
			}
		})
	}
	for name, value := range map[string]any{"String": s, "*String": &s, "JSON": j, "*JSON": &j, "group": slog.GroupValue(slog.Any("s", s), slog.Any("j", &j))} {
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).With("with", value).Info("test", "value", value)
		if leaks(log.String()) != nil || strings.Count(log.String(), "[redacted]") < 2 {
			t.Errorf("%s: the log shows %s", name, &log)
		}
	}
}

func TestShown(t *testing.T) {
	t.Parallel()
	s, j := secret.New(text), secret.NewJSON([]byte("17"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if got := fmt.Sprintf(verb, []any{s, &s, j}); strings.Count(got, "[redacted]") != 3 {
			t.Errorf("%s: %s", verb, got)
		}
		if got := fmt.Sprintf("<"+verb+verb+">", secret.String{}, secret.JSON{}); got != "<>" {
			t.Errorf("%s of nothing: %s", verb, got)
		}
	}
	if got := s.GoString() + s.String() + j.GoString() + j.String(); got != strings.Repeat("[redacted]", 4) {
		t.Error(got)
	}
	if got := fmt.Sprintf("%+v", exported{Text: s}); got != "{Text:[redacted] JSON:}" {
		t.Error(got)
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	s := secret.New(text)
	if s.Reveal() != text || s.IsZero() || s != secret.New(strings.Clone(text)) || s == secret.New("other") {
		t.Errorf("the text is %q", s.Reveal())
	}
	if zero := secret.New(""); zero != (secret.String{}) || !zero.IsZero() || zero.Reveal() != "" {
		t.Error("an empty text is a secret")
	}
	if odd := secret.New("\xff\x00"); odd.Reveal() != "\xff\x00" {
		t.Errorf("the text is %q", odd.Reveal())
	}
}

func TestStringInJSON(t *testing.T) {
	t.Parallel()
	type holder struct {
		S secret.String  `json:"s,omitzero"`
		P *secret.String `json:"p,omitempty"`
	}
	for name, test := range map[string]struct{ in, text, out string }{
		"text":               {`{"s":"a\u0062c"}`, "abc", `{"s":"abc"}`},
		"escaped":            {`{"s":"<\"\\>"}`, `<"\>`, `{"s":"\u003c\"\\\u003e"}`},
		"absent":             {`{}`, "", `{}`},
		"null":               {`{"s":null}`, "", `{}`},
		"empty":              {`{"s":""}`, "", `{}`},
		"number":             {`{"s":12345678901234567890}`, "12345678901234567890", `{"s":12345678901234567890}`},
		"boolean":            {`{"s":true}`, "true", `{"s":true}`},
		"object":             {`{"s":{"a":["b"]}}`, `{"a":["b"]}`, `{"s":{"a":["b"]}}`},
		"list":               {`{"s":["x"]}`, `["x"]`, `{"s":["x"]}`},
		"half a surrogate":   {`{"s":"a\ud800"}`, "a\uFFFD", `{"s":"a\ud800"}`},
		"pointer":            {`{"p":"x"}`, "", `{"p":"x"}`},
		"pointer to nothing": {`{"p":null}`, "", `{}`},
	} {
		var v holder
		if err := json.Unmarshal([]byte(test.in), &v); err != nil || v.S.Reveal() != test.text {
			t.Errorf("%s: %q, %v", name, v.S.Reveal(), err)
		}
		if out, err := json.Marshal(v); err != nil || string(out) != test.out {
			t.Errorf("%s: %s, %v", name, out, err)
		}
		if shown := fmt.Sprintf("%+v", v); test.text != "" && strings.Contains(shown, test.text) {
			t.Errorf("%s: %s", name, shown)
		}
	}
}

func TestJSON(t *testing.T) {
	t.Parallel()
	const key = `{"type":"service_account","n":10000000000000000000001}`
	var v struct {
		Key secret.JSON `json:"key,omitzero"`
	}
	if err := json.Unmarshal([]byte(`{"key":`+key+`}`), &v); err != nil || string(v.Key.Reveal()) != key || v.Key != secret.NewJSON([]byte(" "+key)) {
		t.Errorf("%s, %v", v.Key.Reveal(), err)
	}
	if out, err := json.Marshal(v); err != nil || string(out) != `{"key":`+key+`}` {
		t.Errorf("%s, %v", out, err)
	}
	for _, none := range []string{"", " ", "null"} {
		if v.Key = secret.NewJSON([]byte(none)); !v.Key.IsZero() || v.Key.Reveal() != nil {
			t.Errorf("%q is a secret", none)
		}
	}
	if out, err := json.Marshal(&v); err != nil || string(out) != `{}` {
		t.Errorf("%s, %v", out, err)
	}
	if out, err := json.Marshal([]any{v.Key, secret.String{}}); err != nil || string(out) != `[null,""]` {
		t.Errorf("%s, %v", out, err)
	}
}

// A caller's mistake is an error that does not quote the value.
func TestInvalidJSON(t *testing.T) {
	t.Parallel()
	var s secret.String
	var j secret.JSON
	_, marshal := json.Marshal(secret.NewJSON([]byte("s3cret")))
	for _, err := range []error{marshal, s.UnmarshalJSON([]byte("s3cret")), j.UnmarshalJSON([]byte("{s3cret")), s.UnmarshalJSON(nil)} {
		if err == nil || strings.Contains(err.Error(), "s3") {
			t.Errorf("the error is %v", err)
		}
	}
}
