package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/oauth2"
)

// Response is the answer to a call.
type Response struct {
	StatusCode int
	Header     http.Header

	// Content is the body of an answer to [Open], to be closed by the caller.
	Content io.ReadCloser

	received *http.Response // by net/http, without a body of its own

	body   []byte
	buffer *bytes.Buffer // that holds the body
	call   *Call
	token  *oauth2.Token // that the request was sent with

	secrets *redactor
}

// Redact takes the secrets of the request out of a part of the answer.
func (r *Response) Redact(s string) string { return r.redactor().redact(s) }

func (r *Response) redactor() *redactor {
	if r.secrets == nil {
		r.secrets = r.call.secrets()
	}
	return r.secrets
}

func (r *Response) header() http.Header {
	if r == nil {
		return nil
	}
	return r.Header
}

// LocationID returns the id that the Location header names in a collection, such as "applications".
func (r *Response) LocationID(collection string) (string, error) {
	location := r.Header.Get("Location")
	u, err := url.Parse(location)
	if err != nil || location == "" {
		return "", errors.New("no usable Location header")
	}
	segments := strings.Split(strings.TrimSuffix(u.EscapedPath(), "/"), "/")
	if n := len(segments); n >= 2 && segments[n-2] == collection {
		if id, err := url.PathUnescape(segments[n-1]); err == nil && checkSegment(id) == nil {
			return id, nil
		}
	}
	return "", fmt.Errorf("the Location header names nothing in %s (%q)", collection, address(u))
}
