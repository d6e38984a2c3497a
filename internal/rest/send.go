package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
)

// Do sends call and decodes the JSON body of the response. The result is nil if the response has no body and the call
// permits that.
func Do[T any](ctx context.Context, c *Client, call *Call) (*T, *Response, error) {
	resp, err := Exec(ctx, c, call)
	if err != nil {
		return nil, nil, err
	}
	if call.Bodiless && resp.StatusCode == http.StatusNoContent {
		return nil, resp, nil
	}
	out := new(T)
	if err := decode(resp, out); err != nil {
		if errorShaped(resp.body, call.OAuth) {
			err = fmt.Errorf("%w: %w", err, errErrorBody) // its texts are included in the error
		}
		return nil, nil, c.fail(call, resp, call.outcome(err, inDoubt(resp, err)))
	}
	resp.release()
	return out, resp, nil
}

// Exec sends call and ignores the body of the response. It returns an error if a successful response is an HTML page or
// an error.
func Exec(ctx context.Context, c *Client, call *Call) (*Response, error) {
	if ctx == nil {
		return nil, c.invalid(call, errors.New("the context is nil"))
	}
	if err := settingsOf(ctx, call).err; err != nil {
		return nil, c.invalid(call, err)
	}
	resp, err := c.send(ctx, call)
	if err != nil {
		return resp, err
	}
	switch {
	case resp.StatusCode >= 300: // a DELETE whose resource was already deleted
		return resp, nil
	case len(resp.body) > 0 && mediaType(resp.Header) == "text/html":
		err = fmt.Errorf("%w: the body is text/html", ErrUnexpectedResponse)
	case pageShaped(resp.body):
		err = fmt.Errorf("%w: the body is HTML", ErrUnexpectedResponse)
	case !call.OAuth && errorShaped(resp.body, len(call.Answer) > 0):
		err = fmt.Errorf("%w: %w", ErrUnexpectedResponse, errErrorBody)
	default:
		return resp, nil
	}
	return nil, c.fail(call, resp, call.outcome(err, inDoubt(resp, err)))
}
