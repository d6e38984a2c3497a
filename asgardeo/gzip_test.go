package asgardeo_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/memorytest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// compressed serves a body with gzip.
func compressed(t *testing.T, write func(io.Writer)) *asgardeo.Client {
	t.Helper()
	var body bytes.Buffer
	w := gzip.NewWriter(&body)
	write(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = w.Write(body.Bytes())
	}))
	t.Cleanup(server.Close)
	client, err := asgardeo.New("example", asgardeo.WithBaseURL(server.URL), asgardeo.WithHTTPClient(server.Client()),
		asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 1}),
		asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "x"})))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A few KB of gzip can contain many MB: the client reads at most 16 MiB of them, and its memory is limited. The test is
// not parallel, because it measures the whole process.
func TestCompressedFloodIsBoundedInMemory(t *testing.T) {
	memorytest.NoRace(t)
	calls := map[string]func(context.Context, *asgardeo.Client) error{
		"users Resources": func(ctx context.Context, c *asgardeo.Client) error { _, err := c.SCIM.Users.List(ctx, nil); return err },
		"roles Resources": func(ctx context.Context, c *asgardeo.Client) error { _, err := c.SCIM.Roles.List(ctx, nil); return err },
		"applications applications": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.List(ctx, nil)
			return err
		},
		"resources apiResources": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.APIResources.List(ctx, nil)
			return err
		},
	}
	for name, call := range calls {
		_, list, _ := strings.Cut(name, " ")
		for _, mib := range []int{15, 100} {
			client := compressed(t, func(w io.Writer) {
				_, _ = fmt.Fprintf(w, `{"totalResults":1,%q:[{}`, list)
				more := strings.Repeat(",{}", 1<<20/3)
				for range mib {
					_, _ = io.WriteString(w, more)
				}
				_, _ = io.WriteString(w, "]}")
			})
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := call(t.Context(), client)
			runtime.ReadMemStats(&after)
			if !errors.Is(err, asgardeo.ErrUnexpectedResponse) {
				t.Errorf("%s, %d MiB: %v", list, mib, err)
			}
			if taken := float64(after.TotalAlloc-before.TotalAlloc) / (16 << 20); taken > memorytest.Factor {
				t.Errorf("%s, %d MiB: %.1f times what is read", list, mib, taken)
			}
		}
	}
}

// Ordinary pages, and pages that are larger than those of the server, are read.
func TestLargePagesAreRead(t *testing.T) {
	t.Parallel()
	page := func(list, format string, n int) func(io.Writer) {
		return func(w io.Writer) {
			_, _ = fmt.Fprintf(w, `{"id":"x","totalResults":%d,%q:[`, n, list)
			for i := range n {
				if i > 0 {
					_, _ = io.WriteString(w, ",")
				}
				_, _ = fmt.Fprintf(w, format, i)
			}
			_, _ = io.WriteString(w, "]}")
		}
	}
	const id = `"id":"3fa85f64-5717-4562-b3fc-2c96%08d"`
	for name, test := range map[string]struct {
		body func(io.Writer)
		want int
		list func(context.Context, *asgardeo.Client) (int, error)
	}{
		"users": {page("Resources", `{`+id+`,"userName":"kim","name":{"givenName":"Kim"},"emails":["kim@example.com",{"type":"home","value":"k@example.com","verified":true}],"x":1}`, 2_000), 2_000, users},
		"ids":   {page("Resources", `{`+id+`}`, 5_000), 5_000, users},
		"roles": {page("Resources", `{`+id+`,"displayName":"role","audience":{"type":"organization","value":"o1","display":"example"},"meta":{"location":"https://x"}}`, 20_000), 20_000, func(ctx context.Context, c *asgardeo.Client) (int, error) {
			page, err := c.SCIM.Roles.List(ctx, &scim.ListRolesParams{})
			if err != nil {
				return 0, err
			}
			return len(page.Roles), nil
		}},
		"members": {page("members", `{"value":"3fa85f64-5717-4562-b3fc-2c96%08d","display":"kim"}`, 100_000), 100_000, func(ctx context.Context, c *asgardeo.Client) (int, error) {
			group, err := c.SCIM.Groups.Get(ctx, "g1")
			if err != nil {
				return 0, err
			}
			return len(group.Members), nil
		}},
		"applications": {page("applications", `{`+id+`,"name":"a","self":"/x"}`, 10_000), 10_000, func(ctx context.Context, c *asgardeo.Client) (int, error) {
			page, err := c.Applications.List(ctx, &applications.ListParams{})
			if err != nil {
				return 0, err
			}
			return len(page.Applications), nil
		}},
		"API resources": {page("apiResources", `{`+id+`,"name":"a","identifier":"x"}`, 10_000), 10_000, func(ctx context.Context, c *asgardeo.Client) (int, error) {
			page, err := c.APIResources.List(ctx, &apiresources.ListParams{})
			if err != nil {
				return 0, err
			}
			return len(page.Resources), nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if n, err := test.list(t.Context(), compressed(t, test.body)); err != nil || n != test.want {
				t.Errorf("%d, %v, want %d", n, err, test.want)
			}
		})
	}
}

func users(ctx context.Context, c *asgardeo.Client) (int, error) {
	page, err := c.SCIM.Users.List(ctx, &scim.ListUsersParams{})
	if err != nil {
		return 0, err
	}
	return len(page.Users), nil
}
