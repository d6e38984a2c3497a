package resttest

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Failure is an error response, and the error that the SDK returns for it.
type Failure struct {
	Name  string
	Reply Reply
	// Is is the Err variable that the error matches; nil means no variable. The error may also match ErrOutcomeUnknown.
	Is error
	// Want has the fields that the response determines, except StatusCode.
	Want asgardeo.Error
}

// sentinels are the Err variables of the SDK by their names. A test compares them with the source.
var sentinels = map[string]error{
	"asgardeo.ErrInvalidInput":       asgardeo.ErrInvalidInput,
	"asgardeo.ErrBadRequest":         asgardeo.ErrBadRequest,
	"asgardeo.ErrUnauthorized":       asgardeo.ErrUnauthorized,
	"asgardeo.ErrForbidden":          asgardeo.ErrForbidden,
	"asgardeo.ErrNotFound":           asgardeo.ErrNotFound,
	"asgardeo.ErrAmbiguous":          asgardeo.ErrAmbiguous,
	"asgardeo.ErrConflict":           asgardeo.ErrConflict,
	"asgardeo.ErrRateLimited":        asgardeo.ErrRateLimited,
	"asgardeo.ErrNotImplemented":     asgardeo.ErrNotImplemented,
	"asgardeo.ErrServer":             asgardeo.ErrServer,
	"asgardeo.ErrPendingApproval":    asgardeo.ErrPendingApproval,
	"asgardeo.ErrUnexpectedResponse": asgardeo.ErrUnexpectedResponse,
	"asgardeo.ErrOutcomeUnknown":     asgardeo.ErrOutcomeUnknown,
	"asgardeo.ErrClosed":             asgardeo.ErrClosed,
	"scim.ErrSkipped":                scim.ErrSkipped,
}

// common are failures that are the same in every API, mostly those of gateways and proxies.
var common = []Failure{
	{
		Name:  "gateway 429",
		Reply: Reply{Status: 429, Type: "text/plain", Body: "slow down\n"},
		Is:    asgardeo.ErrRateLimited,
		Want:  asgardeo.Error{Body: []byte("slow down\n")},
	},
	{
		Name:  "proxy 502",
		Reply: Reply{Status: 502, Type: "text/html", Body: "<html><h1>Bad gateway</h1></html>"},
		Is:    asgardeo.ErrServer,
		Want:  asgardeo.Error{Body: []byte("<html><h1>Bad gateway</h1></html>")},
	},
	{
		Name:  "503 without a body",
		Reply: Reply{Status: 503, Type: "-"},
		Is:    asgardeo.ErrServer,
	},
	{
		Name:  "404 in HTML",
		Reply: Reply{Status: 404, Type: "text/html", Body: "<p>no such organization</p>"},
		Is:    asgardeo.ErrNotFound,
		Want:  asgardeo.Error{Body: []byte("<p>no such organization</p>")},
	},
	{
		Name:  "405 without a body",
		Reply: Reply{Status: 405, Type: "-"},
	},
	{
		Name:  "500 with an array",
		Reply: Reply{Status: 500, Body: `["oops"]`},
		Is:    asgardeo.ErrServer,
		Want:  asgardeo.Error{Description: "oops"},
	},
	{
		Name:  "400 with a null",
		Reply: Reply{Status: 400, Body: "null"},
		Is:    asgardeo.ErrBadRequest,
		Want:  asgardeo.Error{Body: []byte("null")},
	},
	{
		Name:  "400 truncated",
		Reply: Reply{Status: 400, Body: `{"code":"X-1","mess`},
		Is:    asgardeo.ErrBadRequest,
		Want:  asgardeo.Error{Body: []byte(`{"code":"X-1","mess`)},
	},
	{
		Name:  "202 without a body",
		Reply: Reply{Status: 202, Type: "-"},
		Is:    asgardeo.ErrPendingApproval,
	},
	{
		Name:  "304",
		Reply: Reply{Status: 304, Type: "-"},
	},
}

// ServerAPI are the failures of the API resources API and the applications API.
func ServerAPI() []Failure {
	full := func(status int, code string, is error) Failure {
		return Failure{
			Name: "API " + code,
			Reply: Reply{
				Status: status,
				Body:   `{"code":"` + code + `","message":"No luck.","description":"Try \"again\".","traceId":"5e0c"}`,
			},
			Is:   is,
			Want: asgardeo.Error{Code: code, Message: "No luck.", Description: `Try "again".`, TraceID: "5e0c"},
		}
	}
	return append([]Failure{
		full(400, "UE-10000", asgardeo.ErrBadRequest),
		full(403, "APP-60520", asgardeo.ErrForbidden),
		full(404, "APP-60006", asgardeo.ErrNotFound),
		full(409, "APP-60007", asgardeo.ErrConflict),
		full(500, "SE-50000", asgardeo.ErrServer),
		full(501, "APP-65002", asgardeo.ErrNotImplemented),
		{
			Name:  "API without a trace id",
			Reply: Reply{Status: 409, Body: `{"code":"API-RESOURCE-60003","message":"Taken.","description":"It exists."}`},
			Is:    asgardeo.ErrConflict,
			Want:  asgardeo.Error{Code: "API-RESOURCE-60003", Message: "Taken.", Description: "It exists."},
		},
		{
			Name: "valve 401",
			Reply: Reply{
				Status: 401, Type: "application/json;charset=UTF-8",
				Body: "{\n  \"code\" : 401,\n  \"message\" : \"Unauthorized\",\n  \"description\" : \"Who are you?\"\n}",
			},
			Is:   asgardeo.ErrUnauthorized,
			Want: asgardeo.Error{Code: "401", Message: "Unauthorized", Description: "Who are you?"},
		},
		{
			Name: "valve 403",
			Reply: Reply{
				Status: 403,
				Body:   `{"code":403,"message":"Forbidden","description":"Not for you.","traceId":"77aa"}`,
			},
			Is:   asgardeo.ErrForbidden,
			Want: asgardeo.Error{Code: "403", Message: "Forbidden", Description: "Not for you.", TraceID: "77aa"},
		},
	}, common...)
}

// SCIM are the failures of the SCIM API.
func SCIM() []Failure {
	const schemas = `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],`
	return append([]Failure{
		{
			Name:  "SCIM 400",
			Reply: Reply{Status: 400, Body: schemas + `"scimType":"invalidValue","detail":"Too short.","status":"400"}`},
			Is:    asgardeo.ErrBadRequest,
			Want:  asgardeo.Error{SCIMType: "invalidValue", Description: "Too short."},
		},
		{
			Name:  "SCIM 400 with the message in scimType",
			Reply: Reply{Status: 400, Body: schemas + `"scimType":"No such user: x","detail":"Bad request.","status":"400"}`},
			Is:    asgardeo.ErrBadRequest,
			Want:  asgardeo.Error{SCIMType: "No such user: x", Description: "Bad request."},
		},
		{
			Name:  "SCIM 404",
			Reply: Reply{Status: 404, Body: schemas + `"detail":"Nobody.","status":"404"}`},
			Is:    asgardeo.ErrNotFound,
			Want:  asgardeo.Error{Description: "Nobody."},
		},
		{
			Name:  "SCIM 409",
			Reply: Reply{Status: 409, Body: schemas + `"detail":"Taken.","status":"409"}`},
			Is:    asgardeo.ErrConflict,
			Want:  asgardeo.Error{Description: "Taken."},
		},
		{
			Name:  "SCIM 500",
			Reply: Reply{Status: 500, Body: schemas + `"detail":"Broken.","status":"500"}`},
			Is:    asgardeo.ErrServer,
			Want:  asgardeo.Error{Description: "Broken."},
		},
		{
			Name:  "SCIM 501",
			Reply: Reply{Status: 501, Body: schemas + `"detail":"No sorting.","status":"501"}`},
			Is:    asgardeo.ErrNotImplemented,
			Want:  asgardeo.Error{Description: "No sorting."},
		},
		{
			Name:  "SCIM 202",
			Reply: Reply{Status: 202, Body: schemas + `"detail":"Sent for approval.","status":"202"}`},
			Is:    asgardeo.ErrPendingApproval,
			Want:  asgardeo.Error{Description: "Sent for approval."},
		},
		{
			Name:  "valve 400",
			Reply: Reply{Status: 400, Body: schemas + `"scimType":"invalidSyntax","detail":"No.","status":400}`},
			Is:    asgardeo.ErrBadRequest,
			Want:  asgardeo.Error{SCIMType: "invalidSyntax", Description: "No."},
		},
		{
			Name:  "valve 401",
			Reply: Reply{Status: 401, Body: `{"status":401,"detail":"Who are you?","schemas":["urn:x"]}`},
			Is:    asgardeo.ErrUnauthorized,
			Want:  asgardeo.Error{Description: "Who are you?"},
		},
		{
			Name:  "valve 403",
			Reply: Reply{Status: 403, Body: `{"status":403,"detail":"Not for you.","schemas":["urn:x"]}`},
			Is:    asgardeo.ErrForbidden,
			Want:  asgardeo.Error{Description: "Not for you."},
		},
		{
			Name:  "403 without a body",
			Reply: Reply{Status: 403, Type: "-"},
			Is:    asgardeo.ErrForbidden,
		},
	}, common...)
}

// Failures runs the first case of each operation with each failure. The result must be nil. The status 202 is not a
// failure if the document has it for the operation.
func Failures(t *testing.T, document Document, cases []Case, failures []Failure) {
	for _, c := range firsts(cases) {
		for _, f := range failures {
			if f.Reply.Status == 202 && document[c.Operation].Status == 202 {
				continue
			}
			t.Run(c.Operation+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				s := New(t, f.Reply)
				got, err := c.Call(t.Context(), s.Client)
				if got != nil {
					t.Errorf("result %v with the error", got)
				}
				want := f.Want
				want.Operation, want.StatusCode = c.Operation, f.Reply.Status
				want.Method, want.Path = request(c.Send)
				want.RequiredScopes = document[c.Operation].required()
				switch {
				case f.Reply.Status == 202:
					want.Err = asgardeo.ErrPendingApproval
				case f.Reply.Status > 501:
					want.Err = outcomeUnknown(c.Send)
				}
				WantError(t, err, want, f.Is, want.Err)
				s.WantLines(c.Send)
			})
		}
	}
}

// WantError fails the test unless err is an *asgardeo.Error with these fields and matches exactly these Err variables.
// An empty Body is equal to nil. Nil elements of is are ignored.
func WantError(t *testing.T, err error, want asgardeo.Error, is ...error) {
	t.Helper()
	var got *asgardeo.Error
	if !errors.As(err, &got) {
		t.Fatalf("error %v (%T), want an *asgardeo.Error", err, err)
	}
	clone := *got
	if len(clone.Body) == 0 {
		clone.Body = nil
	}
	if !equalFields(clone, want) {
		t.Errorf("error\n%s\nwant\n%s", indent(t, clone), indent(t, want))
	}
	wantSentinels(t, err, is...)
	if text := err.Error(); strings.ContainsAny(text, "\r\n") || !strings.Contains(text, want.Operation) {
		t.Errorf("the text is %q", text)
	}
}

// equalFields compares the exported fields.
func equalFields(a, b asgardeo.Error) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	for _, field := range reflect.VisibleFields(x.Type()) {
		if field.IsExported() && !reflect.DeepEqual(x.FieldByIndex(field.Index).Interface(), y.FieldByIndex(field.Index).Interface()) {
			return false
		}
	}
	return true
}

func wantSentinels(t *testing.T, err error, is ...error) {
	t.Helper()
	for name, sentinel := range sentinels {
		if got := errors.Is(err, sentinel); got != slices.Contains(is, sentinel) {
			t.Errorf("errors.Is(%q, %s) is %v", err, name, got)
		}
	}
}

// page is the HTML page of a proxy.
var page = Reply{Type: "text/html; charset=utf-8", Body: "<!doctype html><title>Sign in</title>"}

// UnusableAnswers runs the first case of each operation with successful responses that the API does not send. The error
// contains the page of a proxy, but not JSON, which may contain a secret. Operations that return no result, or that
// read it with another request, accept every response except the page.
func UnusableAnswers(t *testing.T, cases []Case) {
	for _, c := range firsts(cases) {
		replies := map[string]Reply{"HTML": page}
		if c.Want != nil && !c.Stream && !c.readsAfterwards() {
			replies["empty"] = Reply{}
			replies["white space"] = Reply{Body: " \n"}
			replies["empty, no type"] = Reply{Type: "-"}
			replies["null"] = Reply{Body: "null"}
			replies["truncated"] = Reply{Body: `{"id":"1","name":"x`}
			replies["truncated, another type"] = Reply{Type: "text/plain", Body: `[{"id":"1","name":"x`}
			replies["a string"] = Reply{Body: `"hello"`}
			replies["a wrong type"] = Reply{Body: `[1]`}
		}
		for name, reply := range replies {
			reply.Status = 200
			t.Run(c.Operation+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := New(t, reply)
				got, err := c.Call(t.Context(), s.Client)
				var e *asgardeo.Error
				if got != nil || !errors.As(err, &e) || e.Operation != c.Operation || e.StatusCode != 200 {
					t.Fatalf("(%v, %#v)", got, err)
				}
				if kept := string(e.Body); name == "HTML" && kept != page.Body || strings.ContainsAny(kept, `{["`) {
					t.Errorf("the error keeps %q", kept)
				}
				if strings.Contains(err.Error(), "hello") {
					t.Errorf("the text %q repeats the response", err)
				}
				wantSentinels(t, err, asgardeo.ErrUnexpectedResponse, outcomeUnknown(c.Send))
				s.WantLines(c.Send)
			})
		}
	}
}

// NoAnswer runs the first case of each operation without a connection, and without a token, which public operations do
// not require.
func NoAnswer(t *testing.T, cases []Case) {
	cause := errors.New("the reason")
	for _, c := range firsts(cases) {
		check := func(t *testing.T, s *Server, is ...error) {
			t.Helper()
			got, err := c.Call(t.Context(), s.Client)
			var e *asgardeo.Error
			if got != nil || !errors.As(err, &e) || e.Operation != c.Operation || e.StatusCode != 0 {
				t.Errorf("(%v, %#v)", got, err)
			}
			if !errors.Is(err, cause) {
				t.Errorf("errors.Is(%q, %q) is false", err, cause)
			}
			wantSentinels(t, err, is...)
		}
		t.Run(c.Operation+"/no connection", func(t *testing.T) {
			t.Parallel()
			s := New(t, Reply{Err: cause})
			check(t, s, outcomeUnknown(c.Send))
			s.WantLines(c.Send)
		})
		t.Run(c.Operation+"/no token", func(t *testing.T) {
			t.Parallel()
			if c.Public {
				s := NewWithTokens(t, failingTokens{cause}, c.Replies...)
				if _, err := c.Call(t.Context(), s.Client); err != nil {
					t.Error(err)
				}
				return
			}
			s := NewWithTokens(t, failingTokens{cause})
			check(t, s)
			s.WantLines()
		})
	}
}

type failingTokens struct{ err error }

func (f failingTokens) Token() (*oauth2.Token, error) { return nil, f.err }

// Grant is a token with its scopes, and the expected scopes in the error of a call for which they are insufficient.
type Grant struct {
	// Operation is the operation of the case to call.
	Operation string
	// Granted is the member scope of the token response.
	Granted string
	// Required and Missing are the expected scopes in the error.
	Required, Missing []string
}

// Grants calls operations with tokens of known scopes. The errors must name the alternative with the fewest missing
// scopes.
func Grants(t *testing.T, cases []Case, grants []Grant) {
	for _, g := range grants {
		t.Run(g.Operation+"/"+g.Granted, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(cases, func(c Case) bool { return c.Operation == g.Operation })
			token := (&oauth2.Token{AccessToken: Token}).WithExtra(map[string]any{"scope": g.Granted})
			s := NewWithTokens(t, oauth2.StaticTokenSource(token), Reply{Status: 403, Type: "-"})
			_, err := cases[i].Call(t.Context(), s.Client)
			want := asgardeo.Error{
				Operation: g.Operation, StatusCode: 403, RequiredScopes: g.Required,
				GrantedScopes: append([]string{}, strings.Fields(g.Granted)...),
			}
			want.Method, want.Path = request(cases[i].Send)
			WantError(t, err, want, asgardeo.ErrForbidden)
			var e *asgardeo.Error
			if errors.As(err, &e) && !slices.Equal(e.MissingScopes(), g.Missing) {
				t.Errorf("missing scopes %q, want %q", e.MissingScopes(), g.Missing)
			}
			for _, scope := range g.Missing {
				if !strings.Contains(err.Error(), scope) {
					t.Errorf("the text %q does not name %s", err, scope)
				}
			}
		})
	}
}

// Refusal is a call with an invalid argument.
type Refusal struct {
	Operation string
	Note      string
	// Call is called with an id that must not be sent. It may ignore the id and use another invalid argument.
	Call func(ctx context.Context, client *asgardeo.Client, id string) (any, error)
}

// badIDs are invalid ids. Some could change the path to that of another operation.
var badIDs = []string{
	"", ".", "..", "../x", "a/b", "/", "a..b", `a\b`, "a;b=c", "a\nb", "a\x00b", "a\x7f", "a\u0085", "\t",
}

// RefusedIDs runs the calls with each invalid id. No request may be sent, and no token requested.
func RefusedIDs(t *testing.T, refusals []Refusal) { RefusedWords(t, refusals, badIDs...) }

// RefusedWords is like [RefusedIDs], for the given ids, such as names of other operations.
func RefusedWords(t *testing.T, refusals []Refusal, ids ...string) {
	for _, r := range refusals {
		t.Run(strings.Trim(r.Operation+"/"+r.Note, "/"), func(t *testing.T) {
			t.Parallel()
			for _, id := range ids {
				r.refuse(t, id)
			}
		})
	}
}

// Refused runs calls with an invalid argument other than an id.
func Refused(t *testing.T, refusals []Refusal) {
	for _, r := range refusals {
		t.Run(strings.Trim(r.Operation+"/"+r.Note, "/"), func(t *testing.T) {
			t.Parallel()
			r.refuse(t, "1")
		})
	}
}

func (r Refusal) refuse(t *testing.T, id string) {
	t.Helper()
	s := NewWithTokens(t, failingTokens{errors.New("a token was requested")})
	got, err := r.Call(t.Context(), s.Client, id)
	var e *asgardeo.Error
	if got != nil || !errors.As(err, &e) || e.Operation != r.Operation || e.StatusCode != 0 {
		t.Errorf("%q: (%v, %#v)", id, got, err)
	}
	wantSentinels(t, err, asgardeo.ErrInvalidInput)
	s.WantLines()
}
