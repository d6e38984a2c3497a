package resttest

import (
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// Listing is an iteration over the pages of a listing.
type Listing[T any] struct {
	Name string
	// All returns the iterator.
	All func(*asgardeo.Client) iter.Seq2[*T, error]
	// Break is the number of items after which the iteration stops; 0 means no limit.
	Break int
	// Replies are the pages.
	Replies []Reply
	// Send are the expected request lines, and Want the expected ids of the items.
	Send, Want []string
	// Is is the expected error at the end of the iteration, or nil, and Operation is the operation in the error.
	Is        error
	Operation string
}

// Listings runs the iterators. An error must be the last value that an iterator yields, without an item. A second
// iteration must start again from the beginning.
func Listings[T any](t *testing.T, id func(*T) string, listings []Listing[T]) {
	for _, l := range listings {
		t.Run(l.Name, func(t *testing.T) {
			t.Parallel()
			s := New(t, slices.Concat(l.Replies, l.Replies)...)
			all := l.All(s.Client)
			for range 2 {
				l.run(t, all, id)
			}
			s.WantLines(slices.Concat(l.Send, l.Send)...)
			for _, request := range s.Requests() {
				request.check(t, Case{})
			}
		})
	}
}

func (l Listing[T]) run(t *testing.T, all iter.Seq2[*T, error], id func(*T) string) {
	t.Helper()
	var (
		got    []string
		failed error
	)
	for item, err := range all {
		switch {
		case failed != nil:
			t.Fatalf("(%v, %v) after the error %v", item, err, failed)
		case (err == nil) != (item != nil):
			t.Fatalf("the item %v with the error %v", item, err)
		}
		if failed = err; err == nil {
			got = append(got, id(item))
		}
		if l.Break > 0 && len(got) == l.Break {
			break
		}
	}
	if !slices.Equal(got, l.Want) {
		t.Errorf("items %q, want %q", got, l.Want)
	}
	if l.Is == nil {
		if failed != nil {
			t.Error(failed)
		}
		return
	}
	var e *asgardeo.Error
	if !errors.As(failed, &e) || e.Operation != l.Operation {
		t.Errorf("error %#v, want one of %s", failed, l.Operation)
	}
	wantSentinels(t, failed, l.Is)
}
