package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

// newGuide returns a guide on an AWS account and an organization.
func newGuide(c config, cfg aws.Config, organization *asgardeo.Client) *guide {
	return &guide{
		config:   c,
		names:    newNames(c),
		region:   cfg.Region,
		sts:      sts.NewFromConfig(cfg),
		iam:      iam.NewFromConfig(cfg),
		lambda:   lambda.NewFromConfig(cfg),
		gateway:  apigatewayv2.NewFromConfig(cfg, func(o *apigatewayv2.Options) { o.Retryer = patient() }),
		asgardeo: organization,
		// Each call uses a new connection, and so a new DNS look-up: the API's host
		// name exists only some time after the API.
		http: &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DisableKeepAlives: true,
		}},
	}
}

// patient returns the retryer for API Gateway. It allows only ten changes a second for
// the whole account.
func patient() aws.Retryer {
	return retry.NewStandard(func(o *retry.StandardOptions) {
		o.MaxAttempts = 8
		o.Retryables = append([]retry.IsErrorRetryable{retry.IsErrorRetryableFunc(concurrentChange)}, o.Retryables...)
	})
}

// concurrentChange recognizes the error of API Gateway during another change of the
// same API. The AWS SDK does not retry after it.
func concurrentChange(err error) aws.Ternary {
	var failure smithy.APIError
	if errors.As(err, &failure) && failure.ErrorCode() == "ConflictException" &&
		strings.Contains(strings.ToLower(failure.ErrorMessage()), "try again later") {
		return aws.TrueTernary
	}
	return aws.UnknownTernary
}

// connectStandIns starts an organization and an AWS inside this process. Their state is
// lost when the process ends.
func connectStandIns(_ context.Context, c config) (*guide, func(), error) {
	cloud, err := localaws.Start(localaws.Options{})
	if err != nil {
		return nil, nil, err
	}
	organization := asgardeotest.NewServer(asgardeotest.WithOrganization("pharmacy"))
	stop := func() {
		organization.Close()
		_ = cloud.Close()
	}
	if c.faults {
		injectFaults(cloud, organization)
	}
	as := func(clientID, clientSecret string, scopes ...string) (*asgardeo.Client, error) {
		return asgardeo.New(organization.Organization, asgardeo.WithBaseURL(organization.URL),
			asgardeo.WithClientCredentials(clientID, clientSecret), asgardeo.WithScopes(scopes...))
	}
	client, err := as(organization.ClientID, organization.ClientSecret, managementScopes()...)
	if err != nil {
		stop()
		return nil, nil, err
	}
	g := newGuide(c, cloud.Config(), client)
	g.as = as
	return g, stop, nil
}

// injectFaults makes critical operations of the stand-ins fail once or a few times, as
// the clouds do.
func injectFaults(cloud *localaws.Server, organization *asgardeotest.Server) {
	cloud.Inject(localaws.Fault{Operation: "CreateFunction", Status: 400, Code: "InvalidParameterValueException",
		Message: "The role defined for the function cannot be assumed by Lambda.", Times: 5})
	cloud.Inject(localaws.Fault{Operation: "CreateStage", Status: 409, Code: "ConflictException",
		Message: "Unable to complete operation due to concurrent modification. Please try again later."})
	cloud.Inject(localaws.Fault{Operation: "CreateRoute", Status: 429, Code: "TooManyRequestsException", Message: "Too Many Requests"})
	organization.Inject(asgardeotest.Fault{Operation: "applications.Create", Status: 429, Times: 1})
	organization.Inject(asgardeotest.Fault{Operation: "scim.Users.Create", Status: 503, Times: 1})
}

// connectLive uses the AWS account and the organization that the environment
// configures.
func connectLive(ctx context.Context, c config) (*guide, func(), error) {
	client, err := asgardeo.NewFromEnv(asgardeo.WithScopes(managementScopes()...), asgardeo.WithUserAgent("pharmacy"))
	if err != nil {
		return nil, nil, err
	}
	cfg, err := awsconfig.LoadDefaultConfig(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("the AWS configuration: %w", err)
	}
	if cfg.Region == "" {
		return nil, nil, errors.New("no AWS region: set AWS_REGION, or one for the profile")
	}
	g := newGuide(c, cfg, client)
	g.as = func(clientID, clientSecret string, scopes ...string) (*asgardeo.Client, error) {
		return asgardeo.NewFromEnv(asgardeo.WithClientCredentials(clientID, clientSecret), asgardeo.WithScopes(scopes...))
	}
	return g, func() {}, nil
}

// userPassword returns the password for a new user.
func userPassword() string {
	if password := os.Getenv("PHARMACY_USER_PASSWORD"); password != "" {
		return password
	}
	return randomPassword()
}
