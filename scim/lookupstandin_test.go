package scim_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/internal/standin"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Lookups find exactly the resource of a name among others with names that are nearly the same, whatever is in them.
func TestLookupsFindRandomNames(t *testing.T) {
	t.Parallel()
	_, client := standin.Start(t)
	ctx := t.Context()
	create := map[string]func(name string) (string, error){
		"scim.Users.GetByUserName": func(name string) (string, error) {
			return idOf(func(u *scim.User) string { return u.ID })(client.SCIM.Users.Create(ctx, &scim.User{UserName: name}))
		},
		"scim.Groups.GetByName": func(name string) (string, error) {
			return idOf(func(g *scim.Group) string { return g.ID })(client.SCIM.Groups.Create(ctx, &scim.Group{DisplayName: name}))
		},
		"scim.Roles.GetByName": func(name string) (string, error) {
			return idOf(func(r *scim.Role) string { return r.ID })(client.SCIM.Roles.Create(ctx, &scim.Role{DisplayName: name}))
		},
	}
	names := []string{"DEFAULT/My App", "My App", "R and D", "管理 者", "роль", "it's", "it's ok", "a#b", "a b#c", `a\b c`, "kim (x)", "(x) kim", "and", "x eq y", "Acme Co"}
	names = slices.AppendSeq(names, resttest.RandomNames(60))
	for _, lookup := range lookups {
		make := create[lookup.operation]
		if make == nil {
			continue
		}
		ids := map[string]string{}
		for _, name := range names {
			for _, near := range []string{name, name + "x", strings.ReplaceAll(name, " ", "  "), strings.ReplaceAll(name, "#", " ")} {
				near = strings.TrimFunc(near, func(r rune) bool { return r <= ' ' }) // as the server does
				if id, err := make(near); err == nil {
					ids[near] = id
				}
			}
		}
		if len(ids) < 100 {
			t.Fatalf("%s: the server took %d names", lookup.operation, len(ids))
		}
		for name, want := range ids {
			if strings.Contains(name, "/") && !strings.HasPrefix(name, "DEFAULT/") {
				continue // names without a store, as the server shows them
			}
			_, twice := ids["DEFAULT/"+name]
			if id, err := lookup.get(ctx, client.SCIM, name); twice != errors.Is(err, asgardeo.ErrAmbiguous) || !twice && id != want {
				t.Errorf("%s %q: got %q, %v, want %q", lookup.operation, name, id, err, want)
			}
			if _, err := lookup.get(ctx, client.SCIM, name+"!"); !errors.Is(err, asgardeo.ErrNotFound) {
				t.Errorf("%s %q: got %v, want ErrNotFound", lookup.operation, name+"!", err)
			}
		}
	}
}
