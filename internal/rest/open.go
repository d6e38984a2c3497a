package rest

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/jsonscan"
)

// Open sends call and leaves the body of the response to the caller. Its size is not limited.
func Open(ctx context.Context, c *Client, call *Call) (*Response, error) {
	call.open = true
	resp, err := Exec(ctx, c, call)
	if err != nil {
		return resp, err
	}
	file, ok := resp.Content.(*content)
	if !ok {
		return nil, c.fail(call, resp, fmt.Errorf("%w: the response is not a file", ErrUnexpectedResponse))
	}
	if body := file.errorBody(); body != nil {
		file.Close()
		resp.body, resp.Content = body, nil
		return nil, c.fail(call, resp, fmt.Errorf("%w: %w", ErrUnexpectedResponse, errErrorBody))
	}
	file.fail = func(err error) error { return c.fail(call, resp, fmt.Errorf("reading the file: %w", err)) }
	return resp, nil
}

// content is a response body. Its read errors are those of the operation.
type content struct {
	io.ReadCloser
	fail   func(error) error
	cancel context.CancelCauseFunc // nil if there is no timeout to cancel
}

// errorBody returns the content if it is an error, and nil if it is a file.
func (c *content) errorBody() []byte {
	buffered := bufio.NewReaderSize(c.ReadCloser, maxErrorShape)
	c.ReadCloser = struct {
		io.Reader
		io.Closer
	}{buffered, c.ReadCloser}
	if first, _ := buffered.Peek(1); len(first) == 0 || strings.IndexByte("{[<\xef"+jsonscan.Space, first[0]) < 0 {
		return nil
	}
	if body, _ := buffered.Peek(buffered.Buffered()); pageShaped(body) {
		return body
	} else if body[0] == '<' {
		return nil // an XML file
	}
	if body, err := buffered.Peek(maxErrorShape); err == io.EOF && errorShaped(body, false) {
		return body
	}
	return nil
}

func (c *content) Read(p []byte) (int, error) {
	n, err := c.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = c.fail(err)
	}
	return n, err
}

// Close closes the body and cancels the request.
func (c *content) Close() error {
	err := c.ReadCloser.Close()
	if c.cancel != nil {
		c.cancel(nil)
	}
	return err
}
