package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// users is a transport that returns the pages of a list of this many users.
type users int

func (n users) RoundTrip(req *http.Request) (*http.Response, error) {
	if strings.HasSuffix(req.URL.Path, "/token") {
		return memory{}.RoundTrip(req)
	}
	start, err := strconv.Atoi(req.URL.Query().Get("startIndex"))
	if err != nil {
		return nil, err
	}
	body := userPage
	if start > int(n) {
		body = fmt.Appendf(nil, `{"totalResults":%d}`, n)
	} else {
		// Each page has other ids, because a repeated user is yielded only once.
		body = bytes.ReplaceAll(body, []byte(`"id":"`), fmt.Appendf(nil, `"id":"%08d-`, start))
		body = bytes.Replace(body, []byte(`"totalResults":100`), fmt.Appendf(nil, `"totalResults":%d`, n), 1)
	}
	return &http.Response{
		StatusCode: http.StatusOK, Request: req, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)),
	}, nil
}

func heap() int64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// BenchmarkIterate iterates over 10,000 users and reports the growth of the heap
// without the ids of the users. The unit is a page of 100 users in memory: more than
// two would mean that pages are kept.
func BenchmarkIterate(b *testing.B) {
	const total = 10_000
	client := newSDK(b, "https://is.example.com", users(total))
	ctx := context.Background()
	before := heap()
	page, err := client.SCIM.Users.List(ctx, &scim.ListUsersParams{StartIndex: 1})
	if err != nil {
		b.Fatal(err)
	}
	size := heap() - before
	runtime.KeepAlive(page)

	var most int64
	for b.Loop() {
		baseline, n := heap(), 0
		for _, err := range client.SCIM.Users.All(ctx, nil) {
			if err != nil {
				b.Fatal(err)
			}
			if n++; n%100 == 50 {
				most = max(most, heap()-baseline)
			}
		}
		if n != total {
			b.Fatalf("%d users, want %d", n, total)
		}
	}
	const ids = total * 136 // bytes: All keeps the ids in a map that grows by doubling, so that no user is yielded twice
	pages := float64(most-ids) / float64(size)
	b.ReportMetric(pages, "pages")
	if pages > 2 {
		b.Errorf("the heap grew by %.1f pages", pages)
	}
}
