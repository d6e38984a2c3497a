package asgardeotest

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

// defaultSearchCount is how many resources a search asks for when it does not
// say.
const defaultSearchCount = 100

// A scimQuery is what a list or a search asks for.
type scimQuery struct {
	filter         *string
	startIndex     int
	count          *int
	sortBy, domain string
	scimengine.Projection
}

// projectionOf reads the parameters that choose attributes.
func projectionOf(query url.Values) scimQuery {
	return scimQuery{Projection: scimengine.Projection{
		Attributes: attributeList(query.Get("attributes")),
		Excluded:   attributeList(query.Get("excludedAttributes")),
	}}
}

// attributeList cuts a list of attributes at its commas, and nowhere else: a
// blank after one belongs to the name.
func attributeList(raw string) []string {
	if raw == "" {
		return nil
	}
	return strings.Split(raw, ",")
}

// listQuery reads the query of a list request.
func listQuery(query url.Values) (scimQuery, error) {
	q := projectionOf(query)
	q.sortBy, q.domain, q.startIndex = query.Get("sortBy"), query.Get("domain"), 1
	if query.Has("filter") {
		q.filter = new(query.Get("filter"))
	}
	for name, set := range q.numbers() {
		if raw := query.Get(name); raw != "" {
			number, err := strconv.ParseInt(raw, 10, 32)
			if err != nil {
				return q, bare(http.StatusNotFound)
			}
			set(int(number))
		}
	}
	return q, q.checkSort()
}

// numbers returns the setters of the numeric parameters by name.
func (q *scimQuery) numbers() map[string]func(int) {
	return map[string]func(int){
		"startIndex": func(n int) { q.startIndex = max(n, 1) },
		"count":      func(n int) { q.count = new(max(n, 0)) },
	}
}

func (q *scimQuery) checkSort() error {
	if q.sortBy != "" {
		return scimFailure(http.StatusNotImplemented, "", "Sorting is not supported")
	}
	return nil
}

// searchQuery reads the body of a search request.
func (c *call) searchQuery() (scimQuery, error) {
	q := scimQuery{startIndex: 1, count: new(defaultSearchCount)}
	doc, err := c.scimBody()
	if err != nil {
		return q, err
	}
	schemas, err := scimengine.TextList(doc, "schemas")
	if err != nil {
		return q, err
	}
	if len(schemas) != 1 || schemas[0] != schemaSearch {
		return q, scimengine.InvalidValue("The one schema of a search is %s.", schemaSearch)
	}
	filter, err := scimengine.TextMember(doc, "filter")
	if err != nil {
		return q, err
	}
	if filter != "" {
		q.filter = &filter
	}
	for name, target := range map[string]*string{"sortBy": &q.sortBy, "domain": &q.domain} {
		if *target, err = scimengine.TextMember(doc, name); err != nil {
			return q, err
		}
	}
	for name, target := range map[string]*[]string{"attributes": &q.Attributes, "excludedAttributes": &q.Excluded} {
		if *target, err = scimengine.TextList(doc, name); err != nil {
			return q, err
		}
	}
	for name, set := range q.numbers() {
		if value, _ := scimengine.Member(doc, name); value != nil {
			number, err := strconv.ParseInt(fmt.Sprint(value), 10, 32)
			if err != nil {
				return q, scimengine.InvalidValue("The %s is not a whole number.", name)
			}
			set(int(number))
		}
	}
	return q, q.checkSort()
}

// listing returns the handlers of a list and of a search, which differ only in
// how the query is sent.
func listing(page func(*call, scimQuery) (reply, error)) (list, search handler) {
	list = func(c *call) (reply, error) {
		q, err := listQuery(c.query)
		if err != nil {
			return reply{}, err
		}
		return page(c, q)
	}
	search = func(c *call) (reply, error) {
		q, err := c.searchQuery()
		if err != nil {
			return reply{}, err
		}
		return page(c, q)
	}
	return list, search
}

// scimFilter parses the filter of a list.
func scimFilter(raw string) (*filter.Tree, error) {
	tree, err := filter.ParseSCIM(raw)
	if err != nil {
		return nil, scimFailure(http.StatusBadRequest, "InvalidFilter", "Given filter operator is not supported.")
	}
	return tree, nil
}

// pageOf answers with the part of the matching resources the query asks for.
// Only those of the page are rendered.
func pageOf[T any](q scimQuery, matching []T, render func(T) document) reply {
	total, count := len(matching), len(matching)
	if q.count != nil {
		count = *q.count
	}
	if count == 0 {
		total = 0 // a page of nothing does not count either
	}
	start := min(q.startIndex-1, len(matching))
	window := matching[start : start+min(count, len(matching)-start)]
	resources := make([]document, 0, len(window))
	for _, match := range window {
		item := q.Project(render(match))
		delete(item, "schemas")
		resources = append(resources, item)
	}
	return asJSON(http.StatusOK, struct {
		TotalResults int        `json:"totalResults"`
		StartIndex   int        `json:"startIndex"`
		ItemsPerPage int        `json:"itemsPerPage"`
		Schemas      []string   `json:"schemas"`
		Resources    []document `json:"Resources,omitempty"`
	}{total, q.startIndex, len(resources), []string{schemaList}, resources})
}
