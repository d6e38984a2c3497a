package rest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// Raw sends a request of the caller with the settings of call, and leaves the body of a successful response to the
// caller. The URL of the request must be below the organization.
func Raw(ctx context.Context, c *Client, call *Call, req *http.Request) (*http.Response, error) {
	if req == nil {
		return nil, c.invalid(call, errors.New("the request is nil"))
	}
	if req.Body != nil {
		defer req.Body.Close() // as net/http does
	}
	path, err := c.below(req)
	if err == nil {
		err = checkRaw(req)
	}
	if err != nil {
		return nil, c.invalid(call, err)
	}
	call.Method, call.Path = cmp.Or(req.Method, http.MethodGet), path
	if req.URL.RawQuery != "" {
		call.query = []string{req.URL.RawQuery}
	}
	call.header = http.Header{}
	for name, values := range req.Header {
		name = http.CanonicalHeaderKey(name)
		call.header[name] = append(call.header[name], values...)
	}
	call.Accepted, call.open, call.raw = true, true, req
	if req.Body != nil && req.Body != http.NoBody {
		call.file = newRawBody(req, call.api().Secrets)
	}
	resp, err := Exec(ctx, c, call)
	if err != nil {
		return nil, err
	}
	res := resp.received
	res.Request = cmp.Or(res.Request, req).Clone(ctx)
	res.Request.Header.Del("Authorization")
	res.Body = io.NopCloser(bytes.NewReader(resp.body))
	if body, ok := resp.Content.(*content); ok {
		body.fail = func(err error) error { return c.fail(call, resp, fmt.Errorf("reading the response: %w", err)) }
		res.Body = body
	}
	return res, nil
}

// below returns the path of a request, relative to the organization.
func (c *Client) below(req *http.Request) (string, error) {
	base, err := url.Parse(c.BaseURL)
	if err != nil {
		return "", err
	}
	u := req.URL
	switch {
	case u == nil:
		return "", errors.New("the request has no URL")
	case u.Opaque != "" || u.User != nil || u.Fragment != "":
		return "", errors.New("the URL contains user information, a fragment or an opaque part")
	case (u.Scheme != "" || u.Host != "") && !sameServer(u, base):
		return "", fmt.Errorf("the URL is not on the server of %s", c.BaseURL)
	case req.Host != "" && req.Host != u.Host:
		return "", errors.New("the Host of the request differs from the host of its URL")
	}
	path := "/" + strings.TrimPrefix(u.EscapedPath(), "/")
	inside, ok := strings.CutPrefix(path, base.EscapedPath()+"/")
	switch {
	case ok:
		path = "/" + inside
	case u.Host != "":
		return "", fmt.Errorf("the URL is not below %s", c.BaseURL)
	}
	if strings.HasPrefix(path, "/t/") {
		return "", fmt.Errorf("the URL belongs to another organization than %s", c.BaseURL)
	}
	return path, checkPath(path)
}

// checkPath checks the segments of a path. Only the last one may be empty.
func checkPath(path string) error {
	segments := strings.Split(strings.TrimSuffix(path[1:], "/"), "/")
	for _, segment := range segments {
		segment, err := url.PathUnescape(segment)
		if err == nil {
			err = checkSegment(segment)
		}
		if err != nil {
			return fmt.Errorf("a segment of the path %w", err)
		}
	}
	return nil
}

// checkRaw rejects headers that the client sets, and what the client does not send.
func checkRaw(req *http.Request) error {
	for name := range req.Header {
		switch {
		case !isToken(name):
			return fmt.Errorf("%q is not the name of a header", name)
		case slices.Contains(reservedHeaders, http.CanonicalHeaderKey(name)):
			return fmt.Errorf("the header %s is set by the client", http.CanonicalHeaderKey(name))
		}
	}
	if req.Trailer != nil || req.TransferEncoding != nil {
		return errors.New("trailers and transfer encodings are not supported")
	}
	return nil
}

// opens reports whether the caller reads the body of a response: if it is successful, and not an unexpected HTML page.
func (call *Call) opens(res *http.Response) bool {
	page := mediaType(res.Header) == "text/html"
	if call.raw == nil {
		return call.open && res.StatusCode == http.StatusOK && !page
	}
	return res.StatusCode >= 200 && res.StatusCode < 300 && (!page || strings.Contains(call.raw.Header.Get("Accept"), "text/html"))
}

// rawBody is the body of a request of the caller.
type rawBody struct {
	req     *http.Request
	secrets fileSecrets // if the body can be read only once
}

func newRawBody(req *http.Request, secrets []string) *rawBody {
	return &rawBody{req: req, secrets: fileSecrets{names: secrets}}
}

func (b *rawBody) once() bool { return b.req.GetBody == nil }

func (b *rawBody) form() (io.ReadCloser, string) {
	const media = "application/json"
	if b.once() {
		return readCloser{io.TeeReader(b.req.Body, &b.secrets), b.req.Body}, media
	}
	body, err := b.req.GetBody()
	if err != nil {
		return readCloser{failedReader{err}, http.NoBody}, media
	}
	return body, media
}

func (b *rawBody) found() ([]string, bool) {
	if b.once() {
		return b.secrets.secrets()
	}
	body, err := b.req.GetBody()
	if err != nil {
		return nil, false
	}
	defer body.Close()
	data, err := io.ReadAll(body)
	all := fileSecrets{names: b.secrets.names}
	_, _ = all.Write(data) // cannot fail
	found, complete := all.secrets()
	return append(found, secretsIn(data, b.secrets.names)...), complete && err == nil
}

type readCloser struct {
	io.Reader
	io.Closer
}

// failedReader is a reader that always fails.
type failedReader struct{ err error }

func (r failedReader) Read([]byte) (int, error) { return 0, r.err }
