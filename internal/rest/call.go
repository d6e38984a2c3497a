package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/seed-01804ef5/asgardeo-go/internal/filter"
)

// Call is one operation with its arguments.
type Call struct {
	// Operation is the name that errors show, such as "applications.Create".
	Operation string
	Method    string
	// Path is a format with a %s for each path parameter.
	Path string
	// Scopes are alternative sets: a token needs every scope of one of them.
	Scopes [][]string
	// Public operations are sent without a token.
	Public bool
	// OAuth operations are those of the token endpoint and its like: they go first where requests are held up, and may
	// be repeated however they failed.
	OAuth bool
	// Secrets are shown in no error, should the server repeat them.
	Secrets []string
	// Prepare, unless nil, completes the call before each attempt.
	Prepare func(ctx context.Context, call *Call) error
	// Accept is the Accept header; empty means application/json.
	Accept string
	// Accepted operations succeed with 202, which otherwise means that an approval is awaited.
	Accepted bool
	// Answer are the forms that the JSON of an answer of success may have; none is for any.
	Answer []Form
	// Bodiless operations may also be answered with 204, without a body. Another status without one is no success.
	Bodiless bool
	// Paths are those of all operations of the API, as Path.
	Paths []string

	sent     []string // the access tokens
	segments []any
	query    url.Values
	header   http.Header
	body     []byte
	file     *File
	media    string
	open     bool // leave the body of a success to the caller
}

// File is the content of a request, sent as it is read: as the part "file" of a form (RFC 7578).
type File struct {
	Name, MediaType string
	Content         io.Reader

	secrets fileSecrets // of what was read
}

// AddPathParam fills the next place in the path. A value that could make the path mean another operation is refused.
func (call *Call) AddPathParam(c *Client, name, value string) error {
	if err := checkSegment(value); err != nil {
		return c.invalid(call, fmt.Errorf("%s %w", name, err))
	}
	if reserved(call.Paths, call.Path, len(call.segments), value) {
		return c.invalid(call, fmt.Errorf("%s %q is the name of another operation", name, value))
	}
	call.segments = append(call.segments, url.PathEscape(value))
	return nil
}

// param stands for a parameter in paths.
const param = "%s"

// reserved reports whether a path with word in the place of its parameter n may be read as another of the paths: as one
// that can be the same up to there and then has the word itself. Servers prefer literal segments, even if a parameter
// before them takes up a literal of the other path. Words are compared exactly, as servers do.
func reserved(paths []string, path string, n int, word string) bool {
	segments := strings.Split(path, "/")
	at := -1
	for i, segment := range segments {
		if segment == param {
			if n--; n < 0 {
				at = i
				break
			}
		}
	}
	return at >= 0 && word != param && slices.ContainsFunc(paths, func(other string) bool {
		others := strings.Split(other, "/")
		if len(others) <= at || others[at] != word {
			return false
		}
		for i, segment := range others[:at] {
			if segment != segments[i] && segment != param && segments[i] != param {
				return false
			}
		}
		return true
	})
}

// checkSegment refuses what proxies and servers may resolve or split, even when it is escaped.
func checkSegment(value string) error {
	switch {
	case value == "":
		return errors.New("is empty")
	case value == "." || strings.Contains(value, ".."), strings.ContainsAny(value, `/\;`):
		return fmt.Errorf("%q holds '/', '\\', ';' or '..', which no path segment may", value)
	case strings.ContainsFunc(value, unicode.IsControl):
		return fmt.Errorf("%q holds a control character", value)
	}
	return nil
}

// AddQuery adds a query parameter unless value is the zero value of its type: text, a number, a boolean, a pointer to
// one of these, or a list of text. A list is one parameter with commas, or with explode several (the styles of OpenAPI
// 3.0 for form).
func (call *Call) AddQuery(name string, explode bool, value any) {
	v := reflect.ValueOf(value)
	if v.IsZero() {
		return
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	texts := []string{fmt.Sprint(v)}
	if v.Kind() == reflect.Slice {
		texts = v.Interface().([]string)
		if !explode && len(texts) > 0 {
			texts = []string{strings.Join(texts, ",")}
		}
	}
	if call.query == nil {
		call.query = url.Values{}
	}
	call.query[name] = append(call.query[name], texts...)
}

// AddFilter adds a filter of the server APIs as a query parameter, unless it is empty. It refuses what [filter.Check] does.
func (call *Call) AddFilter(c *Client, text string, unsupported ...string) error {
	if err := filter.Check(text, unsupported...); err != nil {
		return c.invalid(call, fmt.Errorf("the filter %q %w", text, err))
	}
	call.AddQuery("filter", true, text)
	return nil
}

// SetHeader sets a header unless value is empty.
func (call *Call) SetHeader(name, value string) {
	if value == "" {
		return
	}
	if call.header == nil {
		call.header = http.Header{}
	}
	call.header.Set(name, value)
}

// SetFile sends a file. The request cannot be repeated, because the content can be read only once.
func (call *Call) SetFile(c *Client, file *File) error {
	if file == nil || file.Content == nil {
		return c.invalid(call, errors.New("there is no content"))
	}
	if media, _, err := mime.ParseMediaType(file.MediaType); err != nil || !strings.Contains(media, "/") {
		return c.invalid(call, fmt.Errorf("the format %q is no media type", file.MediaType))
	}
	call.file = file
	return nil
}

// SetBody encodes the body of the request.
func (call *Call) SetBody(c *Client, media string, body any) error {
	if v := reflect.ValueOf(body); v.Kind() == reflect.Pointer && v.IsNil() {
		return c.invalid(call, errors.New("the request is nil"))
	}
	data, err := json.Marshal(body)
	if err != nil {
		return c.invalid(call, err)
	}
	call.body, call.media = data, media
	return nil
}

// reads reports that the operation changes nothing that it would matter to change twice.
func (call *Call) reads() bool {
	return call.OAuth || call.Method == http.MethodGet || call.Method == http.MethodHead || strings.HasSuffix(call.Path, "/.search")
}

// SetForm encodes a form as the body of the request.
func (call *Call) SetForm(form url.Values) {
	call.body, call.media = []byte(form.Encode()), "application/x-www-form-urlencoded"
}

// secrets knows those that the request was sent with.
func (call *Call) secrets() *redactor {
	found := slices.Concat(call.Secrets, secretsIn(call.body), call.sent)
	if call.file != nil {
		inFile, all := call.file.secrets.secrets()
		if !all {
			return &redactor{all: true}
		}
		found = append(found, inFile...)
	}
	return newRedactor(found)
}

func (call *Call) path() string { return fmt.Sprintf(call.Path, call.segments...) }

// content returns the body and its media type.
func (call *Call) content() (io.Reader, string) {
	switch {
	case call.file != nil:
		return call.file.form()
	case call.body == nil:
		// Without a JSON content type the server answers an unknown organization with an HTML page, even to a GET.
		return http.NoBody, "application/json"
	}
	return bytes.NewReader(call.body), call.media
}

// form writes the form while the body is read. The transport closes the body, which ends the writing.
func (f *File) form() (io.ReadCloser, string) {
	out, in := io.Pipe()
	form := multipart.NewWriter(in)
	go func() {
		part, err := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {multipart.FileContentDisposition("file", f.Name)},
			"Content-Type":        {f.MediaType},
		})
		if err == nil {
			_, err = io.Copy(part, io.TeeReader(f.Content, &f.secrets))
		}
		if err == nil {
			err = form.Close()
		}
		in.CloseWithError(err)
	}()
	return out, form.FormDataContentType()
}
