package asgardeo

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/jarcoal/httpmock"

	"github.com/seed-01804ef5/asgardeo-go/applications"
)

// A token that is invalid in a header is not cached: the next call requests another one.
func TestTokensThatAreInvalidInHeaders(t *testing.T) {
	t.Parallel()
	for name, odd := range map[string]string{
		"line break": `"access_token":"s3cret_s3cret\n"`, "tab": `"access_token":"s3cret\ts3cret"`, "NUL": `"access_token":"\u0000"`,
		"é": `"access_token":"é"`, "type": `"access_token":"s3cret_s3cret","token_type":"Bearer\r\nX: s3cret"`,
	} {
		for _, grant := range []string{"client_credentials", "organization_switch"} {
			t.Run(name+"/"+grant, func(t *testing.T) {
				t.Parallel()
				c, mock := mocked(t)
				good := false
				mock.RegisterResponder("POST", BaseURLUS+"/t/example/oauth2/token", func(req *http.Request) (*http.Response, error) {
					if err := req.ParseForm(); err != nil {
						return nil, err
					}
					members := `"access_token":"` + testToken + `"`
					if !good && req.Form.Get("grant_type") == grant {
						members = odd
					}
					resp := httpmock.NewStringResponse(200, `{`+members+`,"expires_in":3600}`)
					resp.Header.Set("Content-Type", "application/json")
					return resp, nil
				})
				sent := 0
				mock.RegisterNoResponder(func(*http.Request) (*http.Response, error) {
					sent++
					return httpmock.NewStringResponse(404, ""), nil
				})
				if grant == "organization_switch" {
					c = c.SubOrganization("sub")
				}
				_, err := c.SCIM.Users.Get(t.Context(), "1")
				cause := new(TokenError)
				if !errors.As(err, &cause) || !errors.Is(err, ErrUnexpectedResponse) || !strings.Contains(err.Error(), "invalid in a header") || cause.TokenURL == "" {
					t.Errorf("got %v", err)
				}
				checkText(t, err)
				if _, err := c.Token(t.Context()); !errors.As(err, &cause) {
					t.Errorf("the token: got %v", err)
				}
				if sent > 0 {
					t.Error("a request was sent")
				}
				good = true
				if _, err := c.SCIM.Users.Get(t.Context(), "1"); !errors.Is(err, ErrNotFound) || sent != 1 {
					t.Errorf("with a good token: got %v", err)
				}
			})
		}
	}
}

// The addresses of a server or a proxy are not shown completely.
func TestAddressesInErrors(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		answer func(*http.Request) (*http.Response, error)
		shows  string
	}{
		"Location of another collection": {func(req *http.Request) (*http.Response, error) {
			resp := httpmock.NewStringResponse(201, "")
			resp.Header.Set("Location", "https://kim:s3cret@example.com/other/1?access_token=s3cret#s3cret")
			return resp, nil
		}, `("https://example.com/other/1")`},
		"Location that is not a URL": {func(req *http.Request) (*http.Response, error) {
			resp := httpmock.NewStringResponse(201, "")
			resp.Header.Set("Location", "https://kim:s3cret@exa mple.com/%zz?access_token=s3cret")
			return resp, nil
		}, "no usable Location header"},
		"redirect": {func(req *http.Request) (*http.Response, error) {
			resp := httpmock.NewStringResponse(307, "")
			resp.Header.Set("Location", "https://kim:s3cret@login.example.com/?session=s3cret")
			resp.Request = req
			return resp, nil
		}, "https://login.example.com/"},
		"transport": {func(req *http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("proxy %s: refused", "http://kim:s3cret@proxy:8080/?s3cret")
		}, "proxy http://[redacted]@proxy:8080/?[redacted]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, mock := mocked(t)
			mock.RegisterResponder("POST", "=~/api-resources$", tt.answer)
			mock.RegisterResponder("POST", "=~/applications$", tt.answer)
			_, err := c.Applications.Create(t.Context(), applications.NewM2M("app"))
			if err == nil || !strings.Contains(err.Error(), tt.shows) {
				t.Errorf("got %v", err)
			}
			checkText(t, err)
		})
	}
}
