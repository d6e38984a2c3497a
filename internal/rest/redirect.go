package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// guarded returns a copy of a caller's client for one request, which follows no redirect to another server: the
// request's credentials are for the one it was sent to. It follows none either that makes it another operation. The
// caller's own rule holds beside. The copy is made for each request, because callers may change their client later, as
// mocks do.
func guarded(hc *http.Client) *http.Client {
	clone := *hc
	clone.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		switch {
		case !sameServer(next.URL, via[0].URL):
			return fmt.Errorf("%w: the redirect to another server, %s, is not followed", ErrUnexpectedResponse, address(next.URL))
		case next.Method != via[0].Method: // the answer would say nothing about the operation
			return fmt.Errorf("%w: the redirect to %s, which changes the method to %s, is not followed", ErrUnexpectedResponse, address(next.URL), next.Method)
		case hc.CheckRedirect != nil:
			return hc.CheckRedirect(next, via)
		case len(via) >= 10:
			return fmt.Errorf("%w: more than 10 redirects, the last one to %s", ErrUnexpectedResponse, address(next.URL))
		}
		return nil
	}
	return &clone
}

// redirection returns the error for a response that redirects, nil for any other. net/http returns such a response if the
// Location header is missing, or if the caller's own rule follows none.
func (r *Response) redirection() error {
	switch r.StatusCode {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil
	}
	location, err := url.Parse(r.Header.Get("Location"))
	if err != nil || *location == (url.URL{}) {
		return fmt.Errorf("%w: a redirect without a usable Location header", ErrUnexpectedResponse)
	}
	return fmt.Errorf("%w: the redirect to %s is not followed", ErrUnexpectedResponse, address(location))
}

// address returns a URL without its query, which may hold credentials, and without user information.
func address(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath, Opaque: u.Opaque}
	return shown.String()
}

func sameServer(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && port(a) == port(b)
}

func port(u *url.URL) string {
	switch port := u.Port(); {
	case port != "":
		return port
	case u.Scheme == "https":
		return "443"
	default:
		return "80"
	}
}
