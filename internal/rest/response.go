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

// Response is the response to a call.
type Response struct {
	StatusCode int
	Header     http.Header

	// Content is the body if the call was sent with [Open]. The caller must close it.
	Content io.ReadCloser

	received *http.Response // from net/http; its body is not used

	body   []byte
	buffer *bytes.Buffer // contains the body
	call   *Call
	token  *oauth2.Token // the token of the request

	secrets *redactor
}

// Redact removes the secrets of the request from a part of the response.
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

// LocationID returns the id in the Location header, which follows the name of a collection, such as "applications".
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
	return "", fmt.Errorf("the Location header contains no id in %s (%q)", collection, address(u))
}
