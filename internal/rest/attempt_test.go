package rest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// A header that is invalid in every request is rejected before the transport is called.
func TestHeadersThatCannotBeSent(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*Client){
		"token":      func(c *Client) { c.Tokens = tokenOf("secret\r\nX: y") },
		"user agent": func(c *Client) { c.UserAgent = "secret\x00" },
	} {
		c := testClient(func(*http.Request) (*http.Response, error) {
			t.Errorf("%s: it was sent", name)
			return nil, io.EOF
		})
		change(c)
		n, err := attempts(t.Context(), t, c, "POST")
		if !errors.Is(err, ErrInvalidInput) || errors.Is(err, ErrOutcomeUnknown) || n != 1 || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %d attempts, %v", name, n, err)
		}
	}
	if err := checkHeader(http.Header{"A": {"b\tc é \xff", ""}}); err != nil {
		t.Error(err)
	}
}
