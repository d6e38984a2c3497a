package rest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// closing counts how often a body was closed.
type closing struct {
	io.Reader
	closed int
}

func (c *closing) Close() error {
	c.closed++
	return nil
}

// The timeout of a call limits the time until a file begins, not the time to read it.
func TestOpenInTime(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		begins, lasts time.Duration
		ok            bool
	}{
		"a long file":      {time.Second, time.Hour, true},
		"a silent server":  {time.Hour, 0, false},
		"just in time":     {29 * time.Second, 0, true},
		"just not in time": {31 * time.Second, 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				wait := func(ctx context.Context, d time.Duration) error {
					select {
					case <-time.After(d):
						return nil
					case <-ctx.Done():
						return context.Cause(ctx)
					}
				}
				c := testClient(func(r *http.Request) (*http.Response, error) {
					requests++
					if err := wait(r.Context(), tt.begins); err != nil {
						return nil, err
					}
					return answer(200, http.Header{"Content-Type": {"application/xml"}}, readerFunc(func([]byte) (int, error) {
						if err := wait(r.Context(), tt.lasts); err != nil {
							return 0, err
						}
						return 0, io.EOF
					})), nil
				})
				c.Timeout, c.Retry.MaxAttempts = 30*time.Second, 2
				resp, err := Open(t.Context(), c, &Call{Operation: "op", Method: http.MethodGet, Path: "/x"})
				if !tt.ok {
					if !errors.Is(err, context.DeadlineExceeded) || requests != 2 {
						t.Errorf("got %v after %d requests", err, requests)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if _, err := io.ReadAll(resp.Content); err != nil {
					t.Errorf("reading: %v", err)
				}
				if err := resp.Content.Close(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// Responses are read into buffers that are reused: none must appear in another.
func TestResponsesDoNotShareBuffers(t *testing.T) {
	t.Parallel()
	n := 0
	c := testClient(func(*http.Request) (*http.Response, error) {
		n++
		return answer(200, nil, strings.NewReader(fmt.Sprintf(`{"n":%q}`, strings.Repeat(fmt.Sprint(n), 100-n)))), nil
	})
	var kept []*struct{ N json.RawMessage }
	for range 9 {
		got, _, err := Do[struct{ N json.RawMessage }](t.Context(), c, &Call{Method: http.MethodGet, Path: "/x"})
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, got)
	}
	for i, got := range kept {
		if want := fmt.Sprintf("%q", strings.Repeat(fmt.Sprint(i+1), 99-i)); string(got.N) != want {
			t.Errorf("answer %d is %s, want %s", i+1, got.N, want)
		}
	}
}

func TestOpenReturnsFilesOnly(t *testing.T) {
	t.Parallel()
	const secret = "<secret/>"
	xml := http.Header{"Content-Type": {"application/xml"}}
	for name, tt := range map[string]struct {
		status int
		header http.Header
		body   io.Reader
		want   string // of the content; empty if the call fails
		kept   string // of the body in the error
		is     error
	}{
		"a file":                 {status: 200, header: xml, body: strings.NewReader(secret), want: secret},
		"JSON":                   {status: 200, body: strings.NewReader(`{"a":1}`), want: `{"a":1}`},
		"no media type":          {status: 200, header: http.Header{}, body: strings.NewReader(secret), want: secret},
		"a page":                 {status: 200, header: http.Header{"Content-Type": {"text/html"}}, body: strings.NewReader("<p>"), kept: "<p>", is: ErrUnexpectedResponse},
		"an empty page":          {status: 200, header: http.Header{"Content-Type": {"text/html"}}, body: strings.NewReader(""), is: ErrUnexpectedResponse},
		"no content":             {status: 204, header: http.Header{}, body: strings.NewReader(""), is: ErrUnexpectedResponse},
		"awaiting an approval":   {status: 202, header: http.Header{}, body: strings.NewReader(""), is: ErrPendingApproval},
		"not found":              {status: 404, body: strings.NewReader(`{"code":"1"}`), kept: `{"code":"1"}`},
		"an error in XML":        {status: 500, header: xml, body: strings.NewReader("<e/>"), kept: "<e/>"},
		"an error, cut":          {status: 400, header: xml, body: io.MultiReader(strings.NewReader("<e"), iotest.ErrReader(io.ErrUnexpectedEOF)), kept: "<e"},
		"an unfollowed redirect": {status: 304, header: http.Header{}, body: strings.NewReader("")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := &closing{Reader: tt.body}
			c := testClient(func(r *http.Request) (*http.Response, error) {
				if got := r.Header.Values("Accept"); len(got) != 1 || got[0] != "application/xml" {
					t.Errorf("Accept is %q", got)
				}
				res := answer(tt.status, tt.header, nil)
				res.Body = body
				return res, nil
			})
			call := &Call{Operation: "things.Export", Method: http.MethodGet, Path: "/things"}
			call.SetHeader("Accept", "application/xml")
			resp, err := Open(t.Context(), c, call)
			if tt.want == "" {
				f := failure(t, err)
				if resp != nil || f.StatusCode != tt.status || string(f.Body) != tt.kept || tt.is != nil && !errors.Is(err, tt.is) {
					t.Errorf("(%v, %v) with the body %q", resp, err, f.Body)
				}
				if body.closed != 1 {
					t.Errorf("the body was closed %d times", body.closed)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if body.closed != 0 {
				t.Error("the body is closed before it is read")
			}
			if got, err := io.ReadAll(resp.Content); string(got) != tt.want || err != nil {
				t.Errorf("got %q, %v", got, err)
			}
			if err := resp.Content.Close(); err != nil || body.closed != 1 {
				t.Errorf("closing: %v, %d times", err, body.closed)
			}
		})
	}
}

// The content is available as soon as the header is.
func TestOpenDoesNotRead(t *testing.T) {
	t.Parallel()
	body := &closing{Reader: iotest.ErrReader(io.ErrUnexpectedEOF)}
	c := testClient(func(*http.Request) (*http.Response, error) {
		res := answer(200, nil, nil)
		res.Body, res.ContentLength = body, maxBody+1
		return res, nil
	})
	resp, err := Open(t.Context(), c, &Call{Operation: "op", Method: http.MethodGet, Path: "/x"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.ReadAll(resp.Content); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("reading: %v", err)
	}
}

func TestOpenIsRetried(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		requests := 0
		c := testClient(func(*http.Request) (*http.Response, error) {
			if requests++; requests == 1 {
				return answer(503, nil, strings.NewReader("")), nil
			}
			return answer(200, nil, strings.NewReader("x")), nil
		})
		resp, err := Open(t.Context(), c, &Call{Operation: "op", Method: http.MethodGet, Path: "/x"})
		if err != nil || requests != 2 {
			t.Fatalf("%v after %d requests", err, requests)
		}
		if got, err := io.ReadAll(resp.Content); string(got) != "x" || err != nil {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestOpenedErrors(t *testing.T) {
	t.Parallel()
	for body, isError := range map[string]bool{
		`{"code":"900900","message":"m"}`: true, " \n" + `{"fault":{"x":1}}`: true, `{"fault":{"x":1}}`: true,
		`{"applicationName":"a","description":"code"}`: false, `<x/>`: false, ``: false, `{`: false,
		`{"x":"` + strings.Repeat("x", 2*maxErrorShape) + `","code":1,"message":"m"}`: false,
	} {
		c := testClient(func(*http.Request) (*http.Response, error) { return answer(200, nil, strings.NewReader(body)), nil })
		resp, err := Open(t.Context(), c, &Call{Operation: "op", Method: http.MethodGet, Path: "/x"})
		if isError {
			if f := failure(t, err); !errors.Is(err, ErrUnexpectedResponse) || string(f.Body) != body {
				t.Errorf("%.40s: %v with %q", body, err, f.Body)
			}
			continue
		}
		if err != nil {
			t.Errorf("%.40s: %v", body, err)
			continue
		}
		if got, err := io.ReadAll(resp.Content); err != nil || string(got) != body {
			t.Errorf("got %.40q, %v, want %.40q", got, err, body)
		}
		if err := resp.Content.Close(); err != nil {
			t.Error(err)
		}
	}
}

// The timeout until a file begins applies to HTTP/2 like to HTTP/1.1: the request is retried.
func TestOpenInTimeOverHTTP2(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			<-r.Context().Done()
			return
		}
		w.Header().Set("Content-Type", "application/xml")
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	c := testClient(nil)
	c.BaseURL, c.HTTP, c.Timeout, c.Retry.MaxAttempts = server.URL, server.Client(), 100*time.Millisecond, 9
	resp, err := Open(t.Context(), c, &Call{Operation: "op", Method: http.MethodGet, Path: "/x"})
	if err != nil {
		t.Fatalf("%v after %d requests", err, requests.Load())
	}
	_ = resp.Content.Close()
}
