package asgardeo_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// network is a network in a bubble of synctest: connections are pipes to a server that meets requests with a fault. The
// bubble does not end before every connection has, so a client that leaks one fails the test.
type network struct {
	dial func(n int) error // of the nth connection to the API, from 1 on; nil: it comes about
	// serve answers the nth request on the API, from 1 on.
	serve func(n int, ex *exchange)

	dials, requests, tokens atomic.Int32

	transport *http.Transport
	servers   sync.WaitGroup
}

// exchange is a request at the server, which has not been read yet.
type exchange struct {
	*conn
	reader *bufio.Reader
	closed bool
}

// conn is an end of a pipe that can be reset, which either end sees as the system would show it.
type conn struct {
	net.Conn
	wasReset *atomic.Bool
	received atomic.Int32 // bytes
}

func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.received.Add(int32(n))
	return n, c.shown("read", err)
}

func (c *conn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	return n, c.shown("write", err)
}

func (c *conn) shown(op string, err error) error {
	if (errors.Is(err, io.EOF) || errors.Is(err, io.ErrClosedPipe)) && c.wasReset.Load() {
		return &net.OpError{Op: op, Net: "tcp", Err: syscall.ECONNRESET}
	}
	return err
}

// read reads the request.
func (ex *exchange) read() (*http.Request, error) {
	req, err := http.ReadRequest(ex.reader)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(req.Body)
	req.Body = io.NopCloser(strings.NewReader(string(body)))
	return req, err
}

func (ex *exchange) send(answer string) { _, _ = io.WriteString(ex.conn, answer) }

func (ex *exchange) reset() {
	ex.wasReset.Store(true)
	ex.end()
}

func (ex *exchange) end() {
	ex.closed = true
	_ = ex.Close()
}

// start makes the client. It is called in the bubble, and end must be before the bubble ends.
func (n *network) start(t *testing.T, options ...asgardeo.Option) *asgardeo.Client {
	t.Helper()
	n.transport = &http.Transport{DialContext: n.connect, MaxResponseHeaderBytes: 64 << 10}
	options = append([]asgardeo.Option{
		asgardeo.WithBaseURL("http://127.0.0.1"), asgardeo.WithClientCredentials("id", "secret"),
		asgardeo.WithHTTPClient(&http.Client{Transport: n.transport}),
	}, options...)
	client, err := asgardeo.New("example", options...)
	if err != nil {
		t.Fatal(err)
	}
	// The token comes first, on a connection of its own.
	if _, err := client.Token(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.transport.CloseIdleConnections()
	return client
}

func (n *network) end() {
	n.transport.CloseIdleConnections()
	n.servers.Wait()
}

func (n *network) connect(ctx context.Context, _, _ string) (net.Conn, error) {
	if n.tokens.Load() > 0 && n.dial != nil {
		if err := n.dial(int(n.dials.Add(1))); err != nil {
			return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
		}
	}
	near, far := net.Pipe()
	var wasReset atomic.Bool
	ex := &exchange{conn: &conn{Conn: far, wasReset: &wasReset}, reader: bufio.NewReader(far)}
	n.servers.Go(func() {
		defer far.Close()
		for !ex.closed {
			const forToken = "POST /t/example/oauth2/token "
			start, err := ex.reader.Peek(len(forToken))
			switch {
			case err != nil:
				return
			case string(start) != forToken:
				n.serve(int(n.requests.Add(1)), ex)
			default:
				if _, err := ex.read(); err != nil {
					return
				}
				n.tokens.Add(1)
				ex.send(answerOf(200, "application/json", `{"access_token":"t","token_type":"Bearer","expires_in":3600}`))
			}
		}
	})
	return &conn{Conn: near, wasReset: &wasReset}, nil
}

// answerOf is an answer of HTTP/1.1; the headers are whole lines.
func answerOf(status int, media, body string, headers ...string) string {
	var b strings.Builder
	resp := http.Response{
		StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{},
		Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
	if media != "" {
		resp.Header.Set("Content-Type", media)
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		resp.Header.Set(name, value)
	}
	_ = resp.Write(&b) // a Builder takes everything
	return b.String()
}
