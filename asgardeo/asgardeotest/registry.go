package asgardeotest

import (
	"encoding/json"
	"fmt"
	"iter"
	"slices"
)

// An idSet is a set of ids that keeps the order they were added in. Every
// operation on one id takes the same time however many there are. The zero
// value is empty, and so is a nil set to readers.
type idSet struct {
	order []string       // an empty string takes the place of a removed id
	at    map[string]int // the position of an id in order
}

func (s *idSet) size() int {
	if s == nil {
		return 0
	}
	return len(s.at)
}

func (s *idSet) has(id string) bool {
	if s == nil {
		return false
	}
	_, ok := s.at[id]
	return ok
}

// all yields the ids in order. None may be removed meanwhile.
func (s *idSet) all() iter.Seq[string] {
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

func (s *idSet) add(id string) {
	if s.has(id) {
		return
	}
	if s.at == nil {
		s.at = map[string]int{}
	}
	s.at[id] = len(s.order)
	s.order = append(s.order, id)
}

func (s *idSet) remove(id string) {
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
func (s *idSet) close() {
	s.order = slices.DeleteFunc(s.order, func(id string) bool { return id == "" })
	for position, id := range s.order {
		s.at[id] = position
	}
}

// An entry is what a registry holds: something with an id and a name.
type entry interface {
	comparable
	key() string
	// names are what it can be found by besides its id. A registry holds one
	// entry of a name.
	names() []string
}

// A registry holds entries in order of their creation, and finds one by its id
// or by its name. As JSON it is the list of the entries.
type registry[T entry] struct {
	ids    idSet
	byID   map[string]T
	byName map[string]T
}

func (r *registry[T]) size() int { return r.ids.size() }

// get returns the entry with an id, or the zero value.
func (r *registry[T]) get(id string) T { return r.byID[id] }

// named returns the entry with a name, or the zero value.
func (r *registry[T]) named(name string) T { return r.byName[name] }

// all yields the entries in order of their creation. None may be removed
// meanwhile.
func (r *registry[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) {
		for id := range r.ids.all() {
			if !yield(r.byID[id]) {
				return
			}
		}
	}
}

func (r *registry[T]) add(item T) {
	if r.byID == nil {
		r.byID, r.byName = map[string]T{}, map[string]T{}
	}
	r.ids.add(item.key())
	r.byID[item.key()] = item
	for _, name := range item.names() {
		r.byName[name] = item
	}
}

func (r *registry[T]) remove(item T) {
	r.ids.remove(item.key())
	delete(r.byID, item.key())
	r.forget(item)
}

// change lets a function change an entry, its names included.
func (r *registry[T]) change(item T, do func()) {
	r.forget(item)
	do()
	for _, name := range item.names() {
		r.byName[name] = item
	}
}

func (r *registry[T]) forget(item T) {
	for _, name := range item.names() {
		if r.byName[name] == item {
			delete(r.byName, name)
		}
	}
}

// items returns the entries for a state file, which keeps each by itself.
func (r registry[T]) items() []any {
	items := make([]any, 0, r.size())
	for item := range r.all() {
		items = append(items, item)
	}
	return items
}

// MarshalJSON writes the list of the entries.
func (r registry[T]) MarshalJSON() ([]byte, error) {
	return json.Marshal(slices.AppendSeq([]T{}, r.all()))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *registry[T]) UnmarshalJSON(data []byte) error {
	var items []T
	if err := decodeState(data, &items); err != nil {
		return err
	}
	var none T
	*r = registry[T]{}
	for _, item := range items {
		if item == none || item.key() == "" {
			return fmt.Errorf("an entry without an id")
		}
		r.add(item)
	}
	return nil
}

// A relation says which members each holder has, such as the users of groups,
// and finds either side by the other. As JSON it is an object with the members
// of each holder.
type relation struct {
	members map[string]*idSet // by holder
	holders map[string]*idSet // by member
}

// of returns the members of a holder.
func (r *relation) of(holder string) *idSet { return r.members[holder] }

// with returns the holders that have a member.
func (r *relation) with(member string) *idSet { return r.holders[member] }

func (r *relation) link(holder, member string) {
	if r.members == nil {
		r.members, r.holders = map[string]*idSet{}, map[string]*idSet{}
	}
	addTo(r.members, holder, member)
	addTo(r.holders, member, holder)
}

func (r *relation) unlink(holder, member string) {
	removeFrom(r.members, holder, member)
	removeFrom(r.holders, member, holder)
}

// replace gives a holder other members.
func (r *relation) replace(holder string, members []string) {
	r.dropHolder(holder)
	for _, member := range members {
		r.link(holder, member)
	}
}

func (r *relation) dropHolder(holder string) {
	for member := range r.members[holder].all() {
		removeFrom(r.holders, member, holder)
	}
	delete(r.members, holder)
}

func (r *relation) dropMember(member string) {
	for holder := range r.holders[member].all() {
		removeFrom(r.members, holder, member)
	}
	delete(r.holders, member)
}

func addTo(sets map[string]*idSet, key, id string) {
	if sets[key] == nil {
		sets[key] = new(idSet)
	}
	sets[key].add(id)
}

func removeFrom(sets map[string]*idSet, key, id string) {
	set := sets[key]
	if set == nil {
		return
	}
	set.remove(id)
	if set.size() == 0 {
		delete(sets, key)
	}
}

// check makes sure that all holders and members are among these.
func (r *relation) check(holders, members *idSet) error {
	for holder, set := range r.members {
		if !holders.has(holder) {
			return fmt.Errorf("%s has members, and is not there", holder)
		}
		for member := range set.all() {
			if !members.has(member) {
				return fmt.Errorf("%s has the member %s, which is not there", holder, member)
			}
		}
	}
	return nil
}

// digest is for the function of that name. The order of the holders does not
// matter, and that of their members does.
func (r relation) digest() uint64 {
	sum := uint64(len(r.members))
	for holder, members := range r.members {
		one := digest(holder)
		for member := range members.all() {
			one = mix(one, digest(member))
		}
		sum += one
	}
	return sum
}

// MarshalJSON writes the members of each holder.
func (r relation) MarshalJSON() ([]byte, error) {
	lists := make(map[string][]string, len(r.members))
	for holder, members := range r.members {
		lists[holder] = slices.Collect(members.all())
	}
	return json.Marshal(lists)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (r *relation) UnmarshalJSON(data []byte) error {
	var lists map[string][]string
	if err := json.Unmarshal(data, &lists); err != nil {
		return err
	}
	*r = relation{}
	for holder, members := range lists {
		for _, member := range members {
			r.link(holder, member)
		}
	}
	return nil
}

// inOrder returns the entries with the ids, in order of their creation.
func (r *registry[T]) inOrder(ids *idSet) []T {
	var items []T
	for id := range ids.all() {
		if r.ids.has(id) {
			items = append(items, r.byID[id])
		}
	}
	slices.SortFunc(items, func(a, b T) int { return r.ids.at[a.key()] - r.ids.at[b.key()] })
	return items
}

// namedAny returns the entries with one of the names.
func (r *registry[T]) namedAny(names []string) []T {
	var none T
	var items []T
	for _, name := range names {
		if item := r.named(name); item != none {
			items = append(items, item)
		}
	}
	return items
}

// idsOf returns the set of some ids.
func idsOf(ids ...string) *idSet {
	var set idSet
	for _, id := range ids {
		set.add(id)
	}
	return &set
}
