package scim

import (
	"bytes"
	"crypto/sha256"
	"iter"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
	"github.com/seed-01804ef5/asgardeo-go/internal/lossless"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// pageSize is the greatest page that Asgardeo gives.
const pageSize = 100

// listParams are a pointer to the query parameters of a listing.
type listParams[P any] interface {
	*P
	position() (startIndex, count *int)
	listsAll() bool // whether to request all items in one page if there is no count
}

func (p *ListUsersParams) position() (startIndex, count *int)   { return &p.StartIndex, &p.Count }
func (p *ListGroupsParams) position() (startIndex, count *int)  { return &p.StartIndex, &p.Count }
func (p *ListRolesV1Params) position() (startIndex, count *int) { return &p.StartIndex, &p.Count }

func (p *ListUsersParams) listsAll() bool   { return false }
func (p *ListRolesV1Params) listsAll() bool { return false }

// listsAll reports whether the groups are listed without their members and roles. Creating or deleting a group changes
// the order of the others, so only a single page is consistent. With members, such a page would be too large.
func (p *ListGroupsParams) listsAll() bool {
	without := func(name string) bool {
		if len(p.Attributes) > 0 {
			return !slices.ContainsFunc(p.Attributes, func(a string) bool {
				return len(a) >= len(name) && strings.EqualFold(a[:len(name)], name)
			})
		}
		return slices.ContainsFunc(p.ExcludedAttributes, func(a string) bool { return strings.EqualFold(a, name) })
	}
	return without("members") && without("roles")
}

// listPage is one page of a listing.
type listPage[T any] interface{ items() (items []T, total int) }

func (p *UserPage) items() ([]User, int)     { return p.Users, p.TotalResults }
func (p *GroupPage) items() ([]Group, int)   { return p.Groups, p.TotalResults }
func (p *RoleV1Page) items() ([]RoleV1, int) { return p.Roles, p.TotalResults }

// totals describes how reliable the totals of a listing are.
type totals int

const (
	// exact totals count all items of the listing.
	exact totals = iota
	// ofPage totals may count only the page, as for users of some stores. Both kinds include items that the server
	// omits from the pages.
	ofPage
)

const (
	// maxIdlePages limits the number of consecutive pages without new items. A page that lacks most of its items
	// overlaps the following pages.
	maxIdlePages = 200
	// maxRestarts limits how often a listing is restarted because its order has changed.
	maxRestarts = 5
)

// all iterates over a listing from params on, which may be nil. SCIM has no links to the next page, and the server
// removes items from a page after it has cut it, so a short page is not necessarily the last one. Each item is yielded
// once, identified by its id. Only the ids of yielded items are kept.
func all[P any, PP listParams[P], Page listPage[T], T any](c *rest.Client, op string, totals totals, params PP, list func(PP) (Page, error), id func(*T) string) iter.Seq2[*T, error] {
	var first P
	if params != nil {
		first = *params
	}
	at, count := PP(&first).position()
	l := lister[T]{c: c, op: op, totals: totals, id: id, first: max(*at, 1), count: *count}
	if l.count <= 0 {
		l.count = pageSize
		l.whole = l.first == 1 && PP(&first).listsAll()
	}
	if totals == ofPage {
		l.count = min(l.count, pageSize) // otherwise the largest page that the server returns would never be full
	}
	l.fetch = func(startIndex, n int) ([]T, int, error) {
		query := first
		at, count := PP(&query).position()
		if *at, *count = startIndex, n; n == 0 {
			*at = 0
		}
		answer, err := list(&query)
		if err != nil {
			return nil, 0, err
		}
		items, total := answer.items()
		return items, total, nil
	}
	return func(yield func(*T, error) bool) {
		w := walk[T]{lister: l, yielded: map[string]bool{}}
		for range maxRestarts {
			again, err := w.pass(yield)
			if err != nil {
				yield(nil, err)
			}
			if err != nil || !again {
				return
			}
		}
		yield(nil, c.Unexpected(op, nil, "the order of the listing keeps changing"))
	}
}

// lister describes a listing for a walk through its pages.
type lister[T any] struct {
	c            *rest.Client
	op           string
	totals       totals
	first, count int
	whole        bool // the first request has no count
	fetch        func(startIndex, count int) (items []T, total int, err error)
	id           func(*T) string
}

// walk is a walk through the pages of a listing.
type walk[T any] struct {
	lister[T]
	yielded map[string]bool
	largest int  // largest total so far
	full    bool // a page had as many items as requested: the server honours the count
}

// pass goes through the pages once. It returns again if the order of the listing changed between two pages.
func (w *walk[T]) pass(yield func(*T, error) bool) (again bool, err error) {
	var (
		pages    = map[[sha256.Size]byte]int{} // startIndex of each page so far, by the hash of its ids
		here     = map[string]bool{}
		previous []string
		idle     int // pages since the last new item
	)
	for at := w.first; ; {
		count := w.count
		if w.whole && at == w.first {
			count = 0
		}
		items, total, err := w.fetch(at, count)
		if err != nil {
			return false, err
		}
		asked := len(items) > 0 && (len(items) == count || len(items) == pageSize)
		w.largest, w.full = max(w.largest, total), w.full || asked
		ids := make([]string, len(items))
		for i := range items {
			ids[i] = w.id(&items[i])
		}
		if w.totals == exact && reordered(ids, previous, here) {
			return true, nil
		}
		page := sha256.Sum256([]byte(strings.Join(ids, "\x00")))
		before, seen := pages[page]
		if !seen && len(ids) > 0 {
			pages[page] = at
		}
		fresh := false
		for i, id := range ids {
			known := seen && id == "" // items without an id are identified by their page
			fresh = fresh || !known && (id == "" || !here[id])
			known = known || id != "" && w.yielded[id]
			here[id], w.yielded[id] = true, true
			if !known && !yield(&items[i], nil) {
				return false, nil
			}
		}
		switch idle++; {
		case fresh:
			idle = 0
		case len(items) == 0 && at > w.largest:
			return false, nil
		// The same page at positions that cannot overlap: the server does not honour startIndex.
		case seen && at-before >= w.count && at > w.largest && (len(pages) > 1 || !asked):
			return false, nil
		case seen && at-before >= w.count, idle > maxIdlePages:
			return false, w.c.Unexpected(w.op, nil, "the server repeats a page of the listing at startIndex %d", at)
		}
		previous = ids
		step := len(items)
		if len(items) == 0 || w.totals == ofPage && (w.full || !fresh && at > w.largest) {
			step = w.count
		}
		// A total larger than the count cannot be that of a page. An exact total is still not trusted if a page is
		// full.
		if at+step > w.largest && (w.largest > w.count || w.totals == exact && !asked) {
			return false, nil
		}
		at += step
	}
}

// reordered reports whether a page has an item of an earlier page that could not be there if the order were the same.
// The page may begin with the end of the previous page if that page lacked items.
func reordered(page, previous []string, earlier map[string]bool) bool {
	overlap := 0
	for overlap < len(page) && earlier[page[overlap]] {
		overlap++
	}
	if slices.ContainsFunc(page[overlap:], func(id string) bool { return id != "" && earlier[id] }) {
		return true
	}
	return overlap > 0 && page[0] != "" && (overlap > len(previous) || !slices.Equal(page[:overlap], previous[len(previous)-overlap:]))
}

// complete returns a copy of a search for a T, with its schema, and with the filter and attributes as the server reads
// them.
func complete[T any](c *rest.Client, op string, g *grammar.Grammar, search *SearchRequest) (_ *SearchRequest, err error) {
	if search == nil {
		return nil, nil
	}
	request := *search
	if request.Schemas == nil {
		request.Schemas = []string{SchemaSearchRequest}
	}
	text, err := search.Filter.InternalText(g)
	if err != nil {
		return nil, c.Invalid(op, "%w", err)
	}
	request.Filter = filter.Raw(text)
	if request.Attributes, err = knownAttributes[T](c, op, search.Attributes); err != nil {
		return nil, err
	}
	request.ExcludedAttributes, err = knownAttributes[T](c, op, search.ExcludedAttributes)
	return &request, err
}

// many is a list that servers send as an array, as the response to a search (RFC 7644, section 3.4.2), or as its only
// item.
type many[T any] []T

// UnmarshalJSON reads any of these.
func (m *many[T]) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) == 0 || data[0] != '{' {
		return lossless.Unmarshal(data, (*[]T)(m))
	}
	var answer struct {
		TotalResults  *int
		Resources     []T
		ResourceTypes []T `json:"resourceType"`
	}
	if err := lossless.Unmarshal(data, &answer); err != nil {
		return err
	}
	if *m = append(answer.Resources, answer.ResourceTypes...); *m != nil || answer.TotalResults != nil {
		return nil
	}
	*m = make([]T, 1)
	return lossless.Unmarshal(data, &(*m)[0])
}
