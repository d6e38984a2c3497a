package state

// An Index finds the entries of a registry by keys that several entries may
// share. The registry keeps the index up to date. The index is not part of the
// file.
type Index[T Entry] struct {
	registry *Registry[T]
	keys     func(T) []string
	ids      map[string]*IDSet // by key
}

// NewIndex returns an index of the entries of a registry, including those that
// it already has. keys returns the keys of an entry. They may only change in
// [Registry.Change].
func NewIndex[T Entry](r *Registry[T], keys func(T) []string) *Index[T] {
	x := &Index[T]{registry: r, keys: keys, ids: map[string]*IDSet{}}
	for item := range r.All() {
		x.add(item)
	}
	r.indexes = append(r.indexes, x)
	return x
}

// Has reports whether an entry has a key.
func (x *Index[T]) Has(key string) bool { return x.ids[key].Len() > 0 }

// Len returns how many entries have a key.
func (x *Index[T]) Len(key string) int { return x.ids[key].Len() }

// With returns the entries with a key, in order of their creation.
func (x *Index[T]) With(key string) []T { return x.registry.InOrder(x.ids[key]) }

func (x *Index[T]) add(item T) {
	for _, key := range x.keys(item) {
		addTo(x.ids, key, item.Key())
	}
}

func (x *Index[T]) remove(item T) {
	for _, key := range x.keys(item) {
		removeFrom(x.ids, key, item.Key())
	}
}

// addTo adds an id to the set that a map has for a key.
func addTo(sets map[string]*IDSet, key, id string) {
	if sets[key] == nil {
		sets[key] = new(IDSet)
	}
	sets[key].Add(id)
}

// removeFrom removes an id from the set that a map has for a key.
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
