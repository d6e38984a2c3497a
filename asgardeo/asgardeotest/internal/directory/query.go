package directory

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

const (
	schemaList   = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	schemaSearch = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
)

// defaultSearchCount is the count of a search that does not set it.
const defaultSearchCount = 100

// A query has the parameters of a list or a search.
type query struct {
	filter         *string
	startIndex     int
	count          *int
	first          int // without a count, only so many resources are shown; 0 means all
	sortBy, domain string
	scimengine.Projection
}

// projectionOf reads the parameters that select attributes.
func projectionOf(parameters url.Values) query {
	return query{Projection: scimengine.Projection{
		Attributes: attributeList(parameters.Get("attributes")),
		Excluded:   attributeList(parameters.Get("excludedAttributes")),
	}}
}

// attributeList splits a list of attributes at commas only: a space after a
// comma belongs to the name.
func attributeList(raw string) []string {
	if raw == "" {
		return nil
	}
	return strings.Split(raw, ",")
}

// listQuery reads the query of a list request.
func listQuery(parameters url.Values) (query, error) {
	q := projectionOf(parameters)
	q.sortBy, q.domain, q.startIndex = parameters.Get("sortBy"), parameters.Get("domain"), 1
	if parameters.Has("filter") {
		q.filter = new(parameters.Get("filter"))
	}
	for name, set := range q.numbers() {
		if raw := parameters.Get(name); raw != "" {
			number, err := strconv.ParseInt(raw, 10, 32)
			if err != nil {
				return q, engine.Bare(http.StatusNotFound)
			}
			set(int(number))
		}
	}
	return q, q.checkSort()
}

// numbers returns the setters of the numeric parameters by name.
func (q *query) numbers() map[string]func(int) {
	return map[string]func(int){
		"startIndex": func(n int) { q.startIndex = max(n, 1) },
		"count":      func(n int) { q.count = new(max(n, 0)) },
	}
}

func (q *query) checkSort() error {
	if q.sortBy != "" {
		return sortingUnsupported()
	}
	return nil
}

func sortingUnsupported() error {
	return fail(http.StatusNotImplemented, "", "Sorting is not supported")
}

// searchQuery reads the body of a search request. checked reports whether its
// schema must be that of a search: the real server does not check it for users.
func (c *call) searchQuery(checked bool) (query, error) {
	q := query{startIndex: 1, count: new(defaultSearchCount)}
	doc, err := c.scimBody()
	if err != nil {
		return q, err
	}
	schemas, ok := doc["schemas"].([]any)
	switch {
	case !ok:
		return q, scimengine.InvalidValue("Attribute 'schemas' is missing or is not a valid JSON array.")
	case len(schemas) != 1:
		return q, scimengine.InvalidValue("Schema is invalid")
	case checked && schemas[0] != schemaSearch:
		return q, scimengine.InvalidValue("Provided schema is invalid")
	}
	expression, err := scimengine.TextMember(doc, "filter")
	if err != nil {
		return q, err
	}
	if expression != "" {
		q.filter = &expression
	}
	sortOrder := ""
	for name, target := range map[string]*string{"sortBy": &q.sortBy, "sortOrder": &sortOrder, "domain": &q.domain} {
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
		value, _ := scimengine.Member(doc, name)
		if number, err := strconv.ParseInt(scimengine.Text(value), 10, 32); err == nil && (number >= 0 || name != "count") {
			set(int(number))
		}
	}
	switch strings.ToLower(sortOrder) {
	case "":
		return q, q.checkSort()
	case "ascending", "descending":
		return q, sortingUnsupported()
	}
	return q, scimengine.InvalidValue("Invalid sortOrder value is specified")
}

// listing returns the handlers of a list and of a search. They differ only in
// the form of the query. checked is passed to searchQuery.
func listing(checked bool, page func(*call, query) (engine.Reply, error)) (list, search handler) {
	list = func(c *call) (engine.Reply, error) {
		q, err := listQuery(c.Query)
		if err != nil {
			return engine.Reply{}, err
		}
		return page(c, q)
	}
	search = func(c *call) (engine.Reply, error) {
		q, err := c.searchQuery(checked)
		if err != nil {
			return engine.Reply{}, err
		}
		return page(c, q)
	}
	return list, search
}

// scimFilter parses the filter of a list.
func scimFilter(raw string) (*filter.Tree, error) {
	tree, err := filter.ParseSCIM(raw)
	if err != nil {
		return nil, fail(http.StatusBadRequest, "InvalidFilter", "Given filter operator is not supported.")
	}
	return tree, nil
}
