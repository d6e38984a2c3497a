package localaws_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	gwtypes "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

func TestStartRefuses(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]localaws.Options{
		"all interfaces": {Addr: ":0"},
		"an address":     {Addr: "192.0.2.1:0"},
		"a name":         {Addr: "example.com:80"},
		"no port":        {Addr: "127.0.0.1"},
		"region":         {Region: "here"},
		"account":        {AccountID: "12"},
	} {
		if s, err := localaws.Start(opts); err == nil {
			_ = s.Close()
			t.Errorf("%s: accepted", name)
		}
	}
	w := start(t, localaws.Options{Addr: "localhost:0"})
	ok(w.sts.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}))(t)
	if _, err := localaws.Start(localaws.Options{Addr: strings.TrimPrefix(w.URL(), "http://")}); err == nil {
		t.Error("the same address twice")
	}
}

// Section aws 0.3 and 0.4: the errors that clients retry, and the form of
// errors.
func TestFaults(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	statuses := func(operation string) []int {
		var all []int
		for _, c := range w.Calls() {
			if c.Operation == operation {
				all = append(all, c.Status)
			}
		}
		return all
	}

	// The client succeeds after two refusals for too many requests.
	w.Inject(localaws.Fault{Operation: "CreateApi", Status: 429, Code: "TooManyRequestsException", Message: "Too Many Requests", Times: 2})
	created := ok(w.gw.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("a"), ProtocolType: gwtypes.ProtocolTypeHttp}))(t)
	if got := statuses("CreateApi"); !reflect.DeepEqual(got, []int{429, 429, 201}) {
		t.Errorf("CreateApi: %v", got)
	}
	if all := ok(w.gw.GetApis(ctx, &apigatewayv2.GetApisInput{}))(t).Items; len(all) != 1 {
		t.Errorf("%d APIs", len(all))
	}
	// It fails after three such refusals, or one conflict.
	w.Inject(localaws.Fault{Operation: "DeleteApi", Status: 429, Code: "TooManyRequestsException", Message: "Too Many Requests", Times: 3})
	_, err := w.gw.DeleteApi(ctx, &apigatewayv2.DeleteApiInput{ApiId: created.ApiId})
	wantError(t, err, 429, "TooManyRequestsException", "Too Many Requests")
	const busy = "Unable to complete operation due to concurrent modification. Please try again later."
	w.Inject(localaws.Fault{Operation: "DeleteApi", Status: 409, Code: "ConflictException", Message: busy})
	_, err = w.gw.DeleteApi(ctx, &apigatewayv2.DeleteApiInput{ApiId: created.ApiId})
	wantError(t, err, 409, "ConflictException", busy)
	var typed *gwtypes.ConflictException
	if errors.As(err, &typed) {
		t.Error("DeleteApi does not model this conflict")
	}
	ok(w.gw.DeleteApi(ctx, &apigatewayv2.DeleteApiInput{ApiId: created.ApiId}))(t)
	if got := statuses("DeleteApi"); !reflect.DeepEqual(got, []int{429, 429, 429, 409, 204}) {
		t.Errorf("DeleteApi: %v", got)
	}

	// The form depends on the service.
	w.Inject(localaws.Fault{Operation: "CreateRole", Status: 409, Code: "ConcurrentModification", Message: "busy & <such>"})
	_, err = w.iam.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String(trustLambda)})
	wantError(t, err, 409, "ConcurrentModification", "busy & <such>")
	var concurrent *iamtypes.ConcurrentModificationException
	if !errors.As(err, &concurrent) {
		t.Errorf("%T is not typed", err)
	}
	_, err = w.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("r")})
	wantError(t, err, 404, "NoSuchEntity", "") // the fault had no effect
	w.Inject(localaws.Fault{Operation: "GetCallerIdentity", Status: 403, Code: "ExpiredToken", Message: "expired"})
	_, err = w.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	wantError(t, err, 403, "ExpiredToken", "expired")
	w.Inject(localaws.Fault{Operation: "GetFunction", Status: 429, Code: "TooManyRequestsException", Message: "slow", Times: 3})
	_, err = w.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: aws.String("fn")})
	wantError(t, err, 429, "TooManyRequestsException", "slow")
	var tooMany *lambdatypes.TooManyRequestsException
	if !errors.As(err, &tooMany) {
		t.Errorf("%T is not typed", err)
	}

	// Defaults, and a fault of one service.
	w.Inject(localaws.Fault{Operation: "GetApi", Service: "apigateway", Times: 3})
	_, err = w.gw.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: aws.String("a")})
	wantError(t, err, 500, "InternalFailure", "InternalFailure")

	w.function(`exports.handler = async () => "hello"`)
	a := w.api("GET /user")
	w.Inject(localaws.Fault{Operation: "GET /dev/user", Status: 503, Message: "Service Unavailable"})
	a.get("/dev/user").want(t, http.StatusServiceUnavailable, `{"message":"Service Unavailable"}`)
	a.get("/dev/user").want(t, http.StatusOK, "hello")
	if got := statuses("GET /dev/user"); !reflect.DeepEqual(got, []int{503, 200}) {
		t.Errorf("GET /dev/user: %v", got)
	}
}

func TestPendingFaults(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.Inject(localaws.Fault{Operation: "GetRole", Service: "iam", Status: 403, Times: 2})
	w.Inject(localaws.Fault{Operation: "GET /dev/user", Service: "execute-api"})
	for want := 3; want >= 1; want-- {
		if got := w.PendingFaults(); got != want {
			t.Errorf("%d faults are pending, want %d", got, want)
		}
		_, _ = w.iam.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("r")})
	}
	_, err := w.iam.GetRole(t.Context(), &iam.GetRoleInput{RoleName: aws.String("r")})
	wantError(t, err, 404, "NoSuchEntity", "")
}

func TestUnknownFault(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	for _, f := range []localaws.Fault{
		{},
		{Operation: "MakeRole"},
		{Operation: "GetRole", Service: "lambda"},
		{Operation: "GetRole", Service: "dynamodb"},
		{Operation: "GET /dev/user", Service: "iam"},
		{Operation: "get /dev/user"},
		{Operation: "GET dev"},
		{Service: "iam"},
	} {
		func() {
			defer func() {
				if message, _ := recover().(string); !strings.Contains(message, fmt.Sprintf("%q", f.Operation)) {
					t.Errorf("%+v: the panic says %q", f, message)
				}
			}()
			w.Inject(f)
		}()
	}
	if got := w.PendingFaults(); got != 0 {
		t.Errorf("%d faults are pending", got)
	}
}

func TestNotImplemented(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	_, err := w.iam.ListRoles(ctx, &iam.ListRolesInput{})
	wantError(t, err, 501, "NotImplemented", "iam ListRoles")
	_, err = w.sts.GetSessionToken(ctx, &sts.GetSessionTokenInput{})
	wantError(t, err, 501, "NotImplemented", "sts GetSessionToken")
	_, err = w.lambda.ListFunctions(ctx, &lambda.ListFunctionsInput{})
	wantError(t, err, 501, "NotImplemented", "GET /2015-03-31/functions")
	_, err = w.gw.GetDomainNames(ctx, &apigatewayv2.GetDomainNamesInput{})
	wantError(t, err, 501, "NotImplemented", "GET /v2/domainnames")
	_, err = w.iam.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: aws.String("r"), AssumeRolePolicyDocument: aws.String(trustLambda), PermissionsBoundary: aws.String("arn:aws:iam::aws:policy/ReadOnlyAccess"),
	})
	wantError(t, err, 501, "NotImplemented", "PermissionsBoundary")
	w.function(guideHandler)
	_, err = w.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: aws.String("fn"), Qualifier: aws.String("1")})
	wantError(t, err, 501, "NotImplemented", "qualifier 1")
	ok(w.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: aws.String("fn"), Qualifier: aws.String("$LATEST")}))(t)
}

// Requests that no client of AWS would send.
func TestRawRequests(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	const form = "application/x-www-form-urlencoded"
	auth := func(region, service string) string {
		return "AWS4-HMAC-SHA256 Credential=AKID/20260101/" + region + "/" + service + "/aws4_request, SignedHeaders=host, Signature=0"
	}
	identity := "Action=GetCallerIdentity&Version=2011-06-15"
	tests := map[string]struct {
		method, path, ctype, auth, body string
		status                          int
		errorType, text                 string
	}{
		"unsigned form":  {"POST", "/", form, "", identity, 403, "", "<Code>MissingAuthenticationToken</Code>"},
		"basic form":     {"POST", "/", form, "Basic abc", identity, 403, "", "<Code>MissingAuthenticationToken</Code>"},
		"cut scope":      {"POST", "/", form, "AWS4-HMAC-SHA256 Credential=AKID", identity, 403, "", "<Code>MissingAuthenticationToken</Code>"},
		"wrong service":  {"POST", "/", form, auth("us-east-1", "iam"), identity, 403, "", "<Code>SignatureDoesNotMatch</Code>"},
		"any STS region": {"POST", "/", form, auth("eu-west-1", "sts"), identity, 200, "", "<Account>123456789012</Account>"},
		"no action":      {"POST", "/", form, auth("us-east-1", "iam"), "", 501, "", "<Code>NotImplemented</Code>"},
		"broken form":    {"POST", "/", form, auth("us-east-1", "iam"), "Action=GetRole&a=%zz", 400, "", "<ErrorResponse"},
		"odd action":     {"POST", "/", form, auth("us-east-1", "iam"), "Action=%3Cx%3E", 501, "", "&lt;x&gt;"},
		"no name":        {"POST", "/", form, auth("us-east-1", "iam"), "Action=GetRole", 400, "", "Value null at &#39;roleName&#39;"},
		"bad marker":     {"POST", "/", form, auth("us-east-1", "iam"), "Action=ListRolePolicies&RoleName=r&Marker=-1", 404, "", "NoSuchEntity"},
		"large form":     {"POST", "/", form, auth("us-east-1", "iam"), "Action=" + strings.Repeat("x", 1<<20), 413, "", "RequestTooLarge"},
		"unsigned JSON":  {"GET", "/v2/apis", "", "", "", 403, "MissingAuthenticationTokenException", "message"},
		"wrong region":   {"GET", "/v2/apis", "", auth("eu-west-1", "apigateway"), "", 403, "InvalidSignatureException", "us-east-1"},
		"Lambda as API":  {"GET", "/v2/apis", "", auth("us-east-1", "lambda"), "", 403, "InvalidSignatureException", "apigateway"},
		"no JSON":        {"POST", "/v2/apis", "", auth("us-east-1", "apigateway"), "{", 400, "SerializationException", "message"},
		"wrong type":     {"POST", "/v2/apis", "", auth("us-east-1", "apigateway"), `{"name":1}`, 400, "SerializationException", "message"},
		"null":           {"POST", "/v2/apis", "", auth("us-east-1", "apigateway"), `null`, 400, "BadRequestException", "Name"},
		"empty":          {"POST", "/2015-03-31/functions", "", auth("us-east-1", "lambda"), "", 400, "ValidationException", "functionName"},
		"strange path":   {"BREW", "/tea/%2e%2e%2f", "", auth("us-east-1", "lambda"), "", 501, "NotImplemented", "BREW"},
		"tags":           {"GET", "/v2/tags/arn", "", auth("us-east-1", "apigateway"), "", 501, "NotImplemented", "/v2/tags/arn"},
	}
	client := &http.Client{}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			req := ok(http.NewRequestWithContext(t.Context(), test.method, w.URL()+test.path, strings.NewReader(test.body)))(t)
			req.Header.Set("Content-Type", test.ctype)
			if test.auth != "" {
				req.Header.Set("Authorization", test.auth)
			}
			res := ok(client.Do(req))(t)
			defer func() { _ = res.Body.Close() }()
			body := string(ok(io.ReadAll(res.Body))(t))
			if res.StatusCode != test.status || !strings.Contains(body, test.text) || res.Header.Get("X-Amzn-Errortype") != test.errorType {
				t.Errorf("%d %q %s", res.StatusCode, res.Header.Get("X-Amzn-Errortype"), body)
			}
		})
	}
}

// Not parallel: it counts goroutines.
func TestCloseLeavesNothing(t *testing.T) {
	before := runtime.NumGoroutine()
	s, err := localaws.Start(localaws.Options{})
	if err != nil {
		t.Fatal(err)
	}
	client := sts.NewFromConfig(s.Config())
	ok(client.GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}))(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all goroutines have ended", func() bool { return runtime.NumGoroutine() <= before })
	if _, err := http.Get(s.URL()); err == nil {
		t.Error("the server still answers")
	}
}
