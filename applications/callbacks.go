package applications

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Callbacks returns the callback URLs one by one. The server keeps several as one pattern, regexp=(URL|URL), which
// [Client.Create] and [OIDCClient.Replace] make. The error is for a pattern that stands for more than a list of URLs.
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
			return nil, fmt.Errorf("the callback pattern %q is more than a list of URLs", callback)
		}
		urls = append(urls, alternatives...)
	}
	return urls, nil
}

// AddCallback adds a callback URL to the configuration of an application, in a read (GET) and, if the URL is new, a
// write (PUT /applications/{id}/inbound-protocols/oidc). The URL must be absolute and without a fragment, and is taken
// literally: wildcards are asgardeo.ErrInvalidInput. So is a stored pattern that stands for more than a list of URLs: change
// it with [OIDCClient.Replace]. What Replace says of the renewal of refresh tokens holds here too.
func (c *OIDCClient) AddCallback(ctx context.Context, applicationID, callbackURL string) error {
	const op = "applications.AddCallback"
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

// RemoveCallback removes a callback URL, as [OIDCClient.AddCallback] adds one. A URL that is not there is no error. The
// server refuses to remove the last one of an application that needs one.
func (c *OIDCClient) RemoveCallback(ctx context.Context, applicationID, callbackURL string) error {
	return c.changeCallbacks(ctx, "applications.RemoveCallback", applicationID, func(urls []string) []string {
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

// joinCallbacks returns the list of at most one element that the server takes: of several URLs, a pattern that each of
// them matches and nothing else. The server compares it with the whole URL of a request.
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

// punctuation stands for itself behind a backslash.
const punctuation = metacharacters + `!"#%&',-/:;<=>@_~` + "`"

// quote makes metacharacters stand for themselves.
var quote = func() *strings.Replacer {
	var pairs []string
	for _, char := range metacharacters {
		pairs = append(pairs, string(char), `\`+string(char))
	}
	return strings.NewReplacer(pairs...)
}()

// splitPattern undoes joinCallbacks, and what consoles do, which quote nothing. It reports false for other patterns.
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
