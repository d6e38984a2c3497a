package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/internal/jsonscan"
	"github.com/seed-01804ef5/asgardeo-go/internal/lossless"
)

// maxBody limits the size of a response body. It is far larger than any page of a listing.
const maxBody = 16 << 20

// maxFailure limits the size of the body of an error response. The rest is ignored.
const maxFailure = 1 << 20

// buffers are reused after a response was decoded: decoded values do not refer to the text.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the maximum size of a buffer that is reused.
const maxKept = 1 << 20

// release puts the buffer of the body into the pool.
func (r *Response) release() {
	if r.buffer != nil && r.buffer.Cap() <= maxKept {
		r.buffer.Reset()
		buffers.Put(r.buffer)
	}
	r.body, r.buffer = nil, nil
}

// readBody reads the body, into a buffer of the right size if the server sent the length. The limit applies to the
// decompressed body. Large bodies are not read into buf, which would double its size repeatedly.
func readBody(res *http.Response, buf *bytes.Buffer) ([]byte, error) {
	most, failed := maxBody, res.StatusCode >= 300
	if failed {
		most = maxFailure
	} else if res.ContentLength > maxBody {
		return nil, fmt.Errorf("%w: the body has %d bytes, more than %d", ErrUnexpectedResponse, res.ContentLength, maxBody)
	}
	if res.ContentLength > 0 {
		buf.Grow(int(min(res.ContentLength, maxKept)) + bytes.MinRead)
	}
	rest := io.LimitReader(res.Body, int64(most)+1)
	if _, err := buf.ReadFrom(io.LimitReader(rest, maxKept)); err != nil {
		return buf.Bytes(), err
	}
	body := buf.Bytes()
	if len(body) >= maxKept {
		var err error
		if body, err = io.ReadAll(io.MultiReader(buf, rest)); err != nil {
			return body, err
		}
	}
	switch {
	case len(body) <= most:
		return body, nil
	case failed:
		return body[:most], nil
	}
	return nil, fmt.Errorf("%w: the body has more than %d bytes", ErrUnexpectedResponse, maxBody)
}

func decode(resp *Response, out any) error {
	body := bytes.TrimSpace(resp.body)
	switch {
	case len(body) == 0:
		return fmt.Errorf("%w: the body is empty", ErrUnexpectedResponse)
	case bytes.Equal(body, []byte("null")):
		return fmt.Errorf("%w: the body is null", ErrUnexpectedResponse)
	case !utf8.Valid(body): // encoding/json would silently replace it with U+FFFD
		return fmt.Errorf("%w: the body is not UTF-8", ErrUnexpectedResponse)
	case len(body) > nestingMatters && !flat(body):
		return fmt.Errorf("%w: the body is nested in more than %d levels", ErrUnexpectedResponse, maxNesting)
	}
	err := lossless.Unmarshal(body, out)
	switch {
	case err == nil && resp.call != nil:
		if err = checkForm(resp.call.Answer, body); err == nil {
			return nil
		}
	case err == nil:
		return nil
	case !isJSON(resp.Header):
		return fmt.Errorf("%w: the body is %s, not JSON", ErrUnexpectedResponse, mediaType(resp.Header))
	}
	return fmt.Errorf("%w: %w", ErrUnexpectedResponse, err)
}

const (
	// maxNesting is far larger than the depth of any response. Some types are read again at each level, which takes
	// long for bodies of more than nestingMatters bytes.
	maxNesting     = 100
	nestingMatters = 64 << 10
)

// flat reports whether JSON has at most maxNesting levels.
func flat(data []byte) bool {
	level := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i += max(jsonscan.StringLen(data[i:]), 1) - 1
		case '{', '[':
			if level++; level > maxNesting {
				return false
			}
		case '}', ']':
			level--
		}
	}
	return true
}

func isJSON(h http.Header) bool {
	media := mediaType(h)
	return strings.HasSuffix(media, "/json") || strings.HasSuffix(media, "+json")
}

func mediaType(h http.Header) string {
	media, _, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil && !errors.Is(err, mime.ErrInvalidMediaParameter) {
		return "of no known type"
	}
	return media
}

// LooksLikeJSON reports whether body begins like a JSON object, array or string. The rest may be truncated or
// malformed.
func LooksLikeJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && strings.IndexByte(`{["`, body[0]) >= 0
}

// Items returns the list of a response, or nil if the response has no list.
func Items[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// errErrorBody reports an error response with a successful status.
var errErrorBody = errors.New("the body is an error")

// maxErrorShape limits the size of an error. It is far larger than any real error.
const maxErrorShape = 16 << 10

// schemaError is the URN of the errors of SCIM (RFC 7644, section 3.12).
const schemaError = "urn:ietf:params:scim:api:messages:2.0:Error"

// errorShaped reports whether a body is a JSON error, which gateways also send with a successful status. It recognizes
// the formats of the server APIs (code with message or description), SCIM, RFC 9457 (title with status), OAuth 2.0
// (error) and gateways (fault). If no content is expected, one member that only errors have is sufficient, also in a
// list.
func errorShaped(body []byte, expected bool) bool {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte(ByteOrderMark)))
	if !expected {
		body = bytes.TrimLeft(body, "["+jsonscan.Space)
	}
	if len(body) == 0 || len(body) > maxErrorShape || body[0] != '{' {
		return false
	}
	var code, text, title, status bool
	for rest := body[1:]; ; {
		name, value, next, err := nextMember(rest)
		if err != nil || name == nil {
			return code && text || title && status
		}
		rest = next
		key := jsonscan.Unquote(name)
		if string(value) == "null" || string(value) == `""` {
			continue
		}
		if !expected && slices.Contains(errorMembers, strings.ToLower(string(key))) {
			return true
		}
		switch string(key) {
		case "code":
			code = true
		case "message", "description":
			text = true
		case "title": // of a problem (RFC 9457)
			title = true
		case "status":
			status = '0' <= value[0] && value[0] <= '9'
		case "error", "fault":
			return true
		case "schemas":
			if bytes.Contains(value, []byte(schemaError)) {
				return true
			}
		}
	}
}

// ByteOrderMark is sent by some gateways in front of the body. JSON does not allow it.
const ByteOrderMark = "\ufeff"

// errorMembers are the members, in lower case, that only errors have.
var errorMembers = []string{"message", "errormessage", "errorcode", "error", "error_description", "errors", "fault", "detail", "title"}

// pageShaped reports whether a body is an HTML page, regardless of its media type.
func pageShaped(body []byte) bool {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte(ByteOrderMark)))
	start := strings.ToLower(string(body[:min(len(body), len("<!doctype html"))]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// nextMember returns the first member of data, which follows a '{' or a member, and the rest. The name is nil at the
// end of the object. The data may be invalid JSON.
func nextMember(data []byte) (name, value, rest []byte, err error) {
	data = bytes.TrimLeft(data, jsonscan.Space+",")
	if len(data) > 0 && data[0] == '}' {
		return nil, nil, nil, nil
	}
	n := jsonscan.ValueLen(data)
	if n < 2 || data[0] != '"' {
		return nil, nil, nil, errSyntax
	}
	name = data[:n]
	data = bytes.TrimLeft(data[n:], jsonscan.Space)
	if len(data) == 0 || data[0] != ':' {
		return nil, nil, nil, errSyntax
	}
	data = bytes.TrimLeft(data[1:], jsonscan.Space)
	if n = jsonscan.ValueLen(data); n == 0 {
		return nil, nil, nil, errSyntax
	}
	return name, data[:n], data[n:], nil
}
