package rest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"golang.org/x/oauth2"
)

// Retry is the retry policy.
type Retry struct {
	// MaxAttempts is the maximum number of attempts, including the first. With 1, net/http does not resend a GET
	// either.
	MaxAttempts int
	// BaseDelay is the upper bound of the delay before the second attempt. It doubles with each attempt, up to
	// MaxDelay. The delay is random below that bound. After a response with a Retry-After header of at most MaxDelay,
	// the delay is that time plus up to BaseDelay.
	BaseDelay, MaxDelay time.Duration
	// CheckRetry, unless nil, overrides the decision for every failed attempt except the last one.
	CheckRetry func(Attempt) (delay time.Duration, retry bool)
}

// Attempt is a failed attempt with the default decision.
type Attempt struct {
	Operation  string
	Method     string
	Number     int // from 1
	StatusCode int // 0 if there was no response
	Err        error
	WillRetry  bool
	Delay      time.Duration
}

// send makes attempts within the limits of the policy, the method and the context.
func (c *Client) send(ctx context.Context, call *Call) (*Response, error) {
	var (
		resp     *Response
		failed   error
		doubtful bool // an attempt may have had its effect
		reached  bool // an attempt may have had its effect, or failed in the server
		renewed  bool // a new token was requested
	)
	attempts, set := c.Retry.MaxAttempts, settingsOf(ctx, call)
	if set.single || call.file != nil && call.file.once() {
		attempts = 1
	}
	for n := 1; ; n++ {
		token, err := c.ready(ctx, call)
		if err != nil {
			return nil, c.fail(call, resp, call.outcome(join(err, failed), doubtful))
		}
		start := time.Now()
		r := result{n: n, trip: c.attempt(ctx, call, token, n, attempts), took: time.Since(start)}
		resp, failed = r.resp, r.err
		set.captured(resp)
		if done(call, resp, failed, reached) {
			c.observe(ctx, call, r)
			return resp, nil
		}
		doubtful = doubtful || r.inDoubt()
		reached = doubtful || reached || resp != nil && resp.StatusCode >= 500 && !r.turnedAway()
		c.Limits.answered(call, resp)
		switch refused := c.refused(token, resp); {
		case n >= attempts:
		case refused && !renewed:
			r.again, renewed = true, true
		default:
			r.wait, r.again = c.Retry.next(ctx, call, n, &r.trip)
		}
		c.observe(ctx, call, r)
		if !r.again {
			return nil, c.fail(call, resp, call.outcome(failed, doubtful))
		}
		if err := sleep(ctx, r.wait); err != nil {
			return nil, c.fail(call, resp, call.outcome(join(err, failed), doubtful))
		}
	}
}

// ready waits for the rate limit and returns the token for an attempt. It gets the token first, because the token
// request may take longer than the wait.
func (c *Client) ready(ctx context.Context, call *Call) (token *oauth2.Token, err error) {
	if token, err = c.token(ctx, call); err != nil {
		return nil, err
	}
	start := time.Now()
	if err := c.Limits.wait(ctx, call, c.Log); err != nil {
		return nil, err
	}
	if c.closed() {
		return nil, ErrClosed
	}
	if time.Since(start) > time.Second { // it may have been renewed
		if token, err = c.token(ctx, call); err != nil {
			return nil, err
		}
	}
	if call.Prepare != nil {
		err = call.Prepare(ctx, call)
	}
	return token, err
}

// join adds the reason why the call is not retried to the error of the last attempt, which may be nil.
func join(err, last error) error {
	switch {
	case last == nil:
		return err
	case errors.Is(last, err):
		return last
	default:
		return fmt.Errorf("%w: %w", err, last)
	}
}

// done reports whether the call succeeded. A DELETE that returns 404 is successful if an earlier attempt may have
// deleted the resource.
func done(call *Call, resp *Response, err error, reached bool) bool {
	if err != nil {
		return false
	}
	if resp.StatusCode == http.StatusNotFound && call.Method == http.MethodDelete && reached {
		return true
	}
	return resp.StatusCode >= 200 && resp.StatusCode < 300
}

// next returns the delay after attempt n and whether to retry. It does not retry if the context would end before the
// delay.
func (r Retry) next(ctx context.Context, call *Call, n int, t *trip) (time.Duration, bool) {
	header := t.resp.header()
	wait, patient := r.delay(n, header)
	left := time.Duration(math.MaxInt64)
	if deadline, ok := ctx.Deadline(); ok {
		left = time.Until(deadline)
	}
	if after, _ := retryAfter(header.Get("Retry-After")); after > 0 && wait > left {
		wait = after // the added delay is not worth losing the attempt
	}
	again := patient && call.repeatable(ctx, t)
	if r.CheckRetry != nil {
		a := Attempt{Operation: call.Operation, Method: call.Method, Number: n, Err: call.secrets().redactError(t.err), WillRetry: again, Delay: wait}
		if t.resp != nil {
			a.StatusCode = t.resp.StatusCode
		}
		wait, again = r.CheckRetry(a)
	}
	return wait, again && wait <= left
}

// delay returns the delay after attempt n, whose response had the given header. It returns false if the server asks for
// a longer delay than the policy allows. It adds up to BaseDelay to the time that the server asks for, because other
// clients may have received the same time.
func (r Retry) delay(n int, header http.Header) (time.Duration, bool) {
	switch after, _ := retryAfter(header.Get("Retry-After")); {
	case after > r.MaxDelay:
		return after, false
	case after > 0:
		return after + rand.N(min(r.BaseDelay, r.MaxDelay-after)+1), true
	}
	limit := r.MaxDelay
	if r.BaseDelay <= limit>>(n-1) {
		limit = r.BaseDelay << (n - 1)
	}
	if limit <= 0 {
		return 0, true
	}
	return rand.N(limit), true
}

// retryAfter reads a Retry-After header (RFC 9110, section 10.2.3): seconds or a date.
func retryAfter(value string) (time.Duration, bool) {
	if value == "" {
		return 0, false
	}
	if seconds, err := strconv.Atoi(value); (err == nil || errors.Is(err, strconv.ErrRange)) && seconds >= 0 {
		return time.Duration(min(seconds, 1<<30)) * time.Second, true
	}
	if date, err := http.ParseTime(value); err == nil {
		return max(time.Until(date), 0), true
	}
	return 0, false
}

// sleep waits for d. It returns the error of the context if the context ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil || d <= 0 {
		return err
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
