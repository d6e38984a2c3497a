package rest

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/oauth2"
)

// attempt sends the request once, as attempt n of the given number. The response is nil if the server did not respond.
// The trip has both a response and an error if a successful response is invalid or could not be read. Of an error
// response, the status is used even if its body could not be read.
func (c *Client) attempt(ctx context.Context, call *Call, token *oauth2.Token, n, attempts int) trip {
	set := settingsOf(ctx, call)
	timeout := cmp.Or(set.timeout, c.Timeout)
	if set.timeout == 0 && call.file != nil && call.file.once() {
		timeout = 0 // uploads have no default timeout
	}
	events := trace{single: tells(c.HTTP.Transport) && call.Method != http.MethodGet && call.Method != http.MethodHead}
	ctx = events.context(&attemptContext{ctx, call.Operation, n})
	var file *content // the body of the response if the caller reads it
	switch {
	case timeout <= 0:
	case call.open: // the timeout ends when the response begins
		waiting, cancel := context.WithCancelCause(ctx)
		ctx = waiting
		timer := time.AfterFunc(timeout, func() { cancel(context.DeadlineExceeded) })
		defer func() {
			if timer.Stop() && file != nil {
				file.cancel = cancel
			} else {
				cancel(nil)
			}
		}()
	default:
		bounded, cancel := context.WithTimeout(ctx, timeout)
		ctx = bounded
		defer cancel()
	}
	body, media := call.content()
	if body == http.NoBody && call.Method == http.MethodGet && attempts == 1 {
		body = once{}
	}
	req, err := http.NewRequestWithContext(ctx, call.Method, c.BaseURL+call.api().Prefix+call.path(), body)
	if closer, ok := body.(io.Closer); ok {
		defer closer.Close() // some transports do not
	}
	if err != nil {
		return trip{err: fmt.Errorf("%w: %w", ErrInvalidInput, err)}
	}
	if call.raw != nil && call.file != nil {
		req.ContentLength, req.GetBody = call.raw.ContentLength, call.raw.GetBody
	}
	req.URL.RawQuery = call.rawQuery()
	req.Header.Set("Accept", cmp.Or(call.Accept, "application/json"))
	req.Header.Set("Content-Type", media)
	req.Header.Set("User-Agent", c.UserAgent)
	maps.Copy(req.Header, set.header)
	maps.Copy(req.Header, call.header)
	if set.correlationID != "" {
		req.Header["Activityid"] = []string{set.correlationID}
	}
	if token != nil {
		call.sent = append(call.sent, token.AccessToken)
		token.SetAuthHeader(req)
	}

	if err := cmp.Or(checkHeader(req.Header), ctx.Err()); err != nil {
		return trip{err: err}
	}

	res, err := guarded(c.HTTP).Do(req)
	switch {
	case err != nil && res != nil: // a redirect that is not followed
		return trip{err: withoutQuery(err, req.URL), left: true, final: true}
	case err != nil:
		return events.failed(c.HTTP, req, withoutQuery(timedOut(ctx, err), req.URL))
	}
	resp := &Response{StatusCode: res.StatusCode, Header: res.Header, received: res, call: call, token: token}
	if call.opens(res) {
		file = &content{ReadCloser: res.Body}
		resp.Content = file
		return trip{resp: resp}
	}
	defer res.Body.Close()
	resp.buffer = buffers.Get().(*bytes.Buffer)
	resp.body, err = readBody(res, resp.buffer)
	switch {
	case res.StatusCode >= 300:
		return trip{resp: resp}
	case res.StatusCode == http.StatusAccepted && !call.Accepted:
		return trip{resp: resp, err: ErrPendingApproval}
	case err != nil:
		return trip{resp: resp, err: fmt.Errorf("reading the response: %w", err)}
	}
	return trip{resp: resp}
}

// once is an empty body. It prevents net/http from resending a GET when a reused connection breaks.
type once struct{}

// Read returns [io.EOF].
func (once) Read([]byte) (int, error) { return 0, io.EOF }

// checkHeader rejects headers that net/http would not send (RFC 9110, section 5.5). The error does not contain the
// value, which may be a secret.
func checkHeader(header http.Header) error {
	control := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
	for name, values := range header {
		for _, value := range values {
			if strings.ContainsFunc(value, control) {
				return fmt.Errorf("%w: the header %s contains a control character", ErrInvalidInput, name)
			}
		}
	}
	return nil
}

// timedOut corrects the error of an [http.Client] after the timeout of an attempt: HTTP/2 reports canceled if the
// context ends in another way than by its deadline.
func timedOut(ctx context.Context, err error) error {
	failed, ok := errors.AsType[*url.Error](err)
	if cause := context.Cause(ctx); ok && cause == context.DeadlineExceeded && errors.Is(err, context.Canceled) {
		failed.Err = cause
	}
	return err
}

// withoutQuery replaces the URL in the error of an [http.Client] with the URL of the request, without the query, which
// may contain personal data. A URL that the server sent is not shown.
func withoutQuery(err error, sent *url.URL) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		failed.URL = sent.Scheme + "://" + sent.Host + sent.EscapedPath()
	}
	return err
}
