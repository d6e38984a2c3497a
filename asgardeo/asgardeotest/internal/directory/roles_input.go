package directory

import (
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// A roleInput is the body of a request. A list that is absent is nil.
type roleInput struct {
	name     string
	audience document
	lists    map[string][]string // by the names of roleLists; absent ones are missing
}

// body reads a role from the body of a request, and checks that the token may
// write the lists in it. The third version requires no further scopes, and
// ignores users and groups.
func (v roleAPI) body(c *call) (roleInput, error) {
	in := roleInput{lists: map[string][]string{}}
	doc, err := c.scimBody()
	if err != nil {
		return in, err
	}
	if doc, err = c.decoded(c.org.d.types.role, doc); err != nil {
		return in, err
	}
	if in, err = roleInputOf(doc); err != nil {
		return in, err
	}
	for _, name := range roleLists {
		if name != "permissions" && !v.hasMembers() {
			delete(in.lists, name)
		}
		if len(in.lists[name]) > 0 {
			if err := v.checkScope(c, name); err != nil {
				return in, err
			}
		}
	}
	return in, nil
}

// roleInputOf reads the attributes of a role.
func roleInputOf(doc document) (roleInput, error) {
	in := roleInput{name: scimengine.Text(doc["displayName"]), lists: map[string][]string{}}
	if strings.TrimSpace(in.name) == "" {
		return in, missingAttribute("displayName")
	}
	in.audience, _ = doc["audience"].(document)
	for _, name := range roleLists {
		if value, ok := doc[name]; ok {
			in.lists[name] = referencedValues(value)
		}
	}
	return in, nil
}

// checkAudience refuses to change the audience of a role.
func (o *organization) checkAudience(r *role, audience document) error {
	own := o.audienceOf(r)
	for name, value := range map[string]string{"type": own.Type, "value": own.Value} {
		if given, ok := audience[name]; ok && !strings.EqualFold(scimengine.Text(given), value) {
			return fail(http.StatusBadRequest, "mutability", scimengine.UnparsableDetail)
		}
	}
	return nil
}

// checkScope requires the scope for writing a list of a role. The scopes of a
// bulk request are accepted in its place.
func (v roleAPI) checkScope(c *call, list string) error {
	if scope, ok := roleListScopes[list]; ok && v.hasMembers() && !c.InBulk && !c.Can(scope) {
		return fail(http.StatusForbidden, "", "The token does not have the scope "+scope+".")
	}
	return nil
}

// referencedValues returns the values of a list of objects, without repeats. It
// leaves out items that are not objects.
func referencedValues(value any) []string {
	items, _ := value.([]any)
	values, seen := []string{}, map[string]bool{}
	for _, item := range items {
		doc, ok := item.(document)
		if text := scimengine.Text(doc["value"]); ok && !seen[text] {
			values, seen[text] = append(values, text), true
		}
	}
	return values
}

func validRoleName(name string) bool {
	return !strings.Contains(name, "/") && !strings.HasPrefix(strings.ToLower(name), "system_")
}

// audienceFor returns the application that a new role belongs to, or nil for the
// organization.
func (o *organization) audienceFor(doc document) (*model.Application, error) {
	kind, _ := doc["type"].(string)
	value, _ := doc["value"].(string)
	switch {
	case kind == "" && value == "":
		return nil, nil
	case strings.EqualFold(kind, roleOfOrganization):
		if value != "" && value != o.ID {
			return nil, scimengine.InvalidValue("The audience is not this organization.")
		}
		return nil, nil
	case strings.EqualFold(kind, roleOfApplication):
		app := o.application(value)
		switch {
		case app == nil:
			return nil, scimengine.InvalidValue("There is no application %s.", value)
		case app.Fragment:
			return nil, scimengine.Misplaced("The application %s is shared, and has its roles where it comes from.", value)
		case !app.OwnRoles:
			return nil, scimengine.InvalidValue("The application %s does not allow roles of its own.", value)
		}
		return app, nil
	}
	return nil, scimengine.InvalidValue("The audience type %s is neither application nor organization.", kind)
}

// checkPermissions accepts the scopes that the application is authorized for
// or, for a role of the organization, every existing scope.
func (o *organization) checkPermissions(app *model.Application, names []string) error {
	var allowed []string
	if app != nil {
		allowed = o.d.needs.ScopesGrantedTo(o.Organization, app.ID)
	}
	for _, name := range names {
		switch {
		case app == nil && o.scopeOwner(name) == nil:
			return scimengine.InvalidValue("Permission: %s not found", name)
		case app != nil && !slices.Contains(allowed, name):
			return scimengine.InvalidValue("Permission: %s is not authorized for application %s", name, app.ID)
		}
	}
	return nil
}

func (o *organization) roleNameTaken(name, appID string, except *role) bool {
	other := o.roles.Named(roleName(name, appID))
	return other != nil && other != except
}

func duplicateRole(name string) error {
	return fail(http.StatusConflict, "", "Role with name: "+name+" already exists in the audience.")
}

// checkRoleInput checks everything in a body except the audience.
func (o *organization) checkRoleInput(in roleInput, app *model.Application, existing *role) error {
	if !validRoleName(in.name) {
		return scimengine.Misplaced("The role name %s is not valid.", in.name)
	}
	appID := ""
	if app != nil {
		appID = app.ID
	}
	if o.roleNameTaken(in.name, appID, existing) {
		return duplicateRole(in.name)
	}
	if err := o.checkPermissions(app, in.lists["permissions"]); err != nil {
		return err
	}
	for _, id := range in.lists["users"] {
		if o.users.Get(id) == nil {
			return scimengine.Misplaced("There is no user %s.", id)
		}
	}
	return o.checkGroups(in.lists["groups"])
}

func (o *organization) checkGroups(ids []string) error {
	for _, id := range ids {
		switch {
		case strings.TrimSpace(id) == "":
			return scimengine.InvalidValue("A group must have an id.")
		case o.groups.Get(id) == nil:
			return scimengine.Misplaced("There is no group %s.", id)
		}
	}
	return nil
}
