package rest

import (
	"context"
	"net/http"
	"strings"

	"golang.org/x/oauth2"
)

// TokenSource returns access tokens.
type TokenSource interface {
	TokenContext(ctx context.Context) (*oauth2.Token, error)
	// Refused is called if the server rejected token. It reports whether to retry with a new token.
	Refused(token *oauth2.Token) bool
}

// token returns the token for a call, or nil if the call requires no token.
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

// refused reports whether the server rejected the token and the call should be retried with a new one.
func (c *Client) refused(token *oauth2.Token, resp *Response) bool {
	return token != nil && resp != nil && resp.StatusCode == http.StatusUnauthorized && c.Tokens.Refused(token)
}

// GrantedScopes returns the scopes of a token, and false if they are unknown. The token endpoint omits the member scope
// if it granted no scopes.
func GrantedScopes(token *oauth2.Token) ([]string, bool) {
	if token == nil {
		return nil, false
	}
	switch scope := token.Extra("scope").(type) {
	case string:
		return append([]string{}, strings.Fields(scope)...), true
	case nil:
		if token.Extra("access_token") != nil { // the token endpoint granted no scopes
			return []string{}, true
		}
	}
	return nil, false
}
