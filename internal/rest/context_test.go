package rest

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestOperationFromContext(t *testing.T) {
	t.Parallel()
	var seen []int
	c := testClient(func(r *http.Request) (*http.Response, error) {
		name, n, ok := OperationFromContext(r.Context())
		if name != "things.Get" || !ok || r.Context().Value(settingsKey{}) != nil {
			t.Errorf("got %s, %v", name, ok)
		}
		seen = append(seen, n)
		return answer(503, nil, http.NoBody), nil
	})
	c.Retry.BaseDelay, c.Timeout = 0, time.Minute
	_ = get(t.Context(), c)
	if len(seen) != 3 || seen[0] != 1 || seen[2] != 3 {
		t.Errorf("got %v", seen)
	}
	if name, n, ok := OperationFromContext(t.Context()); name != "" || n != 0 || ok {
		t.Errorf("outside: got %s, %d, %v", name, n, ok)
	}
}

func TestCorrelationID(t *testing.T) {
	t.Parallel()
	var got http.Header
	c := testClient(func(r *http.Request) (*http.Response, error) {
		got = r.Header
		return answer(200, nil, http.NoBody), nil
	})
	for id, good := range map[string]bool{
		"7f2c-1": true, `~!"`: true, strings.Repeat("x", 128): true,
		"": false, "a b": false, "a\r\nX: y": false, "é": false, "\x7f": false, strings.Repeat("x", 129): false,
	} {
		got = nil
		err := get(WithCorrelationID(t.Context(), id), c)
		if good && (err != nil || got.Get("activityid") != id) || !good && (!errors.Is(err, ErrInvalidInput) || got != nil) {
			t.Errorf("%q: got %v, sent %v", id, err, got)
		}
	}
	if err := get(t.Context(), c); err != nil || got["Activityid"] != nil {
		t.Errorf("without an id: %v, sent %v", err, got)
	}
	ctx := WithCorrelationID(t.Context(), "7f2c-1")
	if _, err := Exec(ctx, c, &Call{Method: "POST", Path: "/token", OAuth: true, Public: true}); err != nil || got["Activityid"] != nil {
		t.Errorf("a request that calls share: %v, sent %v", err, got)
	}
}
