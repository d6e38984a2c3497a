package state

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestIDSetKeepsOrder(t *testing.T) {
	t.Parallel()
	var s IDSet
	for i := range 100 {
		s.Add(fmt.Sprint(i))
		s.Add(fmt.Sprint(i / 2))
	}
	for i := range 100 {
		if i%10 != 7 {
			s.Remove(fmt.Sprint(i))
		}
	}
	s.Remove("nothing")
	want := []string{"7", "17", "27", "37", "47", "57", "67", "77", "87", "97"}
	if got := slices.Collect(s.All()); !slices.Equal(got, want) || s.Len() != len(want) {
		t.Errorf("got %v (%d), want %v", got, s.Len(), want)
	}
	if len(s.order) > 3*len(want) {
		t.Errorf("%d places are kept for %d ids", len(s.order), len(want))
	}
	if !s.Has("47") || s.Has("46") || (*IDSet)(nil).Has("1") || (*IDSet)(nil).Len() != 0 {
		t.Error("the wrong ids are in a set")
	}
}

func TestNilIDSetHasNoPage(t *testing.T) {
	t.Parallel()
	if got := slices.Collect((*IDSet)(nil).Page(0, 1)); got != nil {
		t.Errorf("got %v", got)
	}
}

// A page equals a slice of all ids, after any sequence of additions and
// removals.
func TestPageIsSliceOfAll(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	var s IDSet
	var want []string
	for step := range 3000 {
		if len(want) > 0 && random.IntN(5) < 2+step/1500 { // grows, then shrinks
			i := random.IntN(len(want))
			s.Remove(want[i])
			want = slices.Delete(want, i, i+1)
		} else {
			s.Add(fmt.Sprint(step))
			want = append(want, fmt.Sprint(step))
		}
		start, count := random.IntN(len(want)+3)-1, random.IntN(10)
		first := min(max(start, 0), len(want))
		page := want[first:min(first+count, len(want))]
		if got := slices.Collect(s.Page(start, count)); !slices.Equal(got, page) {
			t.Fatalf("step %d: the page of %d at %d is %v, want %v", step, count, start, got, page)
		}
	}
	if s.live == nil {
		t.Error("the last pages were of a set without gaps")
	}
}

func BenchmarkPage(b *testing.B) {
	for _, size := range []int{100, 10_000, 100_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			var s IDSet
			for i := range size {
				s.Add(fmt.Sprint(i))
			}
			for i := range size * 2 / 5 { // leaves a gap that is nearly as long as it can be
				s.Remove(fmt.Sprint(i + size/10))
			}
			for b.Loop() {
				for range s.Page(size/10-5, 10) {
				}
			}
		})
	}
}
