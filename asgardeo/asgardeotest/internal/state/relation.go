package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// A Relation links holders to members, such as groups to users, and finds either
// side by the other. Both sides are in the order in which they were linked. Its
// JSON is an object with the members of each holder. It must not be copied after
// first use.
type Relation struct {
	members map[string]*IDSet // by holder
	holders map[string]*IDSet // by member
	rows    ledger[link]
}

// A link is one member of one holder.
type link struct{ holder, member string }

// Members returns the members of a holder. The caller may not change it.
func (r *Relation) Members(holder string) *IDSet { return r.members[holder] }

// Holders returns the holders that have a member. The caller may not change it.
func (r *Relation) Holders(member string) *IDSet { return r.holders[member] }

// Link adds a member to a holder.
func (r *Relation) Link(holder, member string) {
	if r.members[holder].Has(member) {
		return
	}
	r.insert(link{holder, member})
	r.rows.put(link{holder, member})
}

// Unlink removes a member from a holder.
func (r *Relation) Unlink(holder, member string) {
	r.remove(link{holder, member})
	r.rows.delete(link{holder, member})
}

// Replace replaces the members of a holder, in the given order. It keeps the
// links that are in both, so that adding or removing one member is one change.
func (r *Relation) Replace(holder string, members []string) {
	next := NewIDSet(members...)
	for _, member := range slices.Collect(r.Members(holder).All()) {
		if !next.Has(member) {
			r.Unlink(holder, member)
		}
	}
	kept := slices.Collect(r.Members(holder).All())
	same := 0
	for member := range next.All() {
		if same == len(kept) || kept[same] != member {
			break
		}
		same++
	}
	for _, member := range kept[same:] {
		r.Unlink(holder, member)
	}
	for member := range next.Page(same, next.Len()) {
		r.Link(holder, member)
	}
}

// DropHolder removes a holder.
func (r *Relation) DropHolder(holder string) {
	for _, member := range slices.Collect(r.Members(holder).All()) {
		r.Unlink(holder, member)
	}
}

// DropMember removes a member from all holders.
func (r *Relation) DropMember(member string) {
	for _, holder := range slices.Collect(r.Holders(member).All()) {
		r.Unlink(holder, member)
	}
}

func (r *Relation) insert(l link) {
	if r.members == nil {
		r.members, r.holders = map[string]*IDSet{}, map[string]*IDSet{}
	}
	addTo(r.members, l.holder, l.member)
	addTo(r.holders, l.member, l.holder)
}

func (r *Relation) remove(l link) {
	removeFrom(r.members, l.holder, l.member)
	removeFrom(r.holders, l.member, l.holder)
}

// Check returns an error if a holder or a member is not among the given ids.
func (r *Relation) Check(holders, members *IDSet) error {
	for holder, set := range r.members {
		if !holders.Has(holder) {
			return fmt.Errorf("%s has members, but does not exist", holder)
		}
		for member := range set.All() {
			if !members.Has(member) {
				return fmt.Errorf("%s has the member %s, which does not exist", holder, member)
			}
		}
	}
	return nil
}

// MarshalJSON writes the members of each holder.
func (r Relation) MarshalJSON() ([]byte, error) {
	lists := make(map[string][]string, len(r.members))
	for holder, members := range r.members {
		lists[holder] = slices.Collect(members.All())
	}
	return json.Marshal(lists)
}

// UnmarshalJSON replaces the links by those that MarshalJSON wrote.
func (r *Relation) UnmarshalJSON(data []byte) error {
	var lists map[string][]string
	if err := json.Unmarshal(data, &lists); err != nil {
		return err
	}
	for holder := range r.members {
		r.DropHolder(holder)
	}
	for _, holder := range slices.Sorted(maps.Keys(lists)) {
		r.Replace(holder, lists[holder])
	}
	return nil
}

func (r *Relation) ledger() book {
	r.rows.owner = r
	return &r.rows
}

func (r *Relation) bound() error { return refuseUnlessEmpty(len(r.members)) }

func (r *Relation) rowOf(l link) any { return []string{l.holder, l.member} }

func (r *Relation) loadRow(data []byte) (link, error) {
	var ids []string
	if err := decode(data, &ids); err != nil {
		return link{}, err
	}
	if len(ids) != 2 || ids[0] == "" || ids[1] == "" {
		return link{}, errors.New("a link without a holder and a member")
	}
	l := link{ids[0], ids[1]}
	if r.members[l.holder].Has(l.member) {
		return link{}, fmt.Errorf("a second link of %s and %s", l.holder, l.member)
	}
	r.insert(l)
	return l, nil
}

func (r *Relation) recodeRow(data []byte) ([]byte, error) { return recode[[]string](data) }

func (r *Relation) dropRow(l link) { r.remove(l) }

func (r *Relation) arrange(links []link) {
	r.members, r.holders = nil, nil
	for _, l := range links {
		r.insert(l)
	}
}

func (r *Relation) checkRows() error { return nil }
