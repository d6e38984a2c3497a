package rest

import (
	"errors"
	"fmt"
	"net/http"
	"testing"

	"golang.org/x/oauth2"
)

func TestTokenFailure(t *testing.T) {
	t.Parallel()
	c := testClient(func(*http.Request) (*http.Response, error) { panic("no request is to be sent") })
	want := errors.New("no token")
	c.Tokens = &staticTokens{err: want}
	_, err := Exec(t.Context(), c, &Call{Method: http.MethodGet, Path: "/x"})
	if f := failure(t, err); f.Err != want || f.StatusCode != 0 {
		t.Errorf("got %v", err)
	}
}

func TestGrantedScopes(t *testing.T) {
	t.Parallel()
	token := &oauth2.Token{AccessToken: "x"}
	for name, tt := range map[string]struct {
		token *oauth2.Token
		want  string
		known bool
	}{
		"no token":   {nil, "[]", false},
		"static":     {token, "[]", false},
		"two":        {token.WithExtra(map[string]any{"access_token": "x", "scope": " a  b "}), "[a b]", true},
		"empty":      {token.WithExtra(map[string]any{"access_token": "x", "scope": ""}), "[]", true},
		"absent":     {token.WithExtra(map[string]any{"access_token": "x"}), "[]", true},
		"not a text": {token.WithExtra(map[string]any{"access_token": "x", "scope": []any{"a"}}), "[]", false},
	} {
		got, known := GrantedScopes(tt.token)
		if fmt.Sprint(got) != tt.want || known != tt.known || known != (got != nil) {
			t.Errorf("%s: got %v, %v", name, got, known)
		}
	}
}
