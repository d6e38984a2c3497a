package scim

import (
	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// SetPrefix makes the bulkIds of a Bulk known.
func (b *Bulk) SetPrefix(prefix string) { b.prefix = prefix }

// What is generated from the document.
var (
	API     = &api
	Answers = answers[:]
)

// FilterText writes a filter of users, groups or roles.
func FilterText(kind string, f filter.Filter) (string, error) {
	return f.InternalText(map[string]*grammar.Grammar{"users": &ofUsers, "groups": &ofGroups, "roles": &ofRoles}[kind])
}
