package asgardeotest

import (
	"net/http"
	"regexp"
	"slices"
)

const (
	policySelected         = "SELECTED_ORG_ONLY"
	policySelectedChildren = "SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN"
	policyAll              = "ALL_EXISTING_ORGS_ONLY"
	policyAllFuture        = "ALL_EXISTING_AND_FUTURE_ORGS"

	rolesAll      = "ALL"
	rolesSelected = "SELECTED"
)

// A sharing says which organizations can use an application.
type sharing struct {
	Policy  string // of all organizations, or empty
	Roles   roleSharing
	Shares  []*share // in order of creation
	LastRow int
}

// A share is the use of an application in another organization.
type share struct {
	Row            int
	OrganizationID string
	ApplicationID  string // of what stands there for the application
	Policy         string
	Roles          roleSharing
}

type roleSharing struct {
	Mode  string       `json:"mode" enum:"ALL|NONE|SELECTED" rule:"required"`
	Roles []sharedRole `json:"roles,omitempty"`
}

type sharedRole struct {
	Name     string        `json:"displayName" rule:"required"`
	Audience *roleAudience `json:"audience" rule:"required"`
}

type roleAudience struct {
	Display string `json:"display" rule:"required"`
	Type    string `json:"type" rule:"required"`
}

type shareCreation struct {
	WithAll       *bool     `json:"shareWithAllChildren"`
	Organizations *[]string `json:"sharedOrganizations"`
}

type selectiveShare struct {
	ApplicationID string `json:"applicationId" rule:"required"`
	Organizations []struct {
		ID     string       `json:"orgId" rule:"required"`
		Policy string       `json:"policy" enum:"SELECTED_ORG_ONLY|SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN" rule:"required"`
		Roles  *roleSharing `json:"roleSharing" rule:"required"`
	} `json:"organizations" rule:"required"`
}

type generalShare struct {
	ApplicationID string       `json:"applicationId" rule:"required"`
	Policy        string       `json:"policy" enum:"ALL_EXISTING_ORGS_ONLY|ALL_EXISTING_AND_FUTURE_ORGS" rule:"required"`
	Roles         *roleSharing `json:"roleSharing" rule:"required"`
}

type sharingPatch struct {
	ApplicationID string `json:"applicationId" rule:"required"`
	Operations    []struct {
		Op    string       `json:"op" rule:"required"`
		Path  string       `json:"path" rule:"required"`
		Value []sharedRole `json:"value"`
	} `json:"Operations" rule:"required"`
}

type selectiveUnshare struct {
	ApplicationID   string   `json:"applicationId" rule:"required"`
	OrganizationIDs []string `json:"orgIds" rule:"required"`
}

type generalUnshare struct {
	ApplicationID string `json:"applicationId" rule:"required"`
}

// sharingPath is the path of a patch operation: the roles of an organization.
var sharingPath = regexp.MustCompile(`^organizations\[orgId\s+eq\s+(?:"([^"]+)"|([^\s\]]+))\]\.roles$`)

// sharingFailure is an error of the organization service.
func sharingFailure(code, description string) failure {
	return serverFailure(http.StatusBadRequest, "ORG-"+code, "The request is invalid.", description)
}

func badSharing(description string) failure { return sharingFailure("60001", description) }

// sharedWith reports whether an organization can use the application.
func (a *application) sharedWith(organizationID string) bool {
	return a.Sharing.share(organizationID) != nil
}

func (s *sharing) share(organizationID string) *share {
	return find(s.Shares, func(sh *share) bool { return sh.OrganizationID == organizationID })
}

// shareWith adds an organization, or changes how it may use the application.
func (o *organization) shareWith(app *application, organizationID, policy string, roles roleSharing) {
	sh := app.Sharing.share(organizationID)
	if sh == nil {
		app.Sharing.LastRow++
		sh = &share{Row: app.Sharing.LastRow, OrganizationID: organizationID, ApplicationID: o.newUUID()}
		app.Sharing.Shares = append(app.Sharing.Shares, sh)
	}
	sh.Policy, sh.Roles = policy, roles
}

func (a *application) unshare(organizationIDs ...string) {
	a.Sharing.Shares = slices.DeleteFunc(a.Sharing.Shares, func(sh *share) bool { return slices.Contains(organizationIDs, sh.OrganizationID) })
}

// shareNewcomer lets a new organization use the applications that are shared
// with every one to come.
func (o *organization) shareNewcomer(organizationID string) {
	for _, app := range o.Applications {
		if app.Sharing.Policy == policyAllFuture {
			o.shareWith(app, organizationID, policySelected, app.Sharing.Roles)
		}
	}
}

// shareWithAll shares with every organization there is.
func (o *organization) shareWithAll(app *application, policy string, roles roleSharing) {
	app.Sharing.Policy, app.Sharing.Roles = policy, roles
	for _, org := range o.Organizations {
		o.shareWith(app, org.ID, policySelected, roles)
	}
}

// sharable returns the application whose sharing a request is about.
func (c *call) sharable(id string) (*application, error) {
	app := c.org.application(id)
	if app == nil {
		return nil, sharingFailure("60035", "There is no application with this id.")
	}
	return app, nil
}

// processing is the answer to what goes on in the background. Here it is done
// by then.
func processing(details string) reply {
	return asJSON(http.StatusAccepted, map[string]string{"status": "Processing", "details": details})
}

// shareApplication is the old way to share. Organizations that do not exist
// are passed over, in the new one too.
func shareApplication(c *call) (reply, error) {
	var in shareCreation
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	all := in.WithAll != nil && *in.WithAll
	switch {
	case in.WithAll == nil && in.Organizations == nil:
		return reply{}, badSharing("The request names no organizations.")
	case all && in.Organizations != nil && len(*in.Organizations) > 0:
		return reply{}, badSharing("The request is for all organizations and names some.")
	}
	app, err := c.sharable(c.vars["applicationId"])
	if err != nil {
		return reply{}, err
	}
	roles := roleSharing{Mode: rolesAll}
	if all {
		c.org.shareWithAll(app, policyAllFuture, roles)
	} else if in.Organizations != nil {
		for _, org := range c.org.organizationsAmong(*in.Organizations) {
			c.org.shareWith(app, org.ID, policySelected, roles)
		}
	}
	return empty(http.StatusOK), nil
}

// organizationsAmong returns the organizations below that have these ids.
func (o *organization) organizationsAmong(ids []string) []*state {
	return slices.DeleteFunc(slices.Clone(o.Organizations), func(s *state) bool { return !slices.Contains(ids, s.ID) })
}

func shareSelected(c *call) (reply, error) {
	var in selectiveShare
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	if len(in.Organizations) == 0 {
		return reply{}, badSharing("The request names no organizations.")
	}
	for _, wanted := range in.Organizations {
		if err := wanted.Roles.check(); err != nil {
			return reply{}, err
		}
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return reply{}, err
	}
	for _, wanted := range in.Organizations {
		for _, org := range c.org.organizationsAmong([]string{wanted.ID}) {
			c.org.shareWith(app, org.ID, wanted.Policy, *wanted.Roles)
		}
	}
	return processing("The application is being shared."), nil
}

// check makes sure that roles are named exactly where the mode needs them.
func (r *roleSharing) check() error {
	if (r.Mode == rolesSelected) != (len(r.Roles) > 0) {
		return badSharing("Roles belong to the mode SELECTED, and only to it.")
	}
	return nil
}

func shareAll(c *call) (reply, error) {
	var in generalShare
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	if err := in.Roles.check(); err != nil {
		return reply{}, err
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return reply{}, err
	}
	c.org.shareWithAll(app, in.Policy, *in.Roles)
	return processing("The application is being shared."), nil
}

// patchSharing adds roles to those an organization has of the application, or
// takes some away.
func patchSharing(c *call) (reply, error) {
	var in sharingPatch
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	if len(in.Operations) == 0 {
		return reply{}, badSharing("The request has no operations.")
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return reply{}, err
	}
	for _, op := range in.Operations {
		if op.Op != "add" && op.Op != "remove" || !sharingPath.MatchString(op.Path) {
			return reply{}, badSharing("An operation must add or remove the roles of an organization.")
		}
	}
	for _, op := range in.Operations {
		path := sharingPath.FindStringSubmatch(op.Path)
		sh := app.Sharing.share(path[1] + path[2])
		if sh == nil {
			continue // the process in the background would report it
		}
		roles := slices.DeleteFunc(c.org.sharedRoles(app, sh.Roles), func(r sharedRole) bool { return slices.ContainsFunc(op.Value, r.is) })
		if op.Op == "add" {
			roles = append(roles, op.Value...)
		}
		sh.Roles = roleSharing{Mode: rolesSelected, Roles: roles}
	}
	return processing("The sharing of the application is being changed."), nil
}

func (r sharedRole) is(other sharedRole) bool {
	return r.Name == other.Name && *r.Audience == *other.Audience
}

// sharedRoles are the roles that a sharing of roles means.
func (o *organization) sharedRoles(app *application, by roleSharing) []sharedRole {
	roles := []sharedRole{}
	switch by.Mode {
	case rolesSelected:
		return append(roles, by.Roles...)
	case rolesAll:
		for r := range o.Roles.All() {
			switch {
			case app.Audience == audienceApplication && r.AppID == app.ID:
				roles = append(roles, sharedRole{r.Name, &roleAudience{app.Settings.Name, "application"}})
			case app.Audience == audienceOrganization && r.AppID == "":
				roles = append(roles, sharedRole{r.Name, &roleAudience{o.Name, "organization"}})
			}
		}
	}
	return roles
}

func unshareOrganization(c *call) (reply, error) {
	app, err := c.sharable(c.vars["applicationId"])
	if err != nil {
		return reply{}, err
	}
	app.unshare(c.vars["shared-organization-id"])
	return empty(http.StatusNoContent), nil
}

func unshareSelected(c *call) (reply, error) {
	var in selectiveUnshare
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return reply{}, err
	}
	app.unshare(in.OrganizationIDs...)
	return processing("The application is being taken back."), nil
}

func unshareAll(c *call) (reply, error) {
	var in generalUnshare
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return reply{}, err
	}
	app.Sharing.end()
	return processing("The application is being taken back."), nil
}

// end takes the application back from everywhere. Rows are not used again.
func (s *sharing) end() { *s = sharing{LastRow: s.LastRow} }

func deleteSharedApps(c *call) (reply, error) {
	app, err := c.sharable(c.vars["applicationId"])
	if err != nil {
		return reply{}, err
	}
	app.Sharing.end()
	return empty(http.StatusNoContent), nil
}
