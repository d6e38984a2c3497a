package localaws

import (
	"encoding/xml"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// The namespaces and API versions of the two services of the query protocol.
const (
	stsNamespace = "https://sts.amazonaws.com/doc/2011-06-15/"
	stsVersion   = "2011-06-15"
	iamNamespace = "https://iam.amazonaws.com/doc/2010-05-08/"
)

// maxQueryBody is the size limit for a form. The largest parameter is a policy
// document.
const maxQueryBody = 1 << 20

// queryOperation is an operation of the query protocol. Its result is encoded
// as the content of <NameResult>; nil means that the response has no such
// element.
type queryOperation struct {
	name   string
	params []string // accepted; lists without their .member.N suffix
	handle func(s *Server, form url.Values) (any, error)
}

var stsOperations = []queryOperation{
	{"GetCallerIdentity", nil, (*Server).getCallerIdentity},
}

func (s *Server) serveQuery(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxQueryBody)
	parseErr := r.ParseForm()
	form := r.PostForm
	action := form.Get("Action")

	service, namespace, operations := serviceIAM, iamNamespace, iamOperations
	if form.Get("Version") == stsVersion {
		service, namespace, operations = serviceSTS, stsNamespace, stsOperations
	}
	reply, failure := s.perform(service, action, http.StatusOK, func() (any, error) {
		if err := s.checkScope(r, service, "SignatureDoesNotMatch", "MissingAuthenticationToken"); err != nil {
			return nil, err
		}
		if parseErr != nil {
			return nil, bodyError(parseErr)
		}
		i := slices.IndexFunc(operations, func(op queryOperation) bool { return op.name == action })
		if i < 0 {
			return nil, notImplementedf("%s %s", service, action)
		}
		if err := checkParams(operations[i], form); err != nil {
			return nil, err
		}
		return operations[i].handle(s, form)
	})
	if failure != nil {
		writeQueryError(w, namespace, failure)
		return
	}
	writeXML(w, http.StatusOK, queryReply{
		XMLName:  xml.Name{Space: namespace, Local: action + "Response"},
		Result:   namedElement{name: action + "Result", content: reply},
		Metadata: responseMetadata{RequestID: newUUID()},
	})
}

// checkParams refuses parameters that the operation would ignore.
func checkParams(op queryOperation, form url.Values) error {
	for key := range form {
		name, _, _ := strings.Cut(key, ".")
		if name != "Action" && name != "Version" && !slices.Contains(op.params, name) {
			return notImplementedf("the parameter %s of %s", name, op.name)
		}
	}
	return nil
}

type queryReply struct {
	XMLName  xml.Name
	Result   namedElement
	Metadata responseMetadata `xml:"ResponseMetadata"`
}

type responseMetadata struct {
	RequestID string `xml:"RequestId"`
}

// namedElement encodes content under a name that is determined at run time.
type namedElement struct {
	name    string
	content any
}

// MarshalXML implements [xml.Marshaler].
func (n namedElement) MarshalXML(e *xml.Encoder, _ xml.StartElement) error {
	if n.content == nil {
		return nil
	}
	return e.EncodeElement(n.content, xml.StartElement{Name: xml.Name{Local: n.name}})
}

type queryError struct {
	XMLName xml.Name
	Error   struct {
		Type    string
		Code    string
		Message string
	}
	RequestID string `xml:"RequestId"`
}

func writeQueryError(w http.ResponseWriter, namespace string, failure *apiError) {
	reply := queryError{
		XMLName:   xml.Name{Space: namespace, Local: "ErrorResponse"},
		RequestID: newUUID(),
	}
	reply.Error.Type = "Sender"
	if failure.status >= http.StatusInternalServerError {
		reply.Error.Type = "Receiver"
	}
	reply.Error.Code = failure.code
	reply.Error.Message = failure.message
	writeXML(w, failure.status, reply)
}

func writeXML(w http.ResponseWriter, status int, v any) {
	body, err := xml.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/xml")
	w.WriteHeader(status)
	_, _ = w.Write(body)
}

// required returns the value of a parameter that must not be empty.
func required(form url.Values, name string) (string, error) {
	if value := form.Get(name); value != "" {
		return value, nil
	}
	return "", failf(http.StatusBadRequest, "ValidationError",
		"1 validation error detected: Value null at '%s' failed to satisfy constraint: Member must not be null",
		strings.ToLower(name[:1])+name[1:])
}

// window returns the part of a list of n items that Marker and MaxItems select,
// and the marker of the next part, which is empty at the end.
func window(form url.Values, n int) (from, to int, next string, err error) {
	size := 100
	if text := form.Get("MaxItems"); text != "" {
		if size, err = strconv.Atoi(text); err != nil || size < 1 {
			return 0, 0, "", failf(http.StatusBadRequest, "ValidationError", "Invalid MaxItems: %q", text)
		}
	}
	if text := form.Get("Marker"); text != "" {
		if from, err = strconv.Atoi(text); err != nil || from < 0 {
			return 0, 0, "", failf(http.StatusBadRequest, "ValidationError", "Invalid Marker: %q", text)
		}
	}
	from = min(from, n)
	to = from + min(size, n-from)
	if to < n {
		next = strconv.Itoa(to)
	}
	return from, to, next, nil
}

type callerIdentity struct {
	Arn     string
	UserID  string `xml:"UserId"`
	Account string
}

func (s *Server) getCallerIdentity(url.Values) (any, error) {
	return callerIdentity{
		Arn:     fmt.Sprintf("arn:%s:iam::%s:user/local", s.partition, s.opts.AccountID),
		UserID:  "AIDALOCALAWS000000000",
		Account: s.opts.AccountID,
	}, nil
}
