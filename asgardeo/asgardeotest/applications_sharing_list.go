package asgardeotest

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// What is shared is listed without empty members.

type sharedOrganizationPage struct {
	Links         []link               `json:"links,omitempty"`
	SharingMode   *sharingMode         `json:"sharingMode,omitempty"`
	Organizations []sharedOrganization `json:"organizations,omitempty"`
}

type sharingMode struct {
	Policy string      `json:"policy"`
	Roles  roleSharing `json:"roleSharing"`
}

type sharedOrganization struct {
	ID          string       `json:"id"`
	Name        string       `json:"name"`
	Handle      string       `json:"orgHandle"`
	ParentID    string       `json:"parentId"`
	Ref         string       `json:"ref"`
	HasChildren bool         `json:"hasChildren"`
	Depth       int          `json:"depthFromRoot"`
	SharingMode *sharingMode `json:"sharingMode,omitempty"`
	Roles       []sharedRole `json:"roles,omitzero"`
}

type sharedApplication struct {
	ApplicationID  string `json:"applicationId"`
	OrganizationID string `json:"organizationId"`
}

// listSharedOrganizations shows all organizations unless a limit is given. All
// of them are immediately below the root, so that it does not matter whether
// those further below are asked for.
func listSharedOrganizations(c *call) (reply, error) {
	limit, err := sharingLimit(c.query.Get("limit"))
	if err != nil {
		return reply{}, err
	}
	after, err := sharingCursor(c.query.Get("after"))
	if err != nil {
		return reply{}, err
	}
	before, err := sharingCursor(c.query.Get("before"))
	if err != nil {
		return reply{}, err
	}
	tree, err := sharingFilter(c.query.Get("filter"))
	if err != nil {
		return reply{}, err
	}
	app, err := c.sharable(c.vars["applicationId"])
	if err != nil {
		return reply{}, err
	}
	matching := slices.DeleteFunc(slices.Clone(app.Sharing.Shares), func(sh *share) bool {
		return !tree.MatchesAll(c.org.sharedAttributes(sh))
	})
	start, end := window(matching, func(sh *share) int { return sh.Row }, limit, before, after)
	page := sharedOrganizationPage{}
	modes := slices.Contains(splitList(c.query.Get("attributes")), "sharingMode")
	if modes && app.Sharing.Policy != "" {
		page.SharingMode = &sharingMode{app.Sharing.Policy, app.Sharing.Roles}
	}
	for _, sh := range matching[start:end] {
		page.Organizations = append(page.Organizations, c.org.sharedOrganization(app, sh, c.query, modes))
	}
	if end < len(matching) {
		page.Links = append(page.Links, link{"next", c.sharingHref(app, limit, "after", matching[end-1].Row)})
	}
	if start > 0 && start < end {
		page.Links = append(page.Links, link{"previous", c.sharingHref(app, limit, "before", matching[start].Row)})
	}
	return asJSON(http.StatusOK, page), nil
}

// sharingLimit reads the limit, whose default is no limit.
func sharingLimit(raw string) (int, error) {
	if raw == "" {
		return 0, nil
	}
	limit, err := strconv.Atoi(raw)
	if err != nil {
		return 0, bare(http.StatusNotFound)
	}
	if limit < 0 {
		return 0, sharingFailure("60025", "The limit is negative.")
	}
	return limit, nil
}

func sharingCursor(raw string) (*int, error) {
	cursor, err := rowCursor(raw)
	if err != nil {
		return nil, sharingFailure("60026", "The cursor is invalid.")
	}
	return cursor, nil
}

func sharingFilter(raw string) (*filter.Tree, error) {
	tree, err := filter.ParseServer(raw)
	switch {
	case err != nil, tree.Incomplete():
		return nil, sharingFailure("60022", "The filter cannot be parsed.")
	case tree.Joins("not"), tree.Joins("or"):
		return nil, sharingFailure("60024", "The filter can join conditions with and only.")
	}
	for _, cond := range tree.Conditions() {
		if !slices.Contains([]string{"id", "name", "orgHandle", "parentId"}, cond.Attribute) {
			return nil, sharingFailure("60023", "The filter has an attribute that is not supported.")
		}
	}
	return tree, nil
}

func (o *organization) sharedAttributes(sh *share) map[string]string {
	name := o.nameBelow(sh.OrganizationID)
	return map[string]string{"id": sh.OrganizationID, "name": name, "orgHandle": name, "parentId": o.ID}
}

// nameBelow returns the name of an organization below this one.
func (o *organization) nameBelow(id string) string {
	for _, org := range o.organizationsAmong([]string{id}) {
		return org.Name
	}
	return ""
}

func (o *organization) sharedOrganization(app *application, sh *share, query url.Values, modes bool) sharedOrganization {
	name := o.nameBelow(sh.OrganizationID)
	view := sharedOrganization{
		ID: sh.OrganizationID, Name: name, Handle: name, ParentID: o.ID, Depth: 1,
		Ref: o.serverPath() + "/organizations/" + sh.OrganizationID,
	}
	if !slices.Contains(splitList(query.Get("excludedAttributes")), "roles") {
		view.Roles = o.sharedRoles(app, sh.Roles)
	}
	if modes && sh.Policy == policySelectedChildren {
		view.SharingMode = &sharingMode{sh.Policy, sh.Roles}
	}
	return view
}

// sharingHref builds a link, which is relative to the host. The cursor keeps
// its padding unescaped.
func (c *call) sharingHref(app *application, limit int, direction string, row int) string {
	href := c.org.serverPath() + "/applications/" + app.ID + "/share?limit=" + strconv.Itoa(limit)
	for _, name := range []string{"recursive", "filter", "excludedAttributes", "attributes"} {
		if value := c.query.Get(name); value != "" {
			href += "&" + name + "=" + url.QueryEscape(value)
		}
	}
	return href + "&" + direction + "=" + base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(row)))
}

func listSharedApps(c *call) (reply, error) {
	app, err := c.sharable(c.vars["applicationId"])
	if err != nil {
		return reply{}, err
	}
	var list struct {
		Applications []sharedApplication `json:"sharedApplications,omitempty"`
	}
	for _, sh := range app.Sharing.Shares {
		list.Applications = append(list.Applications, sharedApplication{sh.ApplicationID, sh.OrganizationID})
	}
	return asJSON(http.StatusOK, list), nil
}
