package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// guarded returns a copy of the caller's client for one request. The copy follows no redirect to another server,
// because the credentials are for the original server, and no redirect that changes the method. CheckRedirect of the
// caller's client is called for the others. The copy is made for each request, because callers may change their client
// later, for example to install a mock.
func guarded(hc *http.Client) *http.Client {
	clone := *hc
	clone.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		switch {
		case !sameServer(next.URL, via[0].URL):
			return fmt.Errorf("%w: the redirect to another server, %s, is not followed", ErrUnexpectedResponse, address(next.URL))
		case next.Method != via[0].Method: // the response would not be that of the operation
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

// redirection returns the error for a redirect response, and nil for any other response. net/http returns a redirect
// response if the Location header is missing, or if CheckRedirect of the caller's client stops the redirect.
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
