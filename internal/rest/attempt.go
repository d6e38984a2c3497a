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

// attempt sends the request once, as attempt n of so many. The response is nil if none came. It comes with an error if it is a success that
// is none, or that cannot be read; of a failure, the status counts even if its body cannot be read.
func (c *Client) attempt(ctx context.Context, call *Call, token *oauth2.Token, n, attempts int) trip {
	set := settingsOf(ctx, call)
	timeout := cmp.Or(set.timeout, c.Timeout)
	if set.timeout == 0 && call.file != nil && call.file.once() {
		timeout = 0 // an upload takes the time it takes
	}
	events := trace{single: tells(c.HTTP.Transport) && call.Method != http.MethodGet && call.Method != http.MethodHead}
	ctx = events.context(&attemptContext{ctx, call.Operation, n})
	var file *content // of the answer, once it is open
	switch {
	case timeout <= 0:
	case call.open: // the time is that to the beginning of the file
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
		defer closer.Close() // not every transport does
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
		return trip{resp: resp, err: fmt.Errorf("reading the answer: %w", err)}
	}
	return trip{resp: resp}
}

// once is an empty body. A GET with it is not sent again by net/http itself, as others are when a connection breaks that
// was used before.
type once struct{}

// Read returns [io.EOF].
func (once) Read([]byte) (int, error) { return 0, io.EOF }

// checkHeader refuses what net/http would not send (RFC 9110, section 5.5). The error has no value: it may be a secret.
func checkHeader(header http.Header) error {
	control := func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }
	for name, values := range header {
		for _, value := range values {
			if strings.ContainsFunc(value, control) {
				return fmt.Errorf("%w: a control character in the header %s", ErrInvalidInput, name)
			}
		}
	}
	return nil
}

// timedOut corrects the error of an [http.Client] whose request has run out of its time: HTTP/2 calls that canceled if
// it ends in another way than by a deadline.
func timedOut(ctx context.Context, err error) error {
	failed, ok := errors.AsType[*url.Error](err)
	if cause := context.Cause(ctx); ok && cause == context.DeadlineExceeded && errors.Is(err, context.Canceled) {
		failed.Err = cause
	}
	return err
}

// withoutQuery puts into the error of an [http.Client] the URL that the request was sent to, not one that a server made
// up, and without the query, which may hold personal data.
func withoutQuery(err error, sent *url.URL) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		failed.URL = sent.Scheme + "://" + sent.Host + sent.EscapedPath()
	}
	return err
}
