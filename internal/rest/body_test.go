package rest

import (
	"errors"
	"net/http"
	"testing"
)

func TestOptional(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{ // "none" is no body, an empty text an error
		"": "none", " \r\n": "none", `{"id":"1"}`: "1", ` {"id":"2"} `: "2", `{}`: "",
		"null": "error", "[]": "error", `{"id":`: "error", `{"id":1}`: "error", "<p>": "error",
	} {
		resp := &Response{StatusCode: 201, Header: http.Header{"Content-Type": {"application/json"}}, body: []byte(body)}
		got, err := Optional[struct{ ID string }](testClient(nil), "things.Create", resp)
		switch {
		case want == "error":
			if f := failure(t, err); got != nil || !errors.Is(err, ErrUnexpectedAnswer) || f.Operation != "things.Create" || f.StatusCode != 201 || f.Body != nil {
				t.Errorf("%q: got %v, %#v", body, got, f)
			}
		case err != nil || (got == nil) != (want == "none") || got != nil && got.ID != want:
			t.Errorf("%q: got %v, %v, want %s", body, got, err, want)
		}
	}
}
