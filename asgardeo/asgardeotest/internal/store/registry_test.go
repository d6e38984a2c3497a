package store

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestIDSet(t *testing.T) {
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

// An item is an entry that is found by its name in lower case.
type item struct{ ID, Name string }

func (i *item) Key() string     { return i.ID }
func (i *item) Names() []string { return []string{strings.ToLower(i.Name)} }

func TestRegistry(t *testing.T) {
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
	for _, bad := range []string{`[null]`, `[{"ID":""}]`, `{}`, `[1]`} {
		if err := json.Unmarshal([]byte(bad), &loaded); err == nil {
			t.Errorf("loaded %s", bad)
		}
	}
}

func TestRelation(t *testing.T) {
	var r Relation
	r.Link("g", "kim")
	r.Link("g", "lee")
	r.Link("h", "kim")
	r.Link("g", "kim")
	before := r.digest()
	r.Replace("h", []string{"lee", "moe"})
	if r.digest() == before {
		t.Error("the digest does not tell the change")
	}
	r.Unlink("g", "nobody")
	r.DropMember("lee")
	check := func(r *Relation) {
		t.Helper()
		got := fmt.Sprint(slices.Collect(r.Members("g").All()), slices.Collect(r.Members("h").All()), slices.Collect(r.Holders("kim").All()), slices.Collect(r.Holders("lee").All()))
		if want := "[kim] [moe] [g] []"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check(&r)
	saved, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var loaded Relation
	if err := json.Unmarshal(saved, &loaded); err != nil {
		t.Fatal(err)
	}
	check(&loaded)
	if loaded.digest() != r.digest() {
		t.Error("the digest of what was loaded differs")
	}
	r.DropHolder("g")
	if r.Holders("kim").Len() != 0 || r.Members("g").Len() != 0 {
		t.Error("a holder that has gone is still found")
	}
}
