package engine

import (
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// organizationsFormat is the version of the format that organizations are kept
// in.
const organizationsFormat = 1

// A Tenant is an organization with those below it. Its state, and that of every
// domain, is read and changed with its lock held.
type Tenant struct {
	sync.Mutex
	*Source

	// Fresh says that there was no file, or none is kept.
	Fresh bool

	url           string
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

// Names returns the name in lower case: it is unique whatever its case.
func (o *Organization) Names() []string { return []string{strings.ToLower(o.Name)} }

// OpenTenant returns the tenant that a file keeps, or a new one with a root
// organization of this name if there is no file. Without a path nothing is kept.
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
		t.organizations.Add(&Organization{ID: source.NewUUID(), Name: name, tenant: t})
	}
	t.db.Stamp(source.Position)
	return t, nil
}

// ReadTenant returns the tenant that a database has. It fails when there is none.
func ReadTenant(db *state.DB, source *Source) (*Tenant, error) {
	t := &Tenant{Source: source, db: db}
	if err := t.restore(); err != nil {
		return nil, err
	}
	if t.organizations.Len() == 0 {
		return nil, errors.New("there is no organization")
	}
	return t, nil
}

func (t *Tenant) restore() error {
	t.Section("organizations", organizationsFormat).Keep("organizations", &t.organizations)
	for o := range t.organizations.All() {
		o.tenant = t
	}
	return errors.Join(t.db.Err(), t.Resume(t.db.Stamped()))
}

// Close lets go of the file. Nothing is kept any more.
func (t *Tenant) Close() error { return t.db.Close() }

// Verify reports a difference between the state and what the file has of it: a
// change that was not noted. It is for tests.
func (t *Tenant) Verify() error { return t.db.Verify() }

// Section returns the part of the database that keeps the state of a domain.
func (t *Tenant) Section(name string, format int) *state.Section { return t.db.Section(name, format) }

// SetURL sets the base URL of the root organization, without a trailing slash.
func (t *Tenant) SetURL(url string) { t.url = url }

// URL returns the base URL of the root organization.
func (t *Tenant) URL() string { return t.url }

// Root returns the organization that the server is named after.
func (t *Tenant) Root() *Organization {
	for o := range t.organizations.All() {
		return o
	}
	return nil
}

// All yields every organization, the root first.
func (t *Tenant) All() iter.Seq[*Organization] { return t.organizations.All() }

// Below yields the organizations below the root, in order of creation.
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

// Find is [Tenant.Organization] that takes an empty id for the root, and fails when
// there is no organization.
func (t *Tenant) Find(id string) (*Organization, error) {
	if id == "" {
		return t.Root(), nil
	}
	if o := t.Organization(id); o != nil {
		return o, nil
	}
	return nil, fmt.Errorf("no organization %q was added", id)
}

// AddOrganization adds an organization below the root. It fails when the name is
// empty, or that of another organization.
func (t *Tenant) AddOrganization(name string) (*Organization, error) {
	if strings.TrimSpace(name) == "" {
		return nil, fmt.Errorf("an organization needs a name")
	}
	o := &Organization{ID: t.NewUUID(), Name: name, tenant: t}
	if t.organizations.Named(o.Names()[0]) != nil {
		return nil, fmt.Errorf("there is an organization %q", name)
	}
	t.organizations.Add(o)
	return o, nil
}

// Deactivate ends the use of an organization.
func (o *Organization) Deactivate() {
	o.tenant.organizations.Change(o, func() { o.Deactivated = true })
}

// IsRoot reports whether the organization is the one the server is named after.
func (o *Organization) IsRoot() bool { return o == o.tenant.Root() }

// Tenant returns the tenant that the organization is part of.
func (o *Organization) Tenant() *Tenant { return o.tenant }

// BaseURL is what the URLs of the management APIs begin with: tokens tell one
// organization below the root from another, paths do not.
func (o *Organization) BaseURL() string {
	if o.IsRoot() {
		return o.tenant.url
	}
	return o.tenant.url + "/o"
}

// ServerPath is the path of a server API below the host, as relative links
// have it.
func (o *Organization) ServerPath() string {
	path := "/t/" + o.tenant.Root().Name
	if !o.IsRoot() {
		path += "/o"
	}
	return path + serverAPI
}

// ServerURL is the absolute form of [Organization.ServerPath].
func (o *Organization) ServerURL() string { return o.BaseURL() + serverAPI }

const serverAPI = "/api/server/v1"

// States keeps a state of type T for each organization.
type States[T any] struct {
	section *state.Section
	keep    func(*state.Section, *T)
	states  map[string]*T // by the id of the organization
}

// NewStates returns the states that a section of the database has. The function
// names the collections of a state: it calls [state.Section.Keep] for each.
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
