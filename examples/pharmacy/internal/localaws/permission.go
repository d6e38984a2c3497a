package localaws

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
)

// statement is one permission of a function's resource policy.
type statement struct {
	Sid       string
	Effect    string
	Principal principal
	Action    string
	Resource  string
	Condition *condition `json:",omitempty"`
}

type principal struct {
	Service string `json:",omitempty"`
	AWS     string `json:",omitempty"`
}

type condition struct {
	StringEquals *struct {
		SourceAccount string `json:"AWS:SourceAccount"`
	} `json:",omitempty"`
	ArnLike *struct {
		SourceArn string `json:"AWS:SourceArn"`
	} `json:",omitempty"`
}

type resourcePolicy struct {
	Version   string
	ID        string `json:"Id"`
	Statement []statement
}

var (
	sidPattern    = regexp.MustCompile(`^[a-zA-Z0-9-_]{1,100}$`)
	actionPattern = regexp.MustCompile(`^(lambda:[*]|lambda:[a-zA-Z]+|[*])$`)
)

func (s *Server) addPermission(r *http.Request, body []byte) (any, error) {
	var in struct{ StatementID, Action, Principal, SourceArn, SourceAccount string }
	if err := decode(body, &in); err != nil {
		return nil, err
	}
	if !sidPattern.MatchString(in.StatementID) {
		return nil, invalidValue("statementId", in.StatementID, `([a-zA-Z0-9-_]+)`)
	}
	if !actionPattern.MatchString(in.Action) {
		return nil, invalidValue("action", in.Action, `(lambda:[*]|lambda:[a-zA-Z]+|[*])`)
	}
	if in.Principal == "" {
		return nil, failf(http.StatusBadRequest, "InvalidParameterValueException",
			"The provided principal was invalid. Please check the principal and try again.")
	}
	return s.withFunction(r, func(f *function) (any, error) {
		if slices.ContainsFunc(f.policy, func(st statement) bool { return st.Sid == in.StatementID }) {
			return nil, failf(http.StatusConflict, "ResourceConflictException",
				"The statement id (%s) provided already exists. Please provide a new statement id, or remove the existing statement.", in.StatementID)
		}
		st := statement{Sid: in.StatementID, Effect: "Allow", Action: in.Action, Resource: f.config.FunctionArn}
		if strings.Contains(in.Principal, ".amazonaws.com") {
			st.Principal.Service = in.Principal
		} else {
			st.Principal.AWS = in.Principal
		}
		st.restrict(in.SourceArn, in.SourceAccount)
		f.policy = append(f.policy, st)
		return struct{ Statement string }{jsonText(st)}, nil
	})
}

// restrict adds the conditions of a permission, if there are any.
func (st *statement) restrict(sourceArn, sourceAccount string) {
	if sourceArn == "" && sourceAccount == "" {
		return
	}
	st.Condition = &condition{}
	if sourceArn != "" {
		st.Condition.ArnLike = &struct {
			SourceArn string `json:"AWS:SourceArn"`
		}{sourceArn}
	}
	if sourceAccount != "" {
		st.Condition.StringEquals = &struct {
			SourceAccount string `json:"AWS:SourceAccount"`
		}{sourceAccount}
	}
}

type getPolicyReply struct {
	Policy     string
	RevisionID string `json:"RevisionId"`
}

func (s *Server) getPolicy(r *http.Request, _ []byte) (any, error) {
	return s.withFunction(r, func(f *function) (any, error) {
		if len(f.policy) == 0 {
			return nil, failf(http.StatusNotFound, "ResourceNotFoundException", "The resource you requested does not exist.")
		}
		policy := resourcePolicy{Version: "2012-10-17", ID: "default", Statement: f.policy}
		return getPolicyReply{Policy: jsonText(policy), RevisionID: f.config.RevisionID}, nil
	})
}

func (s *Server) removePermission(r *http.Request, _ []byte) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sid := r.PathValue("sid")
	f, arn := s.lookUpFunction(r.PathValue("function"))
	switch {
	case f == nil || f.policy == nil:
		return nil, failf(http.StatusNotFound, "ResourceNotFoundException", "No policy found for: %s", arn)
	case len(f.policy) == 0:
		return nil, failf(http.StatusNotFound, "ResourceNotFoundException", "No policy is associated with the given resource.")
	}
	i := slices.IndexFunc(f.policy, func(st statement) bool { return st.Sid == sid })
	if i < 0 {
		return nil, failf(http.StatusNotFound, "ResourceNotFoundException", "Statement %s is not found in resource policy.", sid)
	}
	f.policy = slices.Delete(f.policy, i, i+1)
	return nil, nil
}

// allows reports whether the policy allows API Gateway to invoke the function
// for the source, an execute-api ARN.
func (f *function) allows(sourceArn, account string) bool {
	return slices.ContainsFunc(f.policy, func(st statement) bool {
		invokes := st.Action == "lambda:InvokeFunction" || st.Action == "lambda:*" || st.Action == "*"
		if !invokes || st.Principal.Service != "apigateway.amazonaws.com" {
			return false
		}
		c := st.Condition
		return c == nil ||
			(c.ArnLike == nil || arnLike(c.ArnLike.SourceArn, sourceArn)) &&
				(c.StringEquals == nil || c.StringEquals.SourceAccount == account)
	})
}

// arnLike implements the condition operator of the same name: it compares the
// six parts of an ARN one by one, with * and ? as wildcards within a part.
func arnLike(pattern, arn string) bool {
	patterns, parts := strings.SplitN(pattern, ":", 6), strings.SplitN(arn, ":", 6)
	if len(patterns) != 6 || len(parts) != 6 {
		return false
	}
	for i, p := range patterns {
		if !wildcardMatch(p, parts[i]) {
			return false
		}
	}
	return true
}

var wildcards = strings.NewReplacer(`\*`, `.*`, `\?`, `.`)

func wildcardMatch(pattern, text string) bool {
	expression := "(?s)^" + wildcards.Replace(regexp.QuoteMeta(pattern)) + "$"
	return regexp.MustCompile(expression).MatchString(text)
}
