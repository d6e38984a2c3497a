package localaws

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// dataPlanePrefix is the first part of the path of every API endpoint; the
// API's ID follows. APIs have a path, and not a host name as on AWS, because
// names below localhost do not resolve on every system.
const dataPlanePrefix = "/execute-api/"

// maxPayload is the limit of an HTTP API for the body of a request.
const maxPayload = 10 << 20

// dataRequest is a request to a deployed API, with the stage and the route that
// serve it.
type dataRequest struct {
	*http.Request
	apiID      string
	stage      string
	path       string // below the API endpoint, with the stage
	route      deployedRoute
	parameters map[string]string
	requestID  string
}

// dataReply is a response of the data plane.
type dataReply struct {
	status  int
	headers map[string]string
	cookies []string
	body    []byte
}

// gatewayReply returns a response of API Gateway itself.
func gatewayReply(status int, message string) dataReply {
	return dataReply{
		status:  status,
		headers: map[string]string{"Content-Type": "application/json"},
		body:    []byte(jsonText(restError{Message: message})),
	}
}

var (
	replyNotFound    = gatewayReply(http.StatusNotFound, "Not Found")
	replyTooLarge    = gatewayReply(http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	replyFailed      = gatewayReply(http.StatusInternalServerError, "Internal Server Error")
	replyUnavailable = gatewayReply(http.StatusServiceUnavailable, "Service Unavailable")
)

func (s *Server) serveDataPlane(w http.ResponseWriter, r *http.Request) {
	apiID, path, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, dataPlanePrefix), "/")
	request := dataRequest{Request: r, apiID: apiID, path: "/" + path, requestID: gatewayRequestID()}
	operation := r.Method + " " + request.path

	var reply dataReply
	var fault *apiError
	if errors.As(s.takeFault(serviceExecute, operation), &fault) {
		reply = gatewayReply(fault.status, fault.message)
	} else {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxPayload))
		if err != nil {
			reply = replyTooLarge
		} else {
			reply = s.answer(request, body)
		}
	}
	s.record(serviceExecute, operation, reply.status)

	w.Header().Set("Apigw-Requestid", request.requestID)
	for name, value := range reply.headers {
		w.Header().Set(name, value)
	}
	for _, cookie := range reply.cookies {
		w.Header().Add("Set-Cookie", cookie)
	}
	w.WriteHeader(reply.status)
	_, _ = w.Write(reply.body)
}

// gatewayRequestID returns an ID in the form of the request IDs of HTTP APIs.
func gatewayRequestID() string {
	random := make([]byte, 11)
	_, _ = rand.Read(random) // never fails
	return base64.StdEncoding.EncodeToString(random)
}

// answer runs the authorizer and the function for a request, and returns the
// response.
func (s *Server) answer(r dataRequest, body []byte) dataReply {
	if !s.match(&r) {
		return replyNotFound
	}
	var token *jwtContext
	if r.route.authorizer != nil {
		var denied *denial
		if token, denied = s.authorize(r.Request, r.route); denied != nil {
			message := map[int]string{http.StatusUnauthorized: "Unauthorized", http.StatusForbidden: "Forbidden"}[denied.status]
			reply := gatewayReply(denied.status, message)
			reply.headers["Www-Authenticate"] = denied.challenge
			return reply
		}
	}
	if r.route.integration == nil {
		return replyFailed
	}
	run, err := s.invocable(r)
	if err != nil {
		s.logf("%s: %v", r.route.RouteKey, err)
		return replyFailed
	}

	// The shorter of the two timeouts ends the invocation, and determines the
	// response.
	limit := time.Duration(r.route.integration.TimeoutInMillis) * time.Millisecond
	ctx, cancel := context.WithTimeoutCause(s.ctx, limit, errIntegrationTimeout)
	defer cancel()
	result, err := s.invoke(ctx, run, r.event(s, body, token))
	if err == nil {
		var reply dataReply
		if reply, err = interpret(result); err == nil {
			return reply
		}
	}
	s.logf("%s: %v", run.name, err)
	if errors.Is(err, errIntegrationTimeout) {
		return replyUnavailable
	}
	return replyFailed
}

var errIntegrationTimeout = errors.New("the integration timed out")

// match finds the stage and the route that serve a request.
func (s *Server) match(r *dataRequest) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, exists := s.apis[r.apiID]
	if !exists || a.DisableExecuteAPIEndpoint {
		return false
	}
	first, rest, _ := strings.Cut(r.path[1:], "/")
	path := "/" + rest
	st, exists := a.stages[first]
	if !exists || first == defaultKey {
		// The default stage is served without its name in the path.
		if st, exists = a.stages[defaultKey]; !exists {
			return false
		}
		path = r.path
	}
	d := st.live(time.Now())
	if d == nil {
		return false
	}
	r.stage = st.StageName
	r.route, r.parameters, exists = d.snapshot.match(r.Method, path)
	return exists
}

// defaultKey is the key of the default route and the name of the default stage.
const defaultKey = "$default"

// match returns the most specific route: literal segments before variables
// before a greedy variable, a method before ANY, and $default last.
func (sn snapshot) match(method, path string) (best deployedRoute, parameters map[string]string, found bool) {
	bestRank := ""
	for _, r := range sn {
		rank, values, ok := matchRoute(r.RouteKey, method, path)
		if ok && (!found || rank > bestRank) {
			best, bestRank, parameters, found = r, rank, values, true
		}
	}
	return best, parameters, found
}

// matchRoute compares one route with a request. Ranks compare as strings: one
// letter per segment, then one for the method.
func matchRoute(routeKey, method, path string) (rank string, parameters map[string]string, ok bool) {
	if routeKey == defaultKey {
		return "", nil, true
	}
	routeMethod, template, _ := strings.Cut(routeKey, " ")
	if routeMethod != method && routeMethod != "ANY" {
		return "", nil, false
	}
	parameters = make(map[string]string)
	templates, segments := strings.Split(template[1:], "/"), strings.Split(path[1:], "/")
	for i, t := range templates {
		if i >= len(segments) {
			return "", nil, false
		}
		name, variable := strings.CutPrefix(t, "{")
		name = strings.TrimSuffix(name, "}")
		greedy, isGreedy := strings.CutSuffix(name, "+")
		rest := strings.Join(segments[i:], "/")
		switch {
		case !variable && t == segments[i]:
			rank += "c"
		case variable && isGreedy && rest != "":
			parameters[greedy] = rest
			rank += "a"
			segments = segments[:i+1]
		case variable && !isGreedy && segments[i] != "":
			parameters[name] = segments[i]
			rank += "b"
		default:
			return "", nil, false
		}
	}
	if len(templates) != len(segments) {
		return "", nil, false
	}
	if routeMethod == method {
		rank += "z"
	}
	return rank, parameters, true
}

// sourceArn returns the ARN that API Gateway presents to a function's resource
// policy: <api>/<stage>/<METHOD>/<path> of the route, not of the request.
func (s *Server) sourceArn(r dataRequest) string {
	source := defaultKey
	if method, path, found := strings.Cut(r.route.RouteKey, " "); found {
		if method == "ANY" {
			method = "*"
		}
		source = method + path
	}
	return fmt.Sprintf("arn:%s:execute-api:%s:%s:%s/%s/%s",
		s.partition, s.opts.Region, s.opts.AccountID, r.apiID, r.stage, source)
}

// invocable returns the function of a route, or the reason why API Gateway
// cannot invoke it. The client does not see the reason.
func (s *Server) invocable(r dataRequest) (version, error) {
	arn := integrationFunction(r.route.integration.IntegrationURI)
	source := s.sourceArn(r)
	now := time.Now()
	s.mu.Lock()
	defer s.mu.Unlock()
	f, _ := s.lookUpFunction(arn)
	if f == nil {
		return version{}, fmt.Errorf("there is no function %s", arn)
	}
	if !f.allows(source, s.opts.AccountID) {
		return version{}, fmt.Errorf("the policy of %s does not allow %s", arn, source)
	}
	if now.Before(f.activeAt) {
		return version{}, fmt.Errorf("the function %s is pending", arn)
	}
	// A role that was deleted and created again is a different role.
	owner := s.roleByArn(f.config.Role)
	if owner == nil || owner.RoleID != f.roleID || !trusts(owner.trust, "lambda.amazonaws.com") {
		return version{}, fmt.Errorf("the role of %s cannot be assumed", arn)
	}
	return f.serving(now), nil
}
