package rest

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestDoAndExecCheckResponses(t *testing.T) {
	t.Parallel()
	html := http.Header{"Content-Type": {"text/html; charset=utf-8"}}
	tests := map[string]struct {
		status       int
		header       http.Header
		body         string
		do, exec     error  // nil for success
		text, keeps  string // expected in the error of Do and in its body
		failedStatus int
	}{
		"object":           {status: 200, body: `{"id":"1"}`},
		"object, no type":  {status: 200, header: http.Header{}, body: `{"id":"1"}`},
		"empty":            {status: 204, do: ErrUnexpectedResponse, text: "empty", failedStatus: 204},
		"null":             {status: 200, body: " null\n", do: ErrUnexpectedResponse, text: "null", keeps: " null\n", failedStatus: 200},
		"array":            {status: 200, body: `["s3cret"]`, do: ErrUnexpectedResponse, text: "array", failedStatus: 200},
		"cut":              {status: 200, body: `{"secret":"s3cret`, do: ErrUnexpectedResponse, text: "JSON", failedStatus: 200},
		"cut, no type":     {status: 200, header: http.Header{}, body: `{"secret":"s3cret`, do: ErrUnexpectedResponse, failedStatus: 200},
		"HTML":             {status: 200, header: html, body: "<html>", do: ErrUnexpectedResponse, exec: ErrUnexpectedResponse, text: "text/html", keeps: "<html>", failedStatus: 200},
		"HTML echo":        {status: 200, header: html, body: "<html>" + accessToken, do: ErrUnexpectedResponse, exec: ErrUnexpectedResponse, keeps: "<html>" + Redacted, failedStatus: 200},
		"HTML called JSON": {status: 200, body: "<html>", do: ErrUnexpectedResponse, exec: ErrUnexpectedResponse, keeps: "<html>", failedStatus: 200},
		"bad media type":   {status: 200, header: http.Header{"Content-Type": {"\x00;;"}}, body: "x", do: ErrUnexpectedResponse, text: "no known type", keeps: "x", failedStatus: 200},
		"accepted":         {status: 202, body: `{"detail":"wait"}`, do: ErrPendingApproval, exec: ErrPendingApproval, keeps: `{"detail":"wait"}`, failedStatus: 202},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := testClient(func(*http.Request) (*http.Response, error) {
				return answer(tt.status, tt.header, strings.NewReader(tt.body)), nil
			})
			call := &Call{Operation: "op", Method: http.MethodPost, Path: "/x"}
			if _, err := Exec(t.Context(), c, call); !errors.Is(err, tt.exec) {
				t.Errorf("Exec: %v, want %v", err, tt.exec)
			}
			out, _, err := Do[struct{ ID string }](t.Context(), c, call)
			if tt.do == nil {
				if err != nil || out.ID != "1" {
					t.Errorf("Do: %v, %v", out, err)
				}
				return
			}
			if out != nil || !errors.Is(err, tt.do) || !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "s3cret") {
				t.Errorf("Do: %v, want %v with %q", err, tt.do, tt.text)
			}
			if f := failure(t, err); string(f.Body) != tt.keeps || f.StatusCode != tt.failedStatus || f.Operation != "op" {
				t.Errorf("Do: %d with the body %q, want %q", f.StatusCode, f.Body, tt.keeps)
			}
		})
	}
}

func TestTooLargeResponses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		status    int
		announced int64
		want      error
	}{
		"success":             {200, -1, ErrUnexpectedResponse},
		"success, announced":  {200, maxBody + 1, ErrUnexpectedResponse},
		"success, lie":        {200, 1, ErrUnexpectedResponse},
		"failure":             {404, -1, nil},
		"failure, announced":  {404, maxBody + 1, nil},
		"announced the world": {200, 1 << 62, ErrUnexpectedResponse},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requests := 0
			c := testClient(func(*http.Request) (*http.Response, error) {
				requests++
				res := answer(tt.status, nil, io.LimitReader(zeros{}, maxBody+1))
				res.ContentLength = tt.announced
				return res, nil
			})
			_, err := Exec(t.Context(), c, &Call{Method: http.MethodGet, Path: "/x"})
			if f := failure(t, err); !errors.Is(f.Err, tt.want) || f.StatusCode != tt.status || requests != 1 {
				t.Errorf("got %v after %d requests", err, requests)
			}
		})
	}
	body, err := readBody(answer(200, nil, io.LimitReader(zeros{}, maxBody)), new(bytes.Buffer))
	if err != nil || len(body) != maxBody {
		t.Errorf("the greatest body: %d bytes, %v", len(body), err)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

func TestLooksLikeJSON(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{"": false, " \n{": true, "[": true, `"x`: true, "<html>": false, "null": false} {
		if LooksLikeJSON([]byte(body)) != want {
			t.Errorf("%q: want %v", body, want)
		}
	}
}

func TestErrorShaped(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]bool{
		`{"code":"900900","message":"m","description":"d"}`:                        true,
		` {"description":"d","code":401}`:                                          true,
		"\ufeff" + `{"code":"1","message":"m"}`:                                    true,
		`{"fault":{"faultstring":"s"}}`:                                            true,
		`{"error":"invalid_token","error_description":"d"}`:                        true,
		`{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"status":"4"}`: true,
		`{"timestamp":1,"status":404,"error":"Not Found"}`:                         true,
		`{"code":"1"}`: false, `{"message":"m"}`: false, `{"code":null,"message":"m"}`: false, `{"x":{"code":1,"message":"m"}}`: false,
		`{"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]}`: false, `{"error":null}`: false, `{"error":""}`: false,
		`{}`: false, ``: false, `[{"code":1,"message":"m"}]`: false, `{"code":1,"message"`: false, `"code"`: false,
		`{"code":1,"message":"` + strings.Repeat("x", maxErrorShape) + `"}`: false,
	} {
		if got := errorShaped([]byte(body), true); got != want {
			t.Errorf("%.60s: got %v", body, got)
		}
	}
	for body, want := range map[string]bool{
		`{"message":"Unauthorized"}`: true, `{"Message":"m"}`: true, `{"mess\u0061ge":"m"}`: true, `{"errorMessage":"m"}`: true,
		`{"type":"about:blank","title":"t","status":401}`: true, `{"errors":["e"]}`: true, `{"Fault":{"x":1}}`: true, `[{"message":"m"}]`: true,
		`{"id":"1","name":"n","description":"d"}`: false, `{"message":null}`: false, `{}`: false, `[]`: false, `"message"`: false, ``: false,
	} {
		if got := errorShaped([]byte(body), false); got != want {
			t.Errorf("%s, where nothing is expected: got %v", body, got)
		}
	}
}

// A page is recognized by its beginning if its media type is missing, wrong or malformed.
func TestPagesOfAnyMediaType(t *testing.T) {
	t.Parallel()
	for media, body := range map[string]string{
		"": "<!DOCTYPE html><p>", "text/plain": "\n<HTML>", "application/xhtml+xml": "<html xmlns='x'>", "text/html; charset": "<p>",
		"application/json": "\ufeff<!doctype HTML>",
	} {
		for name, send := range map[string]func(*Client, *Call) error{
			"Exec": func(c *Client, call *Call) error { _, err := Exec(t.Context(), c, call); return err },
			"Open": func(c *Client, call *Call) error { _, err := Open(t.Context(), c, call); return err },
		} {
			c := testClient(func(*http.Request) (*http.Response, error) {
				return answer(200, http.Header{"Content-Type": {media}}, strings.NewReader(body)), nil
			})
			if err := send(c, &Call{Operation: "op", Method: http.MethodGet, Path: "/x"}); !errors.Is(err, ErrUnexpectedResponse) {
				t.Errorf("%s of %q: %v", name, media, err)
			}
		}
	}
}

// The texts of an error are shown. Other invalid responses are not, because they may contain secrets.
func TestErrorsWithSuccessfulStatus(t *testing.T) {
	t.Parallel()
	const gateway = `{"code":"900900","message":"m","description":"d"}`
	forms := []Form{{Must: []Member{{"id", "string"}}}}
	for _, test := range []struct {
		method, body, kept string
		doubtful           bool
	}{
		{http.MethodGet, gateway, gateway, false},
		{http.MethodPost, gateway, gateway, true},
		{http.MethodPatch, `{"clientSecret":"s3cret"}`, "", true},
		{http.MethodGet, `{}`, "", false},
		{http.MethodGet, `{"message":"Unauthorized"}`, `{"message":"Unauthorized"}`, false},
	} {
		c := testClient(func(*http.Request) (*http.Response, error) {
			return answer(200, nil, strings.NewReader(test.body)), nil
		})
		call := Call{Operation: "op", Method: test.method, Path: "/x", Answer: forms}
		_, _, err := Do[struct{ ID string }](t.Context(), c, &call)
		f := failure(t, err)
		if !errors.Is(err, ErrUnexpectedResponse) || errors.Is(err, ErrOutcomeUnknown) != test.doubtful || string(f.Body) != test.kept {
			t.Errorf("%s %s: %v with %q", test.method, test.body, err, f.Body)
		}
	}
}

func TestBodiless(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{"none": "none", "": "", " \r\n": "", `{"id":"1"}`: "1", `{}`: "", "null": "", "[]": "", `{"id":`: "", `{"code":1,"message":"m"}`: ""} {
		c := testClient(func(*http.Request) (*http.Response, error) {
			if body == "none" {
				return answer(204, nil, strings.NewReader("")), nil
			}
			return answer(200, nil, strings.NewReader(body)), nil
		})
		call := Call{Operation: "op", Method: http.MethodPatch, Path: "/x", Bodiless: true, Answer: []Form{{Must: []Member{{"id", "string"}}}}}
		got, _, err := Do[struct{ ID string }](t.Context(), c, &call)
		switch {
		case want == "":
			if got != nil || !errors.Is(err, ErrUnexpectedResponse) || !errors.Is(err, ErrOutcomeUnknown) {
				t.Errorf("%q: got %v, %v", body, got, err)
			}
		case err != nil || (got == nil) != (want == "none") || got != nil && got.ID != want:
			t.Errorf("%q: got %v, %v, want %s", body, got, err, want)
		}
	}
}
