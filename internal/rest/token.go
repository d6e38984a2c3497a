package rest

import (
	"context"
	"net/http"
	"strings"

	"golang.org/x/oauth2"
)

// TokenSource gives the access token of a request.
type TokenSource interface {
	TokenContext(ctx context.Context) (*oauth2.Token, error)
	// Refused tells that the server did not accept token, and reports whether to try once more with another.
	Refused(token *oauth2.Token) bool
}

// token returns the token for a call, nil if it needs none.
func (c *Client) token(ctx context.Context, call *Call) (*oauth2.Token, error) {
	switch {
	case c.closed():
		return nil, ErrClosed
	case call.Public:
		return nil, nil
	default:
		return c.Tokens.TokenContext(ctx)
	}
}

// refused reports that the server did not accept the token, and that there is another.
func (c *Client) refused(token *oauth2.Token, resp *Response) bool {
	return token != nil && resp != nil && resp.StatusCode == http.StatusUnauthorized && c.Tokens.Refused(token)
}

// GrantedScopes returns the scopes of a token, and false if it does not tell them. The token endpoint leaves the member
// out if it granted none.
func GrantedScopes(token *oauth2.Token) ([]string, bool) {
	if token == nil {
		return nil, false
	}
	switch scope := token.Extra("scope").(type) {
	case string:
		return append([]string{}, strings.Fields(scope)...), true
	case nil:
		if token.Extra("access_token") != nil { // it came from a token endpoint, which then granted none
			return []string{}, true
		}
	}
	return nil, false
}
