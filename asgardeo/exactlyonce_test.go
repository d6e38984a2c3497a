package asgardeo_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Users are created through a network that breaks connections before, during and after requests. The users that exist
// afterwards are those of the successful calls, and some of those with an unknown outcome. No user exists twice.
func TestExactlyOnce(t *testing.T) {
	t.Parallel()
	const (
		users   = 10_000
		callers = 20
	)
	synctest.Test(t, func(t *testing.T) {
		var (
			mu      sync.Mutex
			created = map[string]int{}
			random  = rand.New(rand.NewPCG(1, 1))
		)
		roll := func(n int) int {
			mu.Lock()
			defer mu.Unlock()
			return random.IntN(n)
		}
		// carryOut creates the user and responds.
		carryOut := func(ex *exchange) (answer string, ok bool) {
			req, err := ex.read()
			if err != nil {
				return "", false
			}
			var user struct{ UserName string }
			if err := json.NewDecoder(req.Body).Decode(&user); err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			created[user.UserName]++
			return answerOf(201, jsonType, fmt.Sprintf(`{"id":"1","userName":%q}`, user.UserName)), true
		}
		n := &network{
			dial: func(int) error {
				if roll(20) == 0 {
					return syscall.ECONNREFUSED
				}
				return nil
			},
			serve: func(_ int, ex *exchange) {
				switch fate := roll(20); fate {
				case 0:
					ex.reset()
				case 1:
					_, _ = io.ReadFull(ex.reader, make([]byte, roll(300)))
					ex.reset()
				case 2, 3: // no effect: the server rejects the request
					if _, err := ex.read(); err == nil {
						ex.send(answerOf([]int{429, 503}[fate-2], "", "", "Retry-After: 1"))
					}
				case 4, 5, 6:
					answer, ok := carryOut(ex)
					switch {
					case !ok:
					case fate == 4:
						ex.send(answer[:roll(len(answer))])
					case fate == 5:
						ex.send(answerOf(502, "", ""))
					}
					ex.reset()
				default:
					if answer, ok := carryOut(ex); ok {
						ex.send(answer)
					}
				}
			},
		}
		client := n.start(t)
		defer n.end()
		var (
			callersDone                 sync.WaitGroup
			succeeded, unknown, refused = map[string]bool{}, map[string]bool{}, map[string]bool{}
		)
		for caller := range callers {
			callersDone.Go(func() {
				for i := caller; i < users; i += callers {
					name := fmt.Sprint("user", i)
					_, err := client.SCIM.Users.Create(t.Context(), &scim.User{UserName: name})
					mu.Lock()
					switch {
					case err == nil:
						succeeded[name] = true
					case errors.Is(err, asgardeo.ErrOutcomeUnknown):
						unknown[name] = true
					default:
						refused[name] = true
					}
					mu.Unlock()
				}
			})
		}
		callersDone.Wait()
		for name, times := range created {
			if times != 1 || refused[name] {
				t.Errorf("%s exists %d times; refused: %t", name, times, refused[name])
			}
		}
		effective := 0
		for name := range unknown {
			effective += created[name]
		}
		for name := range succeeded {
			if created[name] != 1 {
				t.Errorf("%s does not exist", name)
			}
		}
		if len(created) != len(succeeded)+effective || len(succeeded)+len(unknown)+len(refused) != users {
			t.Errorf("%d exist: %d succeeded and %d of %d unknown ones; %d were refused", len(created), len(succeeded), effective, len(unknown), len(refused))
		}
		if len(succeeded) < users/2 || effective == 0 || effective == len(unknown) || int(n.requests.Load()) <= users {
			t.Errorf("the network was too good or too bad: %d succeeded, %d of %d unknown ones, %d requests", len(succeeded), effective, len(unknown), n.requests.Load())
		}
		t.Logf("%d succeeded, %d unknown of which %d were carried out, %d refused; %d requests", len(succeeded), len(unknown), effective, len(refused), n.requests.Load())
	})
}

// tunnelFates is the number of results that a tunnel can have.
const tunnelFates = 8

// badProxy is a proxy in front of a TLS server. It fails handshakes and rejects tunnels at random.
type badProxy struct {
	server  string // the address
	tunnels bool   // it serves CONNECT requests, and rejects some
	roll    func(n int) int

	failed atomic.Int32 // connections that failed
}

// serve handles a connection, and closes it.
func (p *badProxy) serve(client net.Conn) {
	defer client.Close()
	if p.tunnels && !p.open(client) {
		return
	}
	fate := p.roll(12)
	if fate < 5 {
		p.failed.Add(1)
	}
	switch fate {
	case 0:
		return
	case 1:
		p.answer(client, "SSH-2.0-OpenSSH_9.9\r\n")
		return
	case 2:
		p.answer(client, "\x15\x03\x03\x00\x02\x02\x50") // an alert: internal error
		return
	case 3:
		p.answer(client, "")
		_ = client.(*net.TCPConn).SetLinger(0) // closes with a reset
		return
	case 4:
		p.answer(client, "\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03") // the beginning of a ServerHello
		return
	}
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server)
}

// answer reads the first message of the client and responds with text.
func (p *badProxy) answer(client net.Conn, text string) {
	_, _ = client.Read(make([]byte, 4096))
	_, _ = io.WriteString(client, text)
}

// open opens a tunnel, or rejects it.
func (p *badProxy) open(client net.Conn) bool {
	switch fate := p.roll(tunnelFates); fate {
	case 0, 1, 2:
		p.failed.Add(1)
		p.answer(client, fmt.Sprintf("HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n", []int{407, 502, 503}[fate]))
		return false
	default:
		p.answer(client, "HTTP/1.1 200 OK\r\n\r\n")
		return true
	}
}

// start returns a transport that uses the proxy.
func (p *badProxy) start(t *testing.T, base *http.Transport) *http.Transport {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go p.serve(conn)
		}
	}()
	transport := base.Clone()
	transport.DisableKeepAlives = true // each request has its own handshake
	if p.tunnels {
		transport.Proxy = http.ProxyURL(&url.URL{Scheme: "http", Host: listener.Addr().String()})
	} else {
		transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, listener.Addr().String())
		}
	}
	return transport
}

// Users are created through proxies that block all requests, and by a server that breaks connections after it has read
// the request. The outcome is unknown only if the server has read the request, and no user is created twice.
func TestExactlyOnceThroughBadProxies(t *testing.T) {
	t.Parallel()
	const (
		users   = 300
		callers = 6
	)
	for name, tunnels := range map[string]bool{"TLS": false, "CONNECT": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seed := rand.Uint64()
			t.Logf("the seed is %d", seed)
			var (
				mu     sync.Mutex
				random = rand.New(rand.NewPCG(seed, 1))
			)
			roll := func(n int) int {
				mu.Lock()
				defer mu.Unlock()
				return random.IntN(n)
			}
			server := asgardeotest.NewServer(asgardeotest.WithTLS())
			defer server.Close()
			inDoubt, carriedOut, turnedAway := 0, 0, 0
			for range users / 4 {
				fault := asgardeotest.Fault{Operation: "scim.Users.Create"}
				switch roll(4) {
				case 0:
					fault.Status = http.StatusTooManyRequests
					turnedAway++
				case 1:
					fault.Disconnect = asgardeotest.ResetConnection
					inDoubt++
				case 2:
					fault.Disconnect, fault.After = asgardeotest.ResetConnection, true
					inDoubt++
					carriedOut++
				case 3:
					fault.Disconnect, fault.After = asgardeotest.ResetMidResponse, true
					inDoubt++
					carriedOut++
				}
				server.Inject(fault)
			}
			base, _, _ := strings.Cut(server.URL, "/t/")
			proxy := &badProxy{server: strings.TrimPrefix(base, "https://"), tunnels: tunnels, roll: roll}
			client := server.NewClient(asgardeo.WithHTTPClient(&http.Client{Transport: proxy.start(t, server.Client().Transport.(*http.Transport))}),
				asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 100, BaseDelay: time.Microsecond, MaxDelay: time.Microsecond}))
			var (
				callersDone        sync.WaitGroup
				succeeded, unknown = map[string]bool{}, map[string]bool{}
			)
			for caller := range callers {
				callersDone.Go(func() {
					for i := caller; i < users; i += callers {
						name := fmt.Sprint("user", i)
						_, err := client.SCIM.Users.Create(t.Context(), &scim.User{UserName: name})
						mu.Lock()
						switch {
						case err == nil:
							succeeded[name] = true
						case errors.Is(err, asgardeo.ErrOutcomeUnknown):
							unknown[name] = true
						default: // such as ErrConflict for the second of two requests
							t.Errorf("%s: %v", name, err)
						}
						mu.Unlock()
					}
				})
			}
			callersDone.Wait()
			exist := 0
			for name := range server.Users() {
				name = strings.TrimPrefix(name, "DEFAULT/")
				if !succeeded[name] && !unknown[name] {
					t.Errorf("%s exists, but its call failed", name)
				}
				if unknown[name] {
					exist++
				}
			}
			if got := len(server.Users()); got != len(succeeded)+exist {
				t.Errorf("%d users exist, but %d calls succeeded, and %d were carried out in doubt", got, len(succeeded), exist)
			}
			if server.PendingFaults() != 0 || len(unknown) != inDoubt || exist != carriedOut {
				t.Errorf("%d calls are in doubt, of which %d were carried out; want %d and %d", len(unknown), exist, inDoubt, carriedOut)
			}
			arrived := 0
			for _, request := range server.Requests() {
				if request.Operation == "scim.Users.Create" {
					arrived++
				}
			}
			if arrived != users+turnedAway || int(proxy.failed.Load()) < users/4 {
				t.Errorf("%d requests arrived, want %d; %d connections failed", arrived, users+turnedAway, proxy.failed.Load())
			}
		})
	}
}

// Behind a proxy that blocks everything, the outcome of every operation is known. Each request is sent as often as the
// policy allows, regardless of its method; a file is sent once.
func TestOutcomeIsKnownBehindABlockingProxy(t *testing.T) {
	t.Parallel()
	token := kind{name: "token", call: func(ctx context.Context, c *asgardeo.Client) error {
		_, err := c.SubOrganization("1").Token(ctx)
		return err
	}}
	for name, way := range map[string]struct{ tunnels, open bool }{
		"handshakes":           {},
		"tunnels":              {tunnels: true},
		"handshakes in tunnel": {tunnels: true, open: true},
	} {
		for _, k := range append(slices.Clone(kinds), token) {
			t.Run(name+"/"+k.name, func(t *testing.T) {
				t.Parallel()
				var rolled atomic.Int32
				proxy := &badProxy{tunnels: way.tunnels, roll: func(fates int) int {
					if fates == tunnelFates && way.open {
						return fates - 1
					}
					return int(rolled.Add(1)) % 3
				}}
				credentials := asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "x"}))
				if k.name == token.name {
					credentials = asgardeo.WithClientCredentials("id", "secret")
				}
				client, err := asgardeo.New("example", credentials, asgardeo.WithBaseURL("https://127.0.0.1"),
					asgardeo.WithHTTPClient(&http.Client{Transport: proxy.start(t, new(http.Transport))}),
					asgardeo.WithRetry(asgardeo.RetryPolicy{BaseDelay: time.Microsecond, MaxDelay: time.Microsecond}))
				if err != nil {
					t.Fatal(err)
				}
				want := int32(4)
				if k.once {
					want = 1
				}
				err = k.call(t.Context(), client)
				if err == nil || errors.Is(err, asgardeo.ErrOutcomeUnknown) || proxy.failed.Load() != want {
					t.Errorf("%d attempts, want %d: %v", proxy.failed.Load(), want, err)
				}
			})
		}
	}
}
