package resources

import (
	"iter"
	"net/http"
	"net/url"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

const defaultLimit = 10

// A page has the parameters of a list request.
type page struct {
	limit         int
	after, before *int // rows
	properties    bool
	filter        *filter.Tree
	rawFilter     string
}

type resourceItem struct {
	ID                    string      `json:"id"`
	Name                  string      `json:"name"`
	Identifier            string      `json:"identifier"`
	Type                  string      `json:"type"`
	RequiresAuthorization bool        `json:"requiresAuthorization"`
	Properties            *[]property `json:"properties,omitempty"`
	Self                  string      `json:"self"`
}

func (d *Resources) list(c *engine.Call) (engine.Reply, error) {
	page, err := pageOf(c.Query)
	if err != nil {
		return engine.Reply{}, err
	}
	matching := d.matching(c.Org, page)
	shown, links := page.cut(matching, c.Org.ServerURL()+"/api-resources")

	items := make([]resourceItem, 0, len(shown))
	for _, r := range shown {
		item := resourceItem{
			ID: r.ID, Name: r.Name, Identifier: r.Identifier, Type: r.Kind,
			RequiresAuthorization: r.RequiresAuthorization,
			Self:                  c.Org.ServerPath() + "/api-resources/" + r.ID,
		}
		if page.properties {
			item.Properties = &[]property{}
		}
		items = append(items, item)
	}
	total := matching.Len()
	if len(items) == 0 {
		total = 0 // the real server does not count for an empty page
	}
	return engine.JSON(http.StatusOK, struct {
		TotalResults int              `json:"totalResults"`
		Links        []serverapi.Link `json:"links"`
		APIResources []resourceItem   `json:"apiResources"`
	}{total, links, items}), nil
}

func pageOf(query url.Values) (page, error) {
	p := page{limit: defaultLimit, rawFilter: query.Get("filter")}
	if raw := query.Get("limit"); raw != "" {
		limit, err := strconv.ParseInt(raw, 10, 32)
		if err != nil {
			return p, engine.Bare(http.StatusNotFound)
		}
		if limit <= 0 {
			return p, fail(http.StatusBadRequest, "60010", "The limit must be positive.")
		}
		p.limit = int(limit)
	}
	var err error
	if p.after, err = cursor(query.Get("after")); err != nil {
		return p, err
	}
	if p.before, err = cursor(query.Get("before")); err != nil {
		return p, err
	}
	if p.after != nil && p.before != nil {
		return p, fail(http.StatusBadRequest, "60011", "Only one of after and before can be given.")
	}
	if p.properties, err = requestedAttribute(query.Get("attributes"), "properties"); err != nil {
		return p, err
	}
	p.filter, err = parseFilter(p.withCursor(), "name", "identifier", "type")
	return p, err
}

func cursor(raw string) (*int, error) {
	row, ok := serverapi.Cursor(raw)
	if !ok {
		return nil, fail(http.StatusBadRequest, "60002", "The cursor is invalid.")
	}
	return row, nil
}

// withCursor returns the filter to parse. The real server appends the cursor to
// the filter as text: if the filter ends early, or in a quote, the cursor is lost.
func (p *page) withCursor() string {
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

// requestedAttribute reports whether a list of attributes contains the only one
// that can be requested.
func requestedAttribute(list, known string) (bool, error) {
	if list == "" {
		return false, nil
	}
	for name := range strings.SplitSeq(list, ",") {
		if name != known {
			return false, fail(http.StatusBadRequest, "60013", "The only attribute that can be requested is "+known+".")
		}
	}
	return true, nil
}

// A listing is a sequence of API resources in ascending order of their rows, from
// which pages are taken.
type listing interface {
	Len() int
	Page(start, count int) iter.Seq[*resource]
}

// found is the listing of a search.
type found []*resource

func (f found) Len() int { return len(f) }

func (f found) Page(start, count int) iter.Seq[*resource] {
	return slices.Values(f[start : start+count])
}

// matching returns the listing for a page. It examines each API resource only if
// there is a filter, or if the organization cannot use all of them.
func (d *Resources) matching(o *engine.Organization, p page) listing {
	if p.filter == nil && o.IsRoot() {
		return &d.resources
	}
	candidates := d.candidates(o, p.filter, lookups{
		"identifier": func(value string) []*resource { return d.resources.NamedAny([]string{value}) },
		"type":       d.byKind.With,
	})
	return found(slices.DeleteFunc(candidates, func(r *resource) bool {
		return !p.filter.MatchesAll(map[string]string{"name": r.Name, "identifier": r.Identifier, "type": r.Kind})
	}))
}

// cut returns the contents of the page and the links to the pages around it. The
// order is ascending in both directions. A page that was requested with a cursor
// has a link back to the page that the client came from.
func (p page) cut(from listing, base string) ([]*resource, []serverapi.Link) {
	start, end := p.window(from)
	shown, links := slices.Collect(from.Page(start, end-start)), []serverapi.Link{}
	if len(shown) == 0 {
		return shown, links
	}
	if start > 0 || p.after != nil {
		links = append(links, serverapi.Link{Rel: "previous", Href: p.href(base, "before", shown[0].Row)})
	}
	if end < from.Len() || p.before != nil {
		links = append(links, serverapi.Link{Rel: "next", Href: p.href(base, "after", shown[len(shown)-1].Row)})
	}
	return shown, links
}

// window returns the start and the end of the page.
func (p page) window(from listing) (start, end int) {
	position := func(row int) int {
		return sort.Search(from.Len(), func(i int) bool { return slices.Collect(from.Page(i, 1))[0].Row >= row })
	}
	if p.before != nil {
		end = position(*p.before)
		return max(0, end-p.limit), end
	}
	if p.after != nil {
		start = position(*p.after + 1)
	}
	return start, min(start+p.limit, from.Len())
}

// href builds a link. The cursor keeps its padding unescaped.
func (p page) href(base, direction string, row int) string {
	href := base + "?limit=" + strconv.Itoa(p.limit)
	if p.rawFilter != "" {
		href += "&filter=" + url.QueryEscape(p.rawFilter)
	}
	return href + "&" + direction + "=" + serverapi.EncodeCursor(row)
}
