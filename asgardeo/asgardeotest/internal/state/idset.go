package state

import (
	"iter"
	"slices"
)

// An IDSet is a set of ids in the order in which they were added. The cost of an
// operation on one id does not depend on the size of the set. The zero value is
// an empty set. A nil set can be read, and is empty.
type IDSet struct {
	order []string       // an empty string takes the place of a removed id
	at    map[string]int // the position of an id in order
	live  []int          // a Fenwick tree that counts the ids in order; nil while no id has been removed
}

// NewIDSet returns the set of some ids.
func NewIDSet(ids ...string) *IDSet {
	var set IDSet
	for _, id := range ids {
		set.Add(id)
	}
	return &set
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

// All yields the ids in order. No id may be removed during the iteration.
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

// Page yields up to count ids in order, beginning with the one at index start.
// The cost is proportional to the number of ids that it yields. No id may be
// removed during the iteration.
func (s *IDSet) Page(start, count int) iter.Seq[string] {
	return func(yield func(string) bool) {
		for index := max(start, 0); index < s.Len() && count > 0; index++ {
			if !yield(s.order[s.position(index)]) {
				return
			}
			count--
		}
	}
}

// Add adds an id at the end, unless the set has it.
func (s *IDSet) Add(id string) {
	if s.Has(id) {
		return
	}
	if s.at == nil {
		s.at = map[string]int{}
	}
	s.at[id] = len(s.order)
	s.order = append(s.order, id)
	if s.live != nil {
		s.live = append(s.live, s.countBelow(len(s.live))+1)
	}
}

// Remove removes an id if the set has it.
func (s *IDSet) Remove(id string) {
	position, ok := s.at[id]
	if !ok {
		return
	}
	if s.live == nil {
		s.countLive()
	}
	delete(s.at, id)
	s.order[position] = ""
	for node := position + 1; node < len(s.live); node += node & -node {
		s.live[node]--
	}
	if len(s.order) > 2*len(s.at)+8 {
		s.close()
	}
}

// close removes the gaps. It is called once half of the order consists of gaps.
func (s *IDSet) close() {
	s.order = slices.DeleteFunc(s.order, func(id string) bool { return id == "" })
	for position, id := range s.order {
		s.at[id] = position
	}
	s.live = nil
}

// countLive builds the tree for an order without gaps. Node n counts the n & -n
// positions that end with position n-1; node 0 is not used.
func (s *IDSet) countLive() {
	s.live = make([]int, len(s.order)+1)
	for node := 1; node < len(s.live); node++ {
		s.live[node] = node & -node
	}
}

// countBelow returns what the children of a node count together.
func (s *IDSet) countBelow(node int) int {
	count := 0
	for child := node - 1; child > node-node&-node; child -= child & -child {
		count += s.live[child]
	}
	return count
}

// position returns the position in order of the id at an index, which is below
// the number of ids.
func (s *IDSet) position(index int) int {
	if s.live == nil {
		return index
	}
	step := 1
	for step*2 < len(s.live) {
		step *= 2
	}
	position := 0
	for ; step > 0; step /= 2 {
		if node := position + step; node < len(s.live) && s.live[node] <= index {
			position = node
			index -= s.live[node]
		}
	}
	return position
}
