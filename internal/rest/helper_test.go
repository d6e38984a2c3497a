package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

const accessToken = "the-access-token"

// failedCall is the error that the tested client returns.
type failedCall struct{ *Failure }

func (f failedCall) Error() string { return fmt.Sprintf("HTTP %d: %v", f.StatusCode, f.Err) }
func (f failedCall) Unwrap() error { return f.Err }

// staticTokens always returns the same token, or error.
type staticTokens struct {
	err     error
	another bool // result of Refused
}

func (s *staticTokens) TokenContext(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: accessToken}, s.err
}

func (s *staticTokens) Refused(*oauth2.Token) bool { return s.another }

type transport func(*http.Request) (*http.Response, error)

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) { return t(r) }

func answer(status int, header http.Header, body io.Reader) *http.Response {
	if header == nil {
		header = http.Header{"Content-Type": {"application/json"}}
	}
	return &http.Response{StatusCode: status, Header: header, Body: io.NopCloser(body), ContentLength: -1}
}

func testClient(rt transport) *Client {
	return &Client{
		BaseURL:   "https://server.example/t/org/api",
		HTTP:      &http.Client{Transport: rt},
		Tokens:    &staticTokens{},
		UserAgent: "test",
		Retry:     Retry{MaxAttempts: 3, BaseDelay: 100 * time.Millisecond, MaxDelay: 5 * time.Second},
		NewError:  func(f *Failure) error { return failedCall{f} },
	}
}

func failure(t *testing.T, err error) *Failure {
	t.Helper()
	var f failedCall
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want a failed call", err)
	}
	return f.Failure
}
