package localaws_test

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

const functionArn = "arn:aws:lambda:us-east-1:123456789012:function:fn"

// Section aws 2.2 and 2.3.
func TestFunction(t *testing.T) {
	t.Parallel()
	w := start(t, localaws.Options{RoleTries: -1, Pending: 50 * time.Millisecond})
	ctx := t.Context()
	name := aws.String("fn")
	code := zipIndex(t, guideHandler)
	created := w.function(guideHandler, func(in *lambda.CreateFunctionInput) {
		in.Code.ZipFile = code
		in.Timeout = nil
		in.Tags = map[string]string{"owner": "guide"}
		in.Environment = &types.Environment{Variables: map[string]string{"A": "1"}}
	})
	sum := sha256.Sum256(code)
	if *created.CodeSha256 != base64.StdEncoding.EncodeToString(sum[:]) || created.CodeSize != int64(len(code)) {
		t.Errorf("digest %s of %d bytes", *created.CodeSha256, created.CodeSize)
	}
	if *created.FunctionArn != functionArn || *created.Version != "$LATEST" || *created.Timeout != 3 || *created.MemorySize != 128 {
		t.Errorf("created %+v", created)
	}
	if created.State != types.StatePending || *created.StateReason != "The function is being created." {
		t.Errorf("state %s", created.State)
	}
	_, err := w.lambda.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: name, ZipFile: code})
	wantError(t, err, http.StatusConflict, "ResourceConflictException", "in progress for resource: "+functionArn)

	active := lambda.NewFunctionActiveV2Waiter(w.lambda, func(o *lambda.FunctionActiveV2WaiterOptions) {
		o.MinDelay, o.MaxDelay = 10*time.Millisecond, 20*time.Millisecond
	})
	got := ok(active.WaitForOutput(ctx, &lambda.GetFunctionInput{FunctionName: name}, 5*time.Second))(t)
	if got.Tags["owner"] != "guide" || got.Configuration.LastUpdateStatus != types.LastUpdateStatusSuccessful {
		t.Errorf("got %v %+v", got.Tags, got.Configuration)
	}

	other := zipIndex(t, echoHandler)
	updated := ok(w.lambda.UpdateFunctionCode(ctx, &lambda.UpdateFunctionCodeInput{FunctionName: name, ZipFile: other}))(t)
	if updated.LastUpdateStatus != types.LastUpdateStatusInProgress || updated.LastUpdateStatusReasonCode != "Creating" {
		t.Errorf("update is %s, %s", updated.LastUpdateStatus, updated.LastUpdateStatusReasonCode)
	}
	if *updated.CodeSha256 == *created.CodeSha256 || *updated.RevisionId == *created.RevisionId {
		t.Error("the update changed neither digest nor revision")
	}
	_, err = w.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{FunctionName: name, Timeout: aws.Int32(9)})
	wantError(t, err, http.StatusConflict, "ResourceConflictException",
		"The operation cannot be performed at this time. An update is in progress for resource: "+functionArn)
	var conflict *types.ResourceConflictException
	if !errors.As(err, &conflict) {
		t.Errorf("%T is not typed", err)
	}
	done := lambda.NewFunctionUpdatedV2Waiter(w.lambda, func(o *lambda.FunctionUpdatedV2WaiterOptions) {
		o.MinDelay, o.MaxDelay = 10*time.Millisecond, 20*time.Millisecond
	})
	if err := done.Wait(ctx, &lambda.GetFunctionInput{FunctionName: aws.String(functionArn)}, 5*time.Second); err != nil {
		t.Fatal(err)
	}
	ok(w.lambda.UpdateFunctionConfiguration(ctx, &lambda.UpdateFunctionConfigurationInput{
		FunctionName: name, Timeout: aws.Int32(9), Runtime: types.RuntimeNodejs24x,
	}))(t)
	config := ok(w.lambda.GetFunctionConfiguration(ctx, &lambda.GetFunctionConfigurationInput{FunctionName: name}))(t)
	if *config.Timeout != 9 || config.Runtime != types.RuntimeNodejs24x || config.Environment.Variables["A"] != "1" {
		t.Errorf("configuration %d %s %v", *config.Timeout, config.Runtime, config.Environment)
	}

	ok(w.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: name}))(t)
	_, err = w.lambda.GetFunction(ctx, &lambda.GetFunctionInput{FunctionName: name})
	wantError(t, err, http.StatusNotFound, "ResourceNotFoundException", "Function not found: "+functionArn)
	_, err = w.lambda.DeleteFunction(ctx, &lambda.DeleteFunctionInput{FunctionName: name})
	wantError(t, err, http.StatusNotFound, "ResourceNotFoundException", "Function not found: "+functionArn)
}

func TestCreateFunctionErrors(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	code := zipIndex(t, guideHandler)
	invalid := "InvalidParameterValueException"
	tests := map[string]struct {
		change        func(*lambda.CreateFunctionInput)
		status        int
		code, message string
	}{
		"malformed role": {func(in *lambda.CreateFunctionInput) { in.Role = aws.String("role") }, 400, "ValidationException",
			`Value 'role' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`},
		"missing role": {func(in *lambda.CreateFunctionInput) { in.Role = aws.String("arn:aws:iam::123456789012:role/none") }, 400, invalid,
			"The role defined for the function cannot be assumed by Lambda."},
		"retired runtime": {func(in *lambda.CreateFunctionInput) { in.Runtime = types.RuntimeNodejs14x }, 400, invalid,
			"The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions."},
		"unknown runtime": {func(in *lambda.CreateFunctionInput) { in.Runtime = "nodejs99.x" }, 400, invalid,
			"Value nodejs99.x at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: […nodejs24.x…] or be a valid ARN"},
		"other runtime": {func(in *lambda.CreateFunctionInput) { in.Runtime = types.RuntimePython313 }, 501, "NotImplemented", "python3.13"},
		"no zip":        {func(in *lambda.CreateFunctionInput) { in.Code.ZipFile = []byte("text") }, 400, invalid, "Could not unzip uploaded file. Please check your file, then try to upload again."},
		"empty":         {func(in *lambda.CreateFunctionInput) { in.Code.ZipFile = []byte{} }, 400, invalid, "Please provide a source for function code."},
		"name":          {func(in *lambda.CreateFunctionInput) { in.FunctionName = aws.String("a.b") }, 400, "ValidationException", "functionName"},
		"timeout":       {func(in *lambda.CreateFunctionInput) { in.Timeout = aws.Int32(901) }, 400, "ValidationException", "timeout"},
		"memory":        {func(in *lambda.CreateFunctionInput) { in.MemorySize = aws.Int32(64) }, 400, "ValidationException", "memorySize"},
		"handler":       {func(in *lambda.CreateFunctionInput) { in.Handler = nil }, 400, invalid, "Handler"},
		"an image":      {func(in *lambda.CreateFunctionInput) { in.PackageType = types.PackageTypeImage }, 501, "NotImplemented", "Image"},
		"ignored member": {func(in *lambda.CreateFunctionInput) {
			in.TracingConfig = &types.TracingConfig{Mode: types.TracingModeActive}
		}, 501, "NotImplemented", "TracingConfig"},
	}
	for name, test := range tests {
		in := w.functionInput(code)
		test.change(in)
		_, err := w.lambda.CreateFunction(t.Context(), in)
		t.Run(name, func(t *testing.T) { wantError(t, err, test.status, test.code, test.message) })
	}
	w.function(guideHandler)
	_, err := w.lambda.CreateFunction(t.Context(), w.functionInput(code))
	wantError(t, err, http.StatusConflict, "ResourceConflictException", "Function already exist: fn")
}

// Section aws 1.4: the refusal is permanent if the role does not trust Lambda,
// and otherwise temporary.
func TestRoleMustTrustLambda(t *testing.T) {
	t.Parallel()
	w := start(t, localaws.Options{RoleTries: 1})
	ctx := t.Context()
	in := w.functionInput(zipIndex(t, guideHandler))
	trust := func(document string) {
		ok(w.iam.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("fn-role"), PolicyDocument: &document}))(t)
	}
	refused := func() {
		t.Helper()
		_, err := w.lambda.CreateFunction(ctx, in)
		wantError(t, err, http.StatusBadRequest, "InvalidParameterValueException", "The role defined for the function cannot be assumed by Lambda.")
	}
	refused() // fresh
	for _, document := range []string{
		`{"Statement":{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}}`,
		`{"Statement":{"Effect":"Allow","Principal":{"AWS":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}}`,
		`{"Statement":{"Effect":"Allow","Principal":"*","Action":"sts:TagSession"}}`,
		`{"Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"},
		               {"Effect":"Deny","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:*"}]}`,
	} {
		trust(document)
		refused()
	}
	trust(`{"Statement":{"Effect":"Allow","Principal":{"Service":["ec2.amazonaws.com","lambda.amazonaws.com"]},"Action":["sts:AssumeRole"]}}`)
	ok(w.lambda.CreateFunction(ctx, in))(t)
}

// Section aws 2.4.
func TestResourcePolicy(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	name := aws.String("fn")
	_, err := w.lambda.RemovePermission(ctx, &lambda.RemovePermissionInput{FunctionName: name, StatementId: aws.String("gw")})
	wantError(t, err, http.StatusNotFound, "ResourceNotFoundException", "No policy found for: "+functionArn)
	w.function(guideHandler)
	_, err = w.lambda.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: name})
	wantError(t, err, http.StatusNotFound, "ResourceNotFoundException", "The resource you requested does not exist.")

	source := "arn:aws:execute-api:us-east-1:123456789012:abc/*/GET/user"
	add := func(sid string) (*lambda.AddPermissionOutput, error) {
		return w.lambda.AddPermission(ctx, &lambda.AddPermissionInput{
			FunctionName: name, StatementId: &sid, Action: aws.String("lambda:InvokeFunction"),
			Principal: aws.String("apigateway.amazonaws.com"), SourceArn: &source, SourceAccount: aws.String("123456789012"),
		})
	}
	type statement struct {
		Sid, Effect, Action, Resource string
		Principal                     map[string]string
		Condition                     map[string]map[string]string
	}
	want := statement{
		Sid: "gw", Effect: "Allow", Action: "lambda:InvokeFunction", Resource: functionArn,
		Principal: map[string]string{"Service": "apigateway.amazonaws.com"},
		Condition: map[string]map[string]string{
			"ArnLike": {"AWS:SourceArn": source}, "StringEquals": {"AWS:SourceAccount": "123456789012"},
		},
	}
	var added statement
	if err := json.Unmarshal([]byte(*ok(add("gw"))(t).Statement), &added); err != nil || !reflect.DeepEqual(added, want) {
		t.Errorf("added %+v, %v", added, err)
	}
	var policy struct {
		Version, ID string
		Statement   []statement
	}
	text := *ok(w.lambda.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: name}))(t).Policy
	if err := json.Unmarshal([]byte(text), &policy); err != nil || policy.ID != "default" || !reflect.DeepEqual(policy.Statement, []statement{want}) {
		t.Errorf("policy %s, %v", text, err)
	}

	_, err = add("gw")
	wantError(t, err, http.StatusConflict, "ResourceConflictException",
		"The statement id (gw) provided already exists. Please provide a new statement id, or remove the existing statement.")
	_, err = add("a.b")
	wantError(t, err, http.StatusBadRequest, "ValidationException", "([a-zA-Z0-9-_]+)")
	remove := func(sid string) error {
		_, err := w.lambda.RemovePermission(ctx, &lambda.RemovePermissionInput{FunctionName: name, StatementId: &sid})
		return err
	}
	wantError(t, remove("other"), http.StatusNotFound, "ResourceNotFoundException", "Statement other is not found in resource policy.")
	if err := remove("gw"); err != nil {
		t.Fatal(err)
	}
	wantError(t, remove("gw"), http.StatusNotFound, "ResourceNotFoundException", "No policy is associated with the given resource.")
	_, err = w.lambda.AddPermission(ctx, &lambda.AddPermissionInput{
		FunctionName: aws.String("none"), StatementId: aws.String("s"), Action: aws.String("lambda:InvokeFunction"), Principal: aws.String("x"),
	})
	wantError(t, err, http.StatusNotFound, "ResourceNotFoundException", "Function not found: ")
}

// A zip file may declare any size for its content.
func TestUnzippedSize(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for range 2 {
		ok(z.CreateRaw(&zip.FileHeader{Name: "f", UncompressedSize64: 200 << 20}))(t)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	_, err := w.lambda.CreateFunction(t.Context(), w.functionInput(buf.Bytes()))
	wantError(t, err, http.StatusBadRequest, "InvalidParameterValueException", "Unzipped size must be smaller than 262144000 bytes")
}
