package asgardeotest

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

const (
	defaultApplicationLimit = 30
	maxApplicationLimit     = 100
)

var (
	listableAttributes = []string{
		"advancedConfigurations", "clientId", "templateId", "templateVersion",
		"issuer", "applicationEnabled", "associatedRoles.allowedAudience",
	}
	filterableAttributes = []string{"name", "clientId", "issuer"}
	listFilterOperators  = []string{"eq", "co", "sw", "ew"}
)

// An applicationPage is what a list request asks for.
type applicationPage struct {
	limit, offset int
	filter        *filter.Tree
	attributes    []string
}

// listApplications lists the newest application first. A filter makes an
// application with several inbound protocols appear once for each.
func listApplications(c *call) (reply, error) {
	page, err := applicationPageOf(c.query)
	if err != nil {
		return reply{}, err
	}
	var matching []*application
	for _, app := range slices.Backward(c.org.visibleApplications()) {
		rows := 1
		if page.filter != nil {
			rows = max(1, len(c.org.inboundItems(app)))
		}
		if page.filter.Eval(app.satisfies) {
			matching = append(matching, slices.Repeat([]*application{app}, rows)...)
		}
	}
	start := min(page.offset, len(matching))
	end := start + min(page.limit, len(matching)-start)
	items := make([]applicationItem, 0, end-start)
	for _, app := range matching[start:end] {
		items = append(items, c.org.applicationItem(app, page))
	}
	return asJSON(http.StatusOK, struct {
		TotalResults int               `json:"totalResults"`
		StartIndex   int               `json:"startIndex"`
		Count        int               `json:"count"`
		Applications []applicationItem `json:"applications"`
		Links        []link            `json:"links"`
	}{len(matching), page.offset + 1, len(items), items, page.links(c, len(matching))}), nil
}

func applicationPageOf(query url.Values) (applicationPage, error) {
	page := applicationPage{limit: defaultApplicationLimit, attributes: splitList(query.Get("attributes"))}
	if query.Get("sortBy") != "" || query.Get("sortOrder") != "" {
		return page, serverFailure(http.StatusNotImplemented, "APP-65002", "Not supported.", "Applications cannot be sorted.")
	}
	for name, target := range map[string]*int{"limit": &page.limit, "offset": &page.offset} {
		if raw := query.Get(name); raw != "" {
			number, err := strconv.ParseInt(raw, 10, 32)
			if err != nil {
				return page, bare(http.StatusNotFound)
			}
			*target = int(number)
		}
	}
	if page.limit < 1 {
		return page, invalidRequest("The limit must be at least 1.")
	}
	page.limit = min(page.limit, maxApplicationLimit)
	page.offset = max(page.offset, 0)
	for _, attribute := range page.attributes {
		if !slices.Contains(listableAttributes, attribute) {
			return page, serverFailure(http.StatusBadRequest, "APP-60505", "Invalid attribute.", "The attribute "+attribute+" cannot be requested.")
		}
	}
	var err error
	page.filter, err = applicationFilter(query.Get("filter"))
	return page, err
}

func applicationFilter(raw string) (*filter.Tree, error) {
	tree, err := filter.ParseServer(raw)
	if err != nil {
		return nil, err
	}
	valid := !tree.Joins("not")
	for _, cond := range tree.Conditions() {
		valid = valid && slices.Contains(filterableAttributes, cond.Attribute) && slices.Contains(listFilterOperators, cond.Operator)
	}
	if !valid {
		return nil, serverFailure(http.StatusBadRequest, "APP-60004", "Invalid filter.", "The filter has a syntax, an attribute or an operator that is not supported.")
	}
	return tree, nil
}

func (a *application) satisfies(cond filter.Condition) bool {
	attributes := map[string]string{"name": a.Settings.Name, "clientId": a.clientID(), "issuer": a.issuer()}
	return filter.Compare(cond.Operator, attributes[cond.Attribute], cond.Value)
}

// shows reports whether items have an attribute: it was asked for, or the
// filter uses it.
func (p applicationPage) shows(attribute string) bool {
	return slices.Contains(p.attributes, attribute) ||
		slices.ContainsFunc(p.filter.Conditions(), func(c filter.Condition) bool { return c.Attribute == attribute })
}

func (o *organization) applicationItem(app *application, page applicationPage) applicationItem {
	s := app.Settings
	item := applicationItem{
		ID: app.ID, Name: s.Name, Description: s.Description, ApplicationVersion: app.Version,
		Image: s.ImageURL, AccessURL: s.AccessURL, Access: "WRITE",
		Self: o.serverPath() + "/applications/" + app.ID,
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
func (p applicationPage) links(c *call, total int) []link {
	links := []link{}
	if next := p.offset + p.limit; next < total {
		links = append(links, link{"next", p.href(c, next)})
	}
	if p.offset > 0 {
		links = append(links, link{"previous", p.href(c, max(0, p.offset-p.limit))})
	}
	return links
}

func (p applicationPage) href(c *call, offset int) string {
	var b strings.Builder
	b.WriteString(c.org.serverPath() + "/applications?offset=" + strconv.Itoa(offset) + "&limit=" + strconv.Itoa(p.limit))
	for _, name := range []string{"filter", "attributes"} {
		if value := c.query.Get(name); value != "" {
			b.WriteString("&" + name + "=" + url.QueryEscape(value))
		}
	}
	return b.String()
}
