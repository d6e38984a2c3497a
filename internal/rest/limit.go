package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Bucket is a set of operations whose requests the server counts together.
type Bucket int

// The buckets.
const (
	General Bucket = iota // all operations that have no other one
	Bulk                  // operations that carry out many others
)

// Limits keep requests below what the server takes in a minute, each bucket apart from the others. A nil *Limits holds
// nothing up.
type Limits struct{ buckets [2]*bucket }

// NewLimits returns limits of so many requests a minute; 0 does not limit.
func NewLimits(perMinute, bulkPerMinute int) *Limits {
	return &Limits{[...]*bucket{General: newBucket(perMinute), Bulk: newBucket(bulkPerMinute)}}
}

// of returns the bucket of a call, nil if there is none.
func (l *Limits) of(call *Call) *bucket {
	if l == nil {
		return nil
	}
	return l.buckets[call.Bucket]
}

// wait returns when the call may be sent. It fails at once if that is after the deadline of ctx.
func (l *Limits) wait(ctx context.Context, call *Call, log Log) error {
	b := l.of(call)
	if b == nil {
		return nil
	}
	return b.wait(ctx, call, log)
}

// answered takes notice of an answer: after a 429, all requests wait, and then go at a slower pace.
func (l *Limits) answered(call *Call, resp *Response) {
	if b := l.of(call); b != nil && resp != nil && resp.StatusCode == http.StatusTooManyRequests {
		b.slow(resp.Header)
	}
}

const (
	// window is the server's minute, and a little more: requests do not all take equally long to arrive.
	window = 62500 * time.Millisecond
	// shortPause follows the first 429 that does not say how long to wait.
	shortPause = 5 * time.Second
	// longPause bounds how long a 429 can hold up requests: the server counts by the minute.
	longPause = time.Minute
	// mostStrikes bounds how slow the pace gets.
	mostStrikes = 3
)

// bucket paces the requests that the server counts together.
type bucket struct {
	limiter *rate.Limiter
	limit   rate.Limit
	burst   int
	turn    chan struct{} // held by the one who waits for the limiter; others wait for it in order

	mu      sync.Mutex
	queued  int       // how many wait for their turn
	until   time.Time // nobody goes before
	strikes int       // how often the pace was halved
	struck  time.Time // when a strike was added or taken off last
}

// newBucket lets a tenth of the requests go at once, and the others evenly, so that no window has more than perMinute.
func newBucket(perMinute int) *bucket {
	if perMinute <= 0 {
		return nil
	}
	burst := max(1, perMinute/10)
	limit := rate.Limit(float64(perMinute-burst+1) / window.Seconds())
	return &bucket{limiter: rate.NewLimiter(limit, burst), limit: limit, burst: burst, turn: make(chan struct{}, 1)}
}

func (b *bucket) wait(ctx context.Context, call *Call, log Log) error {
	if err := ctx.Err(); err != nil { // not for the sake of a limit
		return err
	}
	left := b.join(call.OAuth)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < left {
		b.leave()
		return fmt.Errorf("%w: not sent, because the deadline is before the next request may be, in %s",
			ErrRateLimited, left.Round(time.Millisecond))
	}
	if left > time.Second && log != nil {
		log.wait(ctx, call, left)
	}
	if err := b.queue(ctx, call); err != nil {
		return waited(err)
	}
	if !call.OAuth {
		defer func() { <-b.turn }()
	}
	for {
		if err := sleep(ctx, b.pause()); err != nil {
			return waited(err)
		}
		if err := b.limiter.Wait(ctx); err != nil {
			return waited(err)
		}
		if b.pause() <= 0 {
			return nil
		}
	}
}

// queue waits for the turn. Requests for tokens do not: others cannot go without one.
func (b *bucket) queue(ctx context.Context, call *Call) error {
	defer b.leave()
	if call.OAuth {
		return nil
	}
	select {
	case b.turn <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// waited says where the context ended. The limiter has an error of its own for a deadline that is too early.
func waited(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w: not sent before the deadline: %w", ErrRateLimited, err)
}

// join counts one more in the queue, and returns how long it waits at least.
func (b *bucket) join(first bool) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	b.recover(now)
	b.queued++
	lacks := 1 - b.limiter.TokensAt(now)
	if !first {
		lacks += float64(b.queued - 1)
	}
	left := time.Duration(lacks / float64(b.limiter.Limit()) * float64(time.Second))
	return max(left, b.until.Sub(now), 0)
}

func (b *bucket) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queued--
}

func (b *bucket) pause() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.until.IsZero() {
		return 0
	}
	now := time.Now()
	b.recover(now)
	return b.until.Sub(now)
}

// recover takes a strike off for each minute without another.
func (b *bucket) recover(now time.Time) {
	for b.strikes > 0 && now.Sub(b.struck) >= time.Minute {
		b.pace(b.strikes-1, b.struck.Add(time.Minute))
	}
}

// slow follows a 429. Those that come to requests which were on their way together count once.
func (b *bucket) slow(header http.Header) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	pause, asked := retryAfter(header.Get("Retry-After"))
	if together := now.Before(b.until); !together {
		if !asked {
			pause = shortPause << b.strikes
		}
		b.pace(min(b.strikes+1, mostStrikes), now)
	} else if !asked {
		return
	}
	if until := now.Add(min(pause, longPause)); until.After(b.until) {
		b.until = until
	}
}

// pace halves the pace for each strike; with any, nothing is saved up.
func (b *bucket) pace(strikes int, since time.Time) {
	b.strikes, b.struck = strikes, since
	b.limiter.SetLimit(b.limit / rate.Limit(int(1)<<strikes))
	if strikes > 0 {
		b.limiter.SetBurst(1)
	} else {
		b.limiter.SetBurst(b.burst)
	}
}
