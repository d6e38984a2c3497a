package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// asProgram makes the test binary run the program, so that tests can run it with a
// separate environment and kill it.
const asProgram = "PHARMACY_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
	}
	os.Exit(m.Run())
}

// clouds are stand-ins outside the program, which keep their state when it
// ends.
type clouds struct {
	aws          *localaws.Server
	organization *asgardeotest.Server
}

func startClouds(t *testing.T, options ...asgardeotest.Option) clouds {
	t.Helper()
	cloud, err := localaws.Start(localaws.Options{RoleTries: 1, Pending: 5 * time.Millisecond, DeployLag: 20 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cloud.Close() })
	organization := asgardeotest.NewServer(options...)
	t.Cleanup(organization.Close)
	return clouds{cloud, organization}
}

// program returns the program with -live, with the stand-ins in place of the
// clouds.
func (c clouds) program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], append([]string{"-live"}, args...)...)
	cmd.Env = []string{
		asProgram + "=1",
		"HOME=" + t.TempDir(),
		"AWS_ENDPOINT_URL=" + c.aws.URL(),
		"AWS_REGION=us-east-1",
		"AWS_ACCESS_KEY_ID=local",
		"AWS_SECRET_ACCESS_KEY=local",
		"AWS_EC2_METADATA_DISABLED=true",
		"ASGARDEO_BASE_URL=" + c.organization.URL,
		"ASGARDEO_ORGANIZATION=" + c.organization.Organization,
		"ASGARDEO_CLIENT_ID=" + c.organization.ClientID,
		"ASGARDEO_CLIENT_SECRET=" + c.organization.ClientSecret,
	}
	return cmd
}

// run runs the program to its end.
func (c clouds) run(t *testing.T, args ...string) string {
	t.Helper()
	out, err := c.program(t, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

// inventory counts the resources that the program creates, with separate clients of the
// test.
func (c clouds) inventory(t *testing.T) map[string]int {
	t.Helper()
	ctx, cfg := t.Context(), c.aws.Config()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	count := map[string]int{}
	roles := iam.NewFromConfig(cfg)
	if _, err := roles.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("LambdaExecutionRole")}); err == nil {
		count["iam role"]++
	}
	functions := lambda.NewFromConfig(cfg)
	name := aws.String("PharmacyUserFunction")
	if _, err := functions.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: name}); err == nil {
		count["function"]++
		if policy, err := functions.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: name}); err == nil {
			count["permission"] = strings.Count(aws.ToString(policy.Policy), `"Sid"`)
		}
	}
	gateway := apigatewayv2.NewFromConfig(cfg)
	apis, err := gateway.GetApis(ctx, &apigatewayv2.GetApisInput{})
	must(err)
	for _, api := range apis.Items {
		count["api"]++
		integrations, err := gateway.GetIntegrations(ctx, &apigatewayv2.GetIntegrationsInput{ApiId: api.ApiId})
		must(err)
		routes, err := gateway.GetRoutes(ctx, &apigatewayv2.GetRoutesInput{ApiId: api.ApiId})
		must(err)
		stages, err := gateway.GetStages(ctx, &apigatewayv2.GetStagesInput{ApiId: api.ApiId})
		must(err)
		authorizers, err := gateway.GetAuthorizers(ctx, &apigatewayv2.GetAuthorizersInput{ApiId: api.ApiId})
		must(err)
		count["integration"] += len(integrations.Items)
		count["route"] += len(routes.Items)
		count["stage"] += len(stages.Items)
		count["authorizer"] += len(authorizers.Items)
	}
	client := c.client(t)
	for resource, err := range client.APIResources.All(ctx, nil) {
		must(err)
		if strings.HasPrefix(resource.Name, "dev/user") {
			count["api resource"]++
		}
	}
	for app, err := range client.Applications.All(ctx, nil) {
		must(err)
		if strings.HasPrefix(app.Name, "pharmacyApp") {
			count["application"]++
			list, err := client.Applications.AuthorizedAPIs.List(ctx, app.ID)
			must(err)
			count["authorized api"] += len(list)
		}
	}
	for user, err := range client.SCIM.Users.All(ctx, nil) {
		must(err)
		if strings.Contains(user.UserName, "kim") {
			count["user"]++
		}
	}
	for role, err := range client.SCIM.Roles.All(ctx, nil) {
		must(err)
		if strings.HasPrefix(role.DisplayName, "PharmacyUser") {
			count["user role"]++
		}
	}
	return count
}

func (c clouds) client(t *testing.T) *asgardeo.Client {
	t.Helper()
	return c.organization.NewClient()
}

// oneOfEach is the inventory after a complete run.
var oneOfEach = []string{
	"iam role", "function", "permission", "api", "integration", "route", "stage", "authorizer",
	"api resource", "application", "authorized api", "user", "user role",
}

func wantOneOfEach(t *testing.T, got map[string]int) {
	t.Helper()
	for _, what := range oneOfEach {
		if got[what] != 1 {
			t.Errorf("%s: there are %d, want 1", what, got[what])
		}
	}
}

// stepLine matches the line of a step that is done.
var stepLine = regexp.MustCompile(`^  [a-z]+ +\S.*\(\S+\)$`)

func wantProof(t *testing.T, output string) {
	t.Helper()
	for _, want := range []string{
		`without a token +401 \{"message":"Unauthorized"\}`,
		`without the scope +403 \{"message":"Forbidden"\}`,
		`with token and scope +200 \{"message":"Welcome User!"\}`,
		`user holds the role +DEFAULT/kim@gmail.com holds PharmacyUser, which permits get_pharmacy_user`,
	} {
		if !regexp.MustCompile(want).MatchString(output) {
			t.Errorf("the output lacks %q:\n%s", want, output)
		}
	}
}

func TestStandIns(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"-faults"}, {"-runtime", "nodejs24.x"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			var out, errs bytes.Buffer
			if status := run(args, &out, &errs); status != 0 || errs.Len() > 0 {
				t.Fatalf("status %d: %s\n%s", status, &errs, &out)
			}
			wantProof(t, out.String())
			if strings.ContainsAny(out.String(), "\r\x1b") {
				t.Error("control characters in output that is not for a terminal")
			}
		})
	}
}

func TestTeardownOfStandIns(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if status := run([]string{"-teardown"}, &out, &errs); status != 0 {
		t.Fatalf("status %d: %s\n%s", status, &errs, &out)
	}
	if got := strings.Count(out.String(), "\n  deleted "); got != 7 {
		t.Errorf("%d deletions, want 7:\n%s", got, &out)
	}
}

func TestSecondRunFindsEverything(t *testing.T) {
	t.Parallel()
	c := startClouds(t)
	wantProof(t, c.run(t))
	second := c.run(t)
	wantProof(t, second)
	if regexp.MustCompile(`(?m)^  (created|updated)`).MatchString(second) {
		t.Errorf("the second run changed something:\n%s", second)
	}
	wantOneOfEach(t, c.inventory(t))
}

// After a run that is killed after any step, the next run succeeds and creates nothing
// twice.
func TestKilledAfterAnyStep(t *testing.T) {
	t.Parallel()
	steps := 0
	for line := range strings.Lines(startClouds(t).run(t)) {
		if stepLine.MatchString(strings.TrimRight(line, "\n")) {
			steps++
		}
	}
	if steps < 20 {
		t.Fatalf("recognized only %d steps", steps)
	}
	for n := 1; n < steps; n++ {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			t.Parallel()
			c := startClouds(t)
			killAfter(t, c, n)
			wantProof(t, c.run(t))
			wantOneOfEach(t, c.inventory(t))
		})
	}
}

func killAfter(t *testing.T, c clouds, steps int) {
	t.Helper()
	cmd := c.program(t)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); steps > 0 && lines.Scan(); {
		if stepLine.MatchString(lines.Text()) {
			steps--
		}
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
}

func TestTeardown(t *testing.T) {
	t.Parallel()
	c := startClouds(t)
	c.run(t)
	first := c.run(t, "-teardown")
	if got := strings.Count(first, "\n  deleted "); got != 7 {
		t.Errorf("%d deletions, want 7:\n%s", got, first)
	}
	if left := c.inventory(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	second := c.run(t, "-teardown")
	if got := strings.Count(second, "\n  gone "); got != 7 {
		t.Errorf("%d gone, want 7:\n%s", got, second)
	}
}

func TestSuffix(t *testing.T) {
	t.Parallel()
	c := startClouds(t)
	c.run(t)
	if out := c.run(t, "-suffix", "-b"); !strings.Contains(out, "DEFAULT/kim-b@gmail.com") {
		t.Errorf("the user's name is not unique:\n%s", out)
	}
	got := c.inventory(t)
	for _, what := range []string{"api", "api resource", "application", "user", "user role"} {
		if got[what] != 2 {
			t.Errorf("%s: there are %d, want 2", what, got[what])
		}
	}
}

// If the API is deleted between two runs, the next API gets another id, and everything
// else must refer to it.
func TestAPIMadeAnew(t *testing.T) {
	t.Parallel()
	c := startClouds(t)
	c.run(t)
	gateway := apigatewayv2.NewFromConfig(c.aws.Config())
	apis, err := gateway.GetApis(t.Context(), &apigatewayv2.GetApisInput{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := gateway.DeleteApi(t.Context(), &apigatewayv2.DeleteApiInput{ApiId: apis.Items[0].ApiId}); err != nil {
		t.Fatal(err)
	}
	wantProof(t, c.run(t))
	got := c.inventory(t)
	got["permission"]-- // the old statement names an API that does not exist
	wantOneOfEach(t, got)
}

// If the function's role is deleted between two runs, the next run creates another role
// with that name, which the old function cannot use.
func TestRoleMadeAnew(t *testing.T) {
	t.Parallel()
	c := startClouds(t)
	c.run(t)
	roles, name := iam.NewFromConfig(c.aws.Config()), aws.String("LambdaExecutionRole")
	policy := aws.String("arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole")
	if _, err := roles.DetachRolePolicy(t.Context(), &iam.DetachRolePolicyInput{RoleName: name, PolicyArn: policy}); err != nil {
		t.Fatal(err)
	}
	if _, err := roles.DeleteRole(t.Context(), &iam.DeleteRoleInput{RoleName: name}); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	time.Sleep(now.Truncate(time.Second).Add(time.Second).Sub(now)) // times of IAM are in whole seconds
	wantProof(t, c.run(t))
	wantOneOfEach(t, c.inventory(t))
}

func TestResourcesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	c := startClouds(t)
	roles := iam.NewFromConfig(c.aws.Config())
	if _, err := roles.CreateRole(t.Context(), &iam.CreateRoleInput{
		RoleName: aws.String("lambdaexecutionrole"), AssumeRolePolicyDocument: aws.String(trustPolicy),
	}); err != nil {
		t.Fatal(err)
	}
	wantFailure(t, c.program(t), "did not create: choose other names with -suffix")
	wantFailure(t, c.program(t), "IAM role")
	if out := c.run(t, "-teardown"); !strings.Contains(out, "kept     IAM role") {
		t.Errorf("teardown did not keep the role:\n%s", out)
	}
}

// wantFailure expects an exit status of 1 and one line on standard error.
func wantFailure(t *testing.T, cmd *exec.Cmd, want string) {
	t.Helper()
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if cmd.ProcessState.ExitCode() != 1 {
		t.Errorf("%v, want exit status 1\n%s%s", err, out, &errs)
	}
	line := strings.TrimSuffix(errs.String(), "\n")
	if strings.Contains(line, "\n") || !strings.Contains(line, want) {
		t.Errorf("standard error is not one line with %q:\n%s", want, line)
	}
	for _, variable := range cmd.Env {
		name, value, _ := strings.Cut(variable, "=")
		if strings.HasSuffix(name, "_SECRET") && strings.Contains(string(out)+line, value) {
			t.Errorf("the value of %s is in the output", name)
		}
	}
}

func TestTrouble(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, variable, value, want string }{
		{"wrong secret", "ASGARDEO_CLIENT_SECRET", "wrong-secret-canary", "check the client id and the client secret"},
		{"unknown organization", "ASGARDEO_ORGANIZATION", "nowhere", "check its name and the base URL"},
		{"no organization", "ASGARDEO_ORGANIZATION", "", "not set in the environment: ASGARDEO_ORGANIZATION"},
		{"malformed base URL", "ASGARDEO_BASE_URL", "localhost:9443", "does not have the form https://host"},
		{"unreachable Asgardeo", "ASGARDEO_BASE_URL", "http://127.0.0.1:1", "connection refused"},
		{"unreachable AWS", "AWS_ENDPOINT_URL", "http://127.0.0.1:1", "connection refused"},
		{"no region", "AWS_REGION", "", "no AWS region: set AWS_REGION"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := startClouds(t)
			cmd := c.program(t)
			cmd.Env = slices.DeleteFunc(cmd.Env, func(v string) bool { return strings.HasPrefix(v, test.variable+"=") })
			if test.variable == "ASGARDEO_ORGANIZATION" {
				server, _, _ := strings.Cut(c.organization.URL, "/t/")
				cmd.Env = append(cmd.Env, "ASGARDEO_BASE_URL="+server)
			}
			if test.value != "" {
				cmd.Env = append(cmd.Env, test.variable+"="+test.value)
			}
			wantFailure(t, cmd, test.want)
			if left := c.inventory(t); len(left) > 0 {
				t.Errorf("it made something: %v", left)
			}
		})
	}
}

func TestMissingScope(t *testing.T) {
	t.Parallel()
	for _, missing := range []string{
		"internal_user_mgt_create", "internal_application_mgt_client_secret_view", "internal_role_mgt_users_update",
	} {
		scopes := slices.DeleteFunc(managementScopes(), func(s string) bool { return s == missing })
		c := startClouds(t, asgardeotest.WithGrantableScopes(scopes...))
		wantFailure(t, c.program(t), "was not granted "+missing)
		if got := c.aws.Calls(); len(got) != 1 {
			t.Errorf("%s: the program went on: %v", missing, got)
		}
	}
}

// Resources with names of the guide that the program did not create stay
// unchanged.
func TestResourcesOfOthersStayUnchanged(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		make func(context.Context, *asgardeo.Client) error
		want string
	}{
		"API resource": {func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.APIResources.Create(ctx, &apiresources.CreateRequest{Name: "dev/user", Identifier: "https://x.example"})
			return err
		}, "an API resource"},
		"scope": {func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.APIResources.Create(ctx, &apiresources.CreateRequest{
				Name: "other", Identifier: "https://x.example", Scopes: []apiresources.ScopeRequest{{Name: "get_pharmacy_user"}},
			})
			return err
		}, "another API resource has one of the scopes"},
		"application": {func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.Create(ctx, applications.NewM2M("pharmacyApp"))
			return err
		}, "an application"},
		"user": {func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Users.Create(ctx, &scim.User{UserName: "DEFAULT/kim@gmail.com", Password: secret.New("aB1!aB1!aB1!")})
			return err
		}, "a user"},
		"role": {func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Roles.Create(ctx, &scim.Role{DisplayName: "PharmacyUser"})
			return err
		}, "a role"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := startClouds(t)
			if err := test.make(t.Context(), c.client(t)); err != nil {
				t.Fatal(err)
			}
			before := c.inventory(t)
			wantFailure(t, c.program(t), test.want)
			c.run(t, "-teardown")
			if after := c.inventory(t); fmt.Sprint(before) != fmt.Sprint(after) {
				t.Errorf("before %v, after %v", before, after)
			}
		})
	}
}

func TestFaultsOnTheWay(t *testing.T) {
	t.Parallel()
	c := startClouds(t)
	c.aws.Inject(localaws.Fault{Operation: "CreateFunction", Status: 400, Code: "InvalidParameterValueException",
		Message: "The role defined for the function cannot be assumed by Lambda.", Times: 5})
	c.aws.Inject(localaws.Fault{Operation: "CreateStage", Status: 409, Code: "ConflictException", Message: "Stage already exists"})
	c.aws.Inject(localaws.Fault{Operation: "CreateRoute", Status: 429, Code: "TooManyRequestsException"})
	c.aws.Inject(localaws.Fault{Operation: "CreateIntegration", Status: 503, Code: "ServiceUnavailableException"})
	c.organization.Inject(asgardeotest.Fault{Operation: "apiresources.Create", Status: 429, Times: 1})
	c.organization.Inject(asgardeotest.Fault{Operation: "scim.Roles.Create", Status: 503, Times: 1})
	c.organization.Inject(asgardeotest.Fault{Operation: "oauth2.Token", Status: 503, Times: 1})
	wantProof(t, c.run(t))
	wantOneOfEach(t, c.inventory(t))
	if left := c.aws.PendingFaults() + c.organization.PendingFaults(); left > 0 {
		t.Errorf("%d of the faults were never met", left)
	}
}

func TestFlags(t *testing.T) {
	t.Parallel()
	tests := []struct {
		args   string
		status int
		want   string
	}{
		{"-h", 0, "ASGARDEO_CLIENT_SECRET"},
		{"-nonsense", 2, "flag provided but not defined: -nonsense"},
		{"extra", 2, `unexpected argument "extra"`},
		{"-live -faults", 2, "-faults is for the stand-ins"},
		{"-timeout 0s", 2, "-timeout must be positive"},
		{"-suffix a/b", 2, "may hold 20 letters"},
		{"-suffix " + strings.Repeat("x", 21), 2, "may hold 20 letters"},
		{"-user DEFAULT/", 2, "-user must name a user"},
		{"-runtime python3.12", 2, "cannot run the function"},
	}
	for _, test := range tests {
		var out, errs bytes.Buffer
		status := run(strings.Fields(test.args), &out, &errs)
		if status != test.status || !strings.Contains(out.String()+errs.String(), test.want) {
			t.Errorf("%s: status %d, want %d with %q:\n%s%s", test.args, status, test.status, test.want, &out, &errs)
		}
	}
}

func TestOutOfTime(t *testing.T) {
	t.Parallel()
	var out, errs bytes.Buffer
	if status := run([]string{"-timeout", "50ms"}, &out, &errs); status != 1 || !strings.Contains(errs.String(), "run again to continue") {
		t.Errorf("status %d: %s", status, &errs)
	}
}

func TestZipIsReproducible(t *testing.T) {
	t.Parallel()
	a, err := functionZip()
	if err != nil {
		t.Fatal(err)
	}
	b, err := functionZip()
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(a, b) {
		t.Error("the same code gave two archives")
	}
}

func TestPauseEndsWithTheContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if pause(ctx, time.Hour) == nil {
		t.Error("pause went on")
	}
}
