package rest

import (
	"crypto/sha256"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Page is one page of a listing. Next is the position of the next page, or empty on the last page.
type Page[T any] struct {
	Items []T
	Next  string
}

const (
	// maxEmptyPages limits the number of consecutive pages without items.
	maxEmptyPages = 100
	// maxRepeats limits the number of consecutive pages that repeat the only item of an earlier page. Such a page
	// occurs each time an item is created in front of it.
	maxRepeats = 3
	// maxTurns limits how often a listing by offset may go back to an earlier page, or read a page again, without
	// finding a new item. This happens if items were created or deleted between two requests.
	maxTurns = 20
)

// Pages yields pointers to the items of a listing, page by page. fetch is called with the position of the page, which
// is empty for the first page. An error is yielded once and ends the sequence. It is an error if the server repeats a
// page, or sends too many pages without items. key identifies an item. Pages whose items all have the same key, such as
// the empty key, count as the same page.
func Pages[T any](c *Client, op string, fetch func(from string) (Page[T], error), key func(*T) string) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		var (
			from    string
			empty   int // pages since the last one that had items
			history history
			seen    = map[string]bool{}
		)
		for {
			page, err := fetch(from)
			if err != nil {
				yield(nil, err)
				return
			}
			keys := make([]string, len(page.Items))
			for i := range page.Items {
				keys[i] = key(&page.Items[i])
			}
			if empty++; len(keys) > 0 {
				empty = 0
			}
			again := history.add(keys)
			if again && len(keys) > 1 || history.repeats > maxRepeats || page.Next != "" && (seen[page.Next] || empty == maxEmptyPages) {
				yield(nil, c.repeatedPage(op, from))
				return
			}
			if again {
				page.Items = nil // they were yielded
			}
			for i := range page.Items {
				if !yield(&page.Items[i], nil) {
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

// history records the pages that had items.
type history struct {
	pages   map[[sha256.Size]byte]bool
	first   string // first key of the last page
	repeats int    // repeated pages since the last new one
}

// add records a page. It reports whether the page is a repetition or begins like the previous page.
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

// NewestFirst yields pointers to the items of a listing by offset that the server orders from the newest to the oldest. fetch
// returns the page at an offset, which is never below first, and whether the server has more items. An item that is
// created in the meantime moves the others down, a deleted one moves them up. So each page should begin with the last
// item of the previous page. If it begins with an item that was not yielded, items have moved up, and earlier pages are
// read again until one begins with a yielded item. Each item is yielded once, identified by its key. Only the keys of
// yielded items are kept. An error, which may report inconsistent pages, is yielded once and ends the sequence.
func NewestFirst[T any](c *Client, op string, first, limit int, fetch func(offset, limit int) (items []T, more bool, err error), key func(*T) string) iter.Seq2[*T, error] {
	limit = max(limit, 2) // the last item of the previous page, and a new one
	return func(yield func(*T, error) bool) {
		var (
			seen   = map[string]bool{}
			offset = first
			joins  bool     // the page should begin with an item of the previous page
			back   bool     // the previous page did not
			last   []string // keys of the previous page
			idle   int      // pages since the last new item
			turns  int      // times it went back, or a page was repeated, since then
		)
		for {
			items, more, err := fetch(offset, limit)
			if err != nil {
				yield(nil, err)
				return
			}
			if idle++; turns > maxTurns || idle > maxEmptyPages+2*len(seen)/(limit-1) {
				yield(nil, c.repeatedPage(op, strconv.Itoa(offset)))
				return
			}
			if joins && offset > first && (len(items) == 0 || !seen[key(&items[0])]) {
				if !back {
					turns++
				}
				back, last = true, nil
				offset = max(first, offset-(limit-1))
				continue
			}
			back = false
			keys := make([]string, len(items))
			for i := range items {
				keys[i] = key(&items[i])
				if seen[keys[i]] {
					continue
				}
				seen[keys[i]] = true
				idle, turns = 0, 0
				if !yield(&items[i], nil) {
					return
				}
			}
			again := len(keys) > 1 && slices.Equal(keys, last)
			if again {
				turns++
			}
			last = keys
			if len(items) == 0 || !more && !again {
				return
			}
			// A page with only the last item of the previous page does not show what follows.
			joins = len(items) > 1
			if !joins && idle > 0 {
				turns++
			}
			offset += max(len(items)-1, 1)
		}
	}
}

func (c *Client) repeatedPage(op, from string) error {
	return c.fail(&Call{Operation: op}, nil,
		fmt.Errorf("%w: the server repeats a page of the listing, at %q", ErrUnexpectedResponse, from))
}

// Cursor returns the position of the page that a link of the server refers to.
func Cursor(link string) (string, error) {
	u, err := url.Parse(link)
	if err == nil {
		if cursor := u.Query().Get("after"); cursor != "" {
			return cursor, nil
		}
	}
	return "", fmt.Errorf("the link to the next page has no cursor (%q)", link)
}
