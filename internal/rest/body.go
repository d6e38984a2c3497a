package rest

import "bytes"

// Optional decodes the body of an answer that need not have one; it returns nil if there is none.
func Optional[T any](c *Client, op string, resp *Response) (*T, error) {
	if len(bytes.TrimSpace(resp.body)) == 0 {
		return nil, nil
	}
	out := new(T)
	if err := decode(resp, out); err != nil {
		return nil, c.NewError(&Failure{Operation: op, StatusCode: resp.StatusCode, Err: err})
	}
	return out, nil
}

// Items returns the list that an answer holds, nil if there was none.
func Items[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
