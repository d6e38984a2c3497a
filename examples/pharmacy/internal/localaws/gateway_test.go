package localaws_test

import (
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

// Section aws 3.2 and 3.3.
func TestAPIs(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	const count = 27 // more than a page
	for i := range count {
		created := ok(w.gw.CreateApi(ctx, &apigatewayv2.CreateApiInput{
			Name: aws.String("same"), ProtocolType: types.ProtocolTypeHttp, Tags: map[string]string{"n": fmt.Sprint(i)},
		}))(t)
		if want := w.URL() + "/execute-api/" + *created.ApiId; *created.ApiEndpoint != want {
			t.Fatalf("endpoint %s, want %s", *created.ApiEndpoint, want)
		}
	}
	seen := map[string]types.Api{}
	in := &apigatewayv2.GetApisInput{}
	pages := 0
	for {
		out := ok(w.gw.GetApis(ctx, in))(t)
		pages++
		for _, a := range out.Items {
			seen[*a.ApiId] = a
		}
		if out.NextToken == nil {
			break
		}
		in.NextToken = out.NextToken
	}
	if len(seen) != count || pages != 2 {
		t.Errorf("%d APIs on %d pages", len(seen), pages)
	}
	if page := ok(w.gw.GetApis(ctx, &apigatewayv2.GetApisInput{MaxResults: aws.String("4")}))(t); len(page.Items) != 4 || page.NextToken == nil {
		t.Errorf("page of %d", len(page.Items))
	}
	_, err := w.gw.GetApis(ctx, &apigatewayv2.GetApisInput{MaxResults: aws.String("many")})
	wantError(t, err, http.StatusBadRequest, "BadRequestException", "")

	var id string
	for id = range seen {
		break
	}
	ok(w.gw.UpdateApi(ctx, &apigatewayv2.UpdateApiInput{ApiId: &id, Description: aws.String("d")}))(t)
	a := ok(w.gw.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: &id}))(t)
	want := seen[id].Tags
	if *a.Name != "same" || *a.Description != "d" || !reflect.DeepEqual(a.Tags, want) || time.Since(*a.CreatedDate) > time.Minute {
		t.Errorf("api %+v", a)
	}

	ok(w.gw.DeleteApi(ctx, &apigatewayv2.DeleteApiInput{ApiId: &id}))(t)
	_, err = w.gw.GetApi(ctx, &apigatewayv2.GetApiInput{ApiId: &id})
	wantError(t, err, http.StatusNotFound, "NotFoundException", "Invalid API identifier specified "+id)
	var missing *types.NotFoundException
	if !errors.As(err, &missing) {
		t.Errorf("%T is not typed", err)
	}
	_, err = w.gw.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("ws"), ProtocolType: types.ProtocolTypeWebsocket})
	wantError(t, err, http.StatusNotImplemented, "NotImplemented", "WEBSOCKET")
	_, err = w.gw.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("q"), ProtocolType: types.ProtocolTypeHttp, Target: aws.String(functionArn)})
	wantError(t, err, http.StatusNotImplemented, "NotImplemented", `"target"`)
}

// Sections aws 3.4 to 3.6 and 3.11.
func TestRoutesAndIntegrations(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.function(guideHandler)
	a := w.api("GET /user")
	idp := newIssuer(t)
	ctx := t.Context()

	route := func(change func(*apigatewayv2.CreateRouteInput)) error {
		in := &apigatewayv2.CreateRouteInput{ApiId: &a.id, RouteKey: aws.String("POST /user"), Target: aws.String("integrations/" + a.integration)}
		change(in)
		_, err := w.gw.CreateRoute(ctx, in)
		return err
	}
	bad := "BadRequestException"
	wantError(t, route(func(in *apigatewayv2.CreateRouteInput) { in.RouteKey = aws.String("GET /user") }),
		http.StatusConflict, "ConflictException", "Route with key GET /user already exists for this API")
	wantError(t, route(func(in *apigatewayv2.CreateRouteInput) { in.RouteKey = aws.String("/user") }), http.StatusBadRequest, bad, "route key")
	wantError(t, route(func(in *apigatewayv2.CreateRouteInput) { in.Target = aws.String("integrations/x") }), http.StatusBadRequest, bad, "integrations/x")
	wantError(t, route(func(in *apigatewayv2.CreateRouteInput) { in.AuthorizationType = types.AuthorizationTypeJwt }), http.StatusBadRequest, bad,
		"Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.")
	wantError(t, route(func(in *apigatewayv2.CreateRouteInput) { in.AuthorizationScopes = []string{"s"} }), http.StatusBadRequest, bad,
		"Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types")
	wantError(t, route(func(in *apigatewayv2.CreateRouteInput) { in.AuthorizationType = types.AuthorizationTypeAwsIam }),
		http.StatusNotImplemented, "NotImplemented", "AWS_IAM")

	// A PATCH changes only the members that are sent.
	authorizer := a.secure(idp.URL, "read")
	update := func(change func(*apigatewayv2.UpdateRouteInput)) (*apigatewayv2.UpdateRouteOutput, error) {
		in := &apigatewayv2.UpdateRouteInput{ApiId: &a.id, RouteId: &a.route}
		change(in)
		return w.gw.UpdateRoute(ctx, in)
	}
	named := ok(update(func(in *apigatewayv2.UpdateRouteInput) { in.OperationName = aws.String("op") }))(t)
	if named.AuthorizationType != types.AuthorizationTypeJwt || *named.AuthorizerId != authorizer || !reflect.DeepEqual(named.AuthorizationScopes, []string{"read"}) {
		t.Errorf("route %+v", named)
	}
	_, err := update(func(in *apigatewayv2.UpdateRouteInput) {
		in.AuthorizationScopes = strings.Fields("1 2 3 4 5 6 7 8 9 10 11")
	})
	wantError(t, err, http.StatusBadRequest, bad, "10")
	_, err = update(func(in *apigatewayv2.UpdateRouteInput) { in.AuthorizationType = types.AuthorizationTypeNone })
	wantError(t, err, http.StatusBadRequest, bad, "Authorization Scopes are only valid")

	// A resource in use cannot be deleted. These conflicts are not typed.
	_, err = w.gw.DeleteAuthorizer(ctx, &apigatewayv2.DeleteAuthorizerInput{ApiId: &a.id, AuthorizerId: &authorizer})
	wantError(t, err, http.StatusConflict, "ConflictException", "Cannot delete authorizer 'jwt', is referenced in route: GET /user")
	_, err = w.gw.DeleteIntegration(ctx, &apigatewayv2.DeleteIntegrationInput{ApiId: &a.id, IntegrationId: &a.integration})
	wantError(t, err, http.StatusConflict, "ConflictException",
		"Cannot delete Integration because it is referenced by the following Routes with Ids: ["+a.route+"]")

	open := ok(update(func(in *apigatewayv2.UpdateRouteInput) {
		in.AuthorizationType, in.AuthorizationScopes = types.AuthorizationTypeNone, []string{}
	}))(t)
	if open.AuthorizerId != nil || len(open.AuthorizationScopes) != 0 {
		t.Errorf("open route %+v", open)
	}
	ok(w.gw.DeleteAuthorizer(ctx, &apigatewayv2.DeleteAuthorizerInput{ApiId: &a.id, AuthorizerId: &authorizer}))(t)
	if routes := ok(w.gw.GetRoutes(ctx, &apigatewayv2.GetRoutesInput{ApiId: &a.id}))(t).Items; len(routes) != 1 || *routes[0].RouteKey != "GET /user" {
		t.Errorf("routes %v", routes)
	}
	ok(w.gw.DeleteRoute(ctx, &apigatewayv2.DeleteRouteInput{ApiId: &a.id, RouteId: &a.route}))(t)
	_, err = w.gw.GetRoute(ctx, &apigatewayv2.GetRouteInput{ApiId: &a.id, RouteId: &a.route})
	wantError(t, err, http.StatusNotFound, "NotFoundException", a.route)

	integration := func(change func(*apigatewayv2.CreateIntegrationInput)) error {
		in := a.integrationInput()
		change(in)
		_, err := w.gw.CreateIntegration(ctx, in)
		return err
	}
	wantError(t, integration(func(in *apigatewayv2.CreateIntegrationInput) { in.PayloadFormatVersion = nil }), http.StatusBadRequest, bad, "PayloadFormatVersion")
	wantError(t, integration(func(in *apigatewayv2.CreateIntegrationInput) { in.PayloadFormatVersion = aws.String("3.0") }), http.StatusBadRequest, bad, "PayloadFormatVersion")
	wantError(t, integration(func(in *apigatewayv2.CreateIntegrationInput) { in.PayloadFormatVersion = aws.String("1.0") }), http.StatusNotImplemented, "NotImplemented", "1.0")
	wantError(t, integration(func(in *apigatewayv2.CreateIntegrationInput) { in.IntegrationUri = aws.String("fn") }), http.StatusBadRequest, bad, "Invalid function ARN")
	wantError(t, integration(func(in *apigatewayv2.CreateIntegrationInput) { in.TimeoutInMillis = aws.Int32(1) }), http.StatusBadRequest, bad, "Timeout")
	wantError(t, integration(func(in *apigatewayv2.CreateIntegrationInput) { in.IntegrationType = types.IntegrationTypeHttpProxy }), http.StatusNotImplemented, "NotImplemented", "HTTP_PROXY")
	wantError(t, integration(func(in *apigatewayv2.CreateIntegrationInput) { in.ConnectionType = types.ConnectionTypeVpcLink }), http.StatusNotImplemented, "NotImplemented", "VPC_LINK")

	ok(w.gw.UpdateIntegration(ctx, &apigatewayv2.UpdateIntegrationInput{ApiId: &a.id, IntegrationId: &a.integration, TimeoutInMillis: aws.Int32(100)}))(t)
	got := ok(w.gw.GetIntegration(ctx, &apigatewayv2.GetIntegrationInput{ApiId: &a.id, IntegrationId: &a.integration}))(t)
	if *got.TimeoutInMillis != 100 || *got.IntegrationUri != functionArn || *got.IntegrationMethod != "POST" {
		t.Errorf("integration %+v", got)
	}
	ok(w.gw.DeleteIntegration(ctx, &apigatewayv2.DeleteIntegrationInput{ApiId: &a.id, IntegrationId: &a.integration}))(t)
	if left := ok(w.gw.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: &a.id}))(t).Items; len(left) != 0 {
		t.Errorf("integrations %v", left)
	}
}

// Section aws 3.8.
func TestAuthorizers(t *testing.T) {
	t.Parallel()
	w := start(t, localaws.Options{RoleTries: -1, Pending: -1, DeployLag: -1, IssuerTimeout: 100 * time.Millisecond})
	w.function(guideHandler)
	a := w.api("GET /user")
	idp, other := newIssuer(t), newIssuer(t)
	ctx := t.Context()

	unreachable := func(err error, issuer string) {
		t.Helper()
		document := strings.TrimSuffix(issuer, "/") + "/.well-known/openid-configuration"
		wantError(t, err, http.StatusBadRequest, "BadRequestException", "Caught exception when connecting to "+document+
			" for issuer "+issuer+". Please try again later. Error: Invalid issuer: "+issuer+
			". Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'")
	}
	create := func(change func(*apigatewayv2.CreateAuthorizerInput)) (*apigatewayv2.CreateAuthorizerOutput, error) {
		in := a.authorizerInput(idp.URL)
		change(in)
		return w.gw.CreateAuthorizer(ctx, in)
	}
	for _, issuer := range []string{
		idp.URL + "/elsewhere", // no document there
		"https://example.com",  // not on loopback: not even dialled
		"http://127.0.0.1:1/",  // no server listens
		"not a URL",
	} {
		_, err := create(func(in *apigatewayv2.CreateAuthorizerInput) { in.JwtConfiguration.Issuer = &issuer })
		unreachable(err, issuer)
	}
	idp.set(func(i *issuer) { i.delay = 300 * time.Millisecond })
	_, err := create(func(*apigatewayv2.CreateAuthorizerInput) {})
	unreachable(err, idp.URL)
	idp.set(func(i *issuer) { i.delay = 0 })

	created := ok(create(func(*apigatewayv2.CreateAuthorizerInput) {}))(t)
	_, err = create(func(*apigatewayv2.CreateAuthorizerInput) {})
	wantError(t, err, http.StatusBadRequest, "BadRequestException", "Authorizer name must be unique. Authorizer jwt already exists in this RestApi.")
	for _, change := range []func(*apigatewayv2.CreateAuthorizerInput){
		func(in *apigatewayv2.CreateAuthorizerInput) { in.IdentitySource = []string{"Authorization"} },
		func(in *apigatewayv2.CreateAuthorizerInput) { in.JwtConfiguration.Audience = nil },
		func(in *apigatewayv2.CreateAuthorizerInput) { in.JwtConfiguration.Audience = make([]string, 51) },
	} {
		_, err = create(change)
		wantError(t, err, http.StatusBadRequest, "BadRequestException", "")
	}
	_, err = create(func(in *apigatewayv2.CreateAuthorizerInput) { in.AuthorizerType = types.AuthorizerTypeRequest })
	wantError(t, err, http.StatusNotImplemented, "NotImplemented", "REQUEST")

	// An update checks the issuer only if the issuer changes.
	idp.set(func(i *issuer) { i.discovery = http.StatusServiceUnavailable })
	update := func(config types.JWTConfiguration) (*apigatewayv2.UpdateAuthorizerOutput, error) {
		return w.gw.UpdateAuthorizer(ctx, &apigatewayv2.UpdateAuthorizerInput{ApiId: &a.id, AuthorizerId: created.AuthorizerId, JwtConfiguration: &config})
	}
	updated := ok(update(types.JWTConfiguration{Issuer: &idp.URL, Audience: []string{"one", "two"}}))(t)
	if *updated.Name != "jwt" || !reflect.DeepEqual(updated.JwtConfiguration.Audience, []string{"one", "two"}) {
		t.Errorf("authorizer %+v", updated)
	}
	ok(update(types.JWTConfiguration{Issuer: &other.URL, Audience: []string{"one"}}))(t)
	_, err = update(types.JWTConfiguration{Issuer: &idp.URL, Audience: []string{"one"}})
	unreachable(err, idp.URL)
	got := ok(w.gw.GetAuthorizer(ctx, &apigatewayv2.GetAuthorizerInput{ApiId: &a.id, AuthorizerId: created.AuthorizerId}))(t)
	if *got.JwtConfiguration.Issuer != other.URL {
		t.Errorf("issuer %s", *got.JwtConfiguration.Issuer)
	}
	if all := ok(w.gw.GetAuthorizers(ctx, &apigatewayv2.GetAuthorizersInput{ApiId: &a.id}))(t).Items; len(all) != 1 {
		t.Errorf("authorizers %v", all)
	}
	_, err = w.gw.GetAuthorizer(ctx, &apigatewayv2.GetAuthorizerInput{ApiId: &a.id, AuthorizerId: aws.String("x")})
	wantError(t, err, http.StatusNotFound, "NotFoundException", "x")
}

// Section aws 3.7 and 6.
func TestAutoDeploy(t *testing.T) {
	t.Parallel()
	w := start(t, localaws.Options{RoleTries: -1, Pending: -1, DeployLag: 400 * time.Millisecond})
	w.function(guideHandler)
	ctx := t.Context()
	created := ok(w.gw.CreateApi(ctx, &apigatewayv2.CreateApiInput{Name: aws.String("api"), ProtocolType: types.ProtocolTypeHttp}))(t)
	a := &api{world: w, id: *created.ApiId, endpoint: *created.ApiEndpoint}
	dev := aws.String("dev")
	stage := func() *apigatewayv2.GetStageOutput {
		t.Helper()
		return ok(w.gw.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &a.id, StageName: dev}))(t)
	}
	settled := func(before *string) func() bool {
		return func() bool {
			st := stage()
			return st.DeploymentId != nil && (before == nil || *st.DeploymentId != *before) &&
				*st.LastDeploymentStatusMessage == "Successfully deployed stage with deployment ID '"+*st.DeploymentId+"'"
		}
	}

	first := ok(w.gw.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: &a.id, StageName: dev, AutoDeploy: aws.Bool(true)}))(t)
	if first.DeploymentId != nil || first.LastDeploymentStatusMessage != nil {
		t.Errorf("stage %+v", first)
	}
	eventually(t, "the deployment without routes fails", func() bool {
		return aws.ToString(stage().LastDeploymentStatusMessage) ==
			"Deployment attempt failed: Unable to deploy API because no routes exist in this API"
	})
	_, err := w.gw.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: &a.id, StageName: dev})
	wantError(t, err, http.StatusConflict, "ConflictException", "Stage already exists")

	a.integration = *ok(w.gw.CreateIntegration(ctx, a.integrationInput()))(t).IntegrationId
	a.route = a.addRoute("GET /user")
	ok(w.lambda.AddPermission(ctx, a.permission("*/GET/user")))(t)
	a.get("/dev/user").want(t, http.StatusNotFound, notFound)
	eventually(t, "the stage is deployed", settled(nil))
	a.get("/dev/user").want(t, http.StatusOK, `{"message":"Welcome User!"}`)

	// A change is served after the lag, under a new deployment.
	before := stage().DeploymentId
	ok(w.gw.UpdateRoute(ctx, &apigatewayv2.UpdateRouteInput{ApiId: &a.id, RouteId: &a.route, RouteKey: aws.String("GET /other")}))(t)
	a.get("/dev/user").want(t, http.StatusOK, `{"message":"Welcome User!"}`)
	if now := stage(); *now.DeploymentId != *before {
		t.Error("the deployment changed at once")
	}
	pending := 0
	for _, d := range ok(w.gw.GetDeployments(ctx, &apigatewayv2.GetDeploymentsInput{ApiId: &a.id}))(t).Items {
		if d.DeploymentStatus == types.DeploymentStatusPending && *d.AutoDeployed {
			pending++
		}
	}
	if pending != 1 {
		t.Errorf("%d deployments are pending", pending)
	}
	eventually(t, "the change is deployed", settled(before))
	a.get("/dev/user").want(t, http.StatusNotFound, notFound)
	d := ok(w.gw.GetDeployment(ctx, &apigatewayv2.GetDeploymentInput{ApiId: &a.id, DeploymentId: stage().DeploymentId}))(t)
	if d.DeploymentStatus != types.DeploymentStatusDeployed || *d.Description != "Automatic deployment triggered by changes to the Api configuration" {
		t.Errorf("deployment %+v", d)
	}
}

func TestStages(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	w.function(guideHandler)
	a := w.api("GET /user")
	ctx := t.Context()
	a.get("/dev/user").want(t, http.StatusOK, `{"message":"Welcome User!"}`)

	// A stage without automatic deployment serves nothing.
	manual := aws.String("manual")
	ok(w.gw.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: &a.id, StageName: manual}))(t)
	a.get("/manual/user").want(t, http.StatusNotFound, notFound)
	ok(w.gw.UpdateStage(ctx, &apigatewayv2.UpdateStageInput{ApiId: &a.id, StageName: manual, AutoDeploy: aws.Bool(true)}))(t)
	a.get("/manual/user").want(t, http.StatusOK, `{"message":"Welcome User!"}`)
	ok(w.gw.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: &a.id, StageName: aws.String("$default"), AutoDeploy: aws.Bool(true)}))(t)
	a.get("/user").want(t, http.StatusOK, `{"message":"Welcome User!"}`)
	a.get("/$default/user").want(t, http.StatusNotFound, notFound)

	if all := ok(w.gw.GetStages(ctx, &apigatewayv2.GetStagesInput{ApiId: &a.id}))(t).Items; len(all) != 3 {
		t.Errorf("%d stages", len(all))
	}
	ok(w.gw.DeleteStage(ctx, &apigatewayv2.DeleteStageInput{ApiId: &a.id, StageName: manual}))(t)
	a.get("/manual/user").want(t, http.StatusNotFound, notFound)
	_, err := w.gw.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &a.id, StageName: manual})
	wantError(t, err, http.StatusNotFound, "NotFoundException", "manual")
	_, err = w.gw.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: &a.id, StageName: aws.String("a/b")})
	wantError(t, err, http.StatusBadRequest, "BadRequestException", "Stage name")
	_, err = w.gw.CreateStage(ctx, &apigatewayv2.CreateStageInput{ApiId: &a.id, StageName: aws.String("x"), DeploymentId: aws.String("d")})
	wantError(t, err, http.StatusNotImplemented, "NotImplemented", "deploymentId")
}
