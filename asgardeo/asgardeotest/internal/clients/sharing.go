package clients

import (
	"net/http"
	"regexp"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

const (
	policySelected         = "SELECTED_ORG_ONLY"
	policySelectedChildren = "SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN"
	policyAllFuture        = "ALL_EXISTING_AND_FUTURE_ORGS"

	rolesAll      = "ALL"
	rolesSelected = "SELECTED"
)

// A sharing has the settings for sharing an application. Its shares are the
// organizations that can use it.
type sharing struct {
	Policy  string // for all organizations, or empty
	Roles   roleSharing
	LastRow int // of the newest share
}

// A share is the use of an application in another organization.
type share struct {
	ID             string // of the fragment
	ApplicationID  string
	OrganizationID string
	Row            int // the key that cursors are made of
	Policy         string
	Roles          roleSharing
}

// Key returns the id.
func (sh *share) Key() string { return sh.ID }

// Names returns a name of the application and the organization together.
func (sh *share) Names() []string { return []string{shareName(sh.ApplicationID, sh.OrganizationID)} }

func shareName(applicationID, organizationID string) string {
	return applicationID + " " + organizationID
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
func sharingFailure(code, description string) engine.Failure {
	return serverapi.Fail(http.StatusBadRequest, "ORG-"+code, "The request is invalid.", description)
}

func badSharing(description string) engine.Failure { return sharingFailure("60001", description) }

// share returns the share of an application with an organization, or nil.
func (o *organization) share(app *application, organizationID string) *share {
	return o.Shares.Named(shareName(app.ID, organizationID))
}

// shareWith shares an application with an organization, or changes the share.
func (o *organization) shareWith(app *application, organizationID, policy string, roles roleSharing) {
	if sh := o.share(app, organizationID); sh != nil {
		o.Shares.Change(sh, func() { sh.Policy, sh.Roles = policy, roles })
		return
	}
	o.change(app, func() { app.Sharing.LastRow++ })
	o.Shares.Add(&share{
		ID: o.Tenant().NewUUID(), ApplicationID: app.ID, OrganizationID: organizationID,
		Row: app.Sharing.LastRow, Policy: policy, Roles: roles,
	})
}

func (o *organization) unshare(app *application, organizationIDs ...string) {
	for _, id := range organizationIDs {
		if sh := o.share(app, id); sh != nil {
			o.Shares.Remove(sh)
		}
	}
}

// shareWithAll shares an application with all organizations.
func (o *organization) shareWithAll(app *application, policy string, roles roleSharing) {
	o.change(app, func() { app.Sharing.Policy, app.Sharing.Roles = policy, roles })
	for org := range o.Tenant().Below() {
		o.shareWith(app, org.ID, policySelected, roles)
	}
}

// endSharing ends all shares of an application. Their rows are not used again.
func (o *organization) endSharing(app *application) {
	for _, sh := range o.sharesOf.With(app.ID) {
		o.Shares.Remove(sh)
	}
	o.change(app, func() { app.Sharing = sharing{LastRow: app.Sharing.LastRow} })
}

// sharable returns the application of a sharing request.
func (c *call) sharable(id string) (*application, error) {
	app := c.org.application(id)
	if app == nil {
		return nil, sharingFailure("60035", "There is no application with this id.")
	}
	return app, nil
}

// processing responds to a request that the real server processes in the
// background. Here it is complete already.
func processing(details string) engine.Reply {
	return engine.JSON(http.StatusAccepted, map[string]string{"status": "Processing", "details": details})
}

// shareApplication is the older operation. Like the newer ones it ignores
// organizations that do not exist.
func shareApplication(c *call) (engine.Reply, error) {
	var in shareCreation
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	all := in.WithAll != nil && *in.WithAll
	switch {
	case in.WithAll == nil && in.Organizations == nil:
		return engine.Reply{}, badSharing("The request names no organizations.")
	case all && in.Organizations != nil && len(*in.Organizations) > 0:
		return engine.Reply{}, badSharing("The request is for all organizations and names some.")
	}
	app, err := c.sharable(c.Vars["applicationId"])
	if err != nil {
		return engine.Reply{}, err
	}
	roles := roleSharing{Mode: rolesAll}
	if all {
		c.org.shareWithAll(app, policyAllFuture, roles)
	} else if in.Organizations != nil {
		wanted := state.NewIDSet(*in.Organizations...)
		for org := range c.Tenant().Below() {
			if wanted.Has(org.ID) {
				c.org.shareWith(app, org.ID, policySelected, roles)
			}
		}
	}
	return engine.Empty(http.StatusOK), nil
}

func shareSelected(c *call) (engine.Reply, error) {
	var in selectiveShare
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	if len(in.Organizations) == 0 {
		return engine.Reply{}, badSharing("The request names no organizations.")
	}
	for _, wanted := range in.Organizations {
		if err := wanted.Roles.check(); err != nil {
			return engine.Reply{}, err
		}
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return engine.Reply{}, err
	}
	for _, wanted := range in.Organizations {
		if org := c.Tenant().Organization(wanted.ID); org != nil && !org.IsRoot() {
			c.org.shareWith(app, org.ID, wanted.Policy, *wanted.Roles)
		}
	}
	return processing("The application is being shared."), nil
}

// check returns an error unless roles are named exactly if the mode is
// SELECTED.
func (r *roleSharing) check() error {
	if (r.Mode == rolesSelected) != (len(r.Roles) > 0) {
		return badSharing("Roles belong to the mode SELECTED, and only to it.")
	}
	return nil
}

func shareAll(c *call) (engine.Reply, error) {
	var in generalShare
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	if err := in.Roles.check(); err != nil {
		return engine.Reply{}, err
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.shareWithAll(app, in.Policy, *in.Roles)
	return processing("The application is being shared."), nil
}

// patchSharing adds roles to those shared with an organization, or removes some
// of them.
func patchSharing(c *call) (engine.Reply, error) {
	var in sharingPatch
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	if len(in.Operations) == 0 {
		return engine.Reply{}, badSharing("The request has no operations.")
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return engine.Reply{}, err
	}
	for _, op := range in.Operations {
		if op.Op != "add" && op.Op != "remove" || !sharingPath.MatchString(op.Path) {
			return engine.Reply{}, badSharing("An operation must add or remove the roles of an organization.")
		}
	}
	for _, op := range in.Operations {
		path := sharingPath.FindStringSubmatch(op.Path)
		sh := c.org.share(app, path[1]+path[2])
		if sh == nil {
			continue // the real server reports it in the background
		}
		roles := slices.DeleteFunc(c.org.sharedRoles(app, sh.Roles), func(r sharedRole) bool { return slices.ContainsFunc(op.Value, r.is) })
		if op.Op == "add" {
			roles = append(roles, op.Value...)
		}
		c.org.Shares.Change(sh, func() { sh.Roles = roleSharing{Mode: rolesSelected, Roles: roles} })
	}
	return processing("The sharing of the application is being changed."), nil
}

func (r sharedRole) is(other sharedRole) bool {
	return r.Name == other.Name && *r.Audience == *other.Audience
}

// sharedRoles returns the roles of an application that are shared.
func (o *organization) sharedRoles(app *application, by roleSharing) []sharedRole {
	roles := []sharedRole{}
	switch by.Mode {
	case rolesSelected:
		return append(roles, by.Roles...)
	case rolesAll:
		owner, audience := "", &roleAudience{o.Name, "organization"}
		if app.Audience == audienceApplication {
			owner, audience = app.ID, &roleAudience{app.Settings.Name, "application"}
		}
		for _, r := range o.d.needs.RolesOf(o.Organization, owner) {
			roles = append(roles, sharedRole{r.Name, audience})
		}
	}
	return roles
}

func unshareOrganization(c *call) (engine.Reply, error) {
	app, err := c.sharable(c.Vars["applicationId"])
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.unshare(app, c.Vars["shared-organization-id"])
	return engine.Empty(http.StatusNoContent), nil
}

func unshareSelected(c *call) (engine.Reply, error) {
	var in selectiveUnshare
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.unshare(app, in.OrganizationIDs...)
	return processing("The application is being taken back."), nil
}

func unshareAll(c *call) (engine.Reply, error) {
	var in generalUnshare
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	app, err := c.sharable(in.ApplicationID)
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.endSharing(app)
	return processing("The application is being taken back."), nil
}

func deleteSharedApps(c *call) (engine.Reply, error) {
	app, err := c.sharable(c.Vars["applicationId"])
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.endSharing(app)
	return engine.Empty(http.StatusNoContent), nil
}
