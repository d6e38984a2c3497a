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

// Bucket is a set of operations that share a rate limit of the server.
type Bucket int

// The buckets.
const (
	General Bucket = iota // all other operations
	Bulk                  // bulk requests
)

// Limits keep the requests of each bucket below the rate limit of the server. A nil *Limits does not limit.
type Limits struct{ buckets [2]*bucket }

// NewLimits returns limits with the given numbers of requests per minute; 0 means no limit.
func NewLimits(perMinute, bulkPerMinute int) *Limits {
	return &Limits{[...]*bucket{General: newBucket(perMinute), Bulk: newBucket(bulkPerMinute)}}
}

// of returns the bucket of a call, or nil if it is not limited.
func (l *Limits) of(call *Call) *bucket {
	if l == nil {
		return nil
	}
	return l.buckets[call.Bucket]
}

// wait waits until the call may be sent. If that is after the deadline of ctx, it fails at once.
func (l *Limits) wait(ctx context.Context, call *Call, log Log) error {
	b := l.of(call)
	if b == nil {
		return nil
	}
	return b.wait(ctx, call, log)
}

// answered handles a response: after a 429, all requests wait, and then continue at a slower rate.
func (l *Limits) answered(call *Call, resp *Response) {
	if b := l.of(call); b != nil && resp != nil && resp.StatusCode == http.StatusTooManyRequests {
		b.slow(resp.Header)
	}
}

const (
	// window is the minute of the server, plus a margin because the latency of requests varies.
	window = 62500 * time.Millisecond
	// shortPause is the wait after the first 429 without Retry-After.
	shortPause = 5 * time.Second
	// longPause is the maximum wait after a 429: the server counts requests per minute.
	longPause = time.Minute
	// mostStrikes limits how often the rate is halved.
	mostStrikes = 3
)

// bucket limits the rate of requests that the server counts together.
type bucket struct {
	limiter *rate.Limiter
	limit   rate.Limit
	burst   int
	turn    chan struct{} // held while waiting for the limiter; others wait for it in order

	mu      sync.Mutex
	queued  int       // number of requests that wait for their turn
	until   time.Time // no request is sent before
	strikes int       // number of times the rate was halved
	struck  time.Time // time of the last change of strikes
}

// newBucket allows a tenth of the requests at once and spreads the others evenly, so that no window has more than
// perMinute requests.
func newBucket(perMinute int) *bucket {
	if perMinute <= 0 {
		return nil
	}
	burst := max(1, perMinute/10)
	limit := rate.Limit(float64(perMinute-burst+1) / window.Seconds())
	return &bucket{limiter: rate.NewLimiter(limit, burst), limit: limit, burst: burst, turn: make(chan struct{}, 1)}
}

func (b *bucket) wait(ctx context.Context, call *Call, log Log) error {
	if err := ctx.Err(); err != nil { // not because of a limit
		return err
	}
	left := b.join(call.OAuth)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < left {
		b.leave()
		return fmt.Errorf("%w: not sent, because the next request is allowed in %s, after the deadline",
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

// queue waits for the turn. Token requests do not wait, because other requests wait for their tokens.
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

// waited returns the error for a context that ended during the wait. The limiter has its own error for a deadline that
// is too early.
func waited(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return fmt.Errorf("%w: not sent before the deadline: %w", ErrRateLimited, err)
}

// join adds a request to the queue and returns its minimum wait.
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

// recover removes a strike for each minute without a 429.
func (b *bucket) recover(now time.Time) {
	for b.strikes > 0 && now.Sub(b.struck) >= time.Minute {
		b.pace(b.strikes-1, b.struck.Add(time.Minute))
	}
}

// slow handles a 429. Responses to requests that were sent at the same time count once.
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

// pace sets the rate, which is halved for each strike. With strikes, no burst is allowed.
func (b *bucket) pace(strikes int, since time.Time) {
	b.strikes, b.struck = strikes, since
	b.limiter.SetLimit(b.limit / rate.Limit(int(1)<<strikes))
	if strikes > 0 {
		b.limiter.SetBurst(1)
	} else {
		b.limiter.SetBurst(b.burst)
	}
}
