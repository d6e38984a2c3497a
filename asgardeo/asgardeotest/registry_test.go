package asgardeotest

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

func TestIDSet(t *testing.T) {
	var s idSet
	for i := range 100 {
		s.add(fmt.Sprint(i))
		s.add(fmt.Sprint(i / 2))
	}
	for i := range 100 {
		if i%10 != 7 {
			s.remove(fmt.Sprint(i))
		}
	}
	s.remove("nothing")
	want := []string{"7", "17", "27", "37", "47", "57", "67", "77", "87", "97"}
	if got := slices.Collect(s.all()); !slices.Equal(got, want) || s.size() != len(want) {
		t.Errorf("got %v (%d), want %v", got, s.size(), want)
	}
	if len(s.order) > 3*len(want) {
		t.Errorf("%d places are kept for %d ids", len(s.order), len(want))
	}
	if !s.has("47") || s.has("46") || (*idSet)(nil).has("1") || (*idSet)(nil).size() != 0 {
		t.Error("the wrong ids are in a set")
	}
}

func TestRegistry(t *testing.T) {
	var r registry[*group]
	a, b, c := &group{ID: "1", Name: "A"}, &group{ID: "2", Name: "b"}, &group{ID: "3", Name: "c"}
	for _, g := range []*group{a, b, c} {
		r.add(g)
	}
	r.change(a, func() { a.Name = "z" })
	r.remove(b)
	if r.named("a") != nil || r.named("z") != a || r.named("b") != nil || r.get("2") != nil || r.size() != 2 {
		t.Errorf("the registry is %+v", r)
	}
	saved, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var loaded registry[*group]
	if err := json.Unmarshal(saved, &loaded); err != nil {
		t.Fatal(err)
	}
	if got := loaded.inOrder(idsOf("3", "2", "1")); len(got) != 2 || got[0].Name != "z" || got[1].Name != "c" || loaded.named("z") != got[0] {
		t.Errorf("loaded %v from %s", got, saved)
	}
	for _, bad := range []string{`[null]`, `[{"ID":""}]`, `{}`, `[1]`} {
		if err := json.Unmarshal([]byte(bad), &loaded); err == nil {
			t.Errorf("loaded %s", bad)
		}
	}
}

func TestRelation(t *testing.T) {
	var r relation
	r.link("g", "kim")
	r.link("g", "lee")
	r.link("h", "kim")
	r.link("g", "kim")
	before := r.digest()
	r.replace("h", []string{"lee", "moe"})
	if r.digest() == before {
		t.Error("the digest does not tell the change")
	}
	r.unlink("g", "nobody")
	r.dropMember("lee")
	check := func(r *relation) {
		t.Helper()
		got := fmt.Sprint(slices.Collect(r.of("g").all()), slices.Collect(r.of("h").all()), slices.Collect(r.with("kim").all()), slices.Collect(r.with("lee").all()))
		if want := "[kim] [moe] [g] []"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	check(&r)
	saved, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	var loaded relation
	if err := json.Unmarshal(saved, &loaded); err != nil {
		t.Fatal(err)
	}
	check(&loaded)
	if loaded.digest() != r.digest() {
		t.Error("the digest of what was loaded differs")
	}
	r.dropHolder("g")
	if r.with("kim").size() != 0 || r.of("g").size() != 0 {
		t.Error("a holder that has gone is still found")
	}
}
