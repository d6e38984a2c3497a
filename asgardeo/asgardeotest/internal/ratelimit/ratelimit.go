// Package ratelimit counts requests in a sliding window.
package ratelimit

import (
	"slices"
	"sync"
	"time"
)

// A Window counts, by key, what was taken within the last period of a fixed
// length. It is safe for concurrent use.
type Window[K comparable] struct {
	length time.Duration

	mu     sync.Mutex
	recent map[K][]time.Time // in order
}

// NewWindow returns a window of this length.
func NewWindow[K comparable](length time.Duration) *Window[K] {
	return &Window[K]{length: length, recent: map[K][]time.Time{}}
}

// Take takes one of a key, unless limit have been taken in the window that ends
// now. In that case nothing is counted, ok is false, and wait is the time until
// one can be taken. The times of successive calls must not decrease.
func (w *Window[K]) Take(key K, limit int, now time.Time) (wait time.Duration, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	old := now.Add(-w.length)
	recent := slices.DeleteFunc(w.recent[key], func(t time.Time) bool { return !t.After(old) })
	if len(recent) < limit {
		w.recent[key] = append(recent, now)
		return 0, true
	}
	w.recent[key] = recent
	return recent[len(recent)-limit].Sub(old), false
}
