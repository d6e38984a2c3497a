package applications

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Callbacks returns the callback URLs one by one. The server stores several URLs as one pattern, regexp=(URL|URL),
// which [Client.Create] and [OIDCClient.Replace] write. Callbacks returns an error if a pattern is not a list of URLs.
func (v *OIDCConfiguration) Callbacks() ([]string, error) {
	var urls []string
	for _, callback := range v.CallbackURLs {
		pattern, isPattern := strings.CutPrefix(callback, "regexp=")
		if !isPattern {
			urls = append(urls, callback)
			continue
		}
		alternatives, ok := splitPattern(pattern)
		for _, one := range alternatives {
			ok = ok && checkCallback(one) == nil
		}
		if !ok {
			return nil, fmt.Errorf("the callback pattern %q is not a list of URLs", callback)
		}
		urls = append(urls, alternatives...)
	}
	return urls, nil
}

// AddCallback adds a callback URL to the configuration of an application. It reads the configuration (GET) and, if the
// URL is new, writes it (PUT /applications/{id}/inbound-protocols/oidc). The URL must be absolute, without a fragment,
// and is matched literally. A URL with wildcards is asgardeo.ErrInvalidInput, and so is a stored pattern that is not a
// list of URLs: change such a pattern with [OIDCClient.Replace]. See Replace for RenewRefreshToken, which AddCallback
// writes back too.
func (c *OIDCClient) AddCallback(ctx context.Context, applicationID, callbackURL string) error {
	const op = string(OpOIDCAddCallback)
	if err := checkCallback(callbackURL); err != nil {
		return c.ops.rest.Invalid(op, "the callback URL %q %w", callbackURL, err)
	}
	return c.changeCallbacks(ctx, op, applicationID, func(urls []string) []string {
		if slices.Contains(urls, callbackURL) {
			return urls
		}
		return append(urls, callbackURL)
	})
}

// RemoveCallback removes a callback URL like [OIDCClient.AddCallback] adds one. Removing a URL that is not in the
// configuration is not an error. The server refuses to remove the last URL if a grant needs one.
func (c *OIDCClient) RemoveCallback(ctx context.Context, applicationID, callbackURL string) error {
	return c.changeCallbacks(ctx, string(OpOIDCRemoveCallback), applicationID, func(urls []string) []string {
		return slices.DeleteFunc(urls, func(u string) bool { return u == callbackURL })
	})
}

func (c *OIDCClient) changeCallbacks(ctx context.Context, op, applicationID string, change func([]string) []string) error {
	config, err := c.Get(ctx, applicationID)
	if err != nil {
		return err
	}
	urls, err := config.Callbacks()
	if err != nil {
		return c.ops.rest.Invalid(op, "%w", err)
	}
	before := len(urls)
	if urls = change(urls); len(urls) == before {
		return nil
	}
	if config.CallbackURLs, err = joinCallbacks(urls); err != nil {
		return c.ops.rest.Invalid(op, "%w", err)
	}
	return c.Replace(ctx, applicationID, config)
}

// joinCallbacks returns a list of at most one element, because the server accepts no more. Several URLs become a
// pattern that matches exactly these URLs. The server matches it against the whole URL of a request.
func joinCallbacks(urls []string) ([]string, error) {
	if len(urls) < 2 {
		return urls, nil
	}
	quoted := make([]string, len(urls))
	for i, u := range urls {
		if err := checkCallback(u); err != nil {
			return nil, fmt.Errorf("the callback URL %q %w", u, err)
		}
		quoted[i] = quote.Replace(u)
	}
	return []string{"regexp=(" + strings.Join(quoted, "|") + ")"}, nil
}

// metacharacters have a meaning in regular expressions.
const metacharacters = `.?+*()[]{}|^$\`

// punctuation are the characters that a backslash makes literal.
const punctuation = metacharacters + `!"#%&',-/:;<=>@_~` + "`"

// quote escapes metacharacters.
var quote = func() *strings.Replacer {
	var pairs []string
	for _, char := range metacharacters {
		pairs = append(pairs, string(char), `\`+string(char))
	}
	return strings.NewReplacer(pairs...)
}()

// splitPattern is the inverse of joinCallbacks. It also reads the patterns of consoles, which do not escape
// metacharacters. It reports false for other patterns.
func splitPattern(pattern string) (urls []string, ok bool) {
	quoted := strings.Contains(pattern, `\`)
	if strings.HasPrefix(pattern, "(") && strings.HasSuffix(pattern, ")") {
		pattern = pattern[1 : len(pattern)-1]
	}
	var one []byte
	for i := 0; i < len(pattern); i++ {
		char := pattern[i]
		switch {
		case char == '\\' && i+1 < len(pattern) && strings.IndexByte(punctuation, pattern[i+1]) >= 0:
			i++
			one = append(one, pattern[i])
		case char == '|':
			urls, one = append(urls, string(one)), nil
		case strings.IndexByte(`*()[]{}^$\`, char) >= 0:
			return nil, false
		case (char == '?' || char == '+') && (quoted || i+1 == len(pattern) || pattern[i+1] == '|'):
			return nil, false // says how often the character before may come: no URL needs it at the end
		default:
			one = append(one, char)
		}
	}
	return append(urls, string(one)), true
}

func checkCallback(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || !u.IsAbs():
		return errors.New("is not absolute")
	case u.Host == "" && (u.Scheme == "http" || u.Scheme == "https"):
		return errors.New("has no host")
	case u.Fragment != "" || strings.HasSuffix(text, "#"):
		return errors.New("has a fragment")
	case strings.ContainsAny(text, `*|{}^\`), strings.Contains(text, ".+"), strings.Contains(text, ".?"),
		strings.HasPrefix(text, "regexp="):
		return errors.New("holds a character of patterns")
	}
	return nil
}
