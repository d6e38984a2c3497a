package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sts"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
)

// marker identifies the resources that this program created: it is a tag on AWS, and
// part of a description or an external id in Asgardeo.
const marker = "asgardeo-go-pharmacy"

// scope is a permission that the pharmacy's API defines.
type scope struct{ name, display string }

// apiScopes returns the scopes of the API. Their names are unique in the organization, hence the suffix.
func apiScopes(suffix string) []scope {
	return []scope{
		{"get_pharmacy_user" + suffix, "getPharmacyUser"},
		{"create_pharmacy_user" + suffix, "createPharmacyUser"},
		{"update_pharmacy_user" + suffix, "updatePharmacyUser"},
	}
}

// names are the names of the resources: those of the guide, plus the suffix.
type names struct {
	role, function, api, stage, authorizer string
	resource, application, user, userRole  string
	scopes                                 []scope
	// A call requires callScope; otherScope is not sufficient.
	callScope, otherScope string
}

func newNames(c config) names {
	scopes := apiScopes(c.suffix)
	return names{
		role:        "LambdaExecutionRole" + c.suffix,
		function:    "PharmacyUserFunction" + c.suffix,
		api:         "PharmacyUserAPI" + c.suffix,
		stage:       "dev",
		authorizer:  "AsgardeoJWTAuthorizer" + c.suffix,
		resource:    "dev/user" + c.suffix,
		application: "pharmacyApp" + c.suffix,
		user:        withSuffix(c.user, c.suffix),
		userRole:    "PharmacyUser" + c.suffix,
		scopes:      scopes,
		callScope:   scopes[0].name,
		otherScope:  scopes[1].name,
	}
}

func (n names) scopeNames() []string {
	list := make([]string, len(n.scopes))
	for i, s := range n.scopes {
		list[i] = s.name
	}
	return list
}

// withSuffix inserts the suffix such that a mail address stays valid.
func withSuffix(user, suffix string) string {
	local, host, isMail := strings.Cut(user, "@")
	if !isMail {
		return user + suffix
	}
	return local + suffix + "@" + host
}

func validSuffix(suffix string) bool {
	return regexp.MustCompile(`^[A-Za-z0-9_-]{0,20}$`).MatchString(suffix)
}

// guide performs the steps of the guide. Each step ensures one resource: it finds it,
// creates it if it is missing and corrects it if it differs. A step can therefore be
// repeated, after a failure or by a later run.
type guide struct {
	config config
	names  names
	out    *report

	sts      *sts.Client
	iam      *iam.Client
	lambda   *lambda.Client
	gateway  *apigatewayv2.Client
	asgardeo *asgardeo.Client
	// as returns a client of the organization with other credentials.
	as func(clientID, clientSecret string, scopes ...string) (*asgardeo.Client, error)
	// http calls the pharmacy's API.
	http *http.Client

	// Results of steps that later steps use.
	account, partition, region string
	issuer                     string
	roleARN, functionARN       string
	roleMade                   time.Time
	apiID, endpoint            string
	integrationID, routeID     string
	authorizerID               string
	resourceID                 string
	appID, clientID            string
	clientSecret               secret.String
	userID, userRoleID         string
}

// outcome is the action of a step, and its object.
type outcome struct{ verb, detail string }

func checked(format string, args ...any) outcome { return outcome{"ok", fmt.Sprintf(format, args...)} }
func created(format string, args ...any) outcome {
	return outcome{"created", fmt.Sprintf(format, args...)}
}
func found(format string, args ...any) outcome { return outcome{"found", fmt.Sprintf(format, args...)} }
func updated(format string, args ...any) outcome {
	return outcome{"updated", fmt.Sprintf(format, args...)}
}
func deleted(format string, args ...any) outcome {
	return outcome{"deleted", fmt.Sprintf(format, args...)}
}
func gone(format string, args ...any) outcome { return outcome{"gone", fmt.Sprintf(format, args...)} }
func kept(format string, args ...any) outcome { return outcome{"kept", fmt.Sprintf(format, args...)} }

type step struct {
	name string
	run  func(context.Context) (outcome, error)
}

type section struct {
	title string
	steps []step
}

func (g *guide) sections() []section {
	return []section{
		{"Before anything is created", []step{
			{"AWS account", g.checkAccount},
			{"organization", g.checkOrganization},
			{"granted scopes", g.checkScopes},
		}},
		{"The function (guide, step 1)", []step{
			{"IAM role", g.ensureRole},
			{"role policy", g.ensureRolePolicy},
			{"Lambda function", g.ensureFunction},
		}},
		{"The HTTP API (guide, step 2)", []step{
			{"HTTP API", g.ensureAPI},
			{"integration", g.ensureIntegration},
			{"route", g.ensureRoute},
			{"invoke permission", g.ensurePermission},
			{"stage", g.ensureStage},
		}},
		{"Asgardeo (guide, step 3)", []step{
			{"API resource", g.ensureResource},
			{"application", g.ensureApplication},
			{"credentials", g.readCredentials},
			{"authorized API", g.ensureAuthorizedAPI},
			{"role audience", g.ensureAudience},
		}},
		{"The lock (guide, step 4)", []step{
			{"JWT authorizer", g.ensureAuthorizer},
			{"secured route", g.ensureSecuredRoute},
			{"deployment", g.awaitLock},
		}},
		{"User and role (guide, step 5)", []step{
			{"user", g.ensureUser},
			{"role", g.ensureUserRole},
		}},
		{"The proof", []step{
			{"without a token", g.proveNoToken},
			{"without the scope", g.proveWrongScope},
			{"with token and scope", g.proveAccess},
			{"user holds the role", g.proveRole},
		}},
	}
}

func (g *guide) run(ctx context.Context) error {
	start := time.Now()
	for _, s := range g.sections() {
		g.out.section(s.title)
		for _, step := range s.steps {
			if err := g.do(ctx, step); err != nil {
				return err
			}
		}
	}
	g.out.note("\nThe token of an application gets its scopes from the APIs that it is authorized for; roles, such as")
	g.out.note("%s, count in tokens of users only. Hence \"User\": the application's token contains no user.", g.names.userRole)
	g.out.note("\nEverything holds, after %s.", time.Since(start).Round(10*time.Millisecond))
	return nil
}

// do performs one step and reports it. After a temporary failure it repeats the whole
// step. The step searches first, so that a resource that the failed attempt did create
// is found, and not created twice.
func (g *guide) do(ctx context.Context, s step) error {
	const attempts = 5
	start := time.Now()
	g.out.begin(s.name)
	for n := 1; ; n++ {
		o, err := s.run(ctx)
		if err == nil {
			g.out.done(s.name, o, time.Since(start))
			return nil
		}
		if n < attempts && passing(err) {
			g.out.waiting("trying again")
			if pause(ctx, time.Duration(n)*300*time.Millisecond) == nil {
				continue
			}
		}
		g.out.failed()
		return fmt.Errorf("%s: %w", s.name, err)
	}
}

// errAgain marks a temporary state.
var errAgain = errors.New("not yet as it should be")

// notOurs is the error for a resource with a name of this program that the program did
// not create. It is not changed.
func notOurs(what, name string) error {
	return fmt.Errorf("there is %s %q that this program did not create: choose other names with -suffix", what, name)
}

// passing reports whether a step may succeed if it is repeated. That includes a
// conflict: another attempt has created the resource, and the repeated step will find
// it.
func passing(err error) bool {
	for _, kind := range []error{errAgain, asgardeo.ErrServer, asgardeo.ErrRateLimited, asgardeo.ErrConflict} {
		if errors.Is(err, kind) {
			return true
		}
	}
	return passingOnAWS(err)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// poll repeats try until it reports true or the budget is spent, for states that the
// cloud reaches by itself. The pauses grow from attempt to attempt.
func (g *guide) poll(ctx context.Context, reason string, budget time.Duration, try func(context.Context) (bool, error)) error {
	const first, last = 100 * time.Millisecond, 3 * time.Second
	ctx, cancel := context.WithTimeoutCause(ctx, budget, fmt.Errorf("gave up after %s: %s", budget, reason))
	defer cancel()
	for wait := first; ; wait = min(wait*3/2, last) {
		ok, err := try(ctx)
		if err == nil && ok {
			return nil
		}
		if err != nil && ctx.Err() == nil {
			return err
		}
		g.out.waiting(reason)
		if pause(ctx, wait) != nil {
			if err == nil {
				err = context.Cause(ctx)
			}
			return fmt.Errorf("%w (%w)", context.Cause(ctx), err)
		}
	}
}
