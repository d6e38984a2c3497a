package localaws_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	gwtypes "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

// TestGuide performs every step of the guide with the default options and all
// the waiting that AWS requires, and then removes everything.
func TestGuide(t *testing.T) {
	w := start(t, localaws.Options{})
	idp := newIssuer(t)
	ctx := t.Context()

	identity := ok(w.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{}))(t)
	if *identity.Account != "123456789012" || !strings.HasPrefix(*identity.Arn, "arn:aws:iam::123456789012:") {
		t.Errorf("identity %s %s", *identity.Account, *identity.Arn)
	}

	// Step 1: the role, and a function that can only be created after a delay.
	role := aws.String("LambdaExecutionRole")
	created := ok(w.iam.CreateRole(ctx, &iam.CreateRoleInput{RoleName: role, AssumeRolePolicyDocument: aws.String(trustLambda)}))(t)
	ok(w.iam.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: role, PolicyArn: aws.String(basicPolicy)}))(t)
	name := aws.String("PharmacyUserFunction")
	in := &lambda.CreateFunctionInput{
		FunctionName: name, Role: created.Role.Arn, Runtime: lambdatypes.RuntimeNodejs24x, Handler: aws.String("index.handler"),
		Code: &lambdatypes.FunctionCode{ZipFile: zipIndex(t, guideHandler)},
	}
	for range 2 {
		_, err := w.lambda.CreateFunction(ctx, in)
		wantError(t, err, http.StatusBadRequest, "InvalidParameterValueException",
			"The role defined for the function cannot be assumed by Lambda.")
	}
	function := ok(w.lambda.CreateFunction(ctx, in))(t)
	if function.State != lambdatypes.StatePending || function.StateReasonCode != lambdatypes.StateReasonCodeCreating || function.LastUpdateStatus != "" {
		t.Errorf("created function is %q (%q), %q", function.State, function.StateReasonCode, function.LastUpdateStatus)
	}
	active := lambda.NewFunctionActiveV2Waiter(w.lambda, func(o *lambda.FunctionActiveV2WaiterOptions) {
		o.MinDelay, o.MaxDelay = 20*time.Millisecond, 40*time.Millisecond
	})
	if err := active.Wait(ctx, &lambda.GetFunctionInput{FunctionName: name}, 5*time.Second); err != nil {
		t.Fatal(err)
	}

	// Step 2: the API, without an authorizer.
	gateway := ok(w.gw.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("PharmacyUserAPI"), ProtocolType: gwtypes.ProtocolTypeHttp}))(t)
	a := &api{world: w, id: *gateway.ApiId, endpoint: *gateway.ApiEndpoint}
	integration := ok(w.gw.CreateIntegration(ctx, &apigatewayv2.CreateIntegrationInput{
		ApiId: &a.id, IntegrationType: gwtypes.IntegrationTypeAwsProxy, IntegrationMethod: aws.String("POST"),
		IntegrationUri: function.FunctionArn, PayloadFormatVersion: aws.String("2.0"),
	}))(t)
	route := ok(w.gw.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{
		ApiId: &a.id, RouteKey: aws.String("GET /user"), Target: aws.String("integrations/" + *integration.IntegrationId),
		AuthorizationType: gwtypes.AuthorizationTypeNone,
	}))(t)
	ok(w.lambda.AddPermission(ctx, &lambda.AddPermissionInput{
		FunctionName: name, StatementId: aws.String("AllowInvokeByApiGateway"), Action: aws.String("lambda:InvokeFunction"),
		Principal: aws.String("apigateway.amazonaws.com"),
		SourceArn: aws.String("arn:aws:execute-api:us-east-1:123456789012:" + a.id + "/*/GET/user"),
	}))(t)
	ok(w.gw.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: &a.id, StageName: aws.String("dev"), AutoDeploy: aws.Bool(true)}))(t)
	eventually(t, "the API is served", func() bool { return a.get("/dev/user").status == http.StatusOK })
	a.get("/dev/user").want(t, http.StatusOK, `{"message":"Welcome User!"}`)

	// Step 4: the authorizer.
	authorizer := ok(w.gw.CreateAuthorizer(ctx, a.authorizerInput(idp.URL)))(t)
	ok(w.gw.UpdateRoute(ctx, &apigatewayv2.UpdateRouteInput{
		ApiId: &a.id, RouteId: route.RouteId, AuthorizationType: gwtypes.AuthorizationTypeJwt,
		AuthorizerId: authorizer.AuthorizerId, AuthorizationScopes: []string{"get_pharmacy_user"},
	}))(t)
	eventually(t, "the route is secured", func() bool { return a.get("/dev/user").status == http.StatusUnauthorized })

	// Step 5: calls with and without the required token and scope.
	a.get("/dev/user").want(t, http.StatusUnauthorized, unauthorized).wantChallenge(t, "Bearer")
	a.bearer(idp.token(t, nil)).want(t, http.StatusForbidden, forbidden)
	good := idp.token(t, map[string]any{"scope": "openid get_pharmacy_user", "name": "Kim Henry"})
	a.bearer(good).want(t, http.StatusOK, `{"message":"Welcome Kim Henry!"}`)

	// Teardown, in the order of the facts (aws 3.12).
	ok(w.gw.DeleteApi(ctx, &apigatewayv2.DeleteApiInput{ApiId: &a.id}))(t)
	a.bearer(good).want(t, http.StatusNotFound, notFound)
	ok(w.lambda.RemovePermission(ctx, &lambda.RemovePermissionInput{FunctionName: name, StatementId: aws.String("AllowInvokeByApiGateway")}))(t)
	ok(w.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: name}))(t)
	ok(w.iam.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: role, PolicyArn: aws.String(basicPolicy)}))(t)
	ok(w.iam.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: role}))(t)

	calls := w.Calls()
	for _, want := range []localaws.Call{
		{Service: "sts", Operation: "GetCallerIdentity", Status: 200},
		{Service: "lambda", Operation: "CreateFunction", Status: 400},
		{Service: "lambda", Operation: "CreateFunction", Status: 201},
		{Service: "apigateway", Operation: "UpdateRoute", Status: 200},
		{Service: "execute-api", Operation: "GET /dev/user", Status: 401},
		{Service: "iam", Operation: "DeleteRole", Status: 200},
	} {
		if !slices.Contains(calls, want) {
			t.Errorf("calls lack %v", want)
		}
	}
}

// TestEnvironment uses the server like a program that is not written for it: by
// AWS_ENDPOINT_URL.
func TestEnvironment(t *testing.T) {
	w := start(t, localaws.Options{Region: "eu-central-1", AccountID: "210987654321"})
	t.Setenv("AWS_ENDPOINT_URL", w.URL())
	t.Setenv("AWS_REGION", "eu-central-1")
	t.Setenv("AWS_ACCESS_KEY_ID", "any")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "any")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("AWS_CONFIG_FILE", t.TempDir()+"/none")
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", t.TempDir()+"/none")
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	identity := ok(sts.NewFromConfig(cfg).GetCallerIdentity(t.Context(), &sts.GetCallerIdentityInput{}))(t)
	if *identity.Account != "210987654321" {
		t.Errorf("account %s", *identity.Account)
	}
	_, err = lambda.NewFromConfig(cfg).GetFunction(t.Context(), &lambda.GetFunctionInput{FunctionName: aws.String("f")})
	wantError(t, err, http.StatusNotFound, "ResourceNotFoundException",
		"Function not found: arn:aws:lambda:eu-central-1:210987654321:function:f")
}
