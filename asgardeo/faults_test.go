package asgardeo_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// kind is a kind of operation.
type kind struct {
	name   string
	good   string // the response
	call   func(context.Context, *asgardeo.Client) error
	reads  bool // the operation changes nothing
	again  bool // sending it twice has the effect of sending it once
	once   bool // its content can be read only once, so it is not retried
	decode bool // the response is read as JSON
	stream bool // the caller reads the response
}

const jsonType = "application/json"

var kinds = []kind{
	{
		name: "get", good: answerOf(200, jsonType, `{"id":"1"}`), reads: true, again: true, decode: true,
		call: func(ctx context.Context, c *asgardeo.Client) error { _, err := c.SCIM.Users.Get(ctx, "1"); return err },
	},
	{
		name: "list", good: answerOf(200, jsonType, `{"totalResults":1,"Resources":[{"id":"1"}]}`), reads: true, again: true, decode: true,
		call: func(ctx context.Context, c *asgardeo.Client) (failed error) {
			for _, err := range c.SCIM.Groups.All(ctx, nil) {
				failed = errors.Join(failed, err)
			}
			return failed
		},
	},
	{
		name: "search", good: answerOf(200, jsonType, `{"totalResults":0}`), reads: true, again: true, decode: true,
		call: func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Users.Search(ctx, &scim.SearchRequest{})
			return err
		},
	},
	{
		name: "schemas", good: answerOf(200, jsonType, `[]`), reads: true, again: true, decode: true,
		call: func(ctx context.Context, c *asgardeo.Client) error { _, err := c.SCIM.Schemas.List(ctx); return err },
	},
	{
		name: "create", good: answerOf(201, jsonType, `{"id":"1"}`, "Location: http://127.0.0.1/t/example/scim2/Users/1"), decode: true,
		call: func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Users.Create(ctx, &scim.User{UserName: "kim"})
			return err
		},
	},
	{
		name: "update", good: answerOf(200, jsonType, `{"id":"1"}`), decode: true,
		call: func(ctx context.Context, c *asgardeo.Client) error { return c.SCIM.Users.Deactivate(ctx, "1") },
	},
	{
		name: "replace", good: answerOf(200, jsonType, `{"id":"1"}`), again: true, decode: true,
		call: func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Users.Replace(ctx, "1", &scim.User{UserName: "kim"})
			return err
		},
	},
	{
		name: "delete", good: answerOf(204, "", ""), again: true,
		call: func(ctx context.Context, c *asgardeo.Client) error { return c.SCIM.Users.Delete(ctx, "1") },
	},
	{
		name: "bulk", good: answerOf(200, jsonType, `{"Operations":[{"status":{"code":204}}]}`), decode: true,
		call: func(ctx context.Context, c *asgardeo.Client) error {
			var bulk scim.Bulk
			bulk.DeleteUser("1")
			_, err := c.SCIM.Bulk.Send(ctx, &bulk)
			return err
		},
	},
	{
		name: "export", good: answerOf(200, "application/xml", "<app/>"), reads: true, again: true, stream: true,
		call: func(ctx context.Context, c *asgardeo.Client) error {
			file, err := c.Applications.Export(ctx, "1", applications.ExportFormatXML, false)
			if err != nil {
				return err
			}
			_, err = io.ReadAll(file)
			return errors.Join(err, file.Close())
		},
	},
	{
		name: "import", good: answerOf(400, jsonType, `{"code":"APP-60001"}`), once: true,
		call: func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.Import(ctx, applications.ExportFormatXML, strings.NewReader("<app/>"))
			if e := new(asgardeo.Error); errors.As(err, &e) && e.Code == "APP-60001" {
				return nil // a successful import takes more than one request
			}
			return err
		},
	},
}

// fate is the result of a fault for a request.
type fate int

const (
	turnedAway fate = iota // it certainly had no effect: every request is retried
	renewed                // the same, but retried once with a new token
	doubtful               // it may have had its effect: only repeatable requests are retried
	final                  // no request is retried
	unreadable             // carried out, but the response cannot be read; not retried
	endless                // it ends with the caller's context
)

// fault is a failure of the network or the server.
type fault struct {
	name string
	fate fate
	is   error // the expected error, or nil if it is not tested
	// dial returns the error of the connection.
	dial error
	// meets handles a request.
	meets func(ex *exchange, k kind)
	// only selects the kinds for which this is a fault; nil means all.
	only func(kind) bool
}

// carriedOut returns a fault in which the server carries out the request and then responds like this.
func carriedOut(name string, fate fate, is error, send func(ex *exchange, k kind)) fault {
	return fault{name: name, fate: fate, is: is, meets: func(ex *exchange, k kind) {
		if _, err := ex.read(); err == nil {
			send(ex, k)
		}
	}}
}

func sends(name string, fate fate, is error, answer string) fault {
	return carriedOut(name, fate, is, func(ex *exchange, _ kind) { ex.send(answer) })
}

// body is a successful response that cannot be decoded.
func body(name, text string) fault {
	f := carriedOut(name, unreadable, asgardeo.ErrUnexpectedResponse, func(ex *exchange, k kind) {
		head, _, _ := strings.Cut(k.good, "\r\n")
		var status int
		_, _ = fmt.Sscanf(head, "HTTP/1.1 %d", &status)
		ex.send(answerOf(status, jsonType, text))
	})
	f.only = func(k kind) bool { return k.decode }
	return f
}

func repeats(ex *exchange, text string) {
	for {
		if _, err := io.WriteString(ex.conn, text); err != nil {
			ex.end()
			return
		}
	}
}

func faults() []fault {
	list := []fault{
		{name: "refused", fate: turnedAway, is: syscall.ECONNREFUSED, dial: syscall.ECONNREFUSED},
		{name: "no host", fate: turnedAway, is: syscall.EHOSTUNREACH, dial: syscall.EHOSTUNREACH},
		sends("429", turnedAway, asgardeo.ErrRateLimited, answerOf(429, "text/plain", "slow down")),
		sends("429 in 2 s", turnedAway, asgardeo.ErrRateLimited, answerOf(429, "", "", "Retry-After: 2")),
		sends("429 at a date", turnedAway, asgardeo.ErrRateLimited, answerOf(429, "", "", "Retry-After: Sat, 01 Jan 2000 00:00:02 GMT")),
		sends("429 in an hour", final, asgardeo.ErrRateLimited, answerOf(429, "", "", "Retry-After: 3600")),
		sends("503 in 2 s", turnedAway, asgardeo.ErrServer, answerOf(503, "", "", "Retry-After: 2")),
		sends("503", doubtful, asgardeo.ErrServer, answerOf(503, "text/html", "<h1>no</h1>")),
		sends("502", doubtful, asgardeo.ErrServer, answerOf(502, "", "")),
		sends("504", doubtful, asgardeo.ErrServer, answerOf(504, jsonType, `{"code":`)),
		sends("500", final, asgardeo.ErrServer, answerOf(500, jsonType, `{"code":"SE-50000"}`)),
		sends("501", final, asgardeo.ErrNotImplemented, answerOf(501, "", "")),
		sends("400", final, asgardeo.ErrBadRequest, answerOf(400, jsonType, "{\"code\":\"\xff\"")),
		sends("401", renewed, asgardeo.ErrUnauthorized, answerOf(401, "", "", "WWW-Authenticate: Bearer")),
		sends("403", final, asgardeo.ErrForbidden, answerOf(403, "", "")),
		sends("409", final, asgardeo.ErrConflict, answerOf(409, jsonType, `[]`)),
		{name: "reset before", fate: doubtful, is: syscall.ECONNRESET, meets: func(ex *exchange, _ kind) { ex.reset() }},
		{name: "closed before", fate: doubtful, is: nil, meets: func(ex *exchange, _ kind) { ex.end() }},
		{name: "reset in the request", fate: doubtful, is: nil, meets: func(ex *exchange, _ kind) {
			_, _ = ex.reader.ReadString('\n')
			ex.reset()
		}},
		carriedOut("reset after", doubtful, syscall.ECONNRESET, func(ex *exchange, _ kind) { ex.reset() }),
		carriedOut("closed after", doubtful, nil, func(ex *exchange, _ kind) { ex.end() }),
		carriedOut("not HTTP", doubtful, nil, func(ex *exchange, _ kind) { ex.send("220 mail ESMTP\r\n"); ex.end() }),
		carriedOut("header bomb", doubtful, nil, func(ex *exchange, _ kind) {
			ex.send("HTTP/1.1 200 OK\r\n")
			repeats(ex, "X-Bomb: "+strings.Repeat("x", 8<<10)+"\r\n")
		}),
		carriedOut("page", unreadable, asgardeo.ErrUnexpectedResponse, func(ex *exchange, _ kind) {
			ex.send(answerOf(200, "text/html", "<h1>Sign in to the network</h1>"))
		}),
		body("empty", ""), body("blank", "\n"), body("null", "null"), body("list", "[1]"), body("text", `"x"`), body("number", "42"),
		body("wrong types", `{"id":{},"Resources":{"a":1},"Operations":"x"}`),
		body("cut JSON", `{"id":"1"`), body("two values", `{"id":"1"}{}`),
		body("not UTF-8", "{\"id\":\"\xff\xfe\"}"), body("UTF-16", "\xfe\xff\x00{\x00}"),
		body("deep", `{"x":`+strings.Repeat("[", 1<<20)), body("deep and whole", strings.Repeat(`{"name":`, 1<<14)+"1"+strings.Repeat("}", 1<<14)),
		body("deep and long", `{"attributes":[`+strings.Repeat(`{"subAttributes":[`, 4000)+`{"x":"`+strings.Repeat("x", 8<<20)+`"}`+strings.Repeat("]}", 4001)),
		carriedOut("accepted", final, asgardeo.ErrPendingApproval, func(ex *exchange, _ kind) { ex.send(answerOf(202, jsonType, `{}`)) }),
		carriedOut("too large, announced", unreadable, asgardeo.ErrUnexpectedResponse, func(ex *exchange, _ kind) {
			ex.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{")
			repeats(ex, " ")
		}),
		carriedOut("endless", unreadable, asgardeo.ErrUnexpectedResponse, func(ex *exchange, _ kind) {
			ex.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
			repeats(ex, "10000\r\n"+strings.Repeat(" ", 1<<16)+"\r\n")
		}),
		carriedOut("silence", endless, nil, func(ex *exchange, _ kind) { _, _ = ex.reader.Peek(1); ex.end() }),
		carriedOut("slow drip", endless, nil, func(ex *exchange, _ kind) {
			ex.send("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
			for {
				time.Sleep(time.Second)
				if _, err := io.WriteString(ex.conn, " "); err != nil {
					ex.end()
					return
				}
			}
		}),
		carriedOut("redirect", unreadable, asgardeo.ErrUnexpectedResponse, func(ex *exchange, _ kind) {
			ex.send(answerOf(307, "", "", "Location: http://evil.example/"))
		}),
	}
	for i, f := range list {
		if f.name == "too large, announced" || f.name == "endless" || f.name == "slow drip" {
			list[i].only = func(k kind) bool { return !k.stream } // a file may be large and slow
		}
		if f.name == "redirect" {
			list[i].only = func(k kind) bool { return !k.once } // net/http does not follow it
		}
	}
	return list
}

const deadline = 20 * time.Second

// Every kind of operation is tested with every fault, both once and permanently.
func TestFaultMatrix(t *testing.T) {
	t.Parallel()
	for _, f := range faults() {
		for _, k := range kinds {
			if f.only != nil && !f.only(k) {
				continue
			}
			t.Run(f.name+"/"+k.name, func(t *testing.T) {
				t.Parallel()
				meet(t, f, k, 1)
				meet(t, f, k, 1000)
			})
		}
	}
}

// meet runs an operation with a fault that occurs the given number of times.
func meet(t *testing.T, f fault, k kind, times int) {
	synctest.Test(t, func(t *testing.T) {
		n := &network{
			dial: func(n int) error {
				if f.dial != nil && n <= times {
					return f.dial
				}
				return nil
			},
			serve: func(n int, ex *exchange) {
				if f.meets != nil && n <= times {
					f.meets(ex, k)
				} else if _, err := ex.read(); err == nil {
					ex.send(k.good)
				}
			},
		}
		client := n.start(t)
		defer n.end()
		begun := time.Now()
		ctx, cancel := context.WithTimeout(t.Context(), deadline)
		defer cancel()
		err := k.call(ctx, client)
		took := time.Since(begun)

		attempts, wanted := int(n.requests.Load()), 1
		if f.dial != nil {
			attempts = int(n.dials.Load())
		}
		again := !k.once && (f.fate == turnedAway || f.fate == renewed || f.fate == doubtful && k.again)
		switch {
		case again && f.fate == renewed:
			wanted = 2
		case again:
			wanted = min(times+1, 4)
		}
		if attempts != wanted {
			t.Errorf("%d attempts, want %d (%v)", attempts, wanted, err)
		}
		if succeeds := again && times == 1; succeeds != (err == nil) {
			t.Fatalf("met %d times: got %v", times, err)
		} else if succeeds {
			return
		}
		var typed *asgardeo.Error
		if !errors.As(err, &typed) && !k.stream {
			t.Errorf("%T is no *asgardeo.Error", err)
		}
		if f.is != nil && !errors.Is(err, f.is) {
			t.Errorf("got %v, want %v", err, f.is)
		}
		unknown := f.fate != turnedAway && f.fate != renewed && f.fate != final && !k.reads
		if errors.Is(err, asgardeo.ErrOutcomeUnknown) != unknown {
			t.Errorf("the outcome is said to be unknown: %t, want %t: %v", !unknown, unknown, err)
		}
		switch {
		case f.fate == endless && (!errors.Is(err, context.DeadlineExceeded) || took != deadline):
			t.Errorf("after %s: got %v", took, err)
		case f.fate != endless && !again && took != 0:
			t.Errorf("it took %s", took)
		case took > deadline:
			t.Errorf("it took %s, longer than the caller wants to wait", took)
		}
	})
}

// The connection is reset after each byte that the server reads, and after each byte that it sends.
func TestResetAtEveryByte(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		if k.once {
			continue // the length of the form varies
		}
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			request := 0 // its length
			synctest.Test(t, func(t *testing.T) {
				n := &network{serve: func(_ int, ex *exchange) {
					if _, err := ex.read(); err == nil {
						request = int(ex.received.Load())
						ex.send(k.good)
					}
				}}
				client := n.start(t)
				defer n.end()
				if err := k.call(t.Context(), client); err != nil {
					t.Fatal(err)
				}
			})
			for read := 1; read <= request; read++ {
				meet(t, fault{fate: doubtful, meets: func(ex *exchange, _ kind) {
					_, _ = io.ReadFull(ex.reader, make([]byte, read))
					ex.reset()
				}}, k, 1)
			}
			answer := k.good
			if k.stream { // the caller reads the body
				answer = answer[:strings.Index(answer, "\r\n\r\n")+4]
			}
			for sent := range answer {
				meet(t, carriedOut("", doubtful, nil, func(ex *exchange, _ kind) {
					ex.send(answer[:sent])
					ex.reset()
				}), k, 1)
			}
		})
	}
}

// A truncated file is an error.
func TestTruncatedFileIsAnError(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"reset", "closed"} {
		t.Run(end, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				n := &network{serve: func(_ int, ex *exchange) {
					if _, err := ex.read(); err == nil {
						ex.send("HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: 10\r\n\r\n<app")
						if end == "reset" {
							ex.reset()
						}
						ex.end()
					}
				}}
				client := n.start(t)
				defer n.end()
				file, err := client.Applications.Export(t.Context(), "1", applications.ExportFormatXML, false)
				if err != nil {
					t.Fatal(err)
				}
				defer file.Close()
				var typed *asgardeo.Error
				if text, err := io.ReadAll(file); string(text) != "<app" || !errors.As(err, &typed) || typed.Operation != "applications.Export" {
					t.Errorf("got %q, %v", text, err)
				}
			})
		})
	}
}
