package rest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"
	"testing/synctest"
)

// upload returns a call that sends a file.
func upload(t *testing.T, c *Client, method string, content io.Reader) *Call {
	t.Helper()
	call := &Call{Operation: "things.Import", Method: method, Path: "/things"}
	if err := call.SetFile(c, &File{Name: `a "b".xml`, MediaType: "application/xml", Content: content}); err != nil {
		t.Fatal(err)
	}
	return call
}

func TestSetFile(t *testing.T) {
	t.Parallel()
	for name, file := range map[string]*File{"no file": nil, "no content": {Name: "a"}} {
		if err := new(Call).SetFile(testClient(nil), file); !errors.Is(err, ErrInvalidInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFormContainsTheFileUnchanged(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"nothing": "", "text": "é\r\n--x\r\n", "NUL": "\x00\xff", "large": strings.Repeat("0123456789abcdef", 1<<14),
	} {
		body, media := (&File{Name: `a "b".xml`, MediaType: "application/xml", Content: iotest.HalfReader(strings.NewReader(content))}).form()
		_, params, err := mime.ParseMediaType(media)
		if err != nil {
			t.Fatal(err)
		}
		parts := multipart.NewReader(body, params["boundary"])
		part, err := parts.NextPart()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if part.FormName() != "file" || part.FileName() != `a "b".xml` || part.Header.Get("Content-Type") != "application/xml" || len(part.Header) != 2 {
			t.Errorf("%s: the header is %v", name, part.Header)
		}
		if got, err := io.ReadAll(part); string(got) != content || err != nil {
			t.Errorf("%s: got %.80q, %v", name, got, err)
		}
		if _, err := parts.NextPart(); err != io.EOF {
			t.Errorf("%s: after the file: %v", name, err)
		}
		if err := body.Close(); err != nil {
			t.Error(err)
		}
	}
}

// Nothing of a request continues after its end: a goroutine that is still running would fail the bubble.
func TestFormEnds(t *testing.T) {
	t.Parallel()
	cause := errors.New("the disk is gone")
	created := func() *http.Response { return answer(201, nil, strings.NewReader("{}")) }
	for name, tt := range map[string]struct {
		content io.Reader
		send    func(*http.Request) (*http.Response, error)
		status  int
		is      error
	}{
		"read whole": {
			content: strings.NewReader("x"),
			send: func(r *http.Request) (*http.Response, error) {
				_, err := io.Copy(io.Discard, r.Body)
				return created(), errors.Join(err, r.Body.Close())
			},
		},
		"answered unread": {
			content: strings.NewReader("x"),
			send: func(r *http.Request) (*http.Response, error) {
				return answer(413, nil, strings.NewReader("")), r.Body.Close()
			},
			status: 413,
		},
		"answered half read": {
			content: strings.NewReader(strings.Repeat("x", 1<<16)),
			send: func(r *http.Request) (*http.Response, error) {
				_, _ = io.CopyN(io.Discard, r.Body, 1<<10)
				return answer(400, nil, strings.NewReader("")), r.Body.Close()
			},
			status: 400,
		},
		"no connection": {
			content: strings.NewReader("x"),
			send: func(r *http.Request) (*http.Response, error) {
				_ = r.Body.Close()
				return nil, syscall.ECONNREFUSED
			},
			is: syscall.ECONNREFUSED,
		},
		"the transport forgets the form": {
			content: strings.NewReader("x"),
			send:    func(*http.Request) (*http.Response, error) { return answer(200, nil, http.NoBody), nil },
		},
		"the content fails": {
			content: io.MultiReader(strings.NewReader("<half"), iotest.ErrReader(cause)),
			send: func(r *http.Request) (*http.Response, error) {
				defer func() { _ = r.Body.Close() }()
				got, err := io.ReadAll(r.Body)
				if !bytes.HasSuffix(got, []byte("<half")) {
					err = errors.Join(err, errors.New("the form was completed"))
				}
				return nil, err
			},
			is: cause,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				c := testClient(tt.send)
				_, err := Exec(t.Context(), c, upload(t, c, http.MethodPost, tt.content))
				if tt.status == 0 && tt.is == nil {
					if err != nil {
						t.Error(err)
					}
					return
				}
				if f := failure(t, err); f.StatusCode != tt.status || tt.is != nil && !errors.Is(err, tt.is) || errors.Is(err, io.ErrClosedPipe) {
					t.Errorf("got %d, %v", f.StatusCode, err)
				}
			})
		})
	}
}

func TestFormOfAnInvalidRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := testClient(nil)
		_, err := Exec(t.Context(), c, upload(t, c, "BAD METHOD", strings.NewReader("x")))
		if !errors.Is(err, ErrInvalidInput) || errors.Is(err, ErrOutcomeUnknown) {
			t.Error(err)
		}
	})
}

// The content was read by the first attempt, so the request is not retried, even if it had no effect.
func TestFileIsSentOnce(t *testing.T) {
	t.Parallel()
	for name, fail := range map[string]func() (*http.Response, error){
		"429": func() (*http.Response, error) { return answer(429, nil, strings.NewReader("")), nil },
		"503 later": func() (*http.Response, error) {
			return answer(503, http.Header{"Retry-After": {"0"}}, strings.NewReader("")), nil
		},
		"502": func() (*http.Response, error) { return answer(502, nil, strings.NewReader("")), nil },
		"401": func() (*http.Response, error) { return answer(401, nil, strings.NewReader("")), nil },
		"no connection": func() (*http.Response, error) {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
		},
	} {
		for _, method := range []string{http.MethodPost, http.MethodPut} {
			requests := 0
			c := testClient(func(r *http.Request) (*http.Response, error) {
				requests++
				_ = r.Body.Close()
				return fail()
			})
			c.Tokens = &staticTokens{another: true}
			if _, err := Exec(context.Background(), c, upload(t, c, method, strings.NewReader("x"))); err == nil || requests != 1 {
				t.Errorf("%s, %s: %d requests, %v", name, method, requests, err)
			}
		}
	}
}
