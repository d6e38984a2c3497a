package rest

import (
	"fmt"
	"iter"
	"net/url"
)

// Page is one page of a listing and where the next one begins; an empty Next is the end.
type Page[T any] struct {
	Items []T
	Next  string
}

const (
	// maxEmptyPages bounds how many pages in a row lead to another one without having an item.
	maxEmptyPages = 100
	// maxRepeats bounds how many pages in a row may have the one item of the page before: each time something was put in
	// front of it, a page of one item looks like that.
	maxRepeats = 3
)

// Pages yields the items of a listing, page by page. fetch gets where to begin: empty for the first page. An error is
// yielded once and ends the sequence. So does a server that gives the same page again, or page after page without items:
// key identifies an item.
func Pages[T any](c *Client, op string, fetch func(from string) (Page[T], error), key func(T) string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var (
			zero    T
			from    string
			last    string // the first item of the last page that had any
			empty   int    // pages since then
			repeats int    // pages in a row that began with last
			seen    = map[string]bool{}
		)
		for {
			page, err := fetch(from)
			if err != nil {
				yield(zero, err)
				return
			}
			first := ""
			if empty++; len(page.Items) > 0 {
				first, empty = key(page.Items[0]), 0
			}
			if repeats++; first == "" || first != last {
				repeats = 0
			}
			if repeats > 0 && len(page.Items) > 1 || repeats > maxRepeats ||
				page.Next != "" && (seen[page.Next] || empty == maxEmptyPages) {
				yield(zero, c.repeatedPage(op, from))
				return
			}
			if first != "" {
				last = first
			}
			if repeats > 0 {
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
