package directory

import (
	"iter"
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// A sequence has the resources that a query matches, in the order of the list.
type sequence[T any] interface {
	Len() int
	// Page yields up to count of the resources, beginning with the one at index
	// start.
	Page(start, count int) iter.Seq[T]
}

// found is the sequence of resources that a filter has found.
type found[T any] []T

func (f found[T]) Len() int { return len(f) }

func (f found[T]) Page(start, count int) iter.Seq[T] {
	start = min(start, len(f))
	return slices.Values(f[start : start+min(count, len(f)-start)])
}

// newestFirst is the sequence of all entries of a registry, in reverse order of
// their creation.
type newestFirst[T state.Entry] struct{ *state.Registry[T] }

func (n newestFirst[T]) Page(start, count int) iter.Seq[T] {
	end := max(n.Len()-start, 0)
	count = min(count, end)
	page := slices.Collect(n.Registry.Page(end-count, count))
	slices.Reverse(page)
	return slices.Values(page)
}

// pageOf returns the page of the matching resources that the query selects. Only
// the resources of the page are rendered.
func pageOf[T any](q query, matching sequence[T], render func(T) document) engine.Reply {
	total, count := matching.Len(), matching.Len()
	switch {
	case q.count != nil:
		if count = *q.count; count == 0 {
			total = 0 // the real server does not count then
		}
	case q.first > 0:
		count = max(q.first-q.startIndex+1, 0)
	}
	var resources []document
	for match := range matching.Page(q.startIndex-1, count) {
		item := q.Project(render(match))
		delete(item, "schemas")
		resources = append(resources, item)
	}
	return engine.JSON(http.StatusOK, struct {
		TotalResults int        `json:"totalResults"`
		StartIndex   int        `json:"startIndex"`
		ItemsPerPage int        `json:"itemsPerPage"`
		Schemas      []string   `json:"schemas"`
		Resources    []document `json:"Resources,omitempty"`
	}{total, q.startIndex, len(resources), []string{schemaList}, resources})
}
