package rest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
)

// closing tells whether a body was closed.
type closing struct {
	io.Reader
	closed int
}

func (c *closing) Close() error {
	c.closed++
	return nil
}

func TestOpen(t *testing.T) {
	t.Parallel()
	const secret = "<secret/>"
	xml := http.Header{"Content-Type": {"application/xml"}}
	for name, tt := range map[string]struct {
		status int
		header http.Header
		body   io.Reader
		want   string // of the content; empty if there is none
		kept   string // of the body in the error
		is     error
	}{
		"a file":                 {status: 200, header: xml, body: strings.NewReader(secret), want: secret},
		"JSON":                   {status: 200, body: strings.NewReader(`{"a":1}`), want: `{"a":1}`},
		"no media type":          {status: 200, header: http.Header{}, body: strings.NewReader(secret), want: secret},
		"a page":                 {status: 200, header: http.Header{"Content-Type": {"text/html"}}, body: strings.NewReader("<p>"), kept: "<p>", is: ErrUnexpectedAnswer},
		"an empty page":          {status: 200, header: http.Header{"Content-Type": {"text/html"}}, body: strings.NewReader(""), is: ErrUnexpectedAnswer},
		"no content":             {status: 204, header: http.Header{}, body: strings.NewReader(""), is: ErrUnexpectedAnswer},
		"awaiting an approval":   {status: 202, header: http.Header{}, body: strings.NewReader(""), is: ErrAccepted},
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

// What is not read yet is no reason to wait: the content is there as soon as the header is.
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

func TestOpenIsRepeated(t *testing.T) {
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
