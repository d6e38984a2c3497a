package localaws

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// The names of services in a credential scope.
const (
	serviceSTS     = "sts"
	serviceIAM     = "iam"
	serviceLambda  = "lambda"
	serviceGateway = "apigateway"
	serviceExecute = "execute-api"
)

// maxRequestBody is the limit of Lambda, the largest of all services: a zip
// file of 50 MB in base64, with some overhead.
const maxRequestBody = 70167211

// restOperation is an operation of a REST-JSON service.
type restOperation struct {
	pattern string // method and path, as http.ServeMux reads them
	name    string
	status  int // of success
	handle  func(s *Server, r *http.Request, body []byte) (any, error)
}

// restHandler serves a table of operations, and refuses all others.
func (s *Server) restHandler(service string, operations []restOperation) http.Handler {
	mux := http.NewServeMux()
	for _, op := range operations {
		mux.HandleFunc(op.pattern, func(w http.ResponseWriter, r *http.Request) {
			s.serveREST(w, r, service, op)
		})
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		name := r.Method + " " + r.URL.Path
		s.serveREST(w, r, service, restOperation{name: name, handle: refuse})
	})
	return mux
}

func refuse(_ *Server, r *http.Request, _ []byte) (any, error) {
	return nil, notImplementedf("%s %s", r.Method, r.URL.Path)
}

func (s *Server) serveREST(w http.ResponseWriter, r *http.Request, service string, op restOperation) {
	reply, failure := s.perform(service, op.name, op.status, func() (any, error) {
		if err := s.checkScope(r, service, "InvalidSignatureException", "MissingAuthenticationTokenException"); err != nil {
			return nil, err
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequestBody))
		if err != nil {
			return nil, bodyError(err)
		}
		return op.handle(s, r, body)
	})
	w.Header().Set("X-Amzn-Requestid", newUUID())
	switch {
	case failure != nil:
		writeRESTError(w, failure)
	case op.status == http.StatusNoContent:
		w.WriteHeader(op.status)
	default:
		writeJSON(w, op.status, reply)
	}
}

func bodyError(err error) error {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return failf(http.StatusRequestEntityTooLarge, "RequestTooLargeException",
			"Request must be smaller than %d bytes", tooLarge.Limit)
	}
	return failf(http.StatusBadRequest, "SerializationException", "%v", err)
}

// restError is the body of an error. Lambda writes Message for a missing
// resource and message for everything else; clients have to read both.
type restError struct {
	Type    string `json:"Type,omitempty"`
	Upper   string `json:"Message,omitempty"`
	Message string `json:"message,omitempty"`
}

func writeRESTError(w http.ResponseWriter, failure *apiError) {
	body := restError{Message: failure.message}
	if failure.code == "ResourceNotFoundException" {
		body = restError{Type: "User", Upper: failure.message}
	}
	w.Header().Set("X-Amzn-Errortype", failure.code)
	writeJSON(w, failure.status, body)
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// decode reads a request body into v. Members that v does not have are refused,
// not ignored. For a PATCH, the body is decoded into the current settings of a
// resource, so that members that were not sent keep their value.
func decode(body []byte, v any) error {
	if len(body) == 0 {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	err := d.Decode(v)
	if err == nil {
		return nil
	}
	// encoding/json has no type for this error, so its text is compared.
	if member, found := strings.CutPrefix(err.Error(), "json: unknown field "); found {
		return notImplementedf("the member %s of this request", member)
	}
	return failf(http.StatusBadRequest, "SerializationException", "%v", err)
}

// checkScope requires a Signature Version 4 header for the service. The names
// of the two errors depend on the protocol.
func (s *Server) checkScope(r *http.Request, service, mismatch, missing string) error {
	region, scoped, ok := credentialScope(r.Header.Get("Authorization"))
	if !ok {
		return failf(http.StatusForbidden, missing, "Request is missing Authentication Token")
	}
	if scoped != service {
		return failf(http.StatusForbidden, mismatch,
			"Credential should be scoped to correct service: '%s'. ", service)
	}
	// IAM and STS are reached from every region.
	if region != s.opts.Region && (service == serviceLambda || service == serviceGateway) {
		return failf(http.StatusForbidden, mismatch,
			"Credential should be scoped to a valid region. Only %s is served here, not %s. ", s.opts.Region, region)
	}
	return nil
}

// credentialScope returns the region and the service in a header of the form
// "AWS4-HMAC-SHA256 Credential=<key>/<date>/<region>/<service>/aws4_request, …".
func credentialScope(header string) (region, service string, ok bool) {
	rest, found := strings.CutPrefix(header, "AWS4-HMAC-SHA256 ")
	if !found {
		return "", "", false
	}
	for field := range strings.SplitSeq(rest, ",") {
		credential, found := strings.CutPrefix(strings.TrimSpace(field), "Credential=")
		if !found {
			continue
		}
		parts := strings.Split(credential, "/")
		if len(parts) < 5 || parts[len(parts)-1] != "aws4_request" {
			return "", "", false
		}
		return parts[len(parts)-3], parts[len(parts)-2], true
	}
	return "", "", false
}

// page is one page of a list, in the form of API Gateway.
type page[T any] struct {
	Items     []T    `json:"items"`
	NextToken string `json:"nextToken,omitempty"`
}

// defaultPageSize is small so that callers have to follow the token.
const defaultPageSize = 25

// paginate returns the page of the items, ordered by key, that a request
// selects. The token is the last key of the previous page, so that deletions
// between requests do not shift the pages.
func paginate[T any](r *http.Request, items map[string]T) (page[T], error) {
	size := defaultPageSize
	query := r.URL.Query()
	if text := query.Get("maxResults"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return page[T]{}, failf(http.StatusBadRequest, "BadRequestException", "Invalid maxResults: %q", text)
		}
		size = n
	}
	after := query.Get("nextToken")
	result := page[T]{Items: []T{}}
	last := ""
	for _, key := range slices.Sorted(maps.Keys(items)) {
		if key <= after {
			continue
		}
		if len(result.Items) == size {
			result.NextToken = last
			break
		}
		result.Items = append(result.Items, items[key])
		last = key
	}
	return result, nil
}

// randomID returns an identifier of n lower-case letters and digits.
func randomID(n int) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
	random := make([]byte, n)
	_, _ = rand.Read(random) // never fails
	for i, b := range random {
		random[i] = alphabet[int(b)%len(alphabet)]
	}
	return string(random)
}

func randomHex(n int) string {
	random := make([]byte, n)
	_, _ = rand.Read(random) // never fails
	return hex.EncodeToString(random)
}

func newUUID() string {
	h := randomHex(16)
	return fmt.Sprintf("%s-%s-%s-%s-%s", h[:8], h[8:12], h[12:16], h[16:20], h[20:])
}
