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
	if in.name, err = scimengine.TextMember(doc, "displayName"); err != nil {
		return in, err
	}
	if strings.TrimSpace(in.name) == "" {
		return in, missingAttribute("displayName")
	}
	if value, _ := scimengine.Member(doc, "audience"); value != nil {
		var ok bool
		if in.audience, ok = value.(document); !ok {
			return in, scimengine.InvalidSyntax()
		}
	}
	for _, name := range roleLists {
		value, _ := scimengine.Member(doc, name)
		if value == nil || name != "permissions" && !v.hasMembers() {
			continue
		}
		if in.lists[name], err = referencedValues(value); err != nil {
			return in, err
		}
		if len(in.lists[name]) > 0 {
			if err := v.checkScope(c, name); err != nil {
				return in, err
			}
		}
	}
	return in, nil
}

// checkScope requires the scope for writing a list of a role. The scopes of a
// bulk request are accepted in its place.
func (v roleAPI) checkScope(c *call, list string) error {
	if scope, ok := roleListScopes[list]; ok && v.hasMembers() && !c.InBulk && !c.Can(scope) {
		return fail(http.StatusForbidden, "", "The token does not have the scope "+scope+".")
	}
	return nil
}

// referencedValues returns the values of a list of objects, without repeats.
func referencedValues(value any) ([]string, error) {
	items, ok := value.([]any)
	if !ok {
		items = []any{value}
	}
	values, seen := []string{}, map[string]bool{}
	for _, item := range items {
		doc, ok := item.(document)
		if !ok {
			return nil, scimengine.InvalidSyntax()
		}
		text, ok := doc["value"].(string)
		if !ok {
			return nil, scimengine.InvalidSyntax()
		}
		if !seen[text] {
			values, seen[text] = append(values, text), true
		}
	}
	return values, nil
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
