package asgardeotest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	schemaError  = "urn:ietf:params:scim:api:messages:2.0:Error"
	schemaList   = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
	schemaSearch = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"

	// maxPageSize is how many resources a page has at most, and how many it
	// has when the request does not say.
	maxPageSize = 100
)

// A document is a SCIM resource, or a part of one, as JSON has it.
type document = map[string]any

// negotiateSCIM judges the media types. Any that does not fit is a 406, also
// that of the body. A list of acceptable types must name one exactly.
func negotiateSCIM(r *http.Request) error {
	accepted := []string{"*/*", "application/*", mediaJSON, mediaSCIM}
	if accept := strings.Join(r.Header.Values("Accept"), ","); accept != "" {
		fits := func(item string) bool { return slices.Contains(accepted, strings.ToLower(strings.TrimSpace(item))) }
		if !slices.ContainsFunc(strings.Split(accept, ","), fits) {
			return scimFailure(http.StatusNotAcceptable, "", "The media type of the Accept header is not supported.")
		}
	}
	switch r.Method {
	case http.MethodPost, http.MethodPut, http.MethodPatch:
		if !scimContent(r.Header.Get("Content-Type")) {
			return scimFailure(http.StatusNotAcceptable, "", "The media type of the Content-Type header is not supported.")
		}
	}
	return nil
}

func scimContent(value string) bool {
	base, parameters, found := strings.Cut(strings.ToLower(value), ";")
	base = strings.TrimSpace(base)
	if base != mediaJSON && base != mediaSCIM {
		return false
	}
	return !found || strings.TrimSpace(parameters) == "charset=utf-8"
}

// scimBody decodes the body of a request, which must be an object.
func (c *call) scimBody() (document, error) {
	tree, err := decodeTree(c.body)
	doc, ok := tree.(document)
	if err != nil || !ok {
		return nil, scimInvalidSyntax()
	}
	return doc, nil
}

// member returns a member of a document by its name in any case.
func member(doc document, name string) (any, bool) {
	if value, ok := doc[name]; ok {
		return value, true
	}
	for key, value := range doc {
		if strings.EqualFold(key, name) {
			return value, true
		}
	}
	return nil, false
}

// textMember returns a member that must be a string when it is there.
func textMember(doc document, name string) (string, error) {
	value, _ := member(doc, name)
	if value == nil {
		return "", nil
	}
	text, ok := value.(string)
	if !ok {
		return "", scimInvalidSyntax()
	}
	return text, nil
}

// A scimQuery is what a list or a search asks for.
type scimQuery struct {
	filter               string
	startIndex           int
	count                *int
	sortBy, domain       string
	attributes, excluded []string
}

// projectionOf reads the parameters that choose attributes.
func projectionOf(query url.Values) scimQuery {
	return scimQuery{
		attributes: splitList(query.Get("attributes")),
		excluded:   splitList(query.Get("excludedAttributes")),
	}
}

// listQuery reads the query of a list request.
func listQuery(query url.Values) (scimQuery, error) {
	q := projectionOf(query)
	q.filter, q.sortBy, q.domain, q.startIndex = query.Get("filter"), query.Get("sortBy"), query.Get("domain"), 1
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
		"count":      func(n int) { q.count = ptr(max(n, 0)) },
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
	q := scimQuery{startIndex: 1, count: ptr(maxPageSize)}
	doc, err := c.scimBody()
	if err != nil {
		return q, err
	}
	schemas, err := textList(doc, "schemas")
	if err != nil || len(schemas) != 1 || schemas[0] != schemaSearch {
		return q, scimInvalidSyntax()
	}
	for name, target := range map[string]*string{"filter": &q.filter, "sortBy": &q.sortBy, "domain": &q.domain} {
		if *target, err = textMember(doc, name); err != nil {
			return q, err
		}
	}
	for name, target := range map[string]*[]string{"attributes": &q.attributes, "excludedAttributes": &q.excluded} {
		if *target, err = textList(doc, name); err != nil {
			return q, err
		}
	}
	for name, set := range q.numbers() {
		if value, ok := member(doc, name); ok {
			number, err := wholeNumber(value)
			if err != nil {
				return q, err
			}
			set(number)
		}
	}
	return q, q.checkSort()
}

func wholeNumber(value any) (int, error) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, scimInvalidSyntax()
	}
	n, err := strconv.ParseInt(number.String(), 10, 32)
	if err != nil {
		return 0, scimInvalidSyntax()
	}
	return int(n), nil
}

func textList(doc document, name string) ([]string, error) {
	value, _ := member(doc, name)
	if value == nil {
		return nil, nil
	}
	items, ok := value.([]any)
	if !ok {
		return nil, scimInvalidSyntax()
	}
	var texts []string
	for _, item := range items {
		text, ok := item.(string)
		if !ok {
			return nil, scimInvalidSyntax()
		}
		texts = append(texts, text)
	}
	return texts, nil
}

// page answers with the part of the matching resources the query asks for.
func (q scimQuery) page(matching []document) reply {
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
	for _, doc := range window {
		item := q.project(doc)
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

// project reduces a resource to the attributes the query asks for. The id and
// the schemas always stay. Attributes asked for win over those excluded.
func (q scimQuery) project(doc document) document {
	out := document{}
	for key, value := range doc {
		switch {
		case key == "id" || key == "schemas":
			out[key] = value
		case len(q.attributes) > 0:
			if kept, ok := keep(key, value, q.attributes); ok {
				out[key] = kept
			}
		default:
			if kept, ok := without(key, value, q.excluded); ok {
				out[key] = kept
			}
		}
	}
	return out
}

// keep returns what is left of an attribute when only the named ones stay.
func keep(key string, value any, names []string) (any, bool) {
	whole, subs := selection(key, names)
	if whole {
		return value, true
	}
	if len(subs) == 0 {
		return nil, false
	}
	return eachPart(value, func(part document) document {
		out := document{}
		for name, child := range part {
			if kept, ok := keep(name, child, subs); ok {
				out[name] = kept
			}
		}
		return out
	}), true
}

// without returns what is left of an attribute when the named ones go.
func without(key string, value any, names []string) (any, bool) {
	whole, subs := selection(key, names)
	if whole {
		return nil, false
	}
	if len(subs) == 0 {
		return value, true
	}
	return eachPart(value, func(part document) document {
		out := document{}
		for name, child := range part {
			if kept, ok := without(name, child, subs); ok {
				out[name] = kept
			}
		}
		return out
	}), true
}

// selection finds an attribute in a list of names: as a whole, or by the
// names of its sub-attributes. A schema is separated from its attribute by a
// colon or a dot.
func selection(key string, names []string) (whole bool, subs []string) {
	for _, name := range names {
		name = trimFold(name, schemaUser+":")
		switch {
		case strings.EqualFold(name, key):
			whole = true
		case len(name) > len(key)+1 && strings.EqualFold(name[:len(key)], key) && strings.ContainsRune(".:", rune(name[len(key)])):
			subs = append(subs, name[len(key)+1:])
		}
	}
	return whole, subs
}

// trimFold cuts a prefix off in any case.
func trimFold(s, prefix string) string {
	if len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix) {
		return s[len(prefix):]
	}
	return s
}

// eachPart maps a complex value, or every item of a list of them.
func eachPart(value any, change func(document) document) any {
	switch v := value.(type) {
	case document:
		return change(v)
	case []any:
		out := make([]any, 0, len(v))
		for _, item := range v {
			out = append(out, eachPart(item, change))
		}
		return out
	default:
		return value
	}
}

// scimTime formats a time as SCIM wants it.
func scimTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

// A patchOperation is an operation of a SCIM PATCH, its op in lower case.
type patchOperation struct {
	op, path string
	value    any
	hasValue bool
}

// patchOperations reads the envelope of a PATCH. Its key is the one name of
// SCIM whose case matters.
func (c *call) patchOperations() ([]patchOperation, error) {
	doc, err := c.scimBody()
	if err != nil {
		return nil, err
	}
	raw, ok := doc["Operations"].([]any)
	if !ok {
		return nil, scimFailure(http.StatusBadRequest, "invalidSyntax", "Invalid JSON schema.")
	}
	operations := make([]patchOperation, 0, len(raw))
	for _, item := range raw {
		fields, ok := item.(document)
		if !ok {
			return nil, scimInvalidSyntax()
		}
		op, err := patchOperationOf(fields)
		if err != nil {
			return nil, err
		}
		operations = append(operations, op)
	}
	return operations, nil
}

func patchOperationOf(fields document) (patchOperation, error) {
	var op patchOperation
	name, err := textMember(fields, "op")
	if err != nil {
		return op, err
	}
	if op.path, err = textMember(fields, "path"); err != nil {
		return op, err
	}
	op.op = strings.ToLower(name)
	op.value, op.hasValue = member(fields, "value")
	switch {
	case op.op != "add" && op.op != "remove" && op.op != "replace":
		return op, scimFailure(http.StatusBadRequest, "invalidSyntax", "The operation "+name+" is none of add, remove and replace.")
	case op.op == "remove" && op.path == "":
		return op, scimFailure(http.StatusBadRequest, "noTarget", "A removal must have a path.")
	case op.op != "remove" && !op.hasValue:
		return op, scimInvalidValue("The operation %s must have a value.", op.op)
	}
	return op, nil
}

// A patchPath is a parsed path: attribute[filter].sub.
type patchPath struct {
	attribute, sub string
	filter         *condition
}

func parsePatchPath(path string) (patchPath, error) {
	invalid := scimFailure(http.StatusBadRequest, "invalidPath", "The path "+path+" is not valid.")
	head, rest, filtered := strings.Cut(path, "[")
	if !filtered {
		attribute, sub, _ := strings.Cut(head, ".")
		if attribute == "" {
			return patchPath{}, invalid
		}
		return patchPath{attribute: attribute, sub: sub}, nil
	}
	end := strings.LastIndexByte(rest, ']')
	if head == "" || end < 0 {
		return patchPath{}, invalid
	}
	sub, dotted := strings.CutPrefix(rest[end+1:], ".")
	if !dotted && sub != "" {
		return patchPath{}, invalid
	}
	parts := strings.Fields(rest[:end])
	if len(parts) != 3 {
		return patchPath{}, scimFailure(http.StatusBadRequest, "invalidSyntax", "The filter of the path "+path+" is not valid.")
	}
	return patchPath{
		attribute: head, sub: sub,
		filter: &condition{parts[0], strings.ToLower(parts[1]), strings.Trim(parts[2], `"`)},
	}, nil
}
