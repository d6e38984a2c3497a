package bench

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

var application = []byte(`{"id":"3fa85f64-5717-4562-b3fc-2c963f66afa6","name":"reports","description":"Makes the reports",` +
	`"applicationVersion":"v2.0.0","accessUrl":"https://reports.example.com","templateId":"m2m-application","access":"WRITE",` +
	`"associatedRoles":{"allowedAudience":"APPLICATION","roles":[]},` +
	`"inboundProtocols":[{"type":"oauth2","self":"/t/example/api/server/v1/applications/3fa85f64-5717-4562-b3fc-2c963f66afa6/inbound-protocols/oidc"}]}`)

const token = `{"access_token":"d2b5cf3c-7d1c-4e5a-9d0d-0d8a9f6f6c7e","scope":"internal_application_mgt_view","token_type":"Bearer","expires_in":3600}`

// answer returns the response body of the servers in the benchmarks.
func answer(path string) []byte {
	switch {
	case strings.HasSuffix(path, "/token"):
		return []byte(token)
	case strings.HasSuffix(path, "/applications"):
		return applicationPage
	default:
		return application
	}
}

// memory is a transport that responds without a network.
type memory struct{}

func (memory) RoundTrip(req *http.Request) (*http.Response, error) {
	body := answer(req.URL.Path)
	return &http.Response{
		StatusCode: http.StatusOK, ProtoMajor: 1, ProtoMinor: 1, Request: req,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
	}, nil
}

// hand is a client as a careful team would write it without an SDK, with net/http,
// encoding/json and x/oauth2.
type hand struct {
	base string
	http *http.Client
}

func newHand(base string, transport http.RoundTripper) *hand {
	config := clientcredentials.Config{ClientID: "id", ClientSecret: "secret", TokenURL: base + "/oauth2/token", AuthStyle: oauth2.AuthStyleInHeader}
	ctx := context.WithValue(context.Background(), oauth2.HTTPClient, &http.Client{Transport: transport})
	return &hand{base: base + "/api/server/v1", http: config.Client(ctx)}
}

func (c *hand) get(ctx context.Context, path string, out any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, c.base+path, http.NoBody)
	if err != nil {
		return err
	}
	req.Header.Set("Accept", "application/json")
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %s", resp.Status)
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// newSDK returns the SDK's client for the same server.
func newSDK(tb testing.TB, base string, transport http.RoundTripper, options ...asgardeo.Option) *asgardeo.Client {
	tb.Helper()
	client, err := asgardeo.New("example", append([]asgardeo.Option{
		asgardeo.WithBaseURL(base), asgardeo.WithClientCredentials("id", "secret"),
		asgardeo.WithHTTPClient(&http.Client{Transport: transport}),
	}, options...)...)
	if err != nil {
		tb.Fatal(err)
	}
	return client
}

// plainApplication is the smallest struct with the members of the application.
type plainApplication struct {
	ID, Name, Description, ApplicationVersion, AccessURL, TemplateID, Access string
	AssociatedRoles                                                          struct {
		AllowedAudience string
		Roles           []struct{ ID, Name string }
	}
	InboundProtocols []struct{ Type, Self string }
}

// calls measures both clients against the same server, after a first call that fetches the token.
func calls(b *testing.B, base string, transport http.RoundTripper, byHand func(context.Context, *hand) error,
	bySDK func(context.Context, *asgardeo.Client) error) {
	client := newSDK(b, base, transport)
	written := newHand(base+"/t/example", transport)
	for by, call := range map[string]func(context.Context) error{
		"hand": func(ctx context.Context) error { return byHand(ctx, written) },
		"sdk":  func(ctx context.Context) error { return bySDK(ctx, client) },
	} {
		b.Run("by="+by, func(b *testing.B) {
			if err := call(b.Context()); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := call(b.Context()); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func overBoth(b *testing.B, byHand func(context.Context, *hand) error, bySDK func(context.Context, *asgardeo.Client) error) {
	b.Run("over=memory", func(b *testing.B) { calls(b, "https://is.example.com", memory{}, byHand, bySDK) })
	b.Run("over=loopback", func(b *testing.B) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "application/json")
			body := answer(r.URL.Path)
			w.Header().Set("Content-Length", fmt.Sprint(len(body)))
			_, _ = w.Write(body)
		}))
		defer server.Close()
		transport := http.DefaultTransport.(*http.Transport).Clone()
		defer transport.CloseIdleConnections()
		calls(b, server.URL, transport, byHand, bySDK)
	})
}

const applicationID = "3fa85f64-5717-4562-b3fc-2c963f66afa6"

func getByHand(ctx context.Context, c *hand) error {
	return c.get(ctx, "/applications/"+applicationID, new(plainApplication))
}

func getBySDK(ctx context.Context, c *asgardeo.Client) error {
	_, err := c.Applications.Get(ctx, applicationID)
	return err
}

func BenchmarkGet(b *testing.B) { overBoth(b, getByHand, getBySDK) }

// Besides sending the request, the client makes few allocations, with every option.
func TestAllocations(t *testing.T) {
	const base = "https://is.example.com"
	count := func(call func() error) float64 {
		return testing.AllocsPerRun(100, func() {
			if err := call(); err != nil {
				t.Fatal(err)
			}
		})
	}
	written := newHand(base+"/t/example", memory{})
	byHand := count(func() error { return getByHand(t.Context(), written) })
	for name, options := range map[string][]asgardeo.Option{
		"by default":      nil,
		"without retries": {asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 1})},
		"with a limit":    {asgardeo.WithRateLimit(asgardeo.RateLimit{PerMinute: 1e9})},
		"with a logger":   {asgardeo.WithLogger(slog.New(slog.DiscardHandler))},
	} {
		client := newSDK(t, base, memory{}, options...)
		bySDK := count(func() error { return getBySDK(t.Context(), client) })
		t.Logf("%s: %v allocations, %v by hand", name, bySDK, byHand)
		if bySDK > byHand+20 {
			t.Errorf("%s: %v allocations, %v by hand", name, bySDK, byHand)
		}
	}
}

func BenchmarkList(b *testing.B) {
	overBoth(b,
		func(ctx context.Context, c *hand) error {
			return c.get(ctx, "/applications?limit=100", new(plainApplications))
		},
		func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.List(ctx, &applications.ListParams{Limit: 100})
			return err
		})
}
