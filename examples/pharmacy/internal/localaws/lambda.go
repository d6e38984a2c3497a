package localaws

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

var lambdaOperations = []restOperation{
	{"POST /2015-03-31/functions", "CreateFunction", http.StatusCreated, (*Server).createFunction},
	{"GET /2015-03-31/functions/{function}", "GetFunction", http.StatusOK, (*Server).getFunction},
	{"DELETE /2015-03-31/functions/{function}", "DeleteFunction", http.StatusNoContent, (*Server).deleteFunction},
	{"GET /2015-03-31/functions/{function}/configuration", "GetFunctionConfiguration", http.StatusOK, (*Server).getFunctionConfiguration},
	{"PUT /2015-03-31/functions/{function}/configuration", "UpdateFunctionConfiguration", http.StatusOK, (*Server).updateFunctionConfiguration},
	{"PUT /2015-03-31/functions/{function}/code", "UpdateFunctionCode", http.StatusOK, (*Server).updateFunctionCode},
	{"POST /2015-03-31/functions/{function}/policy", "AddPermission", http.StatusCreated, (*Server).addPermission},
	{"GET /2015-03-31/functions/{function}/policy", "GetPolicy", http.StatusOK, (*Server).getPolicy},
	{"DELETE /2015-03-31/functions/{function}/policy/{sid}", "RemovePermission", http.StatusNoContent, (*Server).removePermission},
}

// Lambda's limits of a deployment package.
const (
	maxZipped   = 52428800
	maxUnzipped = 262144000
)

// Functions can be created with nodeRuntimes, but not with nodeRetired. AWS
// also supports otherRuntimes, which cannot run here.
var (
	nodeRuntimes  = []string{"nodejs26.x", "nodejs24.x", "nodejs22.x", "nodejs20.x", "nodejs18.x"}
	nodeRetired   = []string{"nodejs", "nodejs4.3", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs16.x"}
	otherRuntimes = []string{
		"python3.14", "python3.13", "python3.12", "python3.11", "python3.10", "java25", "java21", "java17", "java11",
		"java8.al2", "dotnet10", "dotnet8", "ruby4.0", "ruby3.4", "ruby3.3", "ruby3.2", "provided.al2023", "provided.al2",
	}
)

// functionSettings are the settings that UpdateFunctionConfiguration may
// change.
type functionSettings struct {
	Description string               `json:"Description"`
	Environment *functionEnvironment `json:"Environment,omitempty"`
	Handler     string               `json:"Handler"`
	MemorySize  int                  `json:"MemorySize"`
	Role        string               `json:"Role"`
	Runtime     string               `json:"Runtime"`
	Timeout     int                  `json:"Timeout"` // seconds
}

type functionEnvironment struct {
	Variables map[string]string `json:"Variables"`
}

// functionConfiguration is Lambda's description of a function.
type functionConfiguration struct {
	functionSettings
	Architectures              []string `json:"Architectures"`
	CodeSha256                 string   `json:"CodeSha256"`
	CodeSize                   int      `json:"CodeSize"`
	FunctionArn                string   `json:"FunctionArn"`
	FunctionName               string   `json:"FunctionName"`
	LastModified               string   `json:"LastModified"`
	LastUpdateStatus           string   `json:"LastUpdateStatus,omitempty"`
	LastUpdateStatusReason     string   `json:"LastUpdateStatusReason,omitempty"`
	LastUpdateStatusReasonCode string   `json:"LastUpdateStatusReasonCode,omitempty"`
	PackageType                string   `json:"PackageType"`
	RevisionID                 string   `json:"RevisionId"`
	State                      string   `json:"State"`
	StateReason                string   `json:"StateReason,omitempty"`
	StateReasonCode            string   `json:"StateReasonCode,omitempty"`
	Version                    string   `json:"Version"`
}

// version has the code and configuration for one invocation.
type version struct {
	functionSettings
	name, arn string
	code      []byte // the zip file
}

type function struct {
	config functionConfiguration // without the states, which depend on the time
	code   []byte
	roleID string // the role's ID when it was assigned
	tags   map[string]string
	policy []statement

	activeAt  time.Time
	updatedAt time.Time // when an update ends; zero without one
	previous  version   // serves until then
}

// describe returns the configuration with its current states.
func (f *function) describe(now time.Time) functionConfiguration {
	c := f.config
	switch {
	case now.Before(f.activeAt):
		c.State, c.StateReason, c.StateReasonCode = "Pending", "The function is being created.", "Creating"
	case now.Before(f.updatedAt):
		c.State, c.LastUpdateStatus = "Active", "InProgress"
		c.LastUpdateStatusReason, c.LastUpdateStatusReasonCode = "The function is being created.", "Creating"
	default:
		c.State, c.LastUpdateStatus = "Active", "Successful"
	}
	return c
}

// serving returns the version that an invocation runs now.
func (f *function) serving(now time.Time) version {
	if now.Before(f.updatedAt) {
		return f.previous
	}
	return version{f.config.functionSettings, f.config.FunctionName, f.config.FunctionArn, f.code}
}

// startUpdate allows one update at a time. The old version serves until the
// update has ended.
func (f *function) startUpdate(now time.Time, takes time.Duration) error {
	if now.Before(f.activeAt) || now.Before(f.updatedAt) {
		return failf(http.StatusConflict, "ResourceConflictException",
			"The operation cannot be performed at this time. An update is in progress for resource: %s", f.config.FunctionArn)
	}
	f.previous = f.serving(now)
	f.updatedAt = now.Add(takes)
	f.touch(now)
	return nil
}

func (f *function) touch(now time.Time) {
	f.config.LastModified = now.UTC().Format("2006-01-02T15:04:05.000-0700")
	f.config.RevisionID = newUUID()
}

func (f *function) setCode(code []byte) {
	sum := sha256.Sum256(code)
	f.code = code
	f.config.CodeSize = len(code)
	f.config.CodeSha256 = base64.StdEncoding.EncodeToString(sum[:])
}

type createFunctionRequest struct {
	functionSettings
	FunctionName  string
	Code          struct{ ZipFile []byte }
	Tags          map[string]string
	PackageType   string
	Architectures []string
}

var functionNamePattern = regexp.MustCompile(`^[a-zA-Z0-9-_]{1,64}$`)

func (s *Server) createFunction(_ *http.Request, body []byte) (any, error) {
	in := createFunctionRequest{
		functionSettings: functionSettings{MemorySize: 128, Timeout: 3},
		PackageType:      "Zip",
		Architectures:    []string{"x86_64"},
	}
	if err := decode(body, &in); err != nil {
		return nil, err
	}
	if in.PackageType != "Zip" {
		return nil, notImplementedf("the package type %s", in.PackageType)
	}
	if !functionNamePattern.MatchString(in.FunctionName) {
		return nil, invalidValue("functionName", in.FunctionName, functionNamePattern.String())
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	if err := checkCode(in.Code.ZipFile); err != nil {
		return nil, err
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if _, exists := s.functions[in.FunctionName]; exists {
		return nil, failf(http.StatusConflict, "ResourceConflictException", "Function already exist: %s", in.FunctionName)
	}
	roleID, err := s.assume(in.Role)
	if err != nil {
		return nil, err
	}
	now := time.Now()
	f := &function{
		config: functionConfiguration{
			functionSettings: in.functionSettings,
			Architectures:    in.Architectures,
			FunctionArn:      s.functionArn(in.FunctionName),
			FunctionName:     in.FunctionName,
			PackageType:      in.PackageType,
			Version:          "$LATEST",
		},
		roleID:   roleID,
		tags:     in.Tags,
		activeAt: now.Add(s.opts.Pending),
	}
	f.setCode(in.Code.ZipFile)
	f.touch(now)
	s.functions[in.FunctionName] = f
	created := f.describe(now)
	created.LastUpdateStatus = "" // never part of this response, even if nothing is pending
	return created, nil
}

// check applies Lambda's constraints to a function's settings.
func (c functionSettings) check() error {
	if !roleArnPattern.MatchString(c.Role) {
		return invalidValue("role", c.Role, `arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+`)
	}
	if c.Timeout < 1 || c.Timeout > 900 {
		return failf(http.StatusBadRequest, "ValidationException",
			"1 validation error detected: Value '%d' at 'timeout' failed to satisfy constraint: Member must be between 1 and 900", c.Timeout)
	}
	if c.MemorySize < 128 || c.MemorySize > 10240 {
		return failf(http.StatusBadRequest, "ValidationException",
			"1 validation error detected: Value '%d' at 'memorySize' failed to satisfy constraint: Member must be between 128 and 10240", c.MemorySize)
	}
	if err := checkRuntime(c.Runtime); err != nil {
		return err
	}
	if c.Handler == "" {
		return failf(http.StatusBadRequest, "InvalidParameterValueException",
			"Runtime and Handler are mandatory parameters for functions created with deployment packages.")
	}
	return nil
}

var roleArnPattern = regexp.MustCompile(`^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$`)

func invalidValue(member, value, pattern string) error {
	return failf(http.StatusBadRequest, "ValidationException",
		"1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must satisfy regular expression pattern: %s",
		value, member, pattern)
}

func checkRuntime(runtime string) error {
	switch {
	case slices.Contains(nodeRuntimes, runtime):
		return nil
	case slices.Contains(nodeRetired, runtime):
		return failf(http.StatusBadRequest, "InvalidParameterValueException",
			"The runtime parameter of %s is no longer supported for creating or updating AWS Lambda functions. "+
				"We recommend you use a supported runtime while creating or updating functions.", runtime)
	case slices.Contains(otherRuntimes, runtime):
		return notImplementedf("the runtime %s", runtime)
	default:
		return failf(http.StatusBadRequest, "InvalidParameterValueException",
			"Value %s at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [%s] or be a valid ARN",
			runtime, strings.Join(slices.Concat(nodeRuntimes, otherRuntimes), ", "))
	}
}

func checkCode(code []byte) error {
	if len(code) == 0 {
		return failf(http.StatusBadRequest, "InvalidParameterValueException", "Please provide a source for function code.")
	}
	if len(code) > maxZipped {
		return failf(http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException",
			"Zipped size must be smaller than %d bytes", maxZipped)
	}
	archive, err := zip.NewReader(bytes.NewReader(code), int64(len(code)))
	if err != nil {
		return failf(http.StatusBadRequest, "InvalidParameterValueException",
			"Could not unzip uploaded file. Please check your file, then try to upload again.")
	}
	left := uint64(maxUnzipped)
	for _, file := range archive.File {
		if file.UncompressedSize64 > left {
			return failf(http.StatusBadRequest, "InvalidParameterValueException",
				"Unzipped size must be smaller than %d bytes", maxUnzipped)
		}
		left -= file.UncompressedSize64
	}
	return nil
}

// assume checks that Lambda can assume a role, and returns the role's ID. A new
// role is refused a few times. The error is the same for a new role, a missing
// role and a role that does not trust Lambda: a caller cannot distinguish them.
func (s *Server) assume(arn string) (string, error) {
	r := s.roleByArn(arn)
	if r != nil && r.tries > 0 {
		r.tries--
		r = nil
	}
	if r == nil || !trusts(r.trust, "lambda.amazonaws.com") {
		return "", failf(http.StatusBadRequest, "InvalidParameterValueException",
			"The role defined for the function cannot be assumed by Lambda.")
	}
	return r.RoleID, nil
}

func (s *Server) roleByArn(arn string) *role {
	for _, r := range s.roles {
		if r.Arn == arn {
			return r
		}
	}
	return nil
}

type getFunctionReply struct {
	Code          codeLocation          `json:"Code"`
	Configuration functionConfiguration `json:"Configuration"`
	Tags          map[string]string     `json:"Tags,omitempty"`
}

type codeLocation struct {
	RepositoryType string `json:"RepositoryType"`
}

func (s *Server) getFunction(r *http.Request, _ []byte) (any, error) {
	return s.withFunction(r, func(f *function) (any, error) {
		return getFunctionReply{
			Code:          codeLocation{RepositoryType: "S3"},
			Configuration: f.describe(time.Now()),
			Tags:          f.tags,
		}, nil
	})
}

func (s *Server) getFunctionConfiguration(r *http.Request, _ []byte) (any, error) {
	return s.withFunction(r, func(f *function) (any, error) { return f.describe(time.Now()), nil })
}

func (s *Server) updateFunctionConfiguration(r *http.Request, body []byte) (any, error) {
	return s.withFunction(r, func(f *function) (any, error) {
		next := f.config.functionSettings
		next.Environment = nil // sent variables replace the old ones as a whole
		if err := decode(body, &next); err != nil {
			return nil, err
		}
		if next.Environment == nil {
			next.Environment = f.config.Environment
		}
		if err := next.check(); err != nil {
			return nil, err
		}
		// An unchanged role is not checked again. If it was deleted and created
		// again, the update succeeds and invocations fail.
		roleID := f.roleID
		if next.Role != f.config.Role {
			var err error
			if roleID, err = s.assume(next.Role); err != nil {
				return nil, err
			}
		}
		now := time.Now()
		if err := f.startUpdate(now, s.opts.Pending); err != nil {
			return nil, err
		}
		f.roleID = roleID
		f.config.functionSettings = next
		return f.describe(now), nil
	})
}

func (s *Server) updateFunctionCode(r *http.Request, body []byte) (any, error) {
	var in struct{ ZipFile []byte }
	if err := decode(body, &in); err != nil {
		return nil, err
	}
	if err := checkCode(in.ZipFile); err != nil {
		return nil, err
	}
	return s.withFunction(r, func(f *function) (any, error) {
		now := time.Now()
		if err := f.startUpdate(now, s.opts.Pending); err != nil {
			return nil, err
		}
		f.setCode(in.ZipFile)
		return f.describe(now), nil
	})
}

func (s *Server) deleteFunction(r *http.Request, _ []byte) (any, error) {
	return s.withFunction(r, func(f *function) (any, error) {
		delete(s.functions, f.config.FunctionName)
		return nil, nil
	})
}

// withFunction runs an operation on the function in the path, by name or ARN,
// with the lock held.
func (s *Server) withFunction(r *http.Request, do func(*function) (any, error)) (any, error) {
	if q := r.URL.Query().Get("Qualifier"); q != "" && q != "$LATEST" {
		return nil, notImplementedf("the qualifier %s: functions have no versions", q)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f, arn := s.lookUpFunction(r.PathValue("function"))
	if f == nil {
		return nil, failf(http.StatusNotFound, "ResourceNotFoundException", "Function not found: %s", arn)
	}
	return do(f)
}

// lookUpFunction returns nil for an unknown function. The ARN is for error
// messages.
func (s *Server) lookUpFunction(nameOrArn string) (*function, string) {
	arn := nameOrArn
	if !strings.HasPrefix(arn, "arn:") {
		arn = s.functionArn(nameOrArn)
	}
	f := s.functions[arn[strings.LastIndex(arn, ":")+1:]]
	if f == nil || f.config.FunctionArn != arn {
		return nil, arn
	}
	return f, arn
}

func (s *Server) functionArn(name string) string {
	return fmt.Sprintf("arn:%s:lambda:%s:%s:function:%s", s.partition, s.opts.Region, s.opts.AccountID, name)
}
