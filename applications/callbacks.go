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
		if strings.HasPrefix(pattern, "(") && strings.HasSuffix(pattern, ")") {
			pattern = pattern[1 : len(pattern)-1]
		}
		for one := range strings.SplitSeq(pattern, "|") {
			if checkCallback(one) != nil {
				return nil, fmt.Errorf("the callback pattern %q is more than a list of URLs", callback)
			}
			urls = append(urls, one)
		}
	}
	return urls, nil
}

// AddCallback adds a callback URL to the configuration of an application, in a read (GET) and, if the URL is new, a
// write (PUT /applications/{id}/inbound-protocols/oidc). The URL must be absolute and without a fragment. A pattern that
// stands for more than a list of URLs is asgardeo.ErrInvalidInput: change it with [OIDCClient.Replace]. So is a URL with
// '?', '+' or another character of patterns beside others: in a pattern, it would not stand for itself.
func (c *OIDCClient) AddCallback(ctx context.Context, applicationID, callbackURL string) error {
	const op = "applications.AddCallback"
	if err := checkCallback(callbackURL); err != nil {
		return c.ops.rest.Invalid(op, "the callback URL %q %w", callbackURL, err)
	}
	return c.changeCallbacks(ctx, op, applicationID, func(urls []string) ([]string, error) {
		if slices.Contains(urls, callbackURL) {
			return urls, nil
		}
		urls = append(urls, callbackURL)
		for _, u := range urls {
			if len(urls) > 1 && (strings.ContainsAny(u, "?+") || checkCallback(u) != nil) {
				return nil, fmt.Errorf("the server would make a pattern of the callback URLs that does not fit %q", u)
			}
		}
		return urls, nil
	})
}

// RemoveCallback removes a callback URL, as [OIDCClient.AddCallback] adds one. A URL that is not there is no error. The
// server refuses to remove the last one of an application that needs one.
func (c *OIDCClient) RemoveCallback(ctx context.Context, applicationID, callbackURL string) error {
	return c.changeCallbacks(ctx, "applications.RemoveCallback", applicationID, func(urls []string) ([]string, error) {
		return slices.DeleteFunc(urls, func(u string) bool { return u == callbackURL }), nil
	})
}

func (c *OIDCClient) changeCallbacks(ctx context.Context, op, applicationID string, change func([]string) ([]string, error)) error {
	config, err := c.Get(ctx, applicationID)
	if err != nil {
		return err
	}
	urls, err := config.Callbacks()
	before := len(urls)
	if err == nil {
		config.CallbackURLs, err = change(urls)
	}
	if err != nil {
		return c.ops.rest.Invalid(op, "%w", err)
	}
	if len(config.CallbackURLs) == before {
		return nil
	}
	return c.Replace(ctx, applicationID, config)
}

func checkCallback(text string) error {
	u, err := url.Parse(text)
	switch {
	case err != nil || !u.IsAbs():
		return errors.New("is not absolute")
	case u.Fragment != "" || strings.HasSuffix(text, "#"):
		return errors.New("has a fragment")
	case strings.ContainsAny(text, `|()[]{}*^$\`), strings.Contains(text, ".+"), strings.Contains(text, ".?"),
		strings.HasPrefix(text, "regexp="):
		return errors.New("holds a character that the server would take for a pattern")
	}
	return nil
}
