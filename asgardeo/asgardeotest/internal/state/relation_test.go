package state

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
)

func TestRelation(t *testing.T) {
	t.Parallel()
	var r Relation
	r.Link("g", "kim")
	r.Link("g", "lee")
	r.Link("h", "kim")
	r.Link("g", "kim")
	r.Replace("h", []string{"lee", "moe"})
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
	r.DropHolder("g")
	if r.Holders("kim").Len() != 0 || r.Members("g").Len() != 0 {
		t.Error("a holder that has gone is still found")
	}
}

func TestReplaceChangesOnlyWhatDiffers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, next string
		rows       int
	}{
		{"the same", "abcd", 0},
		{"one more", "abcde", 1},
		{"one less", "acd", 1},
		{"first less, one more", "bcdx", 2},
		{"other order", "abdc", 4},
		{"twice", "abcdd", 0},
		{"none", "", 4},
	} {
		db := openDB(t, newPath(t))
		var r Relation
		db.Section("s", 1).Keep("r", &r)
		r.Replace("g", []string{"a", "b", "c", "d"})
		commit(t, db)
		var next []string
		for _, member := range test.next {
			next = append(next, string(member))
		}
		r.Replace("g", next)
		if got, want := slices.Collect(r.Members("g").All()), slices.Compact(next); !slices.Equal(got, want) {
			t.Errorf("%s: the members are %v, want %v", test.name, got, want)
		}
		if got := len(r.rows.changed); got != test.rows {
			t.Errorf("%s: %d rows change, want %d", test.name, got, test.rows)
		}
	}
}

func TestCheckNamesWhatIsMissing(t *testing.T) {
	t.Parallel()
	var r Relation
	r.Link("g", "u")
	for _, test := range []struct {
		holders, members *IDSet
		want             string
	}{
		{NewIDSet("g"), NewIDSet("u"), ""},
		{NewIDSet(), NewIDSet("u"), "g has members, but does not exist"},
		{NewIDSet("g"), NewIDSet(), "g has the member u, which does not exist"},
	} {
		wantError(t, r.Check(test.holders, test.members), test.want)
	}
}
