package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// teardown removes only resources that a run created. A step that fails does not stop
// the others.
func (g *guide) teardown(ctx context.Context) error {
	g.out.section("Before anything is removed")
	for _, s := range g.sections()[0].steps {
		if err := g.do(ctx, s); err != nil {
			return err
		}
	}
	g.out.section("Teardown")
	var failures []error
	for _, s := range []step{
		{"HTTP API", g.removeAPI},
		{"Lambda function", g.removeFunction},
		{"IAM role", g.removeRole},
		{"role", g.removeUserRole},
		{"user", g.removeUser},
		{"application", g.removeApplication},
		{"API resource", g.removeResource},
	} {
		if err := g.do(ctx, s); err != nil {
			failures = append(failures, err)
			g.out.note("  failed   %v", err)
		}
	}
	if len(failures) > 0 {
		return fmt.Errorf("%d of the removals failed: run -teardown again", len(failures))
	}
	g.out.note("\nNothing is left but the function's log group, /aws/lambda/%s, if it was ever called on AWS.", g.names.function)
	return nil
}

// removeAPI also removes the routes, integrations, authorizers and stages of
// the API.
func (g *guide) removeAPI(ctx context.Context) (outcome, error) {
	api, err := g.findAPI(ctx)
	if err != nil {
		return outcome{}, err
	}
	if api == nil {
		return gone("%s", g.names.api), nil
	}
	_, err = g.gateway.DeleteApi(ctx, &apigatewayv2.DeleteApiInput{ApiId: api.ApiId})
	if err != nil && !missingOnAWS(err) {
		return outcome{}, err
	}
	return deleted("%s", aws.ToString(api.ApiId)), nil
}

func (g *guide) removeFunction(ctx context.Context) (outcome, error) {
	got, err := g.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: &g.names.function})
	if missingOnAWS(err) {
		return gone("%s", g.names.function), nil
	}
	if err != nil {
		return outcome{}, err
	}
	if got.Tags[tagKey] != marker {
		return kept("%s: this program did not create it", g.names.function), nil
	}
	_, err = g.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: &g.names.function})
	if err != nil && !missingOnAWS(err) {
		return outcome{}, err
	}
	return deleted("%s", g.names.function), nil
}

func (g *guide) removeRole(ctx context.Context) (outcome, error) {
	got, err := g.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: &g.names.role})
	if missingOnAWS(err) {
		return gone("%s", g.names.role), nil
	}
	if err != nil {
		return outcome{}, err
	}
	if roleTag(got.Role) != marker {
		return kept("%s: this program did not create it", g.names.role), nil
	}
	attached, err := g.policies(ctx)
	if err != nil && !missingOnAWS(err) {
		return outcome{}, err
	}
	for _, policy := range attached {
		_, err := g.iam.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: &g.names.role, PolicyArn: &policy})
		if err != nil && !missingOnAWS(err) {
			return outcome{}, err
		}
	}
	inline := iam.NewListRolePoliciesPaginator(g.iam, &iam.ListRolePoliciesInput{RoleName: &g.names.role})
	for inline.HasMorePages() {
		page, err := inline.NextPage(ctx)
		if err != nil {
			return outcome{}, err
		}
		for _, name := range page.PolicyNames {
			_, err := g.iam.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: &g.names.role, PolicyName: &name})
			if err != nil && !missingOnAWS(err) {
				return outcome{}, err
			}
		}
	}
	_, err = g.iam.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: &g.names.role})
	if err != nil && !missingOnAWS(err) {
		return outcome{}, err
	}
	return deleted("%s", g.names.role), nil
}

// removed converts the result of a deletion to an outcome. A resource that does not
// exist any more counts as removed.
func removed(id string, err error) (outcome, error) {
	if errors.Is(err, asgardeo.ErrNotFound) {
		return gone("%s", id), nil
	}
	return deleted("%s", id), err
}

// removeUserRole removes the role if it is ours, that is, if our user has it.
func (g *guide) removeUserRole(ctx context.Context) (outcome, error) {
	role, err := g.findUserRole(ctx)
	if err != nil {
		return outcome{}, err
	}
	if role == nil {
		return gone("%s", g.names.userRole), nil
	}
	user, err := g.findUser(ctx)
	if err != nil {
		return outcome{}, err
	}
	if user == nil || user.ExternalID != marker || !refersTo(role.Users, user.ID) {
		return kept("%s: this program did not create it", role.DisplayName), nil
	}
	return removed(role.ID, g.asgardeo.SCIM.Roles.Delete(ctx, role.ID))
}

func (g *guide) removeUser(ctx context.Context) (outcome, error) {
	user, err := g.findUser(ctx)
	if err != nil {
		return outcome{}, err
	}
	if user == nil {
		return gone("%s", g.names.user), nil
	}
	if user.ExternalID != marker {
		return kept("%s: this program did not create it", user.UserName), nil
	}
	return removed(user.ID, g.asgardeo.SCIM.Users.Delete(ctx, user.ID))
}

func (g *guide) removeApplication(ctx context.Context) (outcome, error) {
	app, err := g.findApplication(ctx)
	if err != nil {
		return outcome{}, err
	}
	if app == nil {
		return gone("%s", g.names.application), nil
	}
	if app.Description != appDescription {
		return kept("%s: this program did not create it", app.Name), nil
	}
	return removed(app.ID, g.asgardeo.Applications.Delete(ctx, app.ID))
}

func (g *guide) removeResource(ctx context.Context) (outcome, error) {
	resource, err := g.findResource(ctx)
	if err != nil {
		return outcome{}, err
	}
	if resource == nil {
		return gone("%s", g.names.resource), nil
	}
	if resource.Description != resourceDescription {
		return kept("%s: this program did not create it", resource.Name), nil
	}
	return removed(resource.ID, g.asgardeo.APIResources.Delete(ctx, resource.ID))
}
