package store

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
)

// An IDSet is a set of ids that keeps the order they were added in. Every
// operation on one id takes the same time however many there are. The zero
// value is empty, and so is a nil set to readers.
type IDSet struct {
	order []string       // an empty string takes the place of a removed id
	at    map[string]int // the position of an id in order
}

// Len returns how many ids there are.
func (s *IDSet) Len() int {
	if s == nil {
		return 0
	}
	return len(s.at)
}

// Has reports whether an id is in the set.
func (s *IDSet) Has(id string) bool {
	if s == nil {
		return false
	}
	_, ok := s.at[id]
	return ok
}

// All yields the ids in order. None may be removed meanwhile.
func (s *IDSet) All() iter.Seq[string] {
	return func(yield func(string) bool) {
		if s == nil {
			return
		}
		for _, id := range s.order {
			if id != "" && !yield(id) {
				return
			}
		}
	}
}

// Add adds an id at the end, unless it is there.
func (s *IDSet) Add(id string) {
	if s.Has(id) {
		return
	}
	if s.at == nil {
		s.at = map[string]int{}
	}
	s.at[id] = len(s.order)
	s.order = append(s.order, id)
}

// Remove removes an id if it is there.
func (s *IDSet) Remove(id string) {
	position, ok := s.at[id]
	if !ok {
		return
	}
	delete(s.at, id)
	s.order[position] = ""
	if len(s.order) > 2*len(s.at)+8 {
		s.close()
	}
}

// close closes the gaps. It is put off until half of the order is gaps.
func (s *IDSet) close() {
	s.order = slices.DeleteFunc(s.order, func(id string) bool { return id == "" })
	for position, id := range s.order {
		s.at[id] = position
	}
}

// An Entry is what a registry holds: something with an id and a name.
type Entry interface {
	comparable
	// Key is the id. It does not change.
	Key() string
	// Names are what it can be found by besides its id. A registry holds one
	// entry of a name.
	Names() []string
}

// A Registry holds entries in order of their creation, and finds one by its id
// or by its name. As JSON it is the list of the entries.
type Registry[T Entry] struct {
	ids    IDSet
	byID   map[string]T
	byName map[string]T
}

// IDs returns the ids of the entries. The caller may not change it.
func (r *Registry[T]) IDs() *IDSet { return &r.ids }

// Len returns how many entries there are.
func (r *Registry[T]) Len() int { return r.ids.Len() }

// Get returns the entry with an id, or the zero value.
func (r *Registry[T]) Get(id string) T { return r.byID[id] }

// Named returns the entry with a name, or the zero value.
func (r *Registry[T]) Named(name string) T { return r.byName[name] }

// All yields the entries in order of their creation. None may be removed
// meanwhile.
func (r *Registry[T]) All() iter.Seq[T] {
	return func(yield func(T) bool) {
		for id := range r.ids.All() {
			if !yield(r.byID[id]) {
				return
			}
		}
	}
}

// Add adds an entry. No other one may have its id.
func (r *Registry[T]) Add(item T) {
	if r.byID == nil {
		r.byID, r.byName = map[string]T{}, map[string]T{}
	}
	r.ids.Add(item.Key())
	r.byID[item.Key()] = item
	for _, name := range item.Names() {
		r.byName[name] = item
	}
}

// Remove removes an entry.
func (r *Registry[T]) Remove(item T) {
	r.ids.Remove(item.Key())
	delete(r.byID, item.Key())
	r.forget(item)
}

// Change lets a function change an entry, its names included.
func (r *Registry[T]) Change(item T, do func()) {
	r.forget(item)
	do()
	for _, name := range item.Names() {
		r.byName[name] = item
	}
}

func (r *Registry[T]) forget(item T) {
	for _, name := range item.Names() {
		if r.byName[name] == item {
			delete(r.byName, name)
		}
	}
}

// items returns the entries for a [File], which keeps each by itself.
func (r Registry[T]) items() []any {
	items := make([]any, 0, r.Len())
	for item := range r.All() {
		items = append(items, item)
	}
	return items
}

// MarshalJSON writes the list of the entries.
func (r Registry[T]) MarshalJSON() ([]byte, error) {
	return json.Marshal(slices.AppendSeq([]T{}, r.All()))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Registry[T]) UnmarshalJSON(data []byte) error {
	var items []T
	if err := decode(data, &items); err != nil {
		return err
	}
	var none T
	*r = Registry[T]{}
	for _, item := range items {
		if item == none || item.Key() == "" {
			return fmt.Errorf("an entry without an id")
		}
		r.Add(item)
	}
	return nil
}

// A Relation says which members each holder has, such as the users of groups,
// and finds either side by the other. As JSON it is an object with the members
// of each holder.
type Relation struct {
	members map[string]*IDSet // by holder
	holders map[string]*IDSet // by member
}

// Members returns the members of a holder.
func (r *Relation) Members(holder string) *IDSet { return r.members[holder] }

// Holders returns the holders that have a member.
func (r *Relation) Holders(member string) *IDSet { return r.holders[member] }

// Link gives a holder one more member.
func (r *Relation) Link(holder, member string) {
	if r.members == nil {
		r.members, r.holders = map[string]*IDSet{}, map[string]*IDSet{}
	}
	addTo(r.members, holder, member)
	addTo(r.holders, member, holder)
}

// Unlink takes a member from a holder.
func (r *Relation) Unlink(holder, member string) {
	removeFrom(r.members, holder, member)
	removeFrom(r.holders, member, holder)
}

// Replace gives a holder other members.
func (r *Relation) Replace(holder string, members []string) {
	r.DropHolder(holder)
	for _, member := range members {
		r.Link(holder, member)
	}
}

// DropHolder removes a holder.
func (r *Relation) DropHolder(holder string) {
	for member := range r.members[holder].All() {
		removeFrom(r.holders, member, holder)
	}
	delete(r.members, holder)
}

// DropMember takes a member from all holders.
func (r *Relation) DropMember(member string) {
	for holder := range r.holders[member].All() {
		removeFrom(r.members, holder, member)
	}
	delete(r.holders, member)
}

func addTo(sets map[string]*IDSet, key, id string) {
	if sets[key] == nil {
		sets[key] = new(IDSet)
	}
	sets[key].Add(id)
}

func removeFrom(sets map[string]*IDSet, key, id string) {
	set := sets[key]
	if set == nil {
		return
	}
	set.Remove(id)
	if set.Len() == 0 {
		delete(sets, key)
	}
}

// Check makes sure that all holders and members are among these.
func (r *Relation) Check(holders, members *IDSet) error {
	for holder, set := range r.members {
		if !holders.Has(holder) {
			return fmt.Errorf("%s has members, and is not there", holder)
		}
		for member := range set.All() {
			if !members.Has(member) {
				return fmt.Errorf("%s has the member %s, which is not there", holder, member)
			}
		}
	}
	return nil
}

// digest is for the function of that name. The order of the holders does not
// matter, and that of their members does.
func (r Relation) digest() uint64 {
	sum := uint64(len(r.members))
	for holder, members := range r.members {
		one := digest(holder)
		for member := range members.All() {
			one = mix(one, digest(member))
		}
		sum += one
	}
	return sum
}

// MarshalJSON writes the members of each holder.
func (r Relation) MarshalJSON() ([]byte, error) {
	lists := make(map[string][]string, len(r.members))
	for holder, members := range r.members {
		lists[holder] = slices.Collect(members.All())
	}
	return json.Marshal(lists)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *Relation) UnmarshalJSON(data []byte) error {
	var lists map[string][]string
	if err := json.Unmarshal(data, &lists); err != nil {
		return err
	}
	*r = Relation{}
	for holder, members := range lists {
		for _, member := range members {
			r.Link(holder, member)
		}
	}
	return nil
}

// InOrder returns the entries with the ids, in order of their creation.
func (r *Registry[T]) InOrder(ids *IDSet) []T {
	var items []T
	for id := range ids.All() {
		if r.ids.Has(id) {
			items = append(items, r.byID[id])
		}
	}
	slices.SortFunc(items, func(a, b T) int { return r.ids.at[a.Key()] - r.ids.at[b.Key()] })
	return items
}

// NamedAny returns the entries with one of the names.
func (r *Registry[T]) NamedAny(names []string) []T {
	var none T
	var items []T
	for _, name := range names {
		if item := r.Named(name); item != none {
			items = append(items, item)
		}
	}
	return items
}

// NewIDSet returns the set of some ids.
func NewIDSet(ids ...string) *IDSet {
	var set IDSet
	for _, id := range ids {
		set.Add(id)
	}
	return &set
}
