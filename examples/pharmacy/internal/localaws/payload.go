package localaws

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The event of payload format 2.0. Members without a value are absent.
type (
	event struct {
		Version               string            `json:"version"`
		RouteKey              string            `json:"routeKey"`
		RawPath               string            `json:"rawPath"`
		RawQueryString        string            `json:"rawQueryString"`
		Cookies               []string          `json:"cookies,omitempty"`
		Headers               map[string]string `json:"headers"`
		QueryStringParameters map[string]string `json:"queryStringParameters,omitempty"`
		RequestContext        requestContext    `json:"requestContext"`
		PathParameters        map[string]string `json:"pathParameters,omitempty"`
		Body                  string            `json:"body,omitempty"`
		IsBase64Encoded       bool              `json:"isBase64Encoded"`
	}
	requestContext struct {
		AccountID    string             `json:"accountId"`
		APIID        string             `json:"apiId"`
		Authorizer   *authorizerContext `json:"authorizer,omitempty"`
		DomainName   string             `json:"domainName"`
		DomainPrefix string             `json:"domainPrefix"`
		HTTP         httpContext        `json:"http"`
		RequestID    string             `json:"requestId"`
		RouteKey     string             `json:"routeKey"`
		Stage        string             `json:"stage"`
		Time         string             `json:"time"`
		TimeEpoch    int64              `json:"timeEpoch"`
	}
	authorizerContext struct {
		JWT *jwtContext `json:"jwt"`
	}
	jwtContext struct {
		Claims map[string]string `json:"claims"`
		Scopes []string          `json:"scopes"` // null on a route without scopes
	}
	httpContext struct {
		Method    string `json:"method"`
		Path      string `json:"path"`
		Protocol  string `json:"protocol"`
		SourceIP  string `json:"sourceIp"`
		UserAgent string `json:"userAgent"`
	}
)

func (r dataRequest) event(s *Server, body []byte, token *jwtContext) event {
	now := time.Now().UTC()
	sourceIP, _, _ := net.SplitHostPort(r.RemoteAddr)
	e := event{
		Version:               "2.0",
		RouteKey:              r.route.RouteKey,
		RawPath:               r.path,
		RawQueryString:        r.URL.RawQuery,
		Cookies:               eventCookies(r.Header),
		Headers:               eventHeaders(r.Request, len(body), sourceIP, now),
		QueryStringParameters: joined(r.URL.Query()),
		PathParameters:        r.parameters,
		RequestContext: requestContext{
			AccountID:    s.opts.AccountID,
			APIID:        r.apiID,
			DomainName:   r.Host,
			DomainPrefix: r.apiID,
			HTTP: httpContext{
				Method:    r.Method,
				Path:      r.path,
				Protocol:  r.Proto,
				SourceIP:  sourceIP,
				UserAgent: r.UserAgent(),
			},
			RequestID: r.requestID,
			RouteKey:  r.route.RouteKey,
			Stage:     r.stage,
			Time:      now.Format("02/Jan/2006:15:04:05 -0700"),
			TimeEpoch: now.UnixMilli(),
		},
	}
	if token != nil {
		e.RequestContext.Authorizer = &authorizerContext{JWT: token}
	}
	if isText(r.Header.Get("Content-Type"), body) {
		e.Body = string(body)
	} else {
		e.Body, e.IsBase64Encoded = base64.StdEncoding.EncodeToString(body), true
	}
	return e
}

// eventHeaders returns the request's headers in lower case, with repeated ones
// joined, and the headers that API Gateway adds.
func eventHeaders(r *http.Request, length int, sourceIP string, now time.Time) map[string]string {
	headers := make(map[string]string, len(r.Header)+6)
	for name, values := range r.Header {
		headers[strings.ToLower(name)] = strings.Join(values, ",")
	}
	delete(headers, "cookie") // becomes the member cookies
	delete(headers, "connection")
	_, port, err := net.SplitHostPort(r.Host)
	if err != nil {
		port = "80"
	}
	if before := headers["x-forwarded-for"]; before != "" {
		sourceIP = before + ", " + sourceIP
	}
	headers["host"] = r.Host
	headers["content-length"] = fmt.Sprint(length)
	headers["x-forwarded-for"] = sourceIP
	headers["x-forwarded-port"] = port
	headers["x-forwarded-proto"] = "http"
	headers["x-amzn-trace-id"] = fmt.Sprintf("Root=1-%08x-%s", now.Unix(), randomHex(12))
	return headers
}

func eventCookies(header http.Header) []string {
	var cookies []string
	for _, line := range header.Values("Cookie") {
		for cookie := range strings.SplitSeq(line, ";") {
			if cookie = strings.TrimSpace(cookie); cookie != "" {
				cookies = append(cookies, cookie)
			}
		}
	}
	return cookies
}

func joined(values url.Values) map[string]string {
	flat := make(map[string]string, len(values))
	for name, list := range values {
		flat[name] = strings.Join(list, ",")
	}
	return flat
}

// isText reports whether a body reaches the function unchanged, and not in
// base64. HTTP APIs decide that by the content type; they do not treat forms as
// text.
func isText(contentType string, body []byte) bool {
	if len(body) == 0 || contentType == "" {
		return utf8.Valid(body)
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && utf8.Valid(body) && (strings.HasPrefix(mediaType, "text/") ||
		slices.Contains([]string{"application/json", "application/javascript", "application/xml"}, mediaType) ||
		strings.HasSuffix(mediaType, "+json") || strings.HasSuffix(mediaType, "+xml"))
}

// functionReply is the result of a function that specifies its HTTP response.
type functionReply struct {
	StatusCode      int                        `json:"statusCode"`
	Headers         map[string]json.RawMessage `json:"headers"`
	Cookies         []string                   `json:"cookies"`
	Body            string                     `json:"body"`
	IsBase64Encoded bool                       `json:"isBase64Encoded"`
}

// interpret converts the result of a function to an HTTP response. Without a
// status code, the result itself is the body.
func interpret(result json.RawMessage) (dataReply, error) {
	var members map[string]json.RawMessage
	_ = json.Unmarshal(result, &members) // a result is not necessarily an object
	if _, stated := members["statusCode"]; !stated {
		body := []byte(result)
		var text string
		if json.Unmarshal(result, &text) == nil && result[0] == '"' {
			body = []byte(text)
		}
		return dataReply{
			status:  http.StatusOK,
			headers: map[string]string{"Content-Type": "application/json"},
			body:    body,
		}, nil
	}
	var f functionReply
	if err := json.Unmarshal(result, &f); err != nil {
		return dataReply{}, fmt.Errorf("the result does not have the form of a response: %w", err)
	}
	if f.StatusCode < 200 || f.StatusCode > 599 {
		return dataReply{}, fmt.Errorf("the result has the status code %d", f.StatusCode)
	}
	reply := dataReply{
		status:  f.StatusCode,
		headers: map[string]string{"Content-Type": "text/plain;charset=UTF-8"},
		cookies: f.Cookies,
		body:    []byte(f.Body),
	}
	for name, raw := range f.Headers {
		if len(raw) > 0 && (raw[0] == '{' || raw[0] == '[') {
			return dataReply{}, fmt.Errorf("the result's header %s is not a string", name)
		}
		// A number or a boolean is accepted as well.
		if value, isNull := renderClaim(raw); !isNull {
			reply.headers[http.CanonicalHeaderKey(name)] = value
		}
	}
	maps.DeleteFunc(reply.headers, func(name, _ string) bool {
		return slices.Contains([]string{"Content-Length", "Transfer-Encoding", "Connection"}, name) // the server's own
	})
	if f.IsBase64Encoded {
		body, err := base64.StdEncoding.DecodeString(f.Body)
		if err != nil {
			return dataReply{}, fmt.Errorf("the result's body: %w", err)
		}
		reply.body = body
	}
	return reply, nil
}
