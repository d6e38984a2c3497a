package engine

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// organizationsFormat is the version of the format in which organizations are
// stored.
const organizationsFormat = 1

// A Tenant is a root organization with its sub-organizations. Its state, and
// that of every domain, is read and changed with its lock held.
type Tenant struct {
	sync.Mutex
	*Source

	// Fresh reports whether the state is new: there was no file, or no file is
	// used.
	Fresh bool

	url           string
	root          *Organization // does not change, so that it is read without the lock
	db            *state.DB
	organizations state.Registry[*Organization] // the root first
}

// An Organization is one organization of a tenant.
type Organization struct {
	ID, Name    string
	Deactivated bool

	tenant *Tenant `state:"derived"`
}

// Key is the id.
func (o *Organization) Key() string { return o.ID }

// Names returns the name in lower case: names are unique regardless of case.
func (o *Organization) Names() []string { return []string{strings.ToLower(o.Name)} }

// OpenTenant returns the tenant stored in a file, or a new one with a root
// organization of this name if the file does not exist. If the path is empty,
// the state is only in memory.
func OpenTenant(path, name string, source *Source) (*Tenant, error) {
	t := &Tenant{Source: source, db: state.NewMemory()}
	if path != "" {
		var err error
		if t.db, err = state.Open(path, t); err != nil {
			return nil, err
		}
	}
	if err := t.restore(); err != nil {
		return nil, errors.Join(err, t.db.Close())
	}
	if t.Fresh = t.organizations.Len() == 0; t.Fresh {
		t.organizations.Add(&Organization{ID: source.NewUUID(), Name: name})
	}
	t.root = t.first()
	t.db.Stamp(source.Position)
	return t, nil
}

// ReadTenant returns the tenant stored in a database. It returns an error if the
// database has no tenant.
func ReadTenant(db *state.DB, source *Source) (*Tenant, error) {
	t := &Tenant{Source: source, db: db}
	if err := t.restore(); err != nil {
		return nil, err
	}
	if t.root = t.first(); t.root == nil {
		return nil, errors.New("there is no organization")
	}
	return t, nil
}

func (t *Tenant) restore() error {
	t.organizations.Prepare = func(o *Organization) { o.tenant = t }
	t.Section("organizations", organizationsFormat).Keep("organizations", &t.organizations)
	return errors.Join(t.db.Err(), t.Resume(t.db.Stamped()))
}

// Close closes the file. Later changes are not stored.
func (t *Tenant) Close() error { return t.db.Close() }

// Verify returns an error if the state differs from the file, that is, if a
// change was not noted. It is for tests.
func (t *Tenant) Verify() error { return t.db.Verify() }

// Section returns the part of the database with the state of a domain.
func (t *Tenant) Section(name string, format int) *state.Section { return t.db.Section(name, format) }

// SetURL sets the base URL of the root organization, without a trailing slash.
func (t *Tenant) SetURL(url string) { t.url = url }

// URL returns the base URL of the root organization.
func (t *Tenant) URL() string { return t.url }

// Root returns the organization that the server is named after. It needs no
// lock.
func (t *Tenant) Root() *Organization { return t.root }

func (t *Tenant) first() *Organization {
	for o := range t.organizations.All() {
		return o
	}
	return nil
}

// All yields every organization, the root first.
func (t *Tenant) All() iter.Seq[*Organization] { return t.organizations.All() }

// Below yields the sub-organizations, in order of creation.
func (t *Tenant) Below() iter.Seq[*Organization] {
	return func(yield func(*Organization) bool) {
		for o := range t.organizations.All() {
			if !o.IsRoot() && !yield(o) {
				return
			}
		}
	}
}

// Organization returns the organization with an id, or nil.
func (t *Tenant) Organization(id string) *Organization { return t.organizations.Get(id) }

// Named returns the organization with a name, or nil.
func (t *Tenant) Named(name string) *Organization {
	return t.organizations.Named(strings.ToLower(name))
}

// Find is like [Tenant.Organization], but an empty id means the root, and an
// unknown id is an error.
func (t *Tenant) Find(id string) (*Organization, error) {
	if id == "" {
		return t.Root(), nil
	}
	if o := t.Organization(id); o != nil {
		return o, nil
	}
	return nil, fmt.Errorf("no organization %q was added", id)
}

// AddOrganization adds a sub-organization. It returns an error if the name is
// empty or already taken.
func (t *Tenant) AddOrganization(name string) (*Organization, error) {
	if strings.TrimSpace(name) == "" {
		return nil, fmt.Errorf("the name of an organization is empty")
	}
	o := &Organization{ID: t.NewUUID(), Name: name}
	if t.Named(name) != nil {
		return nil, fmt.Errorf("the organization %q exists already", name)
	}
	t.organizations.Add(o)
	return o, nil
}

// Deactivate deactivates an organization.
func (o *Organization) Deactivate() {
	o.tenant.organizations.Change(o, func() { o.Deactivated = true })
}

// IsRoot reports whether the organization is the one the server is named after.
func (o *Organization) IsRoot() bool { return o.ID == o.tenant.root.ID }

// Tenant returns the tenant that the organization is part of.
func (o *Organization) Tenant() *Tenant { return o.tenant }

// BaseURL returns the base URL of the management APIs. It is the same for all
// sub-organizations: the token determines the sub-organization.
func (o *Organization) BaseURL() string {
	if o.IsRoot() {
		return o.tenant.url
	}
	return o.tenant.url + "/o"
}

// ServerPath returns the path of the server APIs below the host, for relative
// links.
func (o *Organization) ServerPath() string {
	path := "/t/" + o.tenant.Root().Name
	if !o.IsRoot() {
		path += "/o"
	}
	return path + serverAPI
}

// ServerURL returns the absolute form of [Organization.ServerPath].
func (o *Organization) ServerURL() string { return o.BaseURL() + serverAPI }

const serverAPI = "/api/server/v1"

// States has a state of type T for each organization.
type States[T any] struct {
	section *state.Section
	keep    func(*state.Section, *T)
	states  map[string]*T // by the id of the organization
}

// NewStates returns the states stored in a section of the database. The
// function keep calls [state.Section.Keep] for each collection of a state.
func NewStates[T any](section *state.Section, keep func(part *state.Section, s *T)) *States[T] {
	return &States[T]{section, keep, map[string]*T{}}
}

// Of returns the state of an organization.
func (s *States[T]) Of(o *Organization) *T {
	found := s.states[o.ID]
	if found == nil {
		found = new(T)
		s.keep(s.section.Of(o.ID), found)
		s.states[o.ID] = found
	}
	return found
}
