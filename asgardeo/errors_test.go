package asgardeo

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// checkText checks every error: one line of printable UTF-8, the same for every verb, without secrets.
func checkText(t *testing.T, err error) {
	t.Helper()
	line := err.Error()
	if line == "" || !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) {
		t.Errorf("not one printable line: %q", line)
	}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if got := fmt.Sprintf(verb, err); got != line {
			t.Errorf("%s is %q, but Error() %q", verb, got, line)
		}
	}
	if got := fmt.Sprintf("%q", err); got != fmt.Sprintf("%q", line) {
		t.Errorf("%%q is %s", got)
	}
	for _, secret := range []string{testSecret, testToken, "s3cret"} {
		if strings.Contains(line, secret) {
			t.Errorf("the secret %s is in %q", secret, line)
		}
	}
	if len(line) > 25<<10 {
		t.Errorf("the text has %d bytes", len(line))
	}
}

func TestErrorBodies(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status     int
		body       string
		want       Error // the fields that come from the body
		text, lost string
	}{
		"server API":          {409, `{"code":"APP-60007","message":"Conflict.","description":"Taken.","traceId":"t-1"}`, Error{Code: "APP-60007", Message: "Conflict.", Description: "Taken.", TraceID: "t-1"}, "409 Conflict: APP-60007: Conflict: Taken (trace id t-1)", ""},
		"numeric code":        {401, `{"code":401,"message":"Unauthorized"}`, Error{Code: "401", Message: "Unauthorized"}, "401 Unauthorized: Unauthorized; the access token is", "401: 401"},
		"code as text":        {404, `{"code":"404","message":"M"}`, Error{Code: "404", Message: "M"}, "404 Not Found: M", "Found: 404"},
		"huge number":         {400, `{"code":1e999}`, Error{Code: "1e999"}, ": 1e999", ""},
		"object as code":      {400, `{"code":{"s3cret":1},"message":"M"}`, Error{Message: "M"}, "Bad Request: M", ""},
		"null code":           {400, `{"code":null,"message":"M","description":null}`, Error{Message: "M"}, "Bad Request: M", ""},
		"boolean, array":      {400, `{"code":true,"message":{"s3cret":1},"description":"D"}`, Error{Description: "D"}, "Bad Request: D", ""},
		"SCIM":                {400, `{"schemas":["urn:x"],"status":"400","scimType":"invalidFilter","detail":"D"}`, Error{Description: "D", SCIMType: "invalidFilter"}, "Bad Request: D (invalidFilter)", ""},
		"SCIM, numeric":       {403, `{"schemas":["urn:x"],"status":403,"detail":"D"}`, Error{Description: "D"}, "Forbidden: D", ""},
		"SCIM type only":      {409, `{"scimType":"uniqueness"}`, Error{SCIMType: "uniqueness"}, "Conflict (uniqueness)", ""},
		"empty":               {404, ``, Error{}, "404 Not Found", "Found:"},
		"empty object":        {404, `{}`, Error{Body: []byte(`{}`)}, "404 Not Found", "{"},
		"other members":       {500, `{"problem":"s3cret"}`, Error{Body: []byte(`{"problem":"s3cret"}`)}, "500 Internal Server Error", "problem"},
		"array":               {500, `[["oops"],{"x":"s3cret"},2]`, Error{Description: "oops"}, "500 Internal Server Error: oops", "["},
		"bare string":         {500, `"oops"`, Error{Message: "oops"}, "500 Internal Server Error: oops", `"`},
		"null":                {500, `null`, Error{Body: []byte(`null`)}, "500", ""},
		"cut":                 {500, `{"message":"s3cret`, Error{Body: []byte(`{"message":"s3cret`)}, "500", "{"},
		"page":                {502, "<html>\r\n<h1>Bad\tGateway</h1>", Error{Body: []byte("<html>\r\n<h1>Bad\tGateway</h1>")}, "502 Bad Gateway: Bad Gateway", "<"},
		"title":               {503, "<!DOCTYPE html><HTML><HEAD><Title lang=en> Down for\n maintenance &amp; repair </TITLE><style>h1{}</style></head><body><h1>Other</h1>", Error{Body: []byte("<!DOCTYPE html><HTML><HEAD><Title lang=en> Down for\n maintenance &amp; repair </TITLE><style>h1{}</style></head><body><h1>Other</h1>")}, "503 Service Unavailable: Down for maintenance & repair", "Other"},
		"no title":            {502, "<script>s3cret</script><!-- s3cret --><b>bad</b> gate", Error{Body: []byte("<script>s3cret</script><!-- s3cret --><b>bad</b> gate")}, "502 Bad Gateway: bad gate", "<"},
		"fault in XML":        {401, `<am:fault xmlns:am="urn:am"><am:code>900901</am:code><am:message>Invalid</am:message></am:fault>`, Error{Body: []byte(`<am:fault xmlns:am="urn:am"><am:code>900901</am:code><am:message>Invalid</am:message></am:fault>`)}, "Unauthorized: 900901 Invalid", "<"},
		"fault":               {429, `{"fault":{"code":900802,"message":"Throttled out","description":"Slow down"}}`, Error{Code: "900802", Message: "Throttled out", Description: "Slow down"}, ": 900802: Throttled out: Slow down", ""},
		"upper case":          {403, `{"Message":"Not authorized"}`, Error{Message: "Not authorized"}, ": Not authorized", ""},
		"upper case, wrapped": {502, `{"Fault":{"Code":"7","FaultString":"Gone"}}`, Error{Code: "7", Message: "Gone"}, ": 7: Gone", ""},
		"fault string":        {401, `{"fault":{"faultstring":"Invalid token","detail":{"errorcode":"keymanagement.x"}}}`, Error{Code: "keymanagement.x", Message: "Invalid token"}, ": keymanagement.x: Invalid token", ""},
		"OAuth":               {401, `{"error":"invalid_token","error_description":"Expired"}`, Error{Code: "invalid_token", Description: "Expired"}, ": invalid_token: Expired", ""},
		"problem":             {422, `{"type":"https://x.example/p","title":"Not valid","status":422,"detail":"name is missing","instance":"/1"}`, Error{Message: "Not valid", Description: "name is missing"}, "422 Unprocessable Entity: Not valid: name is missing", ""},
		"reason as code":      {404, `{"timestamp":1,"status":404,"error":"Not Found","path":"/x"}`, Error{Code: "Not Found"}, "404 Not Found", "Found: Not"},
		"errors":              {400, `{"errors":[{"code":"E1","message":"name is missing"},{"detail":"type is odd"},"and more"]}`, Error{Code: "E1", Description: "name is missing; type is odd; and more"}, ": E1: name is missing; type is odd; and more", ""},
		"error object":        {400, `{"error":{"code":17,"errorMessage":"No","errors":["a","b"]}}`, Error{Code: "17", Message: "No", Description: "a; b"}, ": 17: No: a; b", ""},
		"error message":       {400, `{"errorCode":"E2","errorMessage":"No"}`, Error{Code: "E2", Message: "No"}, ": E2: No", ""},
		"list of texts":       {400, `{"code":"UE-10000","description":["name is missing","type is odd"]}`, Error{Code: "UE-10000", Description: "name is missing; type is odd"}, ": UE-10000: name is missing; type is odd", ""},
		"byte order mark":     {409, "\ufeff" + `{"code":"APP-60007","message":"M"}`, Error{Code: "APP-60007", Message: "M"}, ": APP-60007: M", "\ufeff"},
		"mark before a page":  {502, "\ufeff<h1>Bad</h1>", Error{Body: []byte("\ufeff<h1>Bad</h1>")}, "502 Bad Gateway: Bad", "<"},
		"wrapped too deep":    {400, strings.Repeat(`{"error":`, 9) + `{"message":"s3cret"}` + strings.Repeat("}", 9), Error{Body: []byte(strings.Repeat(`{"error":`, 9) + `{"message":"s3cret"}` + strings.Repeat("}", 9))}, "400 Bad Request", "{"},
		"not UTF-8":           {502, "a\xff\xfeb\x00c", Error{Body: []byte("a\xff\xfeb\x00c")}, ": ab c", ""},
		"control characters":  {400, `{"message":"a\nb\u0000\u001b[2Jc\u0085\u2028d\u202e","scimType":"x\ny","traceId":"1\n2"}`, Error{Message: "a\nb\x00\x1b[2Jc\u0085\u2028d\u202e", SCIMType: "x\ny", TraceID: "1\n2"}, ": a b [2Jc d (x y) (trace id 1 2)", ""},
		"an unknown status":   {599, `{"message":"M"}`, Error{Message: "M"}, "599: M", ""},
		"echo of the token":   {400, `{"message":"not test-access-token"}`, Error{Message: "not [redacted]"}, "not [redacted]", ""},
		"page with the token": {400, "<p>test-access-token", Error{Body: []byte("<p>[redacted]")}, "400 Bad Request: [redacted]", "<"},
		"token at the cut":    {400, strings.Repeat("x", 4090) + testToken, Error{Body: []byte(strings.Repeat("x", 4090) + "[redac")}, "xxx...", ""},
		"nested deeply":       {400, strings.Repeat(`{"message":`, 20000) + "1" + strings.Repeat("}", 20000), Error{Body: []byte(strings.Repeat(`{"message":`, 20000)[:4096])}, "Bad Request", "{"},
		"long message":        {400, `{"message":"` + strings.Repeat("é", 1<<18) + `"}`, Error{Message: strings.Repeat("é", 2048) + "..."}, "é...", ""},
		"long page":           {400, strings.Repeat("é", 1<<18), Error{Body: []byte(strings.Repeat("é", 2048))}, "é...", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, mock := mocked(t)
			mock.RegisterResponder("GET", appURL, httpmock.NewStringResponder(tt.status, tt.body))
			_, err := c.Applications.Get(t.Context(), "1")
			var e *Error
			if !errors.As(err, &e) || errors.As(err, new(*TokenError)) {
				t.Fatalf("got %#v", err)
			}
			if e.Code != tt.want.Code || e.Message != tt.want.Message || e.Description != tt.want.Description ||
				e.SCIMType != tt.want.SCIMType || e.TraceID != tt.want.TraceID || string(e.Body) != string(tt.want.Body) {
				t.Errorf("got %.5000s, want %.5000s", fmt.Sprint(*e), fmt.Sprint(tt.want))
			}
			if e.Operation != "applications.Get" || e.StatusCode != tt.status || e.Err != nil || len(e.RequiredScopes) == 0 || len(e.GrantedScopes) != 1 {
				t.Errorf("got %.500s", fmt.Sprint(*e))
			}
			line := err.Error()
			if !strings.HasPrefix(line, "asgardeo: applications.Get: ") || !strings.Contains(line, tt.text) || tt.lost != "" && strings.Contains(line, tt.lost) {
				t.Errorf("got %.500s, want %s", line, tt.text)
			}
			checkText(t, err)
		})
	}
}

func TestErrorIs(t *testing.T) {
	t.Parallel()
	sentinels := []error{ErrInvalidInput, ErrBadRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrConflict,
		ErrRateLimited, ErrNotImplemented, ErrServer, ErrPendingApproval, ErrUnexpectedResponse}
	want := map[int]error{400: ErrBadRequest, 401: ErrUnauthorized, 403: ErrForbidden, 404: ErrNotFound, 409: ErrConflict,
		429: ErrRateLimited, 500: ErrServer, 501: ErrNotImplemented, 502: ErrServer, 503: ErrServer, 504: ErrServer, 599: ErrServer,
		0: nil, 202: nil, 302: nil, 405: nil, 412: nil, 415: nil}
	for status, want := range want {
		err := error(&Error{StatusCode: status})
		for _, sentinel := range sentinels {
			if errors.Is(err, sentinel) != (sentinel == want) {
				t.Errorf("HTTP %d is %v", status, sentinel)
			}
			ofToken := sentinel == want && want != ErrNotFound && want != ErrConflict
			if errors.Is(&TokenError{StatusCode: status}, sentinel) != ofToken {
				t.Errorf("a token endpoint's HTTP %d is %v", status, sentinel)
			}
		}
	}
	for code, want := range map[string]error{"invalid_client": ErrUnauthorized, "unauthorized_client": ErrForbidden, "invalid_scope": ErrBadRequest} {
		for _, sentinel := range sentinels {
			if err := error(&Error{Err: &TokenError{Code: code, StatusCode: 400}}); errors.Is(err, sentinel) != (sentinel == want) {
				t.Errorf("%s is %v", code, sentinel)
			}
		}
	}
	for _, sentinel := range sentinels {
		if err := error(&Error{Err: fmt.Errorf("%w: why", sentinel)}); !errors.Is(err, sentinel) {
			t.Errorf("%v is lost", sentinel)
		}
	}
	err := &Error{Operation: "x", Err: &TokenError{Err: io.EOF}}
	if !errors.Is(err, io.EOF) || errors.Unwrap(err) != err.Err || err.Error() != "asgardeo: x: no access token: EOF" {
		t.Errorf("got %v", err)
	}
	checkText(t, err)
	checkText(t, err.Err)
}

func TestForbiddenAdvice(t *testing.T) {
	t.Parallel()
	needs := [][]string{{"a", "b"}, {"c"}}
	for name, tt := range map[string]struct {
		scopes  [][]string
		granted []string
		want    string
		missing string
	}{
		"unknown":   {[][]string{{"a", "b"}}, nil, "403 Forbidden; the operation requires a b", "[]"},
		"none":      {[][]string{{"a", "b"}}, []string{}, "; the operation requires a b; the token has no scopes: authorize the application for them", "[a b]"},
		"some":      {[][]string{{"a", "b"}}, []string{"b", "x"}, "; the operation requires a b; the token has b x; authorize the application for a, and request it", "[a]"},
		"all":       {[][]string{{"a", "b"}}, []string{"b", "a"}, "; the operation requires a b, which the token has", "[]"},
		"nearest":   {needs, []string{"x"}, "; the operation requires c; the token has x; authorize the application for c, and request it", "[c]"},
		"first":     {[][]string{{"a"}, {"c"}}, []string{}, "the operation requires a;", "[a]"},
		"more":      {[][]string{{"a"}, {"a", "b"}}, []string{"a"}, "; the operation requires a b; the token has a; authorize the application for b, and request it", "[b]"},
		"every set": {needs, []string{"a", "b", "c"}, ", which the token has", "[]"},
		"no need":   {nil, []string{"a"}, "403 Forbidden", "[]"},
	} {
		err := newError(&rest.Failure{Operation: "op", StatusCode: 403, Scopes: tt.scopes, Granted: tt.granted}).(*Error)
		if !strings.Contains(err.Error(), tt.want) || fmt.Sprint(err.MissingScopes()) != tt.missing {
			t.Errorf("%s: got %v, %v", name, err, err.MissingScopes())
		}
		checkText(t, err)
	}
	err := newError(&rest.Failure{StatusCode: 404, Scopes: needs, Granted: []string{}})
	if strings.Contains(err.Error(), "requires") {
		t.Errorf("got %v", err)
	}
}

// An error must not share memory with the generated tables of operations.
func TestErrorScopesAreCopies(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	mock.RegisterResponder("GET", appURL, httpmock.NewStringResponder(403, ""))
	for range 2 {
		_, err := c.Applications.Get(t.Context(), "1")
		var e *Error
		if !errors.As(err, &e) || e.RequiredScopes[0] == "changed" || e.GrantedScopes[0] == "changed" {
			t.Fatalf("got %v", err)
		}
		e.RequiredScopes[0], e.GrantedScopes[0] = "changed", "changed"
	}
}

func TestSuccessfulResponseThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body, media string
		keeps       string
	}{
		"secret in JSON":          {`["s3cret"]`, "application/json", ""},
		"secret without a type":   {`{"id":"s3cret`, "", ""},
		"page":                    {"<html>" + testToken, "text/html", "<html>[redacted]"},
		"page with another token": {"<html>", "application/json", "<html>"},
	} {
		c, mock := mocked(t)
		mock.RegisterResponder("GET", appURL, httpmock.NewStringResponder(200, tt.body).HeaderSet(http.Header{"Content-Type": {tt.media}}))
		_, err := c.Applications.Get(t.Context(), "1")
		var e *Error
		if !errors.As(err, &e) || !errors.Is(err, ErrUnexpectedResponse) || e.StatusCode != 200 || string(e.Body) != tt.keeps {
			t.Errorf("%s: got %v with %q", name, err, e.Body)
		}
		checkText(t, err)
	}
}

func TestAccessTokenOfACallersSourceIsRedacted(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t, WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "other-token", TokenType: "bearer"})))
	mock.RegisterResponder("GET", appURL, func(r *http.Request) (*http.Response, error) {
		return httpmock.NewStringResponse(401, "you sent "+r.Header.Get("Authorization")), nil
	})
	_, err := c.Applications.Get(t.Context(), "1")
	if !errors.Is(err, ErrUnauthorized) || !strings.Contains(err.Error(), "you sent Bearer [redacted]; the access token is") {
		t.Errorf("got %v", err)
	}
	if e := new(Error); !errors.As(err, &e) || e.GrantedScopes != nil {
		t.Errorf("the scopes are not known: %v", e.GrantedScopes)
	}
}

func FuzzError(f *testing.F) {
	for _, body := range []string{
		"", "{}", `{"code":401,"message":"m","description":"d","traceId":"t"}`, `{"status":"400","scimType":"x","detail":"\u0000\ud800"}`,
		"<html>\n", "\xff\x00\u2028", `{"code":{"a":[1e9]},"message":null}`, `["x"`,
	} {
		f.Add(400, body)
	}
	f.Fuzz(func(t *testing.T, status int, body string) {
		err := newError(&rest.Failure{Operation: "op", StatusCode: status, Body: []byte(body), Scopes: [][]string{{"a"}}})
		line := err.Error()
		if !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return !unicode.IsPrint(r) }) || len(line) > 25<<10 {
			t.Fatalf("not one printable line: %q", line)
		}
		if fmt.Sprintf("%#v", err) != line || len(err.(*Error).Body) > maxErrorBody {
			t.Fatalf("got %#v", err)
		}
		text := newTokenError("https://t", &rest.Failure{StatusCode: status, Body: []byte(body)}).Error()
		if !utf8.ValidString(text) || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Fatalf("not one printable line: %q", text)
		}
	})
}

// The error of a request without a token does not blame the token.
func TestUnauthorizedPublicOperation(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(c *Client) error{
		"collections": func(c *Client) error { _, err := c.APIResources.ConsoleCollections.Get(t.Context(), "1"); return err },
		"config":      func(c *Client) error { _, err := c.SCIM.ServiceProviderConfig.Get(t.Context()); return err },
		"discovery":   func(c *Client) error { _, err := c.ProviderMetadata(t.Context()); return err },
	} {
		c, mock := mocked(t)
		mock.RegisterNoResponder(httpmock.NewStringResponder(401, `{"code":401,"message":"Unauthorized"}`))
		err := call(c)
		if !errors.Is(err, ErrUnauthorized) || strings.Contains(err.Error(), "expired") || !strings.HasSuffix(err.Error(), "; the operation is sent without an access token") {
			t.Errorf("%s: got %v", name, err)
		}
		checkText(t, err)
	}
}

func TestRedirectErrorsNameTheTarget(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status         int
		location, want string
	}{
		"sign-in page":    {302, "https://console.example/login?session=s3cret#s3cret", "the redirect to another server, https://console.example/login, is not followed"},
		"other scheme":    {307, "http://api.asgardeo.io/x", "another server, http://api.asgardeo.io/x, is not followed"},
		"user":            {301, "https://me:s3cret@other.example/", "another server, https://other.example/, is not followed"},
		"token":           {302, "https://other.example/" + testToken, "another server, https://other.example/[redacted], is not followed"},
		"no location":     {302, "", "unexpected response: a redirect without a usable Location header"},
		"not a location":  {308, ":", "failed to parse Location header"},
		"not a redirect":  {304, "/x", "304 Not Modified"},
		"another request": {303, "/t/example/other?token=s3cret", "the redirect to https://api.asgardeo.io/t/example/other, which changes the method to GET, is not followed"},
	} {
		c, mock := mocked(t)
		mock.RegisterNoResponder(func(r *http.Request) (*http.Response, error) {
			resp := httpmock.NewStringResponse(tt.status, "")
			if tt.location != "" {
				resp.Header.Set("Location", tt.location)
			}
			resp.Request = r
			return resp, nil
		})
		err := c.Applications.Delete(t.Context(), "1")
		if err == nil || !strings.Contains(err.Error(), tt.want) || tt.location != ":" && tt.status != 304 && !errors.Is(err, ErrUnexpectedResponse) {
			t.Errorf("%s: got %v", name, err)
		}
		checkText(t, err)
	}
}

// The complete text of each kind of error.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	for want, err := range map[string]error{
		"asgardeo: op: 409 Conflict: APP-60007: Conflict: Taken (trace id t-1)": newError(&rest.Failure{Operation: "op", StatusCode: 409,
			Body: []byte(`{"code":"APP-60007","message":"Conflict.","description":"Taken.","traceId":"t-1"}`)}),
		"asgardeo: op: 400 Bad Request: no such filter (invalidFilter)": newError(&rest.Failure{Operation: "op", StatusCode: 400,
			Body: []byte(`{"status":"400","scimType":"invalidFilter","detail":"no such filter:"}`)}),
		"asgardeo: op: 403 Forbidden: Not permitted; the operation requires a; the token has b; authorize the application for a, and request it": newError(
			&rest.Failure{Operation: "op", StatusCode: 403, Scopes: [][]string{{"a"}}, Granted: []string{"b"}, Body: []byte(`{"message":"Not permitted."}`)}),
		"asgardeo: op: 429 Too Many Requests; the server asks to retry after 30s": newError(&rest.Failure{Operation: "op", StatusCode: 429, RetryAfter: 30 * time.Second}),
		"asgardeo: op: the request may have been carried out: unexpected EOF; check the state of the resource before you retry it": newError(
			&rest.Failure{Operation: "op", Err: fmt.Errorf("%w: %w", ErrOutcomeUnknown, io.ErrUnexpectedEOF)}),
		"asgardeo: op: 502 Bad Gateway: upstream is down: the request may have been carried out; check the state of the resource before you retry it": newError(
			&rest.Failure{Operation: "op", StatusCode: 502, Body: []byte("<h1>upstream is down.</h1>"), Err: ErrOutcomeUnknown}),
		"asgardeo: op: invalid input: the id is empty": newError(&rest.Failure{Operation: "op", Err: fmt.Errorf("%w: the id is empty", ErrInvalidInput)}),
		"asgardeo: op: no access token from https://t/token: 401 Unauthorized: invalid_client: Wrong secret; check the client id and the client secret, or the key": newError(
			&rest.Failure{Operation: "op", Err: newTokenError("https://t/token", &rest.Failure{StatusCode: 401, Body: []byte(`{"error":"invalid_client","error_description":"Wrong secret."}`)})}),
	} {
		if err.Error() != want {
			t.Errorf("got  %v\nwant %s", err, want)
		}
		checkText(t, err)
	}
}

// An error contains the method and the path of its request.
func TestErrorNamesTheRequest(t *testing.T) {
	t.Parallel()
	c, mock := mocked(t)
	mock.RegisterNoResponder(httpmock.NewStringResponder(404, ""))
	_, list := c.SCIM.Users.List(t.Context(), &scim.ListUsersParams{Domain: "s3cret"})
	_, get := c.Applications.Get(t.Context(), "a b")
	_, refused := c.Applications.Get(t.Context(), "")
	_, below := c.SubOrganization("1").Applications.Get(t.Context(), "1")
	for i, tt := range []struct {
		err          error
		method, path string
	}{
		{list, "GET", "/t/example/scim2/Users"},
		{get, "GET", "/t/example/api/server/v1/applications/a%20b"},
		{refused, "", ""},
		{below, "GET", "/t/example/o/api/server/v1/applications/1"},
	} {
		if e := new(Error); !errors.As(tt.err, &e) || e.Method != tt.method || e.Path != tt.path {
			t.Errorf("%d: got %s %s in %v", i, e.Method, e.Path, tt.err)
		}
	}
}
