package ratelimit

import (
	"testing"
	"time"
)

func TestTake(t *testing.T) {
	w := NewWindow[string](time.Minute)
	start := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	for i, test := range []struct {
		key   string
		after time.Duration
		wait  time.Duration
		ok    bool
	}{
		{"a", 0, 0, true},
		{"a", 10 * time.Second, 0, true},
		{"a", 20 * time.Second, 40 * time.Second, false},
		{"b", 20 * time.Second, 0, true},
		{"a", 59 * time.Second, time.Second, false},
		{"a", 60 * time.Second, 0, true},
		{"a", 61 * time.Second, 9 * time.Second, false},
		{"a", 70 * time.Second, 0, true},
	} {
		wait, ok := w.Take(test.key, 2, start.Add(test.after))
		if wait != test.wait || ok != test.ok {
			t.Errorf("%d: got %v and %t, want %v and %t", i, wait, ok, test.wait, test.ok)
		}
	}
}
