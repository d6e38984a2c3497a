package applications

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Callbacks returns the callback URLs one by one. The server keeps several as one pattern, regexp=(URL|URL). The error
// is for a pattern that stands for more than a list of URLs.
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
// it with [OIDCClient.Replace].
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
	config.CallbackURLs = joinCallbacks(urls, strings.Contains(strings.Join(config.CallbackURLs, ""), `\`))
	return c.Replace(ctx, applicationID, config)
}

// joinCallbacks leaves it to the server to make a pattern of several URLs, unless one of them would then not stand for
// itself, or quoted says that they must in every character. The server quotes nothing.
func joinCallbacks(urls []string, quoted bool) []string {
	if len(urls) < 2 || !quoted && !strings.ContainsAny(strings.Join(urls, ""), strings.Trim(metacharacters, ".")) {
		return urls
	}
	var pattern strings.Builder
	for i, u := range urls {
		if i > 0 {
			pattern.WriteByte('|')
		}
		for _, char := range []byte(u) {
			if strings.IndexByte(metacharacters, char) >= 0 {
				pattern.WriteByte('\\')
			}
			pattern.WriteByte(char)
		}
	}
	return []string{"regexp=(" + pattern.String() + ")"}
}

// metacharacters have a meaning in regular expressions.
const metacharacters = `.?+*()[]{}|^$\`

// splitPattern undoes joinCallbacks, and what the server does, which quotes nothing. It reports false for other patterns.
func splitPattern(pattern string) (urls []string, ok bool) {
	quoted := strings.Contains(pattern, `\`)
	if strings.HasPrefix(pattern, "(") && strings.HasSuffix(pattern, ")") {
		pattern = pattern[1 : len(pattern)-1]
	}
	var one []byte
	for i := 0; i < len(pattern); i++ {
		char := pattern[i]
		switch {
		case char == '\\' && i+1 < len(pattern) && strings.IndexByte(metacharacters, pattern[i+1]) >= 0:
			i++
			one = append(one, pattern[i])
		case char == '|':
			urls, one = append(urls, string(one)), nil
		case strings.IndexByte(`*()[]{}^$\`, char) >= 0, quoted && (char == '?' || char == '+'):
			return nil, false
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
