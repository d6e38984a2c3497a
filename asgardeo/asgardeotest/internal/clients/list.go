package clients

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

const (
	defaultLimit = 30
	maxLimit     = 100
)

var (
	listableAttributes = []string{
		"advancedConfigurations", "clientId", "templateId", "templateVersion",
		"issuer", "applicationEnabled", "associatedRoles.allowedAudience",
	}
	filterableAttributes = []string{"name", "clientId", "issuer"}
	listFilterOperators  = []string{"eq", "co", "sw", "ew"}
)

// A listPage has the parameters of a list request.
type listPage struct {
	limit, offset int
	filter        *filter.Tree
	attributes    []string
}

// listApplications lists the newest application first. Fragments are newer than
// all others. A filter makes an application with several inbound protocols appear
// once for each.
func listApplications(c *call) (engine.Reply, error) {
	page, err := pageOf(c.Query)
	if err != nil {
		return engine.Reply{}, err
	}
	apps, total := c.org.page(page)
	items := make([]applicationItem, 0, len(apps))
	for _, app := range apps {
		items = append(items, c.org.applicationItem(app, page))
	}
	return engine.JSON(http.StatusOK, struct {
		TotalResults int               `json:"totalResults"`
		StartIndex   int               `json:"startIndex"`
		Count        int               `json:"count"`
		Applications []applicationItem `json:"applications"`
		Links        []serverapi.Link  `json:"links"`
	}{total, page.offset + 1, len(items), items, page.links(c, total)}), nil
}

// page returns the applications of a page, and the total number on all pages.
func (o *organization) page(p listPage) (apps []*application, total int) {
	if p.filter == nil {
		return o.newest(p.offset, p.limit)
	}
	var matching []*application
	for _, app := range slices.Backward(o.candidates(p.filter)) {
		if p.filter.Eval(app.satisfies) {
			rows := max(1, len(o.inboundItems(app)))
			matching = append(matching, slices.Repeat([]*application{app}, rows)...)
		}
	}
	start, end := bounds(p.offset, p.limit, len(matching))
	return matching[start:end], len(matching)
}

// bounds returns the start and the end of a page among total rows.
func bounds(offset, limit, total int) (start, end int) {
	start = min(offset, total)
	return start, start + min(limit, total-start)
}

// newest returns a page of all applications and fragments, and their total number.
func (o *organization) newest(offset, limit int) (apps []*application, total int) {
	shared, own := o.sharedHere(), o.Applications.Len()
	total = len(shared) + own
	start, end := bounds(offset, limit, total)
	for ; start < end && start < len(shared); start++ {
		apps = append(apps, o.fragmentOf(shared[len(shared)-1-start]))
	}
	page := slices.Collect(o.Applications.Page(total-end, end-start))
	slices.Reverse(page)
	return append(apps, page...), total
}

// candidates returns the applications and fragments that can match a filter, in
// order of creation. It looks them up by a value if the filter requires one.
func (o *organization) candidates(tree *filter.Tree) []*application {
	if !tree.Joins("or") {
		for _, cond := range tree.Conditions() {
			if cond.Operator == "eq" && cond.Value != "" {
				return o.having(cond.Attribute, cond.Value)
			}
		}
	}
	all := slices.Collect(o.Applications.All())
	for _, app := range o.sharedHere() {
		all = append(all, o.fragmentOf(app))
	}
	return all
}

// having returns the applications and fragments with a value of an attribute that
// can be filtered. Fragments have no client id and no issuer.
func (o *organization) having(attribute, value string) []*application {
	switch attribute {
	case "clientId":
		return o.byClientID.With(value)
	case "issuer":
		return o.byIssuer.With(value)
	}
	var named []*application
	for _, app := range []*application{o.Applications.Named(value), o.fragmentNamed(value)} {
		if app != nil {
			named = append(named, app)
		}
	}
	return named
}

func pageOf(query url.Values) (listPage, error) {
	page := listPage{limit: defaultLimit, attributes: splitList(query.Get("attributes"))}
	if query.Get("sortBy") != "" || query.Get("sortOrder") != "" {
		return page, serverapi.Fail(http.StatusNotImplemented, "APP-65002", "Not supported.", "Applications cannot be sorted.")
	}
	for name, target := range map[string]*int{"limit": &page.limit, "offset": &page.offset} {
		if raw := query.Get(name); raw != "" {
			number, err := strconv.ParseInt(raw, 10, 32)
			if err != nil {
				return page, engine.Bare(http.StatusNotFound)
			}
			*target = int(number)
		}
	}
	if page.limit < 1 {
		return page, serverapi.InvalidRequest("The limit must be at least 1.")
	}
	page.limit = min(page.limit, maxLimit)
	page.offset = max(page.offset, 0)
	for _, attribute := range page.attributes {
		if !slices.Contains(listableAttributes, attribute) {
			return page, serverapi.Fail(http.StatusBadRequest, "APP-60505", "Invalid attribute.", "The attribute "+attribute+" cannot be requested.")
		}
	}
	var err error
	page.filter, err = listFilter(query.Get("filter"))
	return page, err
}

func listFilter(raw string) (*filter.Tree, error) {
	tree, err := filter.ParseServer(raw)
	if err != nil {
		return nil, err
	}
	valid := !tree.Joins("not")
	for _, cond := range tree.Conditions() {
		valid = valid && slices.Contains(filterableAttributes, cond.Attribute) && slices.Contains(listFilterOperators, cond.Operator)
	}
	if !valid {
		return nil, serverapi.Fail(http.StatusBadRequest, "APP-60004", "Invalid filter.", "The filter has a syntax, an attribute or an operator that is not supported.")
	}
	return tree, nil
}

func (a *application) satisfies(cond filter.Condition) bool {
	attributes := map[string]string{"name": a.Settings.Name, "clientId": a.clientID(), "issuer": a.issuer()}
	return filter.Compare(cond.Operator, attributes[cond.Attribute], cond.Value)
}

// shows reports whether items have an attribute: it was requested, or the filter
// uses it.
func (p listPage) shows(attribute string) bool {
	return slices.Contains(p.attributes, attribute) ||
		slices.ContainsFunc(p.filter.Conditions(), func(c filter.Condition) bool { return c.Attribute == attribute })
}

func (o *organization) applicationItem(app *application, page listPage) applicationItem {
	s := app.Settings
	item := applicationItem{
		ID: app.ID, Name: s.Name, Description: s.Description, ApplicationVersion: app.Version,
		Image: s.ImageURL, AccessURL: s.AccessURL, Access: "WRITE",
		Self: o.ServerPath() + "/applications/" + app.ID,
	}
	if page.shows("clientId") {
		item.ClientID = app.clientID()
	}
	if page.shows("issuer") {
		item.Issuer = app.issuer()
	}
	if page.shows("templateId") {
		item.TemplateID = s.TemplateID
	}
	if page.shows("templateVersion") {
		item.TemplateVersion = s.TemplateVersion
	}
	if page.shows("advancedConfigurations") {
		item.AdvancedConfigurations = s.AdvancedConfigurations.shown()
	}
	if page.shows("applicationEnabled") {
		item.ApplicationEnabled = &app.Enabled
	}
	if page.shows("associatedRoles.allowedAudience") {
		item.AssociatedRoles = &associatedRoles{AllowedAudience: app.Audience}
	}
	return item
}

// links are relative to the host, unlike those of the API resources.
func (p listPage) links(c *call, total int) []serverapi.Link {
	links := []serverapi.Link{}
	if next := p.offset + p.limit; next < total {
		links = append(links, serverapi.Link{Rel: "next", Href: p.href(c, next)})
	}
	if p.offset > 0 {
		links = append(links, serverapi.Link{Rel: "previous", Href: p.href(c, max(0, p.offset-p.limit))})
	}
	return links
}

func (p listPage) href(c *call, offset int) string {
	var b strings.Builder
	b.WriteString(c.org.ServerPath() + "/applications?offset=" + strconv.Itoa(offset) + "&limit=" + strconv.Itoa(p.limit))
	for _, name := range []string{"filter", "attributes"} {
		if value := c.Query.Get(name); value != "" {
			b.WriteString("&" + name + "=" + url.QueryEscape(value))
		}
	}
	return b.String()
}

// splitList splits a comma list of names.
func splitList(raw string) []string {
	var names []string
	for _, name := range strings.Split(raw, ",") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}
