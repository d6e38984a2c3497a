package localaws_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/seed-01804ef5/asgardeo-go/examples/pharmacy/internal/localaws"
)

// Section aws 1.
func TestRole(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	trust := `{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}`
	ok(w.iam.CreateRole(ctx, &iam.CreateRoleInput{
		RoleName: aws.String("Role"), AssumeRolePolicyDocument: &trust, Path: aws.String("/svc/"), Description: aws.String("a <role>"),
		Tags: []types.Tag{{Key: aws.String("owner"), Value: aws.String("guide")}, {Key: aws.String("a"), Value: aws.String("1")}},
	}))(t)

	role := ok(w.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("role")}))(t).Role
	if *role.Arn != "arn:aws:iam::123456789012:role/svc/Role" || *role.Description != "a <role>" || *role.MaxSessionDuration != 3600 {
		t.Errorf("role %s %q %d", *role.Arn, *role.Description, *role.MaxSessionDuration)
	}
	if time.Since(*role.CreateDate) > time.Minute {
		t.Errorf("created %v", role.CreateDate)
	}
	tags := map[string]string{}
	for _, tag := range role.Tags {
		tags[*tag.Key] = *tag.Value
	}
	if want := map[string]string{"owner": "guide", "a": "1"}; !reflect.DeepEqual(tags, want) {
		t.Errorf("tags %v, want %v", tags, want)
	}
	for _, unescape := range []func(string) (string, error){url.QueryUnescape, url.PathUnescape} {
		if document := ok(unescape(*role.AssumeRolePolicyDocument))(t); document != trust {
			t.Errorf("trust policy %s", document)
		}
	}

	ok(w.iam.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("Role"), PolicyDocument: aws.String(trustLambda)}))(t)
	role = ok(w.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: aws.String("Role")}))(t).Role
	if document := ok(url.QueryUnescape(*role.AssumeRolePolicyDocument))(t); document != trustLambda || !json.Valid([]byte(document)) {
		t.Errorf("trust policy %s", document)
	}
	waiter := iam.NewRoleExistsWaiter(w.iam)
	if err := waiter.Wait(ctx, &iam.GetRoleInput{RoleName: aws.String("Role")}, time.Second); err != nil {
		t.Error(err)
	}
}

func TestRoleErrors(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	w.role("Role")

	_, err := w.iam.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("rOLE"), AssumeRolePolicyDocument: aws.String(trustLambda)})
	wantError(t, err, http.StatusConflict, "EntityAlreadyExists", "Role with name rOLE already exists.")
	var exists *types.EntityAlreadyExistsException
	if !errors.As(err, &exists) {
		t.Errorf("%T is not typed", err)
	}
	for _, document := range []string{"{", `"text"`, `{"Version":"2012-10-17"}`} {
		_, err = w.iam.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("x"), AssumeRolePolicyDocument: &document})
		wantError(t, err, http.StatusBadRequest, "MalformedPolicyDocument", "")
		_, err = w.iam.UpdateAssumeRolePolicy(ctx, &iam.UpdateAssumeRolePolicyInput{RoleName: aws.String("Role"), PolicyDocument: &document})
		wantError(t, err, http.StatusBadRequest, "MalformedPolicyDocument", "")
	}
	_, err = w.iam.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("a b"), AssumeRolePolicyDocument: aws.String(trustLambda)})
	wantError(t, err, http.StatusBadRequest, "ValidationError", "roleName is invalid")
	_, err = w.iam.CreateRole(ctx, &iam.CreateRoleInput{RoleName: aws.String("x"), AssumeRolePolicyDocument: aws.String(trustLambda), Path: aws.String("x")})
	wantError(t, err, http.StatusBadRequest, "ValidationError", "path is invalid")

	missing := aws.String("missing")
	for _, call := range map[string]func() error{
		"get":    func() error { _, err := w.iam.GetRole(ctx, &iam.GetRoleInput{RoleName: missing}); return err },
		"delete": func() error { _, err := w.iam.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: missing}); return err },
		"attach": func() error {
			_, err := w.iam.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: missing, PolicyArn: aws.String(basicPolicy)})
			return err
		},
		"detach": func() error {
			_, err := w.iam.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: missing, PolicyArn: aws.String(basicPolicy)})
			return err
		},
		"list": func() error {
			_, err := w.iam.ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: missing})
			return err
		},
	} {
		wantError(t, call(), http.StatusNotFound, "NoSuchEntity", "The role with name missing cannot be found.")
	}
}

func TestRolePolicies(t *testing.T) {
	t.Parallel()
	w := start(t, prompt)
	ctx := t.Context()
	w.role("role")
	role := aws.String("role")
	attach := func(arn string) error {
		_, err := w.iam.AttachRolePolicy(ctx, &iam.AttachRolePolicyInput{RoleName: role, PolicyArn: &arn})
		return err
	}
	for range 2 { // attaching again is silent
		if err := attach(basicPolicy); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, attach("nonsense"), http.StatusBadRequest, "ValidationError", "Invalid ARN:  Could not be parsed!")
	for _, arn := range []string{
		"arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole",                    // the path is missing
		"arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",    // another partition
		"arn:aws:iam::123456789012:policy/service-role/Mine",                     // the account has none
		"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole/extra", // no such path
	} {
		wantError(t, attach(arn), http.StatusNotFound, "NoSuchEntity", "Policy "+arn+" does not exist or is not attachable.")
	}
	for i := range 9 {
		if err := attach(fmt.Sprintf("arn:aws:iam::aws:policy/Policy%d", i)); err != nil {
			t.Fatal(err)
		}
	}
	wantError(t, attach("arn:aws:iam::aws:policy/TooMany"), http.StatusConflict, "LimitExceeded", "PoliciesPerRole: 10")

	var attached []string
	pages := iam.NewListAttachedRolePoliciesPaginator(w.iam, &iam.ListAttachedRolePoliciesInput{RoleName: role, MaxItems: aws.Int32(3)})
	for pages.HasMorePages() {
		for _, p := range ok(pages.NextPage(ctx))(t).AttachedPolicies {
			attached = append(attached, *p.PolicyArn)
		}
	}
	if len(attached) != 10 || attached[0] != basicPolicy {
		t.Errorf("attached %v", attached)
	}
	ok(w.iam.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: role, PolicyName: aws.String("inline"), PolicyDocument: aws.String(trustLambda)}))(t)

	remove := func() error { _, err := w.iam.DeleteRole(ctx, &iam.DeleteRoleInput{RoleName: role}); return err }
	wantError(t, remove(), http.StatusConflict, "DeleteConflict", "Cannot delete entity, must detach all policies first.")
	for _, arn := range attached {
		ok(w.iam.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: role, PolicyArn: &arn}))(t)
	}
	_, err := w.iam.DetachRolePolicy(ctx, &iam.DetachRolePolicyInput{RoleName: role, PolicyArn: aws.String(basicPolicy)})
	wantError(t, err, http.StatusNotFound, "NoSuchEntity", "Policy "+basicPolicy+" was not found.")

	wantError(t, remove(), http.StatusConflict, "DeleteConflict", "Cannot delete entity, must delete policies first.")
	names := ok(w.iam.ListRolePolicies(ctx, &iam.ListRolePoliciesInput{RoleName: role}))(t).PolicyNames
	if !reflect.DeepEqual(names, []string{"inline"}) {
		t.Errorf("inline policies %v", names)
	}
	ok(w.iam.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: role, PolicyName: aws.String("inline")}))(t)
	_, err = w.iam.DeleteRolePolicy(ctx, &iam.DeleteRolePolicyInput{RoleName: role, PolicyName: aws.String("inline")})
	wantError(t, err, http.StatusNotFound, "NoSuchEntity", "inline cannot be found")
	if err := remove(); err != nil {
		t.Error(err)
	}
	wantError(t, remove(), http.StatusNotFound, "NoSuchEntity", "")
}

func TestPartition(t *testing.T) {
	t.Parallel()
	w := start(t, localaws.Options{Region: "cn-north-1", RoleTries: -1})
	if arn := w.role("r"); arn != "arn:aws-cn:iam::123456789012:role/r" {
		t.Errorf("role %s", arn)
	}
	ok(w.iam.AttachRolePolicy(t.Context(), &iam.AttachRolePolicyInput{
		RoleName: aws.String("r"), PolicyArn: aws.String("arn:aws-cn:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"),
	}))(t)
}
