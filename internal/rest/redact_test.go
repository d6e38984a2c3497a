package rest

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/seed-01804ef5/asgardeo-go/internal/resttest/forms"
)

// A secret is found in every form, complete or truncated, at every position, and the surrounding text is not changed.
func TestRedactForms(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{
		`canary"client&secret+<1>`, "canary-plain-secret", `it's\a/secret`, "päss wörd/ß€𝄞 %41", `back\\slash\nope\u0041`, "two\nlines of text", "a+b c+d e+f=", "8letters",
		"100%&amp;<br>", "pa55!d", "1234",
	} {
		r := newRedactor([]string{"other-secret", secret, secret + "-and-more", "canary"})
		for name, form := range forms.All {
			for _, cut := range []int{len(secret), len(secret) - 1, minPrefix} {
				if cut > len(secret) || strings.ToValidUTF8(secret[:cut], "") != secret[:cut] ||
					cut < len(secret) && len(view{text: []byte(secret[:cut])}.without(isBlank).text) < minPrefix {
					continue
				}
				shown := form(secret[:cut])
				for _, around := range [][2]string{{"", ""}, {"(", ")"}, {`{"description":"not `, ` here"}`}, {"before ", " after"}, {"100% of ", "%"}, {"x=", "&y=z"}} {
					got := r.redact(around[0] + shown + around[1])
					if strings.Contains(got, shown) || !strings.Contains(got, Redacted) {
						t.Errorf("%s of %q: %s", name, secret[:cut], got)
					}
					if !strings.HasPrefix(got, around[0]) || !strings.HasSuffix(got, around[1]) {
						t.Errorf("%s of %q between %q: %s", name, secret[:cut], around, got)
					}
				}
			}
		}
	}
}

// Text without secrets is not changed.
func TestRedactLeavesOtherTextAlone(t *testing.T) {
	t.Parallel()
	r := newRedactor([]string{"canary-token", "pas", "short12", "", " \n+", "aéaéaéaé"})
	for _, text := range []string{
		"", "abc", "the pas is no secret", "canary-", "canary_token", "short1", "anary-token", "\xff\xfe%zz&#xZZ;&;&#;\\u12\\", "Y2FuYXJ5", "63616e617279",
		"application not found: e3b0c442-98fc-1c14-9afb-f4c8996fb924", "&#x110000000;&#99999999999;", "\\ud834\\u0041", "%", "&", `\`,
	} {
		if got := r.redact(text); got != text {
			t.Errorf("%q: got %q", text, got)
		}
	}
	if got := (*redactor)(nil).redact("canary-token"); got != "canary-token" {
		t.Error(got)
	}
}

// Long texts are searched in pieces.
func TestRedactLongTexts(t *testing.T) {
	t.Parallel()
	const secret = `canary"token"`
	r := newRedactor([]string{secret})
	shown := forms.Quoted(secret)
	for at := pieceSize - len(shown) - 1; at <= pieceSize+1; at++ {
		text := strings.Repeat("<", at) + shown + strings.Repeat(">", pieceSize)
		if got := r.redact(text); got != strings.Replace(text, shown, Redacted, 1) {
			t.Fatalf("at %d: got %s", at, strings.Trim(got, "<>"))
		}
	}
}

func TestRedactError(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	failed := func(text string) error {
		return &url.Error{Op: "Get", URL: "https://example.com/x", Err: fmt.Errorf("%w: %s", broken, text)}
	}
	const front = `Get "https://example.com/x": broken: `
	for text, want := range map[string]string{
		"plain":                             "plain",
		"my s3cret-text":                    "my [redacted]",
		"proxy http://kim:pa/ss@proxy:1/x":  "proxy http://[redacted]@proxy:1/x",
		`Get "https://a/b?token=x&y#z": no`: `Get "https://a/b?[redacted]": no`,
		"to https://a/#access_token=x, or http://b/users/kim@c?": "to https://a/#[redacted] or http://b/users/kim@c?",
	} {
		err := newRedactor([]string{"s3cret-text"}).redactError(failed(text))
		if err.Error() != front+want || fmt.Sprintf("%#v", errors.Unwrap(err)) == "" || !errors.Is(err, broken) {
			t.Errorf("%s: got %v", text, err)
		}
	}
	if RedactError(nil, "x") != nil {
		t.Error("there was no error")
	}
}

// The secrets of a file are found in every format, regardless of the sizes of the reads.
func TestFileSecrets(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]string{
		"XML":                    `<?xml version="1.0"?><application><name>Shop</name><clientSecret>s3cret&amp;text</clientSecret></application>`,
		"XML with attributes":    `<oauthConsumerSecret encrypted="false" xml:lang='en'>s3cret&amp;text</oauthConsumerSecret>`,
		"XML with a namespace":   `<a:ClientSecret>s3cret&amp;text</a:ClientSecret>`,
		"XML, CDATA on a line":   "<ClientSecret>\n  <![CDATA[s3cret&text]]>\n</ClientSecret>",
		"YAML with a tag":        "a:\n  clientSecret: !!str s3cret&text\n",
		"YAML with an anchor":    "a:\n  clientSecret: &one \"s3cret&text\"\n",
		"XML, CDATA":             `<ClientSecret><![CDATA[s3cret&text]]></ClientSecret>`,
		"XML, pair":              `<Property><Name>ClientSecret</Name><Value>s3cret&amp;text</Value></Property>`,
		"XML, attribute":         `<property name="password">s3cret&amp;text</property>`,
		"XML, attributes":        `<login user="kim" password="s3cret&amp;text"/>`,
		"XML in XML":             `<inboundConfiguration>&lt;app&gt;&lt;oauthConsumerSecret&gt;s3cret&amp;amp;text&lt;/oauthConsumerSecret&gt;</inboundConfiguration>`,
		"JSON":                   `{"name":"Shop","clientSecret":"s3cret&text","x":1}`,
		"JSON with blanks":       "{\n  \"secretValue\" :\n    \"s3cret\\u0026text\"\n}",
		"JSON, of the API":       `{"Seed":"s3cret&text","seedling":"Shop"}`,
		"XML, of the API":        `<seed>s3cret&amp;text</seed>`,
		"JSON in JSON":           `{"config":"{\"client_secret\":\"s3cret\\u0026text\"}"}`,
		"JSON in XML":            `<credentials>{&quot;private_key&quot;:&quot;s3cret&amp;text&quot;}</credentials>`,
		"JSON, pair":             `{"name":"Password","value":"s3cret&text"}`,
		"JSON, pair apart":       `{"name":"password","confidential":true,"value":"s3cret&text"}`,
		"YAML":                   "name: Shop\nclientSecret: s3cret&text\ngrantTypes: []\n",
		"YAML, single quotes":    "client-secret: 's3cret&text'\n",
		"YAML, double quotes":    "password: \"s3cret&text\" # of the shop\n",
		"YAML, flow":             "{password: s3cret&text, user: kim}",
		"YAML, block":            "privateKey: |-\n  s3cret&text\n  more of it\nname: x\n",
		"YAML, folded":           "privateKey: >\n  s3cret&text\n",
		"YAML, pair":             "- name: ClientSecret\n  value: s3cret&text\n",
		"script":                 `var apiSecret = "s3cret&text";`,
		"script, single quotes":  `const dbPassword='s3cret&text'`,
		"properties":             "db.password=s3cret&text\r\n",
		"at the end":             "password: s3cret&text",
		"far inside":             strings.Repeat("<name>Shop</name>", 20000) + `<clientSecret>s3cret&amp;text</clientSecret>` + strings.Repeat(" ", 100000),
		"in the middle":          strings.Repeat("x", 3*maxFileSecret-5) + ` <clientSecret>s3cret&amp;text</clientSecret>` + strings.Repeat(" ", 100000),
		"after others":           strings.Repeat(`"clientSecret":"other",`, 5000) + `"clientSecret":"s3cret&text"`,
		"with an escaped quote":  `{"password":"s3cret&text\"more"}`,
		"of another letter case": `{"PASSWORD":"s3cret&text"}`,
	} {
		for way, reader := range map[string]func(io.Reader) io.Reader{
			"whole": func(r io.Reader) io.Reader { return r }, "bytes": iotest.OneByteReader, "halves": iotest.HalfReader,
		} {
			if way == "bytes" && len(file) > 1000 {
				continue
			}
			found := fileSecrets{names: []string{"secretvalue", "seed"}}
			if _, err := io.Copy(&found, struct{ io.Reader }{reader(strings.NewReader(file))}); err != nil {
				t.Fatal(err)
			}
			secrets, all := found.secrets()
			r := newRedactor(secrets)
			for _, form := range []string{"s3cret&text", "s3cret&amp;text", `s3cret\u0026text`, "s3cret%26text"} {
				if got := r.redact("in line 7: " + form + "."); !all || got != "in line 7: "+Redacted+"." {
					t.Errorf("%s, %s: got %s of %.200q", name, way, got, secrets)
				}
			}
			if got := r.redact("the application Shop has no name"); got != "the application Shop has no name" {
				t.Errorf("%s: got %s of %.200q", name, got, secrets)
			}
		}
	}
}

// The memory for the secrets of a file is limited. If a file has more secrets, texts are not shown.
func TestFileSecretsAreBounded(t *testing.T) {
	t.Parallel()
	var found fileSecrets
	for i := range 100000 {
		fmt.Fprintf(&found, "<clientSecret>secret number %d</clientSecret>", i)
	}
	if secrets, all := found.secrets(); all || cap(found.tail) > 8*maxFileSecret || found.size > 2*maxFileSecrets {
		t.Errorf("%d secrets, %d bytes kept", len(secrets), cap(found.tail)+found.size)
	}
	call := Call{file: &File{secrets: fileSecrets{full: true}}}
	if got := call.secrets().redact("<secret number 99999>") + call.secrets().redact(""); got != Redacted {
		t.Errorf("got %s", got)
	}
	var long fileSecrets
	_, _ = io.WriteString(&long, `{"password":"`+strings.Repeat("x", 10*maxFileSecret)+`"}`)
	if secrets, all := long.secrets(); !all || len(secrets) != 1 || len(secrets[0]) < maxFileSecret/2 || len(secrets[0]) > maxFileSecret {
		t.Errorf("%d secrets, all %t", len(secrets), all)
	}
}

func FuzzRedact(f *testing.F) {
	f.Add(`canary"secret`, "\\", "%22", byte(0))
	f.Add("päss wörd", "&#", "é", byte(7))
	f.Fuzz(func(t *testing.T, secret, before, after string, n byte) {
		r := newRedactor([]string{secret})
		names := slices.Sorted(maps.Keys(forms.All))
		if len(r.forms) == 0 || len(view{text: []byte(secret)}.without(isBlank).text) < minSecret || strings.ToValidUTF8(secret, "") != secret {
			return
		}
		shown := forms.All[names[int(n)%len(names)]](secret)
		text := before + " " + shown + " " + after
		if got := r.redact(text); !strings.Contains(got, Redacted) {
			t.Errorf("%s of %q: %q", names[int(n)%len(names)], secret, got)
		}
	})
}

func TestRedact(t *testing.T) {
	t.Parallel()
	call := Call{Secrets: []string{"pass", `pass"<w> d&/%r`, `pass"<w> d`}, sent: []string{"password"}}
	for _, text := range []string{
		`pass"<w> d&/%r`, "pass%22%3Cw%3E+d%26%2F%25r", "pass%22%3Cw%3E%20d%26%2F%25r", `pass\"\u003cw\u003e d\u0026/%r`, `pass\"<w> d&/%r`,
		"pass&#34;&lt;w&gt; d&amp;/%r", "pass&quot;&lt;w&gt; d&amp;/%r", `pass"<w> d`, "password", "pass",
	} {
		if got := call.secrets().redact("<" + text + ">"); got != "<"+Redacted+">" {
			t.Errorf("%s: got %s", text, got)
		}
	}
	if got := newRedactor([]string{"pas"}).redact("the pas is no secret"); got != "the pas is no secret" {
		t.Errorf("got %s", got)
	}
}
