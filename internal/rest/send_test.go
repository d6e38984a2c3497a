package rest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestRequest(t *testing.T) {
	t.Parallel()
	var got *http.Request
	var sent []byte
	c := testClient(func(r *http.Request) (*http.Response, error) {
		got = r
		sent, _ = io.ReadAll(r.Body)
		return answer(200, nil, strings.NewReader(`{"id":"1"}`)), nil
	})
	call := Call{Operation: "things.Update", Method: http.MethodPatch, Path: "/things/%s/parts/%s"}
	if err := call.AddPathParam(c, "id", "a b%2f?#"); err != nil {
		t.Fatal(err)
	}
	if err := call.AddPathParam(c, "part", "ünï:@&=+$,"); err != nil {
		t.Fatal(err)
	}
	if err := call.AddQuery(c, "filter", true, `name eq "a&b=c+d%20;é"`); err != nil {
		t.Fatal(err)
	}
	if err := call.SetBody(c, "application/scim+json", map[string]int{"n": 1}); err != nil {
		t.Fatal(err)
	}
	out, resp, err := Do[struct{ ID string }](t.Context(), c, &call)
	if err != nil || out.ID != "1" || resp.StatusCode != 200 {
		t.Fatalf("got %v, %v, %v", out, resp, err)
	}
	if path := got.URL.EscapedPath(); path != "/t/org/api/things/a%20b%252f%3F%23/parts/%C3%BCn%C3%AF:@&=+$%2C" {
		t.Errorf("the path is %s", path)
	}
	if filter := got.URL.Query().Get("filter"); filter != `name eq "a&b=c+d%20;é"` {
		t.Errorf("the filter is %s", filter)
	}
	for name, want := range map[string]string{
		"Authorization": "Bearer " + accessToken, "Accept": "application/json", "User-Agent": "test",
		"Content-Type": "application/scim+json",
	} {
		if got := got.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if string(sent) != `{"n":1}` || got.ContentLength != 7 {
		t.Errorf("the body is %s of %d", sent, got.ContentLength)
	}
}

func TestRequestWithoutBodyOrToken(t *testing.T) {
	t.Parallel()
	c := testClient(func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("Authorization") != "" || r.ContentLength != 0 || r.Body != http.NoBody && r.Body != nil {
			t.Errorf("sent %v, %d, %v", r.Header, r.ContentLength, r.Body)
		}
		if r.Header.Get("Content-Type") != "application/json" {
			t.Error("a GET without a JSON content type gets an HTML page")
		}
		return answer(204, nil, http.NoBody), nil
	})
	c.Tokens = nil
	if _, err := Exec(t.Context(), c, &Call{Method: http.MethodGet, Path: "/x", Public: true}); err != nil {
		t.Fatal(err)
	}
}

func TestInvalidCalls(t *testing.T) {
	t.Parallel()
	c := testClient(func(*http.Request) (*http.Response, error) { panic("no request is to be sent") })
	//lint:ignore SA1012 the test passes nil
	if _, err := Exec(nil, c, &Call{}); !errors.Is(err, ErrInvalidInput) {
		t.Errorf("no context: %v", err)
	}
	if _, err := Exec(t.Context(), c, &Call{Method: "BAD METHOD", Path: "/x"}); !errors.Is(err, ErrInvalidInput) {
		t.Errorf("bad method: %v", err)
	}
	if err := c.Invalid("op", "no %s", "name"); !errors.Is(err, ErrInvalidInput) || failure(t, err).Operation != "op" {
		t.Errorf("Invalid: %v", err)
	}
	if err := c.Unexpected("op", nil, "no %s", "id"); !errors.Is(err, ErrUnexpectedResponse) {
		t.Errorf("Unexpected: %v", err)
	}
}
