package localaws_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/go-jose/go-jose/v4"

	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

// Section aws 4, row by row of its table.
func TestAuthorization(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.function(`exports.handler = async () => "hello"`)
	idp := newIssuer(t)
	open, scoped := w.api("GET /user"), (*api)(nil)
	ok(w.lambda.RemovePermission(t.Context(), &lambda.RemovePermissionInput{FunctionName: aws.String("fn"), StatementId: aws.String("gw")}))(t)
	scoped = w.api("GET /user")
	ok(w.lambda.AddPermission(t.Context(), func() *lambda.AddPermissionInput {
		in := open.permission("*/GET/user")
		in.StatementId = aws.String("open")
		return in
	}()))(t)
	open.secure(idp.URL)
	scoped.secure(idp.URL, "read", "write")

	token := func(changes map[string]any) string { return idp.token(t, changes) }
	stranger := ok(rsa.GenerateKey(rand.Reader, 2048))(t)
	curve := ok(ecdsa.GenerateKey(elliptic.P256(), rand.Reader))(t)
	now := time.Now().Unix()
	invalid := func(scope, description string) string {
		return fmt.Sprintf("Bearer scope=%q error=\"invalid_token\" error_description=%q", scope, description)
	}
	tests := map[string]struct {
		api       *api
		header    string // Authorization
		status    int
		challenge string
	}{
		"no token":        {scoped, "", 401, "Bearer"},
		"only the prefix": {scoped, "Bearer ", 401, invalid("read write", "token contains an invalid number of segments")},
		"opaque":          {open, "Bearer abcdef", 401, invalid("", "token contains an invalid number of segments")},
		"prefixed twice":  {open, "Bearer Bearer " + token(nil), 401, invalid("", "tokenstring should not contain 'bearer '")},
		"not base64":      {open, "a.b.c", 401, invalid("", "the token is malformed")},
		"expired":         {scoped, token(map[string]any{"exp": now - 1}), 401, invalid("read write", "the token has expired")},
		"never expires":   {open, token(map[string]any{"exp": nil}), 401, invalid("", "the token has expired")},
		"too early":       {open, token(map[string]any{"nbf": now + 30}), 401, invalid("", "the token is not valid yet")},
		"future iat":      {open, token(map[string]any{"iat": now + 30}), 401, invalid("", "the token was used before it was issued")},
		"wrong audience":  {open, token(map[string]any{"aud": "other"}), 401, invalid("", "the token does not have a valid audience")},
		"aud wins over client_id": {open, token(map[string]any{"aud": "other", "client_id": "client"}), 401,
			invalid("", "the token does not have a valid audience")},
		"no audience": {open, token(map[string]any{"aud": nil}), 401, invalid("", "the token does not have a valid audience")},
		"trailing slash in iss": {open, token(map[string]any{"iss": idp.URL + "/"}), 401,
			invalid("", "issuer does not match")},
		"bad signature": {open, sign(t, jose.RS256, stranger, "k1", idp.claims(nil)), 401, invalid("", "crypto/rsa: verification error")},
		"unknown kid":   {open, sign(t, jose.RS256, stranger, "k2", idp.claims(nil)), 401, invalid("", "unable to find the signing key of the token")},
		"no kid":        {open, sign(t, jose.RS256, idp.key, "", idp.claims(nil)), 401, invalid("", "unable to find the signing key of the token")},
		"EC signature":  {open, sign(t, jose.ES256, curve, "k1", idp.claims(nil)), 401, invalid("", "signing method ES256 is invalid")},
		"HMAC":          {open, sign(t, jose.HS256, make([]byte, 32), "k1", idp.claims(nil)), 401, invalid("", "signing method HS256 is invalid")},
		"no scope":      {scoped, token(map[string]any{"scope": "openid reader"}), 403, `Bearer scope="read write" error="insufficient_scope"`},
		"scopes absent": {scoped, token(map[string]any{"scope": nil}), 403, `Bearer scope="read write" error="insufficient_scope"`},

		"good":                 {scoped, "Bearer " + token(nil), 200, ""},
		"without prefix":       {scoped, token(nil), 200, ""},
		"lower-case prefix":    {scoped, "bearer " + token(nil), 200, ""},
		"RS512":                {scoped, sign(t, jose.RS512, idp.key, "k1", idp.claims(nil)), 200, ""},
		"one of many":          {scoped, token(map[string]any{"aud": []string{"other", "client"}}), 200, ""},
		"client_id for aud":    {scoped, token(map[string]any{"aud": nil, "client_id": "client"}), 200, ""},
		"scp as a list":        {scoped, token(map[string]any{"scope": nil, "scp": []string{"write"}}), 200, ""},
		"scp as a string":      {scoped, token(map[string]any{"scope": nil, "scp": "x write"}), 200, ""},
		"any token without it": {open, token(map[string]any{"scope": nil}), 200, ""},
	}
	bodies := map[int]string{200: "hello", 401: unauthorized, 403: forbidden}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var headers []string
			if test.header != "" {
				headers = []string{"Authorization", test.header}
			}
			test.api.get("/dev/user", headers...).want(t, test.status, bodies[test.status]).wantChallenge(t, test.challenge)
		})
	}
}

func TestIssuerTrouble(t *testing.T) {
	t.Parallel()
	w := start(t, localaws.Options{RoleTries: -1, Pending: -1, DeployLag: -1, IssuerTimeout: 100 * time.Millisecond})
	w.function(guideHandler)
	a := w.api("GET /user")
	idp := newIssuer(t)
	a.secure(idp.URL)
	token := idp.token(t, nil)
	refused := func(description string) {
		t.Helper()
		a.bearer(token).want(t, http.StatusUnauthorized, unauthorized).
			wantChallenge(t, fmt.Sprintf(`Bearer scope="" error="invalid_token" error_description=%q`, description))
	}
	const discovery, jwks = "OIDC discovery endpoint communication error", "JWKS communication error"
	idp.set(func(i *issuer) { i.delay = 300 * time.Millisecond })
	refused(discovery)
	idp.set(func(i *issuer) { i.delay, i.discovery = 0, http.StatusInternalServerError })
	refused(discovery)
	idp.set(func(i *issuer) { i.discovery, i.jwks = http.StatusOK, http.StatusNotFound })
	refused(jwks)
	idp.set(func(i *issuer) { i.jwks, i.padding = http.StatusOK, strings.Repeat("x", 150000) })
	refused(jwks)

	// Failures are not cached; keys are, even if the issuer becomes
	// unavailable.
	idp.set(func(i *issuer) { i.padding = "" })
	a.bearer(token).want(t, http.StatusOK, `{"message":"Welcome User!"}`)
	idp.set(func(i *issuer) { i.discovery = http.StatusInternalServerError })
	a.bearer(token).want(t, http.StatusOK, `{"message":"Welcome User!"}`)
}

func TestIssuerMismatch(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.function(guideHandler)
	a := w.api("GET /user")
	idp := newIssuer(t)
	idp.set(func(i *issuer) { i.stated += "/" })
	a.secure(idp.URL) // accepted
	a.bearer(idp.token(t, nil)).want(t, http.StatusUnauthorized, unauthorized).
		wantChallenge(t, `Bearer scope="" error="invalid_token" error_description="issuer does not match"`)
}

func TestKeyRotation(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.function(guideHandler)
	a := w.api("GET /user")
	idp := newIssuer(t)
	a.secure(idp.URL)
	signed := func(kid string) string { return sign(t, jose.RS256, idp.key, kid, idp.claims(nil)) }
	for range 3 {
		a.bearer(signed("k1")).want(t, http.StatusOK, `{"message":"Welcome User!"}`)
	}
	idp.set(func(i *issuer) { i.kid = "k2" })
	a.bearer(signed("k2")).want(t, http.StatusOK, `{"message":"Welcome User!"}`)
	for range 3 { // further unknown keys do not cause another fetch
		a.bearer(signed("k3")).want(t, http.StatusUnauthorized, unauthorized)
	}
	if n := idp.keyFetches(); n != 2 {
		t.Errorf("the keys were fetched %d times", n)
	}
}

func TestHTTPSIssuer(t *testing.T) {
	t.Parallel()
	idp := newIssuer(t)
	secure := httptest.NewUnstartedServer(idp.Config.Handler)
	secure.Config.ErrorLog = log.New(io.Discard, "", 0) // the refused handshake
	secure.StartTLS()
	t.Cleanup(secure.Close)
	cas := x509.NewCertPool()
	cas.AddCert(secure.Certificate())
	opts := prompt
	opts.IssuerCAs = cas
	for name, opts := range map[string]localaws.Options{"trusted": opts, "untrusted": prompt} {
		w := start(t, opts)
		w.function(guideHandler)
		a := w.api("GET /user")
		_, err := w.gw.CreateAuthorizer(t.Context(), a.authorizerInput(secure.URL))
		if (err == nil) != (name == "trusted") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Section aws 5.1.
func TestEvent(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.function(echoHandler)
	a := w.api("POST /user/{id}")
	idp := newIssuer(t)
	call := func(body string, headers ...string) map[string]any {
		t.Helper()
		res := a.do(http.MethodPost, "/dev/user/a%20b?a=1&a=2&b=x+y", body, headers...)
		var event map[string]any
		if err := json.Unmarshal([]byte(res.body), &event); err != nil || res.status != http.StatusOK {
			t.Fatalf("%d %s: %v", res.status, res.body, err)
		}
		return event
	}

	event := call(`{"k":1}`, "Content-Type", "application/json", "X-Two", "1", "X-Two", "2", "Cookie", "c1=x; c2=y", "User-Agent", "test")
	host := strings.TrimPrefix(w.URL(), "http://")
	headers := event["headers"].(map[string]any)
	trace := regexp.MustCompile(`^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$`)
	if id, _ := headers["x-amzn-trace-id"].(string); !trace.MatchString(id) {
		t.Errorf("trace %q", id)
	}
	delete(headers, "x-amzn-trace-id")
	_, port, _ := strings.Cut(host, ":")
	wantHeaders := map[string]any{
		"accept-encoding": "gzip", "content-length": "7", "content-type": "application/json", "host": host, "user-agent": "test",
		"x-forwarded-for": "127.0.0.1", "x-forwarded-port": port, "x-forwarded-proto": "http", "x-two": "1,2",
	}
	if !reflect.DeepEqual(headers, wantHeaders) {
		t.Errorf("headers %v, want %v", headers, wantHeaders)
	}
	delete(event, "headers")
	rc := event["requestContext"].(map[string]any)
	if at, err := time.Parse("02/Jan/2006:15:04:05 -0700", rc["time"].(string)); err != nil || time.Since(at) > time.Minute {
		t.Errorf("time %v: %v", rc["time"], err)
	}
	if epoch := time.UnixMilli(int64(rc["timeEpoch"].(float64))); time.Since(epoch) > time.Minute {
		t.Errorf("epoch %v", epoch)
	}
	if id := rc["requestId"].(string); len(id) != 16 {
		t.Errorf("request ID %q", id)
	}
	for _, name := range []string{"time", "timeEpoch", "requestId"} {
		delete(rc, name)
	}
	want := map[string]any{
		"version": "2.0", "routeKey": "POST /user/{id}", "rawPath": "/dev/user/a b", "rawQueryString": "a=1&a=2&b=x+y",
		"cookies":               []any{"c1=x", "c2=y"},
		"queryStringParameters": map[string]any{"a": "1,2", "b": "x y"},
		"pathParameters":        map[string]any{"id": "a b"},
		"body":                  `{"k":1}`, "isBase64Encoded": false,
		"requestContext": map[string]any{
			"accountId": "123456789012", "apiId": a.id, "domainName": host, "domainPrefix": a.id,
			"routeKey": "POST /user/{id}", "stage": "dev",
			"http": map[string]any{"method": "POST", "path": "/dev/user/a b", "protocol": "HTTP/1.1", "sourceIp": "127.0.0.1", "userAgent": "test"},
		},
	}
	if !reflect.DeepEqual(event, want) {
		t.Errorf("event %v\nwant %v", event, want)
	}
	if form := call("a=b", "Content-Type", "application/x-www-form-urlencoded"); form["body"] != "YT1i" || form["isBase64Encoded"] != true {
		t.Errorf("form arrives as %v", form["body"])
	}
	bare := call("")
	for _, name := range []string{"body", "cookies", "stageVariables"} {
		if value, exists := bare[name]; exists {
			t.Errorf("the event has %s: %v", name, value)
		}
	}

	// With an authorizer; first without scopes on the route, then with.
	a.secure(idp.URL)
	token := idp.token(t, map[string]any{"aud": []string{"client"}, "admin": true, "gone": nil, "iat": 787992402, "exp": 17879960020})
	authorizer := func() any {
		t.Helper()
		return call("", "Authorization", "Bearer "+token)["requestContext"].(map[string]any)["authorizer"]
	}
	claims := map[string]any{
		"iss": idp.URL, "aud": "[client]", "sub": "user", "scope": "read openid", "admin": "true", "iat": "787992402", "exp": "17879960020",
	}
	if got, want := authorizer(), any(map[string]any{"jwt": map[string]any{"claims": claims, "scopes": nil}}); !reflect.DeepEqual(got, want) {
		t.Errorf("authorizer %v, want %v", got, want)
	}
	ok(w.gw.UpdateRoute(t.Context(), &apigatewayv2.UpdateRouteInput{ApiId: &a.id, RouteId: &a.route, AuthorizationScopes: []string{"read"}}))(t)
	if got, want := authorizer(), any(map[string]any{"jwt": map[string]any{"claims": claims, "scopes": []any{"read", "openid"}}}); !reflect.DeepEqual(got, want) {
		t.Errorf("authorizer %v, want %v", got, want)
	}
}

// Section aws 4.2: unknown paths, and calls that are not allowed.
func TestDataPlaneErrors(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	w.function(`exports.handler = async () => "hello"`)
	a := w.api("GET /user")
	a.get("/dev/user").want(t, http.StatusOK, "hello")
	for _, path := range []string{"", "/", "/dev", "/dev/", "/dev/user/", "/dev/other", "/prod/user", "/user"} {
		a.get(path).want(t, http.StatusNotFound, notFound)
	}
	a.do(http.MethodPost, "/dev/user", "").want(t, http.StatusNotFound, notFound)
	a.do(http.MethodGet, "/dev/user", strings.Repeat("x", 10<<20+1)).want(t, http.StatusRequestEntityTooLarge, `{"message":"Request Entity Too Large"}`)
	ok(w.gw.UpdateApi(ctx, &apigatewayv2.UpdateApiInput{ApiId: &a.id, DisableExecuteApiEndpoint: aws.Bool(true)}))(t)
	a.get("/dev/user").want(t, http.StatusNotFound, notFound)
	ok(w.gw.UpdateApi(ctx, &apigatewayv2.UpdateApiInput{ApiId: &a.id, DisableExecuteApiEndpoint: aws.Bool(false)}))(t)

	// The resource policy decides, by the source and not by the account alone.
	repermit := func(change func(*lambda.AddPermissionInput)) {
		t.Helper()
		ok(w.lambda.RemovePermission(ctx, &lambda.RemovePermissionInput{FunctionName: aws.String("fn"), StatementId: aws.String("gw")}))(t)
		in := a.permission("*/GET/user")
		change(in)
		ok(w.lambda.AddPermission(ctx, in))(t)
	}
	for name, change := range map[string]func(*lambda.AddPermissionInput){
		"another API": func(in *lambda.AddPermissionInput) {
			in.SourceArn = aws.String("arn:aws:execute-api:us-east-1:123456789012:gone/*/GET/user")
		},
		"another method":  func(in *lambda.AddPermissionInput) { in.SourceArn = a.permission("*/POST/user").SourceArn },
		"another stage":   func(in *lambda.AddPermissionInput) { in.SourceArn = a.permission("prod/*").SourceArn },
		"another account": func(in *lambda.AddPermissionInput) { in.SourceAccount = aws.String("210987654321") },
		"another service": func(in *lambda.AddPermissionInput) { in.Principal = aws.String("events.amazonaws.com") },
		"another action":  func(in *lambda.AddPermissionInput) { in.Action = aws.String("lambda:GetFunction") },
	} {
		repermit(change)
		if res := a.get("/dev/user"); res.status != http.StatusInternalServerError || res.body != failed {
			t.Errorf("%s: %d %s", name, res.status, res.body)
		}
	}
	for name, change := range map[string]func(*lambda.AddPermissionInput){
		"this stage and method": func(in *lambda.AddPermissionInput) { in.SourceArn = a.permission("dev/GET/user").SourceArn },
		"any method":            func(in *lambda.AddPermissionInput) { in.SourceArn = a.permission("*/*/user").SourceArn },
		"this account":          func(in *lambda.AddPermissionInput) { in.SourceAccount = aws.String("123456789012") },
		"anything":              func(in *lambda.AddPermissionInput) { in.SourceArn = nil },
	} {
		repermit(change)
		if res := a.get("/dev/user"); res.status != http.StatusOK {
			t.Errorf("%s: %d %s", name, res.status, res.body)
		}
	}

	// A route for any method is not permitted by the name of one.
	repermit(func(in *lambda.AddPermissionInput) { in.SourceArn = a.permission("*/GET/any").SourceArn })
	a.addRoute("ANY /any")
	a.get("/dev/any").want(t, http.StatusInternalServerError, failed)
	repermit(func(in *lambda.AddPermissionInput) { in.SourceArn = a.permission("*/*/any").SourceArn })
	a.get("/dev/any").want(t, http.StatusOK, "hello")
	repermit(func(in *lambda.AddPermissionInput) { in.SourceArn = a.permission("dev/$default").SourceArn })
	a.addRoute("$default")
	a.get("/dev/whatever").want(t, http.StatusOK, "hello")

	ok(w.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: aws.String("fn")}))(t)
	a.get("/dev/whatever").want(t, http.StatusInternalServerError, failed)
}

// Section aws 1.4: a role that was deleted and created again is a different
// role, and no update reports it.
func TestRecreatedRole(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	w.function(`exports.handler = async () => "hello"`)
	a := w.api("GET /user")
	ok(w.iam.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: aws.String("fn-role")}))(t)
	a.get("/dev/user").want(t, http.StatusInternalServerError, failed)
	arn := w.role("fn-role")
	ok(w.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("fn"), Role: &arn}))(t)
	a.get("/dev/user").want(t, http.StatusInternalServerError, failed)
	other := w.role("other-role")
	ok(w.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: aws.String("fn"), Role: &other}))(t)
	a.get("/dev/user").want(t, http.StatusOK, "hello")
}

// The old version serves until an update has ended. A function that is not
// active yet serves nothing.
func TestVersionWhileUpdating(t *testing.T) {
	t.Parallel()
	w := start(t, localaws.Options{RoleTries: -1, Pending: 300 * time.Millisecond, DeployLag: -1})
	w.function(`exports.handler = async () => "old"`)
	a := w.api("GET /user")
	a.get("/dev/user").want(t, http.StatusInternalServerError, failed)
	eventually(t, "the function is active", func() bool { return a.get("/dev/user").body == "old" })
	ok(w.lambda.UpdateFunctionCode(t.Context(), &lambda.UpdateFunctionCodeInput{
		FunctionName: aws.String("fn"), ZipFile: zipIndex(t, `exports.handler = async () => "new"`),
	}))(t)
	a.get("/dev/user").want(t, http.StatusOK, "old")
	eventually(t, "the update has ended", func() bool { return a.get("/dev/user").body == "new" })
}

// Concurrent requests and changes, for the race detector.
func TestConcurrency(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.function(`let n = 0; exports.handler = async (e) => { n++; await new Promise(r => setTimeout(r, 1)); return e.rawQueryString + " " + n; }`)
	a := w.api("GET /user")
	idp := newIssuer(t)
	a.secure(idp.URL, "read")
	token := idp.token(t, nil)
	ctx := t.Context()
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for j := range 8 {
				query := fmt.Sprintf("%d-%d", i, j)
				a.get("/dev/user?"+query, "Authorization", token).want(t, http.StatusOK, query+" 1")
			}
		})
	}
	wg.Go(func() {
		for i := range 10 {
			scopes := slices.Repeat([]string{"read"}, i%3+1)
			_, err := w.gw.UpdateRoute(ctx, &apigatewayv2.UpdateRouteInput{ApiId: &a.id, RouteId: &a.route, AuthorizationScopes: scopes})
			if err != nil {
				t.Error(err)
			}
		}
	})
	wg.Go(func() {
		for range 10 {
			if _, err := w.gw.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &a.id, StageName: aws.String("dev")}); err != nil {
				t.Error(err)
			}
			_, err := w.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: aws.String(functionArn)})
			if err != nil {
				t.Error(err)
			}
			w.Calls()
		}
	})
	wg.Wait()
}
