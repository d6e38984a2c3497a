package rest

import (
	"crypto/sha256"
	"fmt"
	"iter"
	"net/url"
	"strings"
)

// Page is one page of a listing and where the next one begins; an empty Next is the end.
type Page[T any] struct {
	Items []T
	Next  string
}

const (
	// maxEmptyPages bounds how many pages in a row lead to another one without having an item.
	maxEmptyPages = 100
	// maxRepeats bounds how many pages in a row may have the one item of a page before: each time something was put in
	// front of it, a page of one item looks like that.
	maxRepeats = 3
)

// Pages yields the items of a listing, page by page. fetch gets where to begin: empty for the first page. An error is
// yielded once and ends the sequence. So does a server that gives a page again, or page after page without items: key
// identifies an item. Items that all have the same key, such as none, make the same page.
func Pages[T any](c *Client, op string, fetch func(from string) (Page[T], error), key func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var (
			zero    T
			from    string
			empty   int // pages since the last one that had items
			history history
			seen    = map[string]bool{}
		)
		for {
			page, err := fetch(from)
			if err != nil {
				yield(zero, err)
				return
			}
			keys := make([]string, len(page.Items))
			for i, item := range page.Items {
				keys[i] = key(item)
			}
			if empty++; len(keys) > 0 {
				empty = 0
			}
			again := history.add(keys)
			if again && len(keys) > 1 || history.repeats > maxRepeats || page.Next != "" && (seen[page.Next] || empty == maxEmptyPages) {
				yield(zero, c.repeatedPage(op, from))
				return
			}
			if again {
				page.Items = nil // they were yielded
			}
			for _, item := range page.Items {
				if !yield(item, nil) {
					return
				}
			}
			if page.Next == "" {
				return
			}
			seen[page.Next] = true
			from = page.Next
		}
	}
}

// history knows the pages that had items.
type history struct {
	pages   map[[sha256.Size]byte]bool
	first   string // key of the last page
	repeats int    // pages that were there already, since a new one
}

// add reports whether a page was there already, or begins as the one before it.
func (h *history) add(keys []string) (again bool) {
	if len(keys) == 0 {
		return false
	}
	page := sha256.Sum256([]byte(strings.Join(keys, "\x00")))
	again = h.pages[page] || h.pages != nil && h.first == keys[0]
	if h.pages == nil {
		h.pages = map[[sha256.Size]byte]bool{}
	}
	h.pages[page], h.first = true, keys[0]
	if h.repeats++; !again {
		h.repeats = 0
	}
	return again
}

func (c *Client) repeatedPage(op, from string) error {
	return c.fail(&Call{Operation: op}, nil,
		fmt.Errorf("%w: the server repeats a page of the listing, at %q", ErrUnexpectedAnswer, from))
}

// Cursor returns where the page begins that a link of the server leads to.
func Cursor(link string) (string, error) {
	u, err := url.Parse(link)
	if err == nil {
		if cursor := u.Query().Get("after"); cursor != "" {
			return cursor, nil
		}
	}
	return "", fmt.Errorf("the link to the next page has no cursor (%q)", link)
}
