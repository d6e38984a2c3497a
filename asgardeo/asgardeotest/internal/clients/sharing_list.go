package clients

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// The bodies of these lists leave out empty members.

type sharedOrganizationPage struct {
	Links         []serverapi.Link     `json:"links,omitempty"`
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

// listSharedOrganizations lists all organizations unless a limit is given. All of
// them are immediately below the root, so the parameter recursive has no effect.
func listSharedOrganizations(c *call) (engine.Reply, error) {
	limit, err := sharingLimit(c.Query.Get("limit"))
	if err != nil {
		return engine.Reply{}, err
	}
	after, err := sharingCursor(c.Query.Get("after"))
	if err != nil {
		return engine.Reply{}, err
	}
	before, err := sharingCursor(c.Query.Get("before"))
	if err != nil {
		return engine.Reply{}, err
	}
	tree, err := sharingFilter(c.Query.Get("filter"))
	if err != nil {
		return engine.Reply{}, err
	}
	app, err := c.sharable(c.Vars["applicationId"])
	if err != nil {
		return engine.Reply{}, err
	}
	matching := c.org.sharesOf.With(app.ID)
	if tree != nil {
		matching = slices.DeleteFunc(matching, func(sh *share) bool { return !tree.MatchesAll(c.org.sharedAttributes(sh)) })
	}
	start, end := serverapi.Window(matching, func(sh *share) int { return sh.Row }, limit, before, after)
	page := sharedOrganizationPage{}
	modes := slices.Contains(splitList(c.Query.Get("attributes")), "sharingMode")
	if modes && app.Sharing.Policy != "" {
		page.SharingMode = &sharingMode{app.Sharing.Policy, app.Sharing.Roles}
	}
	for _, sh := range matching[start:end] {
		page.Organizations = append(page.Organizations, c.org.sharedOrganization(app, sh, c.Query, modes))
	}
	if end < len(matching) {
		page.Links = append(page.Links, serverapi.Link{Rel: "next", Href: c.sharingHref(app, limit, "after", matching[end-1].Row)})
	}
	if start > 0 && start < end {
		page.Links = append(page.Links, serverapi.Link{Rel: "previous", Href: c.sharingHref(app, limit, "before", matching[start].Row)})
	}
	return engine.JSON(http.StatusOK, page), nil
}

// sharingLimit reads the limit. The default is 0.
func sharingLimit(raw string) (int, error) {
	if raw == "" {
		return 0, nil
	}
	limit, err := strconv.Atoi(raw)
	if err != nil {
		return 0, engine.Bare(http.StatusNotFound)
	}
	if limit < 0 {
		return 0, sharingFailure("60025", "The limit is negative.")
	}
	return limit, nil
}

func sharingCursor(raw string) (*int, error) {
	cursor, ok := serverapi.Cursor(raw)
	if !ok {
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
	name := o.Tenant().Organization(sh.OrganizationID).Name
	return map[string]string{"id": sh.OrganizationID, "name": name, "orgHandle": name, "parentId": o.ID}
}

func (o *organization) sharedOrganization(app *application, sh *share, query url.Values, modes bool) sharedOrganization {
	name := o.Tenant().Organization(sh.OrganizationID).Name
	view := sharedOrganization{
		ID: sh.OrganizationID, Name: name, Handle: name, ParentID: o.ID, Depth: 1,
		Ref: o.ServerPath() + "/organizations/" + sh.OrganizationID,
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
	href := c.org.ServerPath() + "/applications/" + app.ID + "/share?limit=" + strconv.Itoa(limit)
	for _, name := range []string{"recursive", "filter", "excludedAttributes", "attributes"} {
		if value := c.Query.Get(name); value != "" {
			href += "&" + name + "=" + url.QueryEscape(value)
		}
	}
	return href + "&" + direction + "=" + serverapi.EncodeCursor(row)
}

func listSharedApps(c *call) (engine.Reply, error) {
	app, err := c.sharable(c.Vars["applicationId"])
	if err != nil {
		return engine.Reply{}, err
	}
	var list struct {
		Applications []sharedApplication `json:"sharedApplications,omitempty"`
	}
	for _, sh := range c.org.sharesOf.With(app.ID) {
		list.Applications = append(list.Applications, sharedApplication{sh.ID, sh.OrganizationID})
	}
	return engine.JSON(http.StatusOK, list), nil
}
