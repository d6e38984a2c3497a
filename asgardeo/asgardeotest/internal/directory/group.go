package directory

import (
	"math"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// A group is a group of users. The state has its members, by the id of the
// group.
type group struct {
	ID, Name          string // the name begins with its store, unless that is the primary one
	Created, Modified time.Time
}

func (g *group) Key() string { return g.ID }

func (g *group) Names() []string { return []string{strings.ToLower(g.Name)} }

func (o *organization) groupURL(g *group) string { return o.scimURL() + "/Groups/" + g.ID }

// groupMinimal returns the group as the response to its creation shows it.
func (o *organization) groupMinimal(g *group) document {
	return document{
		"schemas":     []string{scimengine.GroupSchema},
		"id":          g.ID,
		"displayName": g.Name,
		"meta":        o.groupMeta(g),
	}
}

func (o *organization) groupMeta(g *group) document {
	return document{
		"resourceType": "Group",
		"created":      scimTime(g.Created),
		"lastModified": scimTime(g.Modified),
		"location":     o.groupURL(g),
	}
}

// groupDocument returns the group with the attributes that a query selects.
func (o *organization) groupDocument(g *group, q query) document {
	doc := o.groupMinimal(g)
	if q.Wants("members") {
		addList(doc, "members", o.memberReferences(g))
	}
	if q.Wants("roles") {
		addList(doc, "roles", o.groupRoles(g))
	}
	return doc
}

func (o *organization) memberReferences(g *group) []any {
	return o.userReferences(o.members.Members(g.ID), math.MaxInt)
}

// groupReferences returns references to groups.
func (o *organization) groupReferences(ids *state.IDSet) []any {
	var references []any
	for _, g := range o.groups.InOrder(ids) {
		references = append(references, reference(g.ID, g.Name, o.groupURL(g)))
	}
	return references
}

func (o *organization) groupRoles(g *group) []any {
	var roles []any
	for _, r := range o.roles.InOrder(o.roleGroups.Holders(g.ID)) {
		roles = append(roles, reference(r.ID, r.Name, o.roleURL(r)))
	}
	return roles
}
