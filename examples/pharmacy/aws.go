package main

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/arn"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	gatewaytypes "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	iamtypes "github.com/aws/aws-sdk-go-v2/service/iam/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	lambdatypes "github.com/aws/aws-sdk-go-v2/service/lambda/types"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
)

const (
	tagKey      = "created-by"
	routeKey    = "GET /user"
	handler     = "index.handler"
	trustPolicy = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow",` +
		`"Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`

	// Time limits for changes on AWS to take effect.
	roleBudget     = 2 * time.Minute
	functionBudget = 2 * time.Minute
	deployBudget   = 2 * time.Minute
)

//go:embed function/index.js
var functionCode []byte

// code returns the error code of a response of AWS. The typed errors of the SDK are not
// used: each exists only for the operations that declare it.
func code(err error) string {
	var failure smithy.APIError
	if errors.As(err, &failure) {
		return failure.ErrorCode()
	}
	return ""
}

func missingOnAWS(err error) bool {
	switch code(err) {
	case "NoSuchEntity", "ResourceNotFoundException", "NotFoundException":
		return true
	}
	return false
}

// passingOnAWS reports whether an error of AWS may be temporary.
func passingOnAWS(err error) bool {
	switch code(err) {
	case "ConflictException", "ResourceConflictException", "TooManyRequestsException", "ConcurrentModification", "EntityAlreadyExists":
		return true
	}
	var answer *smithyhttp.ResponseError
	return errors.As(err, &answer) && answer.HTTPStatusCode() >= 500 && answer.HTTPStatusCode() != http.StatusNotImplemented
}

func (g *guide) checkAccount(ctx context.Context) (outcome, error) {
	identity, err := g.sts.GetCallerIdentity(ctx, &sts.GetCallerIdentityInput{})
	if err != nil {
		return outcome{}, err
	}
	caller, err := arn.Parse(aws.ToString(identity.Arn))
	if err != nil {
		return outcome{}, err
	}
	g.account, g.partition = aws.ToString(identity.Account), caller.Partition
	return checked("%s in %s, as %s", g.account, g.region, caller.Resource), nil
}

func (g *guide) arn(service, region, account, resource string) string {
	return arn.ARN{Partition: g.partition, Service: service, Region: region, AccountID: account, Resource: resource}.String()
}

func (g *guide) basicExecutionPolicy() string {
	return g.arn("iam", "", "aws", "policy/service-role/AWSLambdaBasicExecutionRole")
}

func (g *guide) ensureRole(ctx context.Context) (outcome, error) {
	got, err := g.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: &g.names.role})
	if missingOnAWS(err) {
		made, err := g.iam.CreateRole(ctx, &iam.CreateRoleInput{
			RoleName:                 &g.names.role,
			AssumeRolePolicyDocument: aws.String(trustPolicy),
			Description:              aws.String("Runs the pharmacy's function"),
			Tags:                     []iamtypes.Tag{{Key: aws.String(tagKey), Value: aws.String(marker)}},
		})
		if err != nil {
			return outcome{}, err
		}
		g.roleARN, g.roleMade = aws.ToString(made.Role.Arn), aws.ToTime(made.Role.CreateDate)
		return created("%s", g.roleARN), nil
	}
	if err != nil {
		return outcome{}, err
	}
	if roleTag(got.Role) != marker {
		return outcome{}, notOurs("an IAM role", g.names.role)
	}
	g.roleARN, g.roleMade = aws.ToString(got.Role.Arn), aws.ToTime(got.Role.CreateDate)
	if sameJSON(aws.ToString(got.Role.AssumeRolePolicyDocument), trustPolicy) {
		return found("%s", g.roleARN), nil
	}
	_, err = g.iam.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{
		RoleName: &g.names.role, PolicyDocument: aws.String(trustPolicy),
	})
	return updated("%s: trust policy", g.roleARN), err
}

func roleTag(role *iamtypes.Role) string {
	for _, tag := range role.Tags {
		if aws.ToString(tag.Key) == tagKey {
			return aws.ToString(tag.Value)
		}
	}
	return ""
}

// sameJSON reports whether a percent-encoded document from IAM equals want.
func sameJSON(encoded, want string) bool {
	document, err := url.PathUnescape(encoded)
	if err != nil {
		return false
	}
	var a, b any
	if json.Unmarshal([]byte(document), &a) != nil || json.Unmarshal([]byte(want), &b) != nil {
		return false
	}
	left, _ := json.Marshal(a)
	right, _ := json.Marshal(b)
	return bytes.Equal(left, right)
}

func (g *guide) ensureRolePolicy(ctx context.Context) (outcome, error) {
	policy := g.basicExecutionPolicy()
	attached, err := g.policies(ctx)
	if err != nil {
		return outcome{}, err
	}
	if slices.Contains(attached, policy) {
		return found("%s", policy), nil
	}
	_, err = g.iam.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: &g.names.role, PolicyArn: &policy})
	return created("%s", policy), err
}

// policies lists the policies that are attached to the role.
func (g *guide) policies(ctx context.Context) ([]string, error) {
	var all []string
	pages := iam.NewListAttachedRolePoliciesPaginator(g.iam, &iam.ListAttachedRolePoliciesInput{RoleName: &g.names.role})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, policy := range page.AttachedPolicies {
			all = append(all, aws.ToString(policy.PolicyArn))
		}
	}
	return all, nil
}

// functionZip returns the same bytes for the same code, so that the digest shows
// whether the function is current.
func functionZip() ([]byte, error) {
	var buf bytes.Buffer
	archive := zip.NewWriter(&buf)
	header := &zip.FileHeader{Name: "index.js", Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)}
	header.SetMode(0o644)
	file, err := archive.CreateHeader(header)
	if err != nil {
		return nil, err
	}
	if _, err := file.Write(functionCode); err != nil {
		return nil, err
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return buf.Bytes(), nil
}

func (g *guide) ensureFunction(ctx context.Context) (outcome, error) {
	code, err := functionZip()
	if err != nil {
		return outcome{}, err
	}
	var o outcome
	got, err := g.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: &g.names.function})
	switch {
	case missingOnAWS(err):
		o, err = g.createFunction(ctx, code)
	case err == nil:
		o, err = g.updateFunction(ctx, code, got)
	}
	if err != nil {
		return outcome{}, err
	}
	return o, g.awaitFunction(ctx)
}

// createFunction repeats the creation while Lambda does not know the role yet: a new
// role reaches Lambda after some seconds.
func (g *guide) createFunction(ctx context.Context, zipped []byte) (outcome, error) {
	err := g.poll(ctx, "waiting until Lambda can assume the role", roleBudget, func(ctx context.Context) (bool, error) {
		made, err := g.lambda.CreateFunction(ctx, &lambda.CreateFunctionInput{
			FunctionName: &g.names.function,
			Runtime:      lambdatypes.Runtime(g.config.runtime),
			Handler:      aws.String(handler),
			Role:         &g.roleARN,
			Code:         &lambdatypes.FunctionCode{ZipFile: zipped},
			Description:  aws.String("Greets the users of the pharmacy"),
			Tags:         map[string]string{tagKey: marker},
		})
		if err == nil {
			g.functionARN = aws.ToString(made.FunctionArn)
			return true, nil
		}
		var failure smithy.APIError
		if errors.As(err, &failure) && failure.ErrorCode() == "InvalidParameterValueException" &&
			strings.Contains(failure.ErrorMessage(), "cannot be assumed by Lambda") {
			return false, nil
		}
		return false, err
	})
	return created("%s, %s", g.functionARN, g.config.runtime), err
}

// updateFunction corrects the code and then the configuration: Lambda refuses the
// second update while the first is in progress.
func (g *guide) updateFunction(ctx context.Context, zipped []byte, got *lambda.GetFunctionOutput) (outcome, error) {
	if got.Tags[tagKey] != marker {
		return outcome{}, notOurs("a Lambda function", g.names.function)
	}
	now := got.Configuration
	if g.olderThanRole(aws.ToString(now.LastModified)) {
		_, err := g.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &g.names.function})
		if err != nil && !missingOnAWS(err) {
			return outcome{}, err
		}
		return g.createFunction(ctx, zipped)
	}
	g.functionARN = aws.ToString(now.FunctionArn)
	if err := g.awaitFunction(ctx); err != nil {
		return outcome{}, err
	}
	sum := sha256.Sum256(zipped)
	sameCode := aws.ToString(now.CodeSha256) == base64.StdEncoding.EncodeToString(sum[:])
	sameSettings := string(now.Runtime) == g.config.runtime && aws.ToString(now.Handler) == handler &&
		aws.ToString(now.Role) == g.roleARN
	if sameCode && sameSettings {
		return found("%s, %s", g.functionARN, now.Runtime), nil
	}
	if !sameSettings {
		_, err := g.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{
			FunctionName: &g.names.function,
			Runtime:      lambdatypes.Runtime(g.config.runtime),
			Handler:      aws.String(handler),
			Role:         &g.roleARN,
		})
		if err != nil {
			return outcome{}, err
		}
		if err := g.awaitFunction(ctx); err != nil {
			return outcome{}, err
		}
	}
	if !sameCode {
		_, err := g.lambda.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{
			FunctionName: &g.names.function, ZipFile: zipped,
		})
		if err != nil {
			return outcome{}, err
		}
	}
	return updated("%s, %s", g.functionARN, g.config.runtime), nil
}

// olderThanRole reports whether the function was created with an earlier role of the
// same name. Lambda does not detect that such a role was deleted: updates succeed, and
// calls fail.
func (g *guide) olderThanRole(lastModified string) bool {
	modified, err := time.Parse("2006-01-02T15:04:05.000-0700", lastModified)
	return err == nil && modified.Before(g.roleMade)
}

// awaitFunction waits until the function can be called and changed. The SDK's waiters
// fail for a new function that some servers do not know yet.
func (g *guide) awaitFunction(ctx context.Context) error {
	return g.poll(ctx, "waiting for the function", functionBudget, func(ctx context.Context) (bool, error) {
		now, err := g.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: &g.names.function})
		if missingOnAWS(err) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if now.State == lambdatypes.StateFailed || now.LastUpdateStatus == lambdatypes.LastUpdateStatusFailed {
			return false, fmt.Errorf("the function failed: %s %s", aws.ToString(now.StateReason), aws.ToString(now.LastUpdateStatusReason))
		}
		// A function that has not been called for a long time is Inactive until the
		// next call.
		ready := now.State == lambdatypes.StateActive || now.State == lambdatypes.StateInactive
		return ready && now.LastUpdateStatus != lambdatypes.LastUpdateStatusInProgress, nil
	})
}

// findAPI returns the API that an earlier run created. Names of APIs are not
// unique.
func (g *guide) findAPI(ctx context.Context) (*gatewaytypes.Api, error) {
	var match *gatewaytypes.Api
	input := &apigatewayv2.GetApisInput{}
	for {
		page, err := g.gateway.GetApis(ctx, input)
		if err != nil {
			return nil, err
		}
		for _, api := range page.Items {
			if aws.ToString(api.Name) != g.names.api || api.Tags[tagKey] != marker {
				continue
			}
			if match != nil {
				return nil, fmt.Errorf("there are two HTTP APIs %q with the tag %s=%s (%s, %s): delete one",
					g.names.api, tagKey, marker, aws.ToString(match.ApiId), aws.ToString(api.ApiId))
			}
			match = &api
		}
		if input.NextToken = page.NextToken; input.NextToken == nil {
			return match, nil
		}
	}
}

func (g *guide) ensureAPI(ctx context.Context) (outcome, error) {
	api, err := g.findAPI(ctx)
	if err != nil {
		return outcome{}, err
	}
	if api != nil {
		g.apiID, g.endpoint = aws.ToString(api.ApiId), aws.ToString(api.ApiEndpoint)
		return found("%s at %s", g.apiID, g.endpoint), nil
	}
	made, err := g.gateway.CreateApi(ctx, &apigatewayv2.CreateApiInput{
		Name: &g.names.api, ProtocolType: gatewaytypes.ProtocolTypeHttp, Tags: map[string]string{tagKey: marker},
	})
	if err != nil {
		return outcome{}, err
	}
	g.apiID, g.endpoint = aws.ToString(made.ApiId), aws.ToString(made.ApiEndpoint)
	return created("%s at %s", g.apiID, g.endpoint), nil
}

// url returns the base URL of the pharmacy's API.
func (g *guide) url() string { return g.endpoint + "/" + g.names.stage + "/user" }

func (g *guide) ensureIntegration(ctx context.Context) (outcome, error) {
	input := &apigatewayv2.GetIntegrationsInput{ApiId: &g.apiID}
	for {
		page, err := g.gateway.GetIntegrations(ctx, input)
		if err != nil {
			return outcome{}, err
		}
		for _, have := range page.Items {
			if aws.ToString(have.IntegrationUri) == g.functionARN && aws.ToString(have.PayloadFormatVersion) == "2.0" {
				g.integrationID = aws.ToString(have.IntegrationId)
				return found("%s", g.integrationID), nil
			}
		}
		if input.NextToken = page.NextToken; input.NextToken == nil {
			break
		}
	}
	made, err := g.gateway.CreateIntegration(ctx, &apigatewayv2.CreateIntegrationInput{
		ApiId:                &g.apiID,
		IntegrationType:      gatewaytypes.IntegrationTypeAwsProxy,
		IntegrationMethod:    aws.String(http.MethodPost),
		IntegrationUri:       &g.functionARN,
		PayloadFormatVersion: aws.String("2.0"),
	})
	if err != nil {
		return outcome{}, err
	}
	g.integrationID = aws.ToString(made.IntegrationId)
	return created("%s", g.integrationID), nil
}

// findRoute returns the route, or nil if it does not exist.
func (g *guide) findRoute(ctx context.Context) (*gatewaytypes.Route, error) {
	input := &apigatewayv2.GetRoutesInput{ApiId: &g.apiID}
	for {
		page, err := g.gateway.GetRoutes(ctx, input)
		if err != nil {
			return nil, err
		}
		for _, route := range page.Items {
			if aws.ToString(route.RouteKey) == routeKey {
				return &route, nil
			}
		}
		if input.NextToken = page.NextToken; input.NextToken == nil {
			return nil, nil
		}
	}
}

// ensureRoute creates the route without an authorizer, as the guide does. A later run
// does not remove the authorizer.
func (g *guide) ensureRoute(ctx context.Context) (outcome, error) {
	target := "integrations/" + g.integrationID
	route, err := g.findRoute(ctx)
	if err != nil {
		return outcome{}, err
	}
	if route == nil {
		made, err := g.gateway.CreateRoute(ctx, &apigatewayv2.CreateRouteInput{
			ApiId: &g.apiID, RouteKey: aws.String(routeKey), Target: &target,
			AuthorizationType: gatewaytypes.AuthorizationTypeNone,
		})
		if err != nil {
			return outcome{}, err
		}
		g.routeID = aws.ToString(made.RouteId)
		return created("%s %s", g.routeID, routeKey), nil
	}
	g.routeID = aws.ToString(route.RouteId)
	if aws.ToString(route.Target) == target {
		return found("%s %s", g.routeID, routeKey), nil
	}
	_, err = g.gateway.UpdateRoute(ctx, &apigatewayv2.UpdateRouteInput{ApiId: &g.apiID, RouteId: &g.routeID, Target: &target})
	return updated("%s %s: target", g.routeID, routeKey), err
}

// statementID contains the API's id, so that a statement for a deleted API can be
// recognized.
func (g *guide) statementID() string { return "apigateway-" + g.apiID + "-get-user" }

func (g *guide) ensurePermission(ctx context.Context) (outcome, error) {
	id := g.statementID()
	policy, err := g.lambda.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: &g.names.function})
	if err != nil && !missingOnAWS(err) {
		return outcome{}, err
	}
	if err == nil && hasStatement(aws.ToString(policy.Policy), id) {
		return found("%s", id), nil
	}
	source := g.arn("execute-api", g.region, g.account, g.apiID+"/*/GET/user")
	_, err = g.lambda.AddPermission(ctx, &lambda.AddPermissionInput{
		FunctionName: &g.names.function,
		StatementId:  &id,
		Action:       aws.String("lambda:InvokeFunction"),
		Principal:    aws.String("apigateway.amazonaws.com"),
		SourceArn:    &source,
	})
	return created("%s for %s", id, source), err
}

func hasStatement(policy, id string) bool {
	var document struct{ Statement []struct{ Sid string } }
	if json.Unmarshal([]byte(policy), &document) != nil {
		return false
	}
	return slices.ContainsFunc(document.Statement, func(s struct{ Sid string }) bool { return s.Sid == id })
}

func (g *guide) ensureStage(ctx context.Context) (outcome, error) {
	stage, err := g.gateway.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &g.apiID, StageName: &g.names.stage})
	switch {
	case missingOnAWS(err):
		_, err = g.gateway.CreateStage(ctx, &apigatewayv2.CreateStageInput{
			ApiId: &g.apiID, StageName: &g.names.stage, AutoDeploy: aws.Bool(true),
		})
		return created("%s, deploys changes by itself", g.names.stage), err
	case err != nil:
		return outcome{}, err
	case aws.ToBool(stage.AutoDeploy):
		return found("%s, deploys changes by itself", g.names.stage), nil
	}
	_, err = g.gateway.UpdateStage(ctx, &apigatewayv2.UpdateStageInput{
		ApiId: &g.apiID, StageName: &g.names.stage, AutoDeploy: aws.Bool(true),
	})
	return updated("%s, deploys changes by itself", g.names.stage), err
}

// findAuthorizer returns the authorizer, or nil if it does not exist.
func (g *guide) findAuthorizer(ctx context.Context) (*gatewaytypes.Authorizer, error) {
	input := &apigatewayv2.GetAuthorizersInput{ApiId: &g.apiID}
	for {
		page, err := g.gateway.GetAuthorizers(ctx, input)
		if err != nil {
			return nil, err
		}
		for _, authorizer := range page.Items {
			if aws.ToString(authorizer.Name) == g.names.authorizer {
				return &authorizer, nil
			}
		}
		if input.NextToken = page.NextToken; input.NextToken == nil {
			return nil, nil
		}
	}
}

// ensureAuthorizer takes the issuer from the organization's discovery document: it must
// equal the iss of the tokens exactly, and API Gateway reads the document of that
// issuer while it creates the authorizer.
func (g *guide) ensureAuthorizer(ctx context.Context) (outcome, error) {
	have, err := g.findAuthorizer(ctx)
	if err != nil {
		return outcome{}, err
	}
	want := &gatewaytypes.JWTConfiguration{Issuer: &g.issuer, Audience: []string{g.clientID}}
	switch {
	case have == nil:
		made, err := g.gateway.CreateAuthorizer(ctx, &apigatewayv2.CreateAuthorizerInput{
			ApiId:            &g.apiID,
			Name:             &g.names.authorizer,
			AuthorizerType:   gatewaytypes.AuthorizerTypeJwt,
			IdentitySource:   []string{"$request.header.Authorization"},
			JwtConfiguration: want,
		})
		if err != nil {
			return outcome{}, issuerTrouble(err)
		}
		g.authorizerID = aws.ToString(made.AuthorizerId)
		return created("%s trusts %s", g.authorizerID, g.issuer), nil
	case sameAuthorizer(have.JwtConfiguration, want):
		g.authorizerID = aws.ToString(have.AuthorizerId)
		return found("%s trusts %s", g.authorizerID, g.issuer), nil
	}
	g.authorizerID = aws.ToString(have.AuthorizerId)
	_, err = g.gateway.UpdateAuthorizer(ctx, &apigatewayv2.UpdateAuthorizerInput{
		ApiId: &g.apiID, AuthorizerId: &g.authorizerID, JwtConfiguration: want,
	})
	return updated("%s trusts %s", g.authorizerID, g.issuer), issuerTrouble(err)
}

func sameAuthorizer(have, want *gatewaytypes.JWTConfiguration) bool {
	return have != nil && aws.ToString(have.Issuer) == aws.ToString(want.Issuer) && slices.Equal(have.Audience, want.Audience)
}

// issuerTrouble marks the failure to reach the issuer. API Gateway asks for a retry in
// this case.
func issuerTrouble(err error) error {
	if code(err) == "BadRequestException" && strings.Contains(err.Error(), "try again later") {
		return fmt.Errorf("%w: %w", errAgain, err)
	}
	return err
}

func (g *guide) ensureSecuredRoute(ctx context.Context) (outcome, error) {
	route, err := g.findRoute(ctx)
	if err != nil {
		return outcome{}, err
	}
	scopes := []string{g.names.callScope}
	if route != nil && route.AuthorizationType == gatewaytypes.AuthorizationTypeJwt &&
		aws.ToString(route.AuthorizerId) == g.authorizerID && slices.Equal(route.AuthorizationScopes, scopes) {
		return found("%s asks for %s", routeKey, g.names.callScope), nil
	}
	_, err = g.gateway.UpdateRoute(ctx, &apigatewayv2.UpdateRouteInput{
		ApiId:               &g.apiID,
		RouteId:             &g.routeID,
		AuthorizationType:   gatewaytypes.AuthorizationTypeJwt,
		AuthorizerId:        &g.authorizerID,
		AuthorizationScopes: scopes,
	})
	return updated("%s asks for %s", routeKey, g.names.callScope), err
}

// awaitLock waits until all servers have the deployment: for a while, some respond with
// the old one.
func (g *guide) awaitLock(ctx context.Context) (outcome, error) {
	const enough = 3
	refused := 0
	err := g.poll(ctx, "waiting until every call without a token is refused", deployBudget,
		func(ctx context.Context) (bool, error) {
			if err := g.deploymentFailed(ctx); err != nil {
				return false, err
			}
			answer, err := g.call(ctx, secret.String{})
			if err != nil || answer.status != http.StatusUnauthorized {
				refused = 0
				return false, nil
			}
			refused++
			return refused >= enough, nil
		})
	return checked("%s refused %d calls in a row", g.url(), enough), err
}

// deploymentFailed returns the error of the stage's last deployment, if it
// failed.
func (g *guide) deploymentFailed(ctx context.Context) error {
	stage, err := g.gateway.GetStage(ctx, &apigatewayv2.GetStageInput{ApiId: &g.apiID, StageName: &g.names.stage})
	if err != nil {
		return err
	}
	if message := aws.ToString(stage.LastDeploymentStatusMessage); strings.HasPrefix(message, "Deployment attempt failed") {
		// The first deployment of a new stage may fail because there was no route yet;
		// a later one succeeds.
		if !strings.Contains(message, "routes exist") {
			return errors.New(message)
		}
	}
	return nil
}
