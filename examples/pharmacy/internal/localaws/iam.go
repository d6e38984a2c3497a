package localaws

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var iamOperations = []queryOperation{
	{"CreateRole", []string{"RoleName", "AssumeRolePolicyDocument", "Path", "Description", "MaxSessionDuration", "Tags"}, (*Server).createRole},
	{"GetRole", []string{"RoleName"}, (*Server).getRole},
	{"UpdateAssumeRolePolicy", []string{"RoleName", "PolicyDocument"}, (*Server).updateAssumeRolePolicy},
	{"AttachRolePolicy", []string{"RoleName", "PolicyArn"}, (*Server).attachRolePolicy},
	{"ListAttachedRolePolicies", []string{"RoleName", "Marker", "MaxItems"}, (*Server).listAttachedRolePolicies},
	{"DetachRolePolicy", []string{"RoleName", "PolicyArn"}, (*Server).detachRolePolicy},
	{"PutRolePolicy", []string{"RoleName", "PolicyName", "PolicyDocument"}, (*Server).putRolePolicy},
	{"ListRolePolicies", []string{"RoleName", "Marker", "MaxItems"}, (*Server).listRolePolicies},
	{"DeleteRolePolicy", []string{"RoleName", "PolicyName"}, (*Server).deleteRolePolicy},
	{"DeleteRole", []string{"RoleName"}, (*Server).deleteRole},
}

// maxPoliciesPerRole is AWS's default quota of managed policies.
const maxPoliciesPerRole = 10

type role struct {
	Path                     string
	RoleName                 string
	RoleID                   string `xml:"RoleId"`
	Arn                      string
	CreateDate               string
	AssumeRolePolicyDocument string // percent-encoded, as in responses
	Description              string `xml:",omitempty"`
	MaxSessionDuration       int
	Tags                     []tag `xml:"Tags>member"`

	trust    string            // the document as it was sent
	attached []string          // ARNs of managed policies
	inline   map[string]string // documents by name
	tries    int               // how many more times Lambda refuses the role
}

type tag struct {
	Key   string
	Value string
}

// setTrust stores a trust policy in both of its forms.
func (r *role) setTrust(document string) {
	r.trust = document
	r.AssumeRolePolicyDocument = strings.ReplaceAll(url.QueryEscape(document), "+", "%20")
}

type roleReply struct {
	Role role
}

var (
	roleNamePattern = regexp.MustCompile(`^[\w+=,.@-]{1,64}$`)
	rolePathPattern = regexp.MustCompile(`^/([!-~]*/)?$`)
)

func (s *Server) createRole(form url.Values) (any, error) {
	name, err := roleName(form)
	if err != nil {
		return nil, err
	}
	document, err := required(form, "AssumeRolePolicyDocument")
	if err != nil {
		return nil, err
	}
	if err := checkPolicyDocument(document); err != nil {
		return nil, err
	}
	path := cmp.Or(form.Get("Path"), "/")
	if !rolePathPattern.MatchString(path) {
		return nil, failf(http.StatusBadRequest, "ValidationError",
			"The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.")
	}
	session, err := strconv.Atoi(cmp.Or(form.Get("MaxSessionDuration"), "3600"))
	if err != nil || session < 3600 || session > 43200 {
		return nil, failf(http.StatusBadRequest, "ValidationError", "Invalid MaxSessionDuration")
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	// Names are unique regardless of case.
	key := strings.ToLower(name)
	if _, exists := s.roles[key]; exists {
		return nil, failf(http.StatusConflict, "EntityAlreadyExists", "Role with name %s already exists.", name)
	}
	created := &role{
		Path:               path,
		RoleName:           name,
		RoleID:             "AROA" + strings.ToUpper(randomID(17)),
		Arn:                fmt.Sprintf("arn:%s:iam::%s:role%s%s", s.partition, s.opts.AccountID, path, name),
		CreateDate:         time.Now().UTC().Format(time.RFC3339),
		Description:        form.Get("Description"),
		MaxSessionDuration: session,
		Tags:               formTags(form),
		inline:             make(map[string]string),
		tries:              s.opts.RoleTries,
	}
	created.setTrust(document)
	s.roles[key] = created
	return roleReply{*created}, nil
}

func (s *Server) getRole(form url.Values) (any, error) {
	return s.withRole(form, func(r *role) (any, error) { return roleReply{*r}, nil })
}

func (s *Server) updateAssumeRolePolicy(form url.Values) (any, error) {
	document, err := required(form, "PolicyDocument")
	if err != nil {
		return nil, err
	}
	if err := checkPolicyDocument(document); err != nil {
		return nil, err
	}
	return s.withRole(form, func(r *role) (any, error) {
		r.setTrust(document)
		return nil, nil
	})
}

func (s *Server) attachRolePolicy(form url.Values) (any, error) {
	arn, err := required(form, "PolicyArn")
	if err != nil {
		return nil, err
	}
	if strings.Count(arn, ":") < 5 || !strings.HasPrefix(arn, "arn:") {
		return nil, failf(http.StatusBadRequest, "ValidationError", "Invalid ARN:  Could not be parsed!")
	}
	return s.withRole(form, func(r *role) (any, error) {
		switch {
		case !s.managedPolicyExists(arn):
			return nil, failf(http.StatusNotFound, "NoSuchEntity", "Policy %s does not exist or is not attachable.", arn)
		case slices.Contains(r.attached, arn):
			return nil, nil // attaching again is not an error
		case len(r.attached) == maxPoliciesPerRole:
			return nil, failf(http.StatusConflict, "LimitExceeded", "Cannot exceed quota for PoliciesPerRole: %d", maxPoliciesPerRole)
		}
		r.attached = append(r.attached, arn)
		return nil, nil
	})
}

var managedPolicyPattern = regexp.MustCompile(
	`^arn:([a-z-]+):iam::aws:policy/((?:service-role/|aws-service-role/|job-function/)?)([\w+=,.@-]+)$`)

// managedPolicyExists accepts every ARN that has the form of a managed policy
// of AWS, with one exception: the execution policies of Lambda are below
// service-role/, and an ARN without that path does not exist.
func (s *Server) managedPolicyExists(arn string) bool {
	m := managedPolicyPattern.FindStringSubmatch(arn)
	if m == nil || m[1] != s.partition {
		return false
	}
	path, name := m[2], m[3]
	executionRole := strings.HasPrefix(name, "AWSLambda") && strings.HasSuffix(name, "Role")
	return !executionRole || path == "service-role/"
}

type attachedPolicy struct {
	PolicyName string
	PolicyArn  string
}

type attachedPolicies struct {
	AttachedPolicies []attachedPolicy `xml:"AttachedPolicies>member"`
	IsTruncated      bool
	Marker           string `xml:",omitempty"`
}

func (s *Server) listAttachedRolePolicies(form url.Values) (any, error) {
	return s.withRole(form, func(r *role) (any, error) {
		from, to, next, err := window(form, len(r.attached))
		if err != nil {
			return nil, err
		}
		reply := attachedPolicies{IsTruncated: next != "", Marker: next}
		for _, arn := range r.attached[from:to] {
			reply.AttachedPolicies = append(reply.AttachedPolicies,
				attachedPolicy{PolicyName: arn[strings.LastIndex(arn, "/")+1:], PolicyArn: arn})
		}
		return reply, nil
	})
}

func (s *Server) detachRolePolicy(form url.Values) (any, error) {
	arn, err := required(form, "PolicyArn")
	if err != nil {
		return nil, err
	}
	return s.withRole(form, func(r *role) (any, error) {
		i := slices.Index(r.attached, arn)
		if i < 0 {
			return nil, failf(http.StatusNotFound, "NoSuchEntity", "Policy %s was not found.", arn)
		}
		r.attached = slices.Delete(r.attached, i, i+1)
		return nil, nil
	})
}

func (s *Server) putRolePolicy(form url.Values) (any, error) {
	name, err := required(form, "PolicyName")
	if err != nil {
		return nil, err
	}
	document, err := required(form, "PolicyDocument")
	if err != nil {
		return nil, err
	}
	if err := checkPolicyDocument(document); err != nil {
		return nil, err
	}
	return s.withRole(form, func(r *role) (any, error) {
		r.inline[name] = document
		return nil, nil
	})
}

type inlinePolicies struct {
	PolicyNames []string `xml:"PolicyNames>member"`
	IsTruncated bool
	Marker      string `xml:",omitempty"`
}

func (s *Server) listRolePolicies(form url.Values) (any, error) {
	return s.withRole(form, func(r *role) (any, error) {
		names := slices.Sorted(maps.Keys(r.inline))
		from, to, next, err := window(form, len(names))
		if err != nil {
			return nil, err
		}
		return inlinePolicies{PolicyNames: names[from:to], IsTruncated: next != "", Marker: next}, nil
	})
}

func (s *Server) deleteRolePolicy(form url.Values) (any, error) {
	name, err := required(form, "PolicyName")
	if err != nil {
		return nil, err
	}
	return s.withRole(form, func(r *role) (any, error) {
		if _, exists := r.inline[name]; !exists {
			return nil, failf(http.StatusNotFound, "NoSuchEntity", "The role policy with name %s cannot be found.", name)
		}
		delete(r.inline, name)
		return nil, nil
	})
}

func (s *Server) deleteRole(form url.Values) (any, error) {
	return s.withRole(form, func(r *role) (any, error) {
		if len(r.attached) > 0 {
			return nil, failf(http.StatusConflict, "DeleteConflict", "Cannot delete entity, must detach all policies first.")
		}
		if len(r.inline) > 0 {
			return nil, failf(http.StatusConflict, "DeleteConflict", "Cannot delete entity, must delete policies first.")
		}
		delete(s.roles, strings.ToLower(r.RoleName))
		return nil, nil
	})
}

// withRole runs an operation on an existing role, with the lock held.
func (s *Server) withRole(form url.Values, do func(*role) (any, error)) (any, error) {
	name, err := roleName(form)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	r, exists := s.roles[strings.ToLower(name)]
	if !exists {
		return nil, failf(http.StatusNotFound, "NoSuchEntity", "The role with name %s cannot be found.", name)
	}
	return do(r)
}

func roleName(form url.Values) (string, error) {
	name, err := required(form, "RoleName")
	if err == nil && !roleNamePattern.MatchString(name) {
		err = failf(http.StatusBadRequest, "ValidationError",
			"The specified value for roleName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-")
	}
	return name, err
}

// formTags reads the list Tags.member.1.Key, Tags.member.1.Value, …
func formTags(form url.Values) []tag {
	var tags []tag
	for i := 1; ; i++ {
		prefix := fmt.Sprintf("Tags.member.%d.", i)
		if !form.Has(prefix + "Key") {
			return tags
		}
		tags = append(tags, tag{Key: form.Get(prefix + "Key"), Value: form.Get(prefix + "Value")})
	}
}

// policyDocument has the members of a trust policy that determine who is
// trusted.
type policyDocument struct {
	Statement oneOrMany[struct {
		Effect    string
		Principal json.RawMessage
		Action    oneOrMany[string]
	}]
}

// oneOrMany reads a list or a single item, because policy documents may omit
// the brackets around one item.
type oneOrMany[T any] []T

// UnmarshalJSON implements [json.Unmarshaler].
func (l *oneOrMany[T]) UnmarshalJSON(data []byte) error {
	if len(data) > 0 && data[0] == '[' {
		return json.Unmarshal(data, (*[]T)(l))
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*l = oneOrMany[T]{one}
	return nil
}

func checkPolicyDocument(document string) error {
	var p policyDocument
	if err := json.Unmarshal([]byte(document), &p); err != nil {
		return failf(http.StatusBadRequest, "MalformedPolicyDocument", "This policy contains invalid Json")
	}
	if len(p.Statement) == 0 {
		return failf(http.StatusBadRequest, "MalformedPolicyDocument", "Syntax errors in policy.")
	}
	return nil
}

// trusts reports whether a trust policy allows a service to assume the role. An
// explicit deny takes precedence. Conditions are not evaluated.
func trusts(document, service string) bool {
	var p policyDocument
	if json.Unmarshal([]byte(document), &p) != nil {
		return false
	}
	allowed := false
	for _, st := range p.Statement {
		var principal struct{ Service oneOrMany[string] }
		// A principal of another form, such as "*", is not a service.
		_ = json.Unmarshal(st.Principal, &principal)
		concerns := slices.Contains(principal.Service, service) &&
			slices.ContainsFunc(st.Action, func(a string) bool { return strings.EqualFold(a, "sts:AssumeRole") || a == "sts:*" || a == "*" })
		if concerns && st.Effect == "Deny" {
			return false
		}
		allowed = allowed || concerns && st.Effect == "Allow"
	}
	return allowed
}
