package directory

import (
	"maps"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// A user has its attributes in Attributes, except the id, the metadata, the
// password and computed attributes, such as its groups.
type user struct {
	ID                string
	Created, Modified time.Time
	Attributes        document
	Password          *passwordHash // nil for a user who cannot sign in with one
}

func (u *user) Key() string { return u.ID }

func (u *user) Names() []string { return []string{strings.ToLower(u.name())} }

// name returns the user name with its store, unless that is the primary one.
func (u *user) name() string {
	name, _ := u.Attributes["userName"].(string)
	return name
}

// userNamed returns the user with a name, or nil. A name without a store means the
// primary store.
func (o *organization) userNamed(name string) *user {
	name, err := canonicalName("userName", name)
	if err != nil {
		return nil
	}
	return o.users.Named(strings.ToLower(name))
}

func (o *organization) userURL(u *user) string { return o.scimURL() + "/Users/" + u.ID }

// userDocument returns the user for a response. It shares data with the user:
// the caller must not change it.
func (o *organization) userDocument(u *user) document {
	doc := maps.Clone(u.Attributes)
	schemas := []string{scimengine.UserSchema}
	for _, extension := range o.d.types.user.Extensions() {
		if _, ok := doc[extension]; ok {
			schemas = append(schemas, extension)
		}
	}
	doc["schemas"] = schemas
	doc["id"] = u.ID
	doc["meta"] = o.userMeta(u)
	if emails, ok := doc["emails"].([]any); ok && o.d.settings.PlainEmails {
		doc["emails"] = plainEmails(emails)
	}
	addList(doc, "groups", o.userGroups(u))
	addList(doc, "roles", o.userRoles(u))
	return doc
}

func (o *organization) userMeta(u *user) document {
	return document{
		"resourceType": "User",
		"created":      scimTime(u.Created),
		"lastModified": scimTime(u.Modified),
		"location":     o.userURL(u),
	}
}

// plainEmails returns the old form of a list of addresses: those without a type are
// plain strings, and the others do not have primary.
func plainEmails(emails []any) []any {
	out := make([]any, 0, len(emails))
	for _, email := range emails {
		entry, _ := email.(document)
		if entry["type"] == nil {
			out = append(out, entry["value"])
			continue
		}
		entry = maps.Clone(entry)
		delete(entry, "primary")
		out = append(out, entry)
	}
	return out
}

// userReferences returns references to at most limit users.
func (o *organization) userReferences(ids *state.IDSet, limit int) []any {
	references := make([]any, 0, min(ids.Len(), limit))
	for id := range ids.All() {
		if len(references) == limit {
			break
		}
		if u := o.users.Get(id); u != nil {
			references = append(references, reference(id, u.name(), o.userURL(u)))
		}
	}
	return references
}

func (o *organization) userGroups(u *user) []any { return o.groupReferences(o.members.Holders(u.ID)) }

// userRoles returns the roles of a user for its document.
func (o *organization) userRoles(u *user) []any {
	var roles []any
	for _, r := range o.rolesOf(u.ID) {
		audience := o.audienceOf(r)
		role := reference(r.ID, r.Name, o.roleURL(r))
		role["audienceValue"], role["audienceDisplay"], role["audienceType"] = audience.Value, audience.Display, audience.Type
		roles = append(roles, role)
	}
	return roles
}

// rolesOf returns the roles that a user has, itself or through its groups.
func (o *organization) rolesOf(userID string) []*role {
	var ids state.IDSet
	for id := range o.roleUsers.Holders(userID).All() {
		ids.Add(id)
	}
	for groupID := range o.members.Holders(userID).All() {
		for id := range o.roleGroups.Holders(groupID).All() {
			ids.Add(id)
		}
	}
	return o.roles.InOrder(&ids)
}
