package localaws_test

import (
	"archive/zip"
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	gwtypes "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

// The handler and the trust policy of the guide.
const (
	guideHandler = `exports.handler = async (event) => {
    const claims = event?.requestContext?.authorizer?.jwt?.claims || {};
    const userName = claims.name || claims.preferred_username || claims.email || "User";
    return {
        statusCode: 200,
        body: JSON.stringify({ message: ` + "`Welcome ${userName}!`" + ` })
    };
};
`
	echoHandler = `exports.handler = async (event) => event;`
	trustLambda = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`
	basicPolicy = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
)

// world is a server without any lag, with its clients.
type world struct {
	*localaws.Server
	t      *testing.T
	sts    *sts.Client
	iam    *iam.Client
	lambda *lambda.Client
	gw     *apigatewayv2.Client
}

func start(t *testing.T, opts localaws.Options) *world {
	t.Helper()
	s, err := localaws.Start(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	cfg := s.Config()
	cfg.Retryer = func() aws.Retryer {
		return retry.NewStandard(func(o *retry.StandardOptions) { o.MaxBackoff = 5 * time.Millisecond })
	}
	return &world{
		Server: s, t: t,
		sts: sts.NewFromConfig(cfg), iam: iam.NewFromConfig(cfg),
		lambda: lambda.NewFromConfig(cfg), gw: apigatewayv2.NewFromConfig(cfg),
	}
}

// prompt are options without delays and initial failures.
var prompt = localaws.Options{RoleTries: -1, Pending: -1, DeployLag: -1, IssuerTimeout: time.Minute}

// ok unwraps a result that must not be an error.
func ok[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

// wantError checks the status, code and message of an API error. The message
// must begin with the first and contain all of the "…"-separated parts.
func wantError(t *testing.T, err error, status int, code, message string) {
	t.Helper()
	var api smithy.APIError
	if !errors.As(err, &api) {
		t.Fatalf("error is %v, want %s", err, code)
	}
	var response *smithyhttp.ResponseError
	if !errors.As(err, &response) || response.HTTPStatusCode() != status {
		t.Errorf("error %v, want status %d", err, status)
	}
	if api.ErrorCode() != code {
		t.Errorf("code %q (%s), want %q", api.ErrorCode(), api.ErrorMessage(), code)
	}
	for part := range strings.SplitSeq(message, "…") {
		if !strings.Contains(api.ErrorMessage(), part) {
			t.Errorf("message %q, want %q", api.ErrorMessage(), message)
		}
	}
}

func zipFiles(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, text := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(f, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func zipIndex(t *testing.T, source string) []byte {
	t.Helper()
	return zipFiles(t, map[string]string{"index.js": source})
}

func (w *world) role(name string) string {
	w.t.Helper()
	out := ok(w.iam.CreateRole(w.t.Context(), &iam.CreateRoleInput{
		RoleName: &name, AssumeRolePolicyDocument: aws.String(trustLambda),
	}))(w.t)
	return *out.Role.Arn
}

// function creates a function named fn with the given index.js.
func (w *world) function(source string, change ...func(*lambda.CreateFunctionInput)) *lambda.CreateFunctionOutput {
	w.t.Helper()
	in := w.functionInput(zipIndex(w.t, source))
	in.Timeout = aws.Int32(900) // the default of 3 seconds is short on a busy machine
	for _, c := range change {
		c(in)
	}
	return ok(w.lambda.CreateFunction(w.t.Context(), in))(w.t)
}

func (w *world) functionInput(code []byte) *lambda.CreateFunctionInput {
	w.t.Helper()
	arn := "arn:aws:iam::123456789012:role/fn-role"
	if _, err := w.iam.GetRole(w.t.Context(), &iam.GetRoleInput{RoleName: aws.String("fn-role")}); err != nil {
		arn = w.role("fn-role")
	}
	return &lambda.CreateFunctionInput{
		FunctionName: aws.String("fn"), Role: &arn, Handler: aws.String("index.handler"),
		Runtime: lambdatypes.RuntimeNodejs22x, Code: &lambdatypes.FunctionCode{ZipFile: code},
	}
}

// api is an API with one route to the function fn and the stage dev.
type api struct {
	*world
	id, endpoint, integration, route string
}

func (w *world) api(routeKey string) *api {
	w.t.Helper()
	ctx := w.t.Context()
	created := ok(w.gw.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("api"), ProtocolType: gwtypes.ProtocolTypeHttp}))(w.t)
	a := &api{world: w, id: *created.ApiId, endpoint: *created.ApiEndpoint}
	a.integration = *ok(w.gw.CreateIntegration(ctx, a.integrationInput()))(w.t).IntegrationId
	a.route = a.addRoute(routeKey)
	ok(w.lambda.AddPermission(ctx, a.permission("*/*")))(w.t)
	ok(w.gw.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: &a.id, StageName: aws.String("dev"), AutoDeploy: aws.Bool(true)}))(w.t)
	return a
}

func (a *api) integrationInput() *apigatewayv2.CreateIntegrationInput {
	return &apigatewayv2.CreateIntegrationInput{
		ApiId: &a.id, IntegrationType: gwtypes.IntegrationTypeAwsProxy, PayloadFormatVersion: aws.String("2.0"),
		IntegrationUri: aws.String("arn:aws:lambda:us-east-1:123456789012:function:fn"),
	}
}

func (a *api) addRoute(key string) string {
	a.t.Helper()
	return *ok(a.gw.CreateRoute(a.t.Context(), &apigatewayv2.CreateRouteInput{
		ApiId: &a.id, RouteKey: &key, Target: aws.String("integrations/" + a.integration),
	}))(a.t).RouteId
}

func (a *api) permission(source string) *lambda.AddPermissionInput {
	return &lambda.AddPermissionInput{
		FunctionName: aws.String("fn"), StatementId: aws.String("gw"), Action: aws.String("lambda:InvokeFunction"),
		Principal: aws.String("apigateway.amazonaws.com"),
		SourceArn: aws.String("arn:aws:execute-api:us-east-1:123456789012:" + a.id + "/" + source),
	}
}

func (a *api) authorizerInput(issuer string) *apigatewayv2.CreateAuthorizerInput {
	return &apigatewayv2.CreateAuthorizerInput{
		ApiId: &a.id, Name: aws.String("jwt"), AuthorizerType: gwtypes.AuthorizerTypeJwt,
		IdentitySource:   []string{"$request.header.Authorization"},
		JwtConfiguration: &gwtypes.JWTConfiguration{Issuer: &issuer, Audience: []string{"client"}},
	}
}

// secure puts a JWT authorizer on the API's route.
func (a *api) secure(issuer string, scopes ...string) (authorizerID string) {
	a.t.Helper()
	created := ok(a.gw.CreateAuthorizer(a.t.Context(), a.authorizerInput(issuer)))(a.t)
	ok(a.gw.UpdateRoute(a.t.Context(), &apigatewayv2.UpdateRouteInput{
		ApiId: &a.id, RouteId: &a.route, AuthorizationType: gwtypes.AuthorizationTypeJwt,
		AuthorizerId: created.AuthorizerId, AuthorizationScopes: scopes,
	}))(a.t)
	return *created.AuthorizerId
}

type response struct {
	status int
	header http.Header
	body   string
}

func (a *api) get(path string, headers ...string) response {
	a.t.Helper()
	return a.do(http.MethodGet, path, "", headers...)
}

// bearer calls the route GET /user with a token.
func (a *api) bearer(token string) response {
	a.t.Helper()
	return a.get("/dev/user", "Authorization", "Bearer "+token)
}

func (a *api) do(method, path, body string, headers ...string) response {
	a.t.Helper()
	req, err := http.NewRequestWithContext(a.t.Context(), method, a.endpoint+path, strings.NewReader(body))
	if err != nil {
		a.t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Add(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		a.t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		a.t.Fatal(err)
	}
	return response{res.StatusCode, res.Header, string(text)}
}

func (r response) want(t *testing.T, status int, body string) response {
	t.Helper()
	if r.status != status || r.body != body {
		t.Errorf("answer is %d %s, want %d %s", r.status, r.body, status, body)
	}
	if r.header.Get("apigw-requestid") == "" {
		t.Error("answer has no apigw-requestid")
	}
	return r
}

func (r response) wantChallenge(t *testing.T, challenge string) {
	t.Helper()
	if got := r.header.Get("www-authenticate"); got != challenge {
		t.Errorf("www-authenticate is %q, want %q", got, challenge)
	}
}

const (
	unauthorized = `{"message":"Unauthorized"}`
	forbidden    = `{"message":"Forbidden"}`
	notFound     = `{"message":"Not Found"}`
	failed       = `{"message":"Internal Server Error"}`
)

// issuer is an OpenID provider that publishes a discovery document and keys.
type issuer struct {
	*httptest.Server
	key *rsa.PrivateKey

	mu        sync.Mutex
	kid       string
	stated    string        // issuer in the discovery document
	discovery int           // status of the discovery document
	jwks      int           // status of the keys
	delay     time.Duration // before each response
	padding   string        // in the keys' document
	fetches   int           // of the keys
}

var newKey = sync.OnceValues(func() (*rsa.PrivateKey, error) { return rsa.GenerateKey(rand.Reader, 2048) })

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	i := &issuer{key: ok(newKey())(t), kid: "k1", discovery: http.StatusOK, jwks: http.StatusOK}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		time.Sleep(i.delay)
		w.WriteHeader(i.discovery)
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": i.stated, "jwks_uri": i.URL + "/jwks"})
	})
	mux.HandleFunc("GET /jwks", func(w http.ResponseWriter, _ *http.Request) {
		i.mu.Lock()
		defer i.mu.Unlock()
		i.fetches++
		w.WriteHeader(i.jwks)
		_ = json.NewEncoder(w).Encode(map[string]any{"padding": i.padding, "keys": []any{
			map[string]string{"kty": "future", "kid": i.kid}, // of an unknown type
			jose.JSONWebKey{Key: i.key.Public(), KeyID: i.kid, Algorithm: "RS256", Use: "sig"},
		}})
	})
	i.Server = httptest.NewServer(mux)
	t.Cleanup(i.Close)
	i.stated = i.URL
	return i
}

// set changes the issuer while it is in use.
func (i *issuer) set(change func(*issuer)) {
	i.mu.Lock()
	defer i.mu.Unlock()
	change(i)
}

func (i *issuer) keyFetches() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.fetches
}

// claims returns the claims of a valid token, with changes. nil removes a
// claim.
func (i *issuer) claims(changes map[string]any) map[string]any {
	claims := map[string]any{
		"iss": i.URL, "aud": "client", "sub": "user",
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(), "scope": "read openid",
	}
	for name, value := range changes {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	return claims
}

func (i *issuer) token(t *testing.T, changes map[string]any) string {
	t.Helper()
	return sign(t, jose.RS256, i.key, "k1", i.claims(changes))
}

func sign(t *testing.T, alg jose.SignatureAlgorithm, key any, kid string, claims map[string]any) string {
	t.Helper()
	opts := (&jose.SignerOptions{}).WithType("JWT")
	if kid != "" {
		opts = opts.WithHeader("kid", kid)
	}
	signer := ok(jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, opts))(t)
	return ok(jwt.Signed(signer).Claims(claims).Serialize())(t)
}

// eventually waits for something that takes effect after a lag.
func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	deadline, limited := t.Deadline()
	for !condition() {
		if limited && time.Until(deadline) < 5*time.Second {
			t.Fatalf("in vain: %s", what)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
