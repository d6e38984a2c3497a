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

// maxBody bounds what is read of an answer: far above any page of a listing, far below what hurts.
const maxBody = 16 << 20

// maxFailure bounds what is read of the body of a failure, which is a few lines. The rest is left out.
const maxFailure = 1 << 20

// buffers are used again for answers that were decoded: values keep nothing of the text that they are made of.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// maxKept is the size up to which a buffer is used again.
const maxKept = 1 << 20

// release gives the body up.
func (r *Response) release() {
	if r.buffer != nil && r.buffer.Cap() <= maxKept {
		r.buffer.Reset()
		buffers.Put(r.buffer)
	}
	r.body, r.buffer = nil, nil
}

// readBody reads the body in one piece, in a buffer of the right size where the server announced it. What the transport
// has decompressed counts as it is then: that bounds it, however well it was compressed. Large bodies do not go into buf,
// which would double its size again and again.
func readBody(res *http.Response, buf *bytes.Buffer) ([]byte, error) {
	most, failed := maxBody, res.StatusCode >= 300
	if failed {
		most = maxFailure
	} else if res.ContentLength > maxBody {
		return nil, fmt.Errorf("%w: a body of %d bytes, more than %d", ErrUnexpectedResponse, res.ContentLength, maxBody)
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
	return nil, fmt.Errorf("%w: a body of more than %d bytes", ErrUnexpectedResponse, maxBody)
}

func decode(resp *Response, out any) error {
	body := bytes.TrimSpace(resp.body)
	switch {
	case len(body) == 0:
		return fmt.Errorf("%w: the body is empty", ErrUnexpectedResponse)
	case bytes.Equal(body, []byte("null")):
		return fmt.Errorf("%w: the body is null", ErrUnexpectedResponse)
	case !utf8.Valid(body): // package json would put U+FFFD there, and say nothing
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
	// maxNesting is far more than any answer has. Some types are read once more for each level that they are nested in,
	// which nestingMatters bytes can make long.
	maxNesting     = 100
	nestingMatters = 64 << 10
)

// flat reports whether JSON has no more levels than any answer has.
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

// LooksLikeJSON reports whether body begins like a JSON object, array or string, even if it is cut or malformed.
func LooksLikeJSON(body []byte) bool {
	body = bytes.TrimSpace(body)
	return len(body) > 0 && strings.IndexByte(`{["`, body[0]) >= 0
}

// Items returns the list that an answer holds, nil if there was none.
func Items[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// errErrorBody reports an error in a response with a status of success.
var errErrorBody = errors.New("the body is an error")

// maxErrorShape limits the size of an error. It is far larger than any real error.
const maxErrorShape = 16 << 10

// schemaError is the URN of the errors of SCIM (RFC 7644, section 3.12).
const schemaError = "urn:ietf:params:scim:api:messages:2.0:Error"

// errorShaped reports whether a body is the JSON of an error, which gateways also send with a status of success: that of
// the server (code with message or description), of SCIM, of OAuth 2.0 (error) or of a gateway (fault). Where no content
// is expected, any member that only errors have is enough, and so is a list of errors.
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

// ByteOrderMark precedes what some gateways send in UTF-8. JSON does not allow it.
const ByteOrderMark = "\ufeff"

// errorMembers are members, in lower case, that errors have and resources do not.
var errorMembers = []string{"message", "errormessage", "errorcode", "error", "error_description", "errors", "fault", "detail", "title"}

// pageShaped reports whether a body is a page for people, whatever its media type says.
func pageShaped(body []byte) bool {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte(ByteOrderMark)))
	start := strings.ToLower(string(body[:min(len(body), len("<!doctype html"))]))
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

// nextMember cuts the next member off data, which follows a '{' or a member. A nil name is the end of the object. The data
// need not be valid JSON.
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
