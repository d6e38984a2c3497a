package asgardeo

import (
	"errors"
	"strings"
	"testing"
)

// New returns an error with the reason, regardless of the order of the options, and shows no secret.
func TestNewRefuses(t *testing.T) {
	t.Parallel()
	credentials := WithClientCredentials(testID, testSecret)
	for name, tt := range map[string]struct {
		organization string
		options      []Option
		want         string
	}{
		"no organization":                 {"", nil, "the organization is empty"},
		"a malformed organization":        {"a/b", nil, `the organization "a/b" is not a name of letters, digits, '.', '_' and '-'`},
		"no credentials":                  {"example", nil, "no credentials: use WithClientCredentials or WithTokenSource"},
		"a nil option":                    {"example", []Option{credentials, nil}, "option 2 is nil"},
		"no client id":                    {"example", []Option{WithClientCredentials("", testSecret)}, "WithClientCredentials: the client id is empty"},
		"no client secret":                {"example", []Option{WithClientCredentials(testID, "")}, "WithClientCredentials: the client secret is empty"},
		"post without a client id":        {"example", []Option{WithClientSecretPost("", testSecret)}, "WithClientSecretPost: the client id is empty"},
		"post without a secret":           {"example", []Option{WithClientSecretPost(testID, "")}, "WithClientSecretPost: the client secret is empty"},
		"an assertion without an id":      {"example", []Option{WithClientAssertion("", sign)}, "WithClientAssertion: the client id is empty"},
		"no function":                     {"example", []Option{WithClientAssertion(testID, nil)}, "WithClientAssertion: the function is nil"},
		"a line break after the secret":   {"example", []Option{WithClientCredentials(testID, testSecret+"\n")}, "WithClientCredentials: the client secret begins or ends with white space, such as a line break"},
		"a space before the secret":       {"example", []Option{WithClientSecretPost(testID, " "+testSecret)}, "WithClientSecretPost: the client secret begins or ends with white space, such as a line break"},
		"a no-break space after the id":   {"example", []Option{WithClientAssertion(testID+"\u00a0", sign)}, "WithClientAssertion: the client id begins or ends with white space, such as a line break"},
		"a line break in the secret":      {"example", []Option{WithClientCredentials(testID, testSecret+"\n"+testSecret)}, "WithClientCredentials: the client secret contains a character that is not printable ASCII"},
		"a control character in the id":   {"example", []Option{WithClientCredentials(testID+"\x00", testSecret)}, "WithClientCredentials: the client id contains a character that is not printable ASCII"},
		"a letter beyond ASCII":           {"example", []Option{WithClientCredentials(testID, testSecret+"é")}, "WithClientCredentials: the client secret contains a character that is not printable ASCII"},
		"two kinds of credentials":        {"example", []Option{credentials, WithClientSecretPost(testID, testSecret)}, "WithClientCredentials and WithClientSecretPost are both given: use one of them"},
		"a secret and an assertion":       {"example", []Option{credentials, WithClientAssertion(testID, sign)}, "WithClientCredentials and WithClientAssertion are both given: use one of them"},
		"credentials and a source":        {"example", []Option{credentials, WithTokenSource(sourceFunc(nil))}, "WithClientCredentials and WithTokenSource are both given: use one of them"},
		"a source and credentials":        {"example", []Option{WithTokenSource(sourceFunc(nil)), credentials}, "WithTokenSource and WithClientCredentials are both given: use one of them"},
		"a source and scopes":             {"example", []Option{WithTokenSource(sourceFunc(nil)), WithScopes("a")}, "WithScopes and WithTokenSource are both given: the token source chooses the scopes"},
		"scopes and a source":             {"example", []Option{WithScopes("a"), WithTokenSource(sourceFunc(nil))}, "WithScopes and WithTokenSource are both given: the token source chooses the scopes"},
		"revocation and a source":         {"example", []Option{WithRevokeOnClose(), WithTokenSource(sourceFunc(nil))}, "WithRevokeOnClose and WithTokenSource are both given: the client revokes only tokens that it has fetched"},
		"no source":                       {"example", []Option{WithTokenSource(nil)}, "WithTokenSource: the source is nil"},
		"no HTTP client":                  {"example", []Option{credentials, WithHTTPClient(nil)}, "WithHTTPClient: the client is nil"},
		"no logger":                       {"example", []Option{credentials, WithLogger(nil)}, "WithLogger: the logger is nil"},
		"an empty base URL":               {"example", []Option{credentials, WithBaseURL("")}, "WithBaseURL: the base URL is empty"},
		"a base URL with http":            {"example", []Option{credentials, WithBaseURL("http://is.example")}, `the base URL "http://is.example" would send credentials without encryption: use https`},
		"limits and no limits":            {"example", []Option{credentials, WithRateLimit(RateLimit{PerMinute: 1}), WithoutRateLimit()}, "WithRateLimit and WithoutRateLimit are both given: use one of them"},
		"no limits and limits":            {"example", []Option{credentials, WithoutRateLimit(), WithRateLimit(RateLimit{})}, "WithRateLimit and WithoutRateLimit are both given: use one of them"},
		"a negative number of attempts":   {"example", []Option{credentials, WithRetry(RetryPolicy{MaxAttempts: -1})}, "WithRetry: a setting is negative"},
		"a negative base delay":           {"example", []Option{credentials, WithRetry(RetryPolicy{BaseDelay: -1})}, "WithRetry: a setting is negative"},
		"a negative delay":                {"example", []Option{credentials, WithRetry(RetryPolicy{MaxDelay: -1})}, "WithRetry: a setting is negative"},
		"an empty scope":                  {"example", []Option{credentials, WithScopes("a", "")}, `WithScopes: "" is not a scope`},
		"two scopes in one":               {"example", []Option{credentials, WithScopes("a b")}, `WithScopes: "a b" is not a scope`},
		"a quoted scope":                  {"example", []Option{credentials, WithScopes(`"a"`)}, `WithScopes: "\"a\"" is not a scope`},
		"a scope beyond ASCII":            {"example", []Option{credentials, WithScopes("é")}, `WithScopes: "é" is not a scope`},
		"a control character in a scope":  {"example", []Option{credentials, WithScopes("a\x00")}, `WithScopes: "a\x00" is not a scope`},
		"a line break in the User-Agent":  {"example", []Option{credentials, WithUserAgent("a\r\nX: y")}, `WithUserAgent: "a\r\nX: y" contains a character that is not printable ASCII`},
		"a User-Agent beyond ASCII":       {"example", []Option{credentials, WithUserAgent("é")}, `WithUserAgent: "é" contains a character that is not printable ASCII`},
		"the organization comes first":    {"", []Option{WithBaseURL("https://user@host")}, "the organization is empty"},
		"the base URL before credentials": {"example", []Option{WithBaseURL("https://user@host")}, "the base URL contains user information, a query or a fragment"},
	} {
		c, err := New(tt.organization, tt.options...)
		if c != nil || !errors.Is(err, ErrInvalidInput) || err.Error() != "asgardeo: invalid input: "+tt.want {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}

// The error names each invalid variable, and contains no value of a secret one.
func TestNewFromEnvRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ organization, id, secret, base, want string }{
		"nothing": {want: "not set in the environment: ASGARDEO_ORGANIZATION, ASGARDEO_CLIENT_ID, ASGARDEO_CLIENT_SECRET"},
		"white space": {"example", testID + " ", testSecret + "\n", "",
			"ASGARDEO_CLIENT_ID begins or ends with white space, such as a line break; ASGARDEO_CLIENT_SECRET begins or ends with white space, such as a line break"},
		"a control character": {"example", testID, testSecret + "\t" + testSecret, "", "ASGARDEO_CLIENT_SECRET contains a character that is not printable ASCII"},
		"several": {"example", "", testSecret, BaseURLUS + "/t/other",
			`not set in the environment: ASGARDEO_CLIENT_ID; ASGARDEO_BASE_URL "https://api.asgardeo.io/t/other" belongs to another organization than "example"`},
		"the console": {"example", testID, testSecret, "https://console.asgardeo.io/t/example",
			"ASGARDEO_BASE_URL is the address of the website console.asgardeo.io, not of the API: use https://api.asgardeo.io"},
	} {
		t.Setenv(envOrganization, tt.organization)
		t.Setenv(envClientID, tt.id)
		t.Setenv(envClientSecret, tt.secret)
		t.Setenv(envBaseURL, tt.base)
		_, err := NewFromEnv()
		if !errors.Is(err, ErrInvalidInput) || err.Error() != "asgardeo: invalid input: "+tt.want || strings.Contains(err.Error(), testSecret) {
			t.Errorf("%s: got %v, want %s", name, err, tt.want)
		}
	}
}

// A zero rate limit means the default, and a negative one means no limit.
func TestRateLimitDefaults(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		base          string
		limit         RateLimit
		general, bulk int // requests per minute; 0 means no limit
	}{
		"the cloud":                    {BaseURLUS, RateLimit{}, 200, 5},
		"the cloud with other numbers": {BaseURLUS, RateLimit{PerMinute: 100}, 100, 5},
		"the cloud with other bulk":    {BaseURLUS, RateLimit{BulkPerMinute: 1}, 200, 1},
		"the cloud without bulk limit": {BaseURLUS, RateLimit{BulkPerMinute: -1}, 200, 0},
		"only bulk":                    {BaseURLUS, RateLimit{PerMinute: -1}, 0, 5},
		"another server":               {"https://is.example", RateLimit{PerMinute: 100}, 100, 0},
	} {
		general, bulk := (&settings{limit: tt.limit}).perMinute(tt.base)
		if general != tt.general || bulk != tt.bulk {
			t.Errorf("%s: got %d, %d", name, general, bulk)
		}
	}
}
