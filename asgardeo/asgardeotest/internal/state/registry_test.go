package state

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// An item is an entry that is found by its name in lower case.
type item struct {
	ID, Name string

	prepared bool `state:"derived"`
}

func (i *item) Key() string     { return i.ID }
func (i *item) Names() []string { return []string{strings.ToLower(i.Name)} }

func TestRegistry(t *testing.T) {
	t.Parallel()
	var r Registry[*item]
	a, b, c := &item{ID: "1", Name: "A"}, &item{ID: "2", Name: "b"}, &item{ID: "3", Name: "c"}
	for _, g := range []*item{a, b, c} {
		r.Add(g)
	}
	r.Change(a, func() { a.Name = "z" })
	r.Remove(b)
	if r.Named("a") != nil || r.Named("z") != a || r.Named("b") != nil || r.Get("2") != nil || r.Len() != 2 {
		t.Errorf("the registry is %+v", r)
	}
	saved, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var loaded Registry[*item]
	if err := json.Unmarshal(saved, &loaded); err != nil {
		t.Fatal(err)
	}
	if got := loaded.InOrder(NewIDSet("3", "2", "1")); len(got) != 2 || got[0].Name != "z" || got[1].Name != "c" || loaded.Named("z") != got[0] {
		t.Errorf("loaded %v from %s", got, saved)
	}
	for _, bad := range []string{`[null]`, `[{"ID":""}]`, `{}`, `[1]`, `[{"ID":"1"},{"ID":"1"}]`} {
		if err := json.Unmarshal([]byte(bad), &loaded); err == nil {
			t.Errorf("loaded %s", bad)
		}
	}
}

func TestChangeOfAnEntryNotInTheRegistry(t *testing.T) {
	t.Parallel()
	var r Registry[*item]
	a := &item{ID: "1", Name: "a"}
	r.Change(a, func() { a.Name = "b" })
	if a.Name != "b" || r.Named("b") != nil {
		t.Errorf("the entry is %+v, and the registry finds %v", a, r.Named("b"))
	}
}

func TestPageOfRegistry(t *testing.T) {
	t.Parallel()
	var r Registry[*item]
	for _, id := range []string{"1", "2", "3", "4"} {
		r.Add(&item{ID: id})
	}
	r.Remove(r.Get("2"))
	if got := slices.Collect(r.Page(1, 5)); len(got) != 2 || got[0].ID != "3" || got[1].ID != "4" {
		t.Errorf("got %v, want the entries 3 and 4", got)
	}
}

// byInitial is an index of items by their first letter, which several share.
func byInitial(r *Registry[*item]) *Index[*item] {
	return NewIndex(r, func(i *item) []string { return []string{i.Name[:1]} })
}

func TestIndexFollowsRegistry(t *testing.T) {
	t.Parallel()
	var r Registry[*item]
	a, b, c := &item{ID: "1", Name: "kim"}, &item{ID: "2", Name: "lee"}, &item{ID: "3", Name: "kit"}
	r.Add(a) // before there is an index
	index := byInitial(&r)
	r.Add(b)
	r.Add(c)
	check := func(key string, want ...*item) {
		t.Helper()
		if got := index.With(key); !slices.Equal(got, want) || index.Len(key) != len(want) || index.Has(key) != (len(want) > 0) {
			t.Errorf("with %s: got %v, want %v; length %d, has: %t", key, got, want, index.Len(key), index.Has(key))
		}
	}
	check("k", a, c)
	r.Change(a, func() { a.Name = "lou" })
	check("k", c)
	check("l", a, b) // in order of creation, not of change
	r.Remove(c)
	check("k")
}
