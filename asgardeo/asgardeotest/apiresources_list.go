package asgardeotest

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

const defaultResourceLimit = 10

// A resourcePage is what a list request asks for.
type resourcePage struct {
	limit         int
	after, before *int // row keys
	properties    bool
	filter        *filter.Tree
	rawFilter     string
}

func listAPIResources(c *call) (reply, error) {
	page, err := resourcePageOf(c.query)
	if err != nil {
		return reply{}, err
	}
	matching := slices.DeleteFunc(slices.Clone(c.org.visibleResources()), func(r *apiResource) bool {
		return !page.matches(r)
	})
	shown, links := page.cut(matching, c.org.serverURL()+"/api-resources")

	items := make([]resourceItem, 0, len(shown))
	for _, r := range shown {
		item := resourceItem{
			ID: r.ID, Name: r.Name, Identifier: r.Identifier, Type: r.Kind,
			RequiresAuthorization: r.RequiresAuthorization,
			Self:                  c.org.serverPath() + "/api-resources/" + r.ID,
		}
		if page.properties {
			item.Properties = &[]property{}
		}
		items = append(items, item)
	}
	total := len(matching)
	if len(items) == 0 {
		total = 0 // an empty page says so whatever the filter matches
	}
	return asJSON(http.StatusOK, struct {
		TotalResults int            `json:"totalResults"`
		Links        []link         `json:"links"`
		APIResources []resourceItem `json:"apiResources"`
	}{total, links, items}), nil
}

func resourcePageOf(query url.Values) (resourcePage, error) {
	page := resourcePage{limit: defaultResourceLimit, rawFilter: query.Get("filter")}
	if raw := query.Get("limit"); raw != "" {
		limit, err := strconv.ParseInt(raw, 10, 32)
		if err != nil {
			return page, bare(http.StatusNotFound)
		}
		if limit <= 0 {
			return page, resourceFailure(http.StatusBadRequest, "60010", "The limit must be positive.")
		}
		page.limit = int(limit)
	}
	var err error
	if page.after, err = rowCursor(query.Get("after")); err != nil {
		return page, err
	}
	if page.before, err = rowCursor(query.Get("before")); err != nil {
		return page, err
	}
	if page.after != nil && page.before != nil {
		return page, resourceFailure(http.StatusBadRequest, "60011", "Only one of after and before can be given.")
	}
	if page.properties, err = requestedAttribute(query.Get("attributes"), "properties"); err != nil {
		return page, err
	}
	page.filter, err = resourceFilter(page.withCursor(), "name", "identifier", "type")
	return page, err
}

// withCursor returns the filter to parse. The real server appends the cursor to
// it as text: a filter that ends early, or in a quote, loses the cursor.
func (p *resourcePage) withCursor() string {
	const cursor = " and cursor gt 0"
	if p.rawFilter == "" || p.after == nil && p.before == nil {
		return p.rawFilter
	}
	tree, err := filter.ParseServer(p.rawFilter + cursor)
	if conds := tree.Conditions(); err != nil || conds[len(conds)-1] == (filter.Condition{Attribute: "cursor", Operator: "gt", Value: "0"}) {
		return p.rawFilter
	}
	p.after, p.before = nil, nil
	return p.rawFilter + cursor
}

// requestedAttribute reports whether a list of attributes has the one that
// can be requested.
func requestedAttribute(list, known string) (bool, error) {
	if list == "" {
		return false, nil
	}
	for name := range strings.SplitSeq(list, ",") {
		if name != known {
			return false, resourceFailure(http.StatusBadRequest, "60013", "The only attribute that can be requested is "+known+".")
		}
	}
	return true, nil
}

// resourceFilter parses a filter that compares the given attributes. The real
// server flattens the tree, which turns every or into an and, ignores every not,
// and drops expressions without an operator.
func resourceFilter(raw string, attributes ...string) (*filter.Tree, error) {
	tree, err := filter.ParseServer(raw)
	if err != nil {
		return nil, err
	}
	for _, cond := range tree.Conditions() {
		if cond.Operator != "" && (cond.Operator == "pr" || !slices.Contains(attributes, cond.Attribute) || cond.Value == "") {
			return nil, resourceFailure(http.StatusBadRequest, "60005", "The filter has an unknown attribute or no value.")
		}
	}
	return tree, nil
}

func (p resourcePage) matches(r *apiResource) bool {
	return p.filter.MatchesAll(map[string]string{"name": r.Name, "identifier": r.Identifier, "type": r.Kind})
}

// cut returns the window of the page and the links to the pages around it.
// Both directions give ascending order. Where a page was asked for with a
// cursor, there is a link back to where the client came from.
func (p resourcePage) cut(matching []*apiResource, base string) ([]*apiResource, []link) {
	start, end := window(matching, func(r *apiResource) int { return r.Row }, p.limit, p.before, p.after)
	shown, links := matching[start:end], []link{}
	if len(shown) == 0 {
		return shown, links
	}
	if start > 0 || p.after != nil {
		links = append(links, link{"previous", p.href(base, "before", shown[0].Row)})
	}
	if end < len(matching) || p.before != nil {
		links = append(links, link{"next", p.href(base, "after", shown[len(shown)-1].Row)})
	}
	return shown, links
}

// href builds a link. The cursor keeps its padding unescaped.
func (p resourcePage) href(base, direction string, row int) string {
	href := base + "?limit=" + strconv.Itoa(p.limit)
	if p.rawFilter != "" {
		href += "&filter=" + url.QueryEscape(p.rawFilter)
	}
	return href + "&" + direction + "=" + base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(row)))
}

// rowCursor decodes a cursor: a row key in base64. None is nil.
func rowCursor(raw string) (*int, error) {
	if raw == "" {
		return nil, nil
	}
	invalid := resourceFailure(http.StatusBadRequest, "60002", "The cursor is invalid.")
	decoded, err := base64.StdEncoding.DecodeString(raw)
	if err != nil {
		return nil, invalid
	}
	row, err := strconv.ParseInt(string(decoded), 10, 32)
	if err != nil {
		return nil, invalid
	}
	return new(int(row)), nil
}

// window returns where a page starts and ends among items in ascending order of
// their rows: before a row, after one, or at the start. A limit of 0 is none.
func window[T any](items []T, row func(T) int, limit int, before, after *int) (start, end int) {
	compare := func(item T, key int) int { return row(item) - key }
	if limit == 0 {
		limit = len(items)
	}
	if before != nil {
		end, _ = slices.BinarySearchFunc(items, *before, compare)
		return max(0, end-limit), end
	}
	if after != nil {
		start, _ = slices.BinarySearchFunc(items, *after+1, compare)
	}
	return start, start + min(limit, len(items)-start)
}
