package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"
)

// clocked records the times of requests, and rejects some of them.
type clocked struct {
	mu     sync.Mutex
	at     []time.Time
	refuse func(n int) http.Header // nil if the request is accepted
}

func (s *clocked) RoundTrip(*http.Request) (*http.Response, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.at = append(s.at, time.Now())
	if s.refuse != nil {
		if header := s.refuse(len(s.at)); header != nil {
			return answer(429, header, http.NoBody), nil
		}
	}
	return answer(200, nil, http.NoBody), nil
}

// most returns the maximum number of requests in 60 seconds, including both ends.
func (s *clocked) most() int {
	most := 0
	for i, from := range s.at {
		n, _ := slices.BinarySearchFunc(s.at[i:], from.Add(time.Minute+1), time.Time.Compare)
		most = max(most, n)
	}
	return most
}

func limited(s *clocked, perMinute, bulk int) *Client {
	c := testClient(s.RoundTrip)
	c.Limits = NewLimits(perMinute, bulk)
	return c
}

func get(ctx context.Context, c *Client) error {
	_, err := Exec(ctx, c, &Call{Operation: "things.Get", Method: "GET", Path: "/x"})
	return err
}

func TestLimitsHoldInEveryMinute(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		perMinute, requests int
		bucket              Bucket
		atLeast, atMost     time.Duration // from the first to the last
	}{
		{200, 1000, General, 5 * time.Minute, 6 * time.Minute},
		{5, 100, Bulk, 1200 * time.Second, 1260 * time.Second},
		{1, 5, General, 4 * time.Minute, 5 * time.Minute},
		{2, 5, General, 2 * time.Minute, 3 * time.Minute},
		{9, 50, General, 5 * time.Minute, 6 * time.Minute},
		{6000, 12000, General, time.Minute, 3 * time.Minute},
	} {
		for _, parallel := range []bool{false, true} {
			t.Run(fmt.Sprintf("%d/%d/%v", tt.perMinute, tt.bucket, parallel), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := new(clocked)
					c := limited(s, tt.perMinute, tt.perMinute)
					send := func() {
						if _, err := Exec(t.Context(), c, &Call{Method: "POST", Path: "/x", Bucket: tt.bucket}); err != nil {
							t.Error(err)
						}
					}
					var wg sync.WaitGroup
					for range tt.requests {
						if parallel {
							wg.Go(send)
						} else {
							send()
						}
					}
					wg.Wait()
					if n := s.most(); n > tt.perMinute {
						t.Errorf("%d requests in a minute", n)
					}
					if took := s.at[len(s.at)-1].Sub(s.at[0]); took < tt.atLeast || took > tt.atMost || len(s.at) != tt.requests {
						t.Errorf("%d requests took %s", len(s.at), took)
					}
				})
			})
		}
	}
}

// After a time without requests, the limiter allows a burst, but never more requests than a minute may have.
func TestLimitsAfterIdleTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(clocked)
		c := limited(s, 200, 5)
		for _, n := range []int{30, 100, 1, 150, 200} {
			for range n {
				if err := get(t.Context(), c); err != nil {
					t.Fatal(err)
				}
			}
			time.Sleep(time.Duration(n) * 100 * time.Millisecond)
		}
		if n := s.most(); n > 200 {
			t.Errorf("%d requests in a minute", n)
		}
	})
}

func TestBucketsAreIndependent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(clocked)
		c := limited(s, 200, 0)
		for range 1000 {
			if _, err := Exec(t.Context(), c, &Call{Method: "POST", Path: "/x", Bucket: Bulk}); err != nil {
				t.Fatal(err)
			}
		}
		if err := get(t.Context(), c); err != nil || !s.at[1000].Equal(s.at[0]) {
			t.Errorf("bulk requests, which are not limited, delay others: %v, %s", err, s.at[1000].Sub(s.at[0]))
		}
	})
}

func TestWaitBeyondTheDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(clocked)
		c := limited(s, 1, 1)
		if err := get(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		err := get(ctx, c)
		if !errors.Is(err, ErrRateLimited) || failure(t, err).StatusCode != 0 || !strings.Contains(err.Error(), "1m2.5s") {
			t.Errorf("got %v", err)
		}
		if !time.Now().Equal(start) || len(s.at) != 1 {
			t.Errorf("it took %s, %d requests", time.Since(start), len(s.at))
		}
		// A request in the queue also waits for those in front of it.
		var wg sync.WaitGroup
		wg.Go(func() {
			if err := get(t.Context(), c); err != nil {
				t.Error(err)
			}
		})
		synctest.Wait()
		ctx, cancel = context.WithTimeout(t.Context(), 2*time.Minute)
		defer cancel()
		if err := get(ctx, c); !errors.Is(err, ErrRateLimited) || !time.Now().Equal(start) {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
		ctx, cancel = context.WithTimeout(t.Context(), 126*time.Second)
		defer cancel()
		if err := get(ctx, c); err != nil || time.Since(start) != 125*time.Second {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
		wg.Wait()
	})
}

func TestWaitEndsWithTheContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(clocked)
		c := limited(s, 1, 1)
		ctx, cancel := context.WithCancel(t.Context())
		var wg sync.WaitGroup
		for range 3 { // one is sent, one waits for the limiter, one for its turn
			wg.Go(func() {
				if err := get(ctx, c); err != nil && (!errors.Is(err, context.Canceled) || errors.Is(err, ErrRateLimited)) {
					t.Errorf("got %v", err)
				}
			})
			synctest.Wait()
		}
		time.Sleep(time.Second)
		cancel()
		wg.Wait()
		if len(s.at) != 1 || time.Since(s.at[0]) != time.Second {
			t.Errorf("%d requests, %s", len(s.at), time.Since(s.at[0]))
		}
		// Canceled requests do not use up the limit.
		if err := get(t.Context(), c); err != nil || time.Since(s.at[0]) > 63*time.Second {
			t.Errorf("got %v after %s", err, time.Since(s.at[0]))
		}
	})
}

func TestExpiredContextIsNotRateLimited(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	s := new(clocked)
	if err := get(ctx, limited(s, 1, 1)); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrRateLimited) || len(s.at) != 0 {
		t.Errorf("got %v after %d requests", err, len(s.at))
	}
}

// Token requests do not wait behind requests that need a token.
func TestTokenRequestsSkipTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := limited(new(clocked), 60, 0)
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() { _ = get(t.Context(), c) })
		}
		time.Sleep(10 * time.Second)
		start := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := Exec(ctx, c, &Call{Method: "POST", Path: "/token", Public: true, OAuth: true}); err != nil {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
		wg.Wait()
	})
}

// hourly returns a new token each hour.
type hourly struct{}

func (hourly) TokenContext(context.Context) (*oauth2.Token, error) {
	return &oauth2.Token{AccessToken: fmt.Sprint("token", time.Now().Hour())}, nil
}

func (hourly) Refused(*oauth2.Token) bool { return false }

// A request that waits for a long time is sent with the token that is valid afterwards.
func TestTokensAreFreshAfterTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		c := testClient(func(r *http.Request) (*http.Response, error) {
			if want := fmt.Sprint("Bearer token", time.Now().Hour()); r.Header.Get("Authorization") != want {
				t.Errorf("sent %s, want %s", r.Header.Get("Authorization"), want)
			}
			return answer(200, nil, http.NoBody), nil
		})
		c.Limits, c.Tokens = NewLimits(60, 0), hourly{}
		var wg sync.WaitGroup
		for range 8000 {
			wg.Go(func() {
				if err := get(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		start := time.Now()
		if wg.Wait(); time.Since(start) < 2*time.Hour {
			t.Errorf("it took only %s", time.Since(start))
		}
	})
}

func TestAll429Wait(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		header http.Header
		pause  time.Duration
	}{
		"as asked":     {http.Header{"Retry-After": {"3"}}, 3 * time.Second},
		"not at all":   {http.Header{"Retry-After": {"0"}}, 0},
		"by default":   {http.Header{}, shortPause},
		"not for ages": {http.Header{"Retry-After": {"99999999"}}, longPause},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := &clocked{refuse: func(n int) http.Header {
					if n == 1 {
						return tt.header
					}
					return nil
				}}
				c := limited(s, 6000, 0)
				c.Retry.MaxAttempts = 1
				start := time.Now()
				if err := get(t.Context(), c); !errors.Is(err, ErrRateLimited) && failure(t, err).StatusCode != 429 {
					t.Errorf("got %v", err)
				}
				ctx, cancel := context.WithTimeout(t.Context(), tt.pause-1)
				defer cancel()
				if err := get(ctx, c); tt.pause > 0 && !errors.Is(err, ErrRateLimited) {
					t.Errorf("got %v", err)
				}
				var wg sync.WaitGroup
				for range 10 {
					wg.Go(func() {
						if err := get(t.Context(), c); err != nil {
							t.Error(err)
						}
					})
				}
				wg.Wait()
				sent := s.at[len(s.at)-10]
				if waited := sent.Sub(start); waited < tt.pause || waited > tt.pause+time.Second {
					t.Errorf("waited %s, want %s", waited, tt.pause)
				}
			})
		})
	}
}

// If a server accepts fewer requests than published, the client adapts, and uses the full rate again when the server
// accepts more.
func TestPaceFollowsTheServer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := new(clocked)
		refused := 0
		busy := true
		s.refuse = func(n int) http.Header {
			recent := 0
			for _, at := range s.at {
				if time.Since(at) < time.Minute {
					recent++
				}
			}
			if busy && recent > 60 {
				refused++
				return http.Header{}
			}
			return nil
		}
		c := limited(s, 200, 0)
		c.Retry.MaxAttempts = 4
		start := time.Now()
		for time.Since(start) < 10*time.Minute {
			_ = get(t.Context(), c)
		}
		if refused > 60 {
			t.Errorf("%d of %d requests were refused in ten minutes", refused, len(s.at))
		}
		busy = false
		time.Sleep(10 * time.Minute)
		before := len(s.at)
		start = time.Now()
		for time.Since(start) < time.Minute {
			_ = get(t.Context(), c)
		}
		if n := len(s.at) - before; n < 170 || n > 200 {
			t.Errorf("later, %d requests were sent in a minute", n)
		}
	})
}

// Rejections of requests that were sent at the same time count once.
func TestRefusalsOfConcurrentRequestsCountOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		b := newBucket(200)
		for range 20 {
			b.slow(http.Header{})
		}
		if b.strikes != 1 || time.Until(b.until) != shortPause {
			t.Errorf("%d strikes, a pause of %s", b.strikes, time.Until(b.until))
		}
		b.slow(http.Header{"Retry-After": {"30"}})
		if b.strikes != 1 || time.Until(b.until) != 30*time.Second {
			t.Errorf("%d strikes, a pause of %s", b.strikes, time.Until(b.until))
		}
		for range 10 {
			time.Sleep(time.Until(b.until))
			b.slow(http.Header{})
		}
		if b.strikes != mostStrikes || b.limiter.Limit() != b.limit/8 || b.limiter.Burst() != 1 || time.Until(b.until) != 40*time.Second {
			t.Errorf("%d strikes, %v, a pause of %s", b.strikes, b.limiter.Limit(), time.Until(b.until))
		}
		time.Sleep(4 * time.Minute)
		b.join(false)
		if b.strikes != 0 || b.limiter.Limit() != b.limit || b.limiter.Burst() != 20 {
			t.Errorf("%d strikes, %v", b.strikes, b.limiter.Limit())
		}
	})
}

// Requests that were queued before a 429 become faster again after it, like later ones.
func TestPaceRecoversInTheQueue(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &clocked{refuse: func(n int) http.Header {
			if n == 21 {
				return http.Header{"Retry-After": {"1"}}
			}
			return nil
		}}
		c := limited(s, 200, 0)
		var wg sync.WaitGroup
		for range 1000 {
			wg.Go(func() {
				if err := get(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if took := s.at[len(s.at)-1].Sub(s.at[0]); took > 7*time.Minute || s.most() > 200 {
			t.Errorf("it took %s; %d requests in a minute", took, s.most())
		}
	})
}

func TestLongWaitsAreLogged(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		c := limited(new(clocked), 1, 0)
		c.Log = NewLog(slog.New(slog.NewTextHandler(&out, nil)))
		for range 2 {
			if err := get(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		if want := `level=INFO msg="asgardeo: waiting for the rate limit" operation=things.Get wait=1m2.5s`; strings.Count(out.String(), "\n") != 1 || !strings.Contains(out.String(), want) {
			t.Errorf("got %s", out.String())
		}
	})
}

// A request that need not wait causes no allocations.
func TestLimitsAllocateNothing(t *testing.T) {
	call := &Call{Path: "/x"}
	for name, limits := range map[string]*Limits{"no limits": nil, "limits": NewLimits(1e9, 1)} {
		if n := testing.AllocsPerRun(100, func() {
			if err := limits.wait(t.Context(), call, nil); err != nil {
				t.Error(err)
			}
		}); n > 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}
