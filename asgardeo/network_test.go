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

// network is a network in a bubble of synctest: connections are pipes to a server that handles requests with a fault.
// The bubble waits for every connection to end, so a client that leaks one fails the test.
type network struct {
	dial func(n int) error // of the nth connection to the API, starting at 1; nil if it succeeds
	// serve handles the nth request to the API, starting at 1.
	serve func(n int, ex *exchange)

	dials, requests, tokens atomic.Int32

	transport *http.Transport
	servers   sync.WaitGroup
}

// exchange is a request at the server that has not been read yet.
type exchange struct {
	*conn
	reader *bufio.Reader
	closed bool
}

// conn is one end of a pipe that can be reset. Both ends see the reset like that of a TCP connection.
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

// start returns the client. It must be called in the bubble, and end must be called before the bubble ends.
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
	// The token is requested first, on its own connection.
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

// answerOf returns an HTTP/1.1 response; the headers are complete lines.
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
	_ = resp.Write(&b) // writing to a Builder never fails
	return b.String()
}
