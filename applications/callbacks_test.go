package applications_test

import (
	"context"
	"encoding/json"
	"errors"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

func TestCallbacks(t *testing.T) {
	t.Parallel()
	for note, test := range map[string]struct {
		stored, want []string // want is nil if the pattern is to be refused
	}{
		"one":                        {[]string{"https://a/cb"}, []string{"https://a/cb"}},
		"one with a query":           {[]string{"https://a/cb?x=(1)+2"}, []string{"https://a/cb?x=(1)+2"}},
		"two as a pattern":           {[]string{"regexp=(https://a/cb|app:/cb)"}, []string{"https://a/cb", "app:/cb"}},
		"a pattern of one":           {[]string{"regexp=(https://a.example/cb)"}, []string{"https://a.example/cb"}},
		"without parentheses":        {[]string{"regexp=https://a|https://b"}, []string{"https://a", "https://b"}},
		"two that are not a pattern": {[]string{"https://a", "https://b"}, []string{"https://a", "https://b"}},
		"a URL and a pattern":        {[]string{"https://a", "regexp=(https://b|https://c)"}, []string{"https://a", "https://b", "https://c"}},
		"queries in a pattern":       {[]string{"regexp=(https://a/cb?x=1|https://b)"}, []string{"https://a/cb?x=1", "https://b"}},
		"any path":                   {[]string{"regexp=https://a/.*"}, nil},
		"any path but none":          {[]string{"regexp=(https://a/.+|https://b)"}, nil},
		"escaped dots":               {[]string{`regexp=(https://a\.example|https://b\.example)`}, []string{"https://a.example", "https://b.example"}},
		"everything escaped":         {[]string{`regexp=(https://a/cb\?x=\(1\)\+\$|https://\[::1\]/)`}, []string{"https://a/cb?x=(1)+$", "https://[::1]/"}},
		"escapes of no use":          {[]string{`regexp=(https:\/\/a\.example\/c\-b|https:\/\/b)`}, []string{"https://a.example/c-b", "https://b"}},
		"an optional slash":          {[]string{`regexp=(https://a/cb/?|https://b)`}, nil},
		"an optional slash, last":    {[]string{`regexp=https://a/cb/?`}, nil},
		"slashes":                    {[]string{`regexp=(https://a|https://b/+)`}, nil},
		"not all escaped":            {[]string{`regexp=(https://a\.example/cb?|https://b)`}, nil},
		"an escaped letter":          {[]string{`regexp=(https://a/\d|https://b)`}, nil},
		"an escape at the end":       {[]string{`regexp=https://a\`}, nil},
		"no host":                    {[]string{"regexp=(https:|https://b)"}, nil},
		"a class":                    {[]string{"regexp=https://[a-z]/cb"}, nil},
		"a group":                    {[]string{"regexp=https://(a|b)/cb"}, nil},
		"two groups":                 {[]string{"regexp=(https://a)|(https://b)"}, nil},
		"anchors":                    {[]string{"regexp=^https://a$"}, nil},
		"a count":                    {[]string{"regexp=https://a{2}"}, nil},
		"a choice of the scheme":     {[]string{"regexp=https?://a"}, nil},
		"an empty alternative":       {[]string{"regexp=(https://a|)"}, nil},
		"an empty pattern":           {[]string{"regexp="}, nil},
		"beside a good one":          {[]string{"https://a", "regexp=https://.*"}, nil},
	} {
		config := applications.OIDCConfiguration{CallbackURLs: slices.Clone(test.stored)}
		got, err := config.Callbacks()
		if !slices.Equal(got, test.want) || (err != nil) != (test.want == nil) {
			t.Errorf("%s: got %q, %v, want %q", note, got, err, test.want)
		}
		if !slices.Equal(config.CallbackURLs, test.stored) {
			t.Errorf("%s: the configuration became %q", note, config.CallbackURLs)
		}
	}
	if got, err := new(applications.OIDCConfiguration).Callbacks(); len(got) != 0 || err != nil {
		t.Errorf("none: got %q, %v", got, err)
	}
}

// Both change the list and nothing else.
func TestChangeCallbacks(t *testing.T) {
	t.Parallel()
	const stored = `{
		"clientId": "c1", "clientSecret": "s3cret", "grantTypes": ["password"], "publicClient": false,
		"pkce": {"mandatory": false, "supportPlainTransformAlgorithm": false, "later": 1},
		"accessToken": {"userAccessTokenExpiryInSeconds": 1, "applicationAccessTokenExpiryInSeconds": 2, "later": [1.50, null]}, "later": {"big": 123456789012345678901234567890}, "callbackURLs": `
	add := func(url string) func(context.Context, *asgardeo.Client) error {
		return func(ctx context.Context, c *asgardeo.Client) error {
			return c.Applications.OIDC.AddCallback(ctx, resttest.ID, url)
		}
	}
	remove := func(url string) func(context.Context, *asgardeo.Client) error {
		return func(ctx context.Context, c *asgardeo.Client) error {
			return c.Applications.OIDC.RemoveCallback(ctx, resttest.ID, url)
		}
	}
	for note, test := range map[string]struct {
		change func(context.Context, *asgardeo.Client) error
		// before and after are lists in JSON; after is empty if there is nothing to write.
		before, after string
		refused       string // the operation that refuses
	}{
		"add the first":               {change: add("https://a/cb"), before: `[]`, after: `["https://a/cb"]`},
		"add one that has a query":    {change: add("https://a/cb?x=1"), before: `[]`, after: `["https://a/cb?x=1"]`},
		"add the second":              {change: add("app://cb"), before: `["https://a"]`, after: `["regexp=(https://a|app://cb)"]`},
		"add the third":               {change: add("https://c"), before: `["regexp=(https://a|https://b)"]`, after: `["regexp=(https://a|https://b|https://c)"]`},
		"add one that is there":       {change: add("https://a"), before: `["https://a"]`},
		"add one of the pattern":      {change: add("https://b"), before: `["regexp=(https://a|https://b)"]`},
		"add to a pattern by hand":    {change: add("https://b"), before: `["regexp=https://a/.*"]`, refused: "applications.OIDC.AddCallback"},
		"add a query to others":       {change: add("https://b.example?x"), before: `["https://a"]`, after: `["regexp=(https://a|https://b\\.example\\?x)"]`},
		"add beside a query":          {change: add("https://b"), before: `["https://a?x"]`, after: `["regexp=(https://a\\?x|https://b)"]`},
		"add beside a dot":            {change: add("https://b"), before: `["https://a.example"]`, after: `["regexp=(https://a\\.example|https://b)"]`},
		"add to ones of a console":    {change: add("https://c"), before: `["regexp=(https://a.b|https://b?x)"]`, after: `["regexp=(https://a\\.b|https://b\\?x|https://c)"]`},
		"add beside a wildcard":       {change: add("https://b"), before: `["*"]`, refused: "applications.OIDC.AddCallback"},
		"add to quoted ones":          {change: add("https://c"), before: `["regexp=(https://a\\.b)"]`, after: `["regexp=(https://a\\.b|https://c)"]`},
		"add an address":              {change: add("https://[::1]/cb"), before: `["https://a"]`, after: `["regexp=(https://a|https://\\[::1\\]/cb)"]`},
		"remove one of three":         {change: remove("https://b"), before: `["regexp=(https://a|https://b|https://c)"]`, after: `["regexp=(https://a|https://c)"]`},
		"remove one of two":           {change: remove("https://a"), before: `["regexp=(https://a|https://b)"]`, after: `["https://b"]`},
		"remove the last":             {change: remove("https://a"), before: `["https://a"]`, after: `[]`},
		"remove one that is twice":    {change: remove("https://a"), before: `["https://a","https://a"]`, after: `[]`},
		"add beside one with a group": {change: add("https://b"), before: `["https://a/cb(1)"]`, after: `["regexp=(https://a/cb\\(1\\)|https://b)"]`},
		"remove beside two":           {change: remove("https://b"), before: `["regexp=(https://a?x|https://b|https://c)"]`, after: `["regexp=(https://a\\?x|https://c)"]`},
		"remove what is not there":    {change: remove("https://c"), before: `["regexp=(https://a|https://b)"]`},
		"remove one beside a query":   {change: remove("https://b"), before: `["regexp=(https://a?x|https://b)"]`, after: `["https://a?x"]`},
		"remove from one by hand":     {change: remove("https://a"), before: `["regexp=(https://[a-z]+)"]`, refused: "applications.OIDC.RemoveCallback"},
		"remove the pattern by hand":  {change: remove("regexp=https://.*"), before: `["regexp=https://.*"]`, refused: "applications.OIDC.RemoveCallback"},
	} {
		t.Run(note, func(t *testing.T) {
			t.Parallel()
			replies, lines := []resttest.Reply{{Status: 200, Body: stored + test.before + "}"}}, []string{"GET " + oidc}
			if test.after != "" {
				replies, lines = append(replies, ok), append(lines, "PUT "+oidc)
			}
			s := resttest.New(t, replies...)
			err := test.change(t.Context(), s.Client)
			s.WantLines(lines...)
			if test.refused != "" {
				var e *asgardeo.Error
				if !errors.Is(err, asgardeo.ErrInvalidInput) || !errors.As(err, &e) || e.Operation != test.refused {
					t.Errorf("error %#v", err)
				}
				if text := err.Error(); strings.Contains(text, "s3cret") {
					t.Errorf("the text is %q", text)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if test.after != "" {
				resttest.WantJSON(t, s.Bodies()[1], stored+test.after+"}")
			}
		})
	}
}

func TestChangeCallbacksFails(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		replies []resttest.Reply
		op      string
	}{
		{[]resttest.Reply{{Status: 404, Type: "-"}}, "applications.OIDC.Get"},
		{[]resttest.Reply{{Status: 200, Body: `{"clientId":"c1","grantTypes":["authorization_code"]}`}, {Status: 404, Type: "-"}}, "applications.OIDC.Replace"},
	} {
		s := resttest.New(t, test.replies...)
		err := s.Client.Applications.OIDC.AddCallback(t.Context(), "a1", "https://a")
		var e *asgardeo.Error
		if !errors.Is(err, asgardeo.ErrNotFound) || !errors.As(err, &e) || e.Operation != test.op {
			t.Errorf("%s: %v", test.op, err)
		}
	}
}

func TestRefusedCallbacks(t *testing.T) {
	t.Parallel()
	var refusals []resttest.Refusal
	for _, url := range []string{
		"", "a", "/cb", "//a/cb", "https://a/#x", "https://a/#", "https:", "http:///cb", "https:a", "https://a|https://b", "https://*.a/", "https://a/.+",
		"https://a/.?", `https://a\b`, "https://a/^", "https://a/{x}", "regexp=https://a", "regexp=a:b",
		"https://a/%zz", "https://a b/", "https://a/\n",
	} {
		refusals = append(refusals, resttest.Refusal{
			Operation: "applications.OIDC.AddCallback", Note: strings.NewReplacer("/", "", "\n", "LF").Replace(url),
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return nil, c.Applications.OIDC.AddCallback(ctx, id, url)
			},
		})
	}
	resttest.Refused(t, refusals)
}

// The pattern fits each of its URLs and nothing else, and reads as the same URLs again.
func TestCallbackPatternFits(t *testing.T) {
	t.Parallel()
	urls := []string{"https://a.example/cb?x=(1)+2&y=$3", "https://[::1]:8443/cb", "app:/cb", "https://b.example"}
	var stored string
	for i, u := range urls {
		list := `[]`
		if i > 0 {
			list = stored
		}
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"clientId":"c1","grantTypes":["authorization_code"],"callbackURLs":` + list + `}`}, ok)
		if err := s.Client.Applications.OIDC.AddCallback(t.Context(), "a1", u); err != nil {
			t.Fatal(err)
		}
		var config applications.OIDCConfiguration
		if err := json.Unmarshal([]byte(s.Bodies()[1]), &config); err != nil {
			t.Fatal(err)
		}
		if got, err := config.Callbacks(); err != nil || !slices.Equal(got, urls[:i+1]) {
			t.Errorf("got %q, %v, want %q", got, err, urls[:i+1])
		}
		stored = encode(t, config.CallbackURLs)
		pattern, isPattern := strings.CutPrefix(config.CallbackURLs[0], "regexp=")
		if !isPattern {
			continue
		}
		fits := regexp.MustCompile("^" + pattern + "$")
		for _, u := range urls[:i+1] {
			if !fits.MatchString(u) || fits.MatchString(strings.Replace(u, ".", "x", 1)) != !strings.Contains(u, ".") {
				t.Errorf("the pattern %q does not fit %q alone", pattern, u)
			}
		}
	}
}
