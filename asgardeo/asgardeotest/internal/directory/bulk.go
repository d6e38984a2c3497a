package directory

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

const (
	schemaBulkResponse = "urn:ietf:params:scim:api:messages:2.0:BulkResponse"

	scopeBulk = "internal_bulk_resource_create"
)

func (d *Directory) bulkOperation() engine.Operation {
	return engine.Operation{
		Name: "scim.Bulk.Send", Method: http.MethodPost, Path: prefix + "/Bulk", Bulk: true,
		Scopes: []string{scopeBulk}, Alternatives: bulkScopes(), Handler: d.handler(bulk),
	}
}

// bulkScopes returns the scopes for the kinds of operations in a bulk request.
func bulkScopes() []string {
	var scopes []string
	for _, kind := range []string{"user", "group", "role"} {
		for _, action := range []string{"create", "update", "delete"} {
			scopes = append(scopes, bulkScope(kind, action))
		}
	}
	return scopes
}

// bulkScope returns the scope for one kind of operation in a bulk request.
func bulkScope(kind, action string) string { return "internal_bulk_" + kind + "_" + action }

// bulkActions are the parts of scopes, by method.
var bulkActions = map[string]string{
	http.MethodPost: "create", http.MethodPut: "update", http.MethodPatch: "update", http.MethodDelete: "delete",
}

// A bulkKind is a kind of resource in a bulk request. The kinds are processed
// one after the other, regardless of the order in the request.
type bulkKind struct {
	path  string // of the collection, below /scim2
	scope string // its name in scopes
	// members is the list in which a bulkId may replace an id.
	members string
	// idAt is the index of the path element with the id.
	idAt int
}

var (
	bulkUsers   = bulkKind{path: "/Users", scope: "user", idAt: 2}
	bulkGroups  = bulkKind{path: "/Groups", scope: "group", members: "members", idAt: 2}
	bulkRoles   = bulkKind{path: "/Roles", scope: "role", members: "users", idAt: 2}
	bulkRolesV2 = bulkKind{path: "/v2/Roles", scope: "role", members: "users", idAt: 3}
)

// bulkKindsOf returns the kinds with a path that the given path contains. An
// operation without a kind is left out of the response.
func bulkKindsOf(path string) []bulkKind {
	var kinds []bulkKind
	for _, kind := range []bulkKind{bulkUsers, bulkGroups} {
		if strings.Contains(path, kind.path) {
			kinds = append(kinds, kind)
		}
	}
	switch {
	case strings.Contains(path, bulkRolesV2.path):
		kinds = append(kinds, bulkRolesV2)
	case strings.Contains(path, bulkRoles.path):
		kinds = append(kinds, bulkRoles)
	}
	return kinds
}

// A bulkItem is an operation of a bulk request.
type bulkItem struct {
	kind               bulkKind
	method, path, name string // the name is the bulkId
	data               any
}

// A bulkResult is the response to an operation. The body is JSON within a
// string, and the status is an object.
type bulkResult struct {
	Location string     `json:"location,omitempty"`
	Method   string     `json:"method"`
	BulkID   string     `json:"bulkId"`
	Status   bulkStatus `json:"status"`
	Response string     `json:"response,omitempty"`
}

type bulkStatus struct {
	Code int `json:"code"`
}

// bulk performs the operations on users first, then those on groups, on roles
// of the first version, and on roles of the second version.
func bulk(c *call) (engine.Reply, error) {
	doc, err := c.scimBody()
	if err != nil {
		return engine.Reply{}, err
	}
	items, err := bulkItems(doc)
	if err != nil {
		return engine.Reply{}, err
	}
	run := bulkRun{call: c, created: map[string]string{}, results: []bulkResult{}}
	items = slices.DeleteFunc(items, run.refuse)
	limit := cmp.Or(c.org.d.settings.BulkLimit, bulkLimitOfCloud)
	if len(items) > limit {
		return engine.Reply{}, fail(http.StatusRequestEntityTooLarge, "", fmt.Sprintf(
			"The number of operations in the bulk request: %d exceeds the maximum total number of operations count: %d.", len(items), limit))
	}
	run.failOnErrors, _ = strconv.Atoi(fmt.Sprint(doc["failOnErrors"]))
	for _, kind := range []bulkKind{bulkUsers, bulkGroups, bulkRoles, bulkRolesV2} {
		for _, item := range items {
			if item.kind != kind || run.failOnErrors > 0 && run.failures >= run.failOnErrors {
				continue
			}
			if err := run.do(item); err != nil {
				return engine.Reply{}, err
			}
		}
	}
	return engine.JSON(http.StatusOK, struct {
		Schemas    []string     `json:"schemas"`
		Operations []bulkResult `json:"Operations"`
	}{[]string{schemaBulkResponse}, append(run.results, run.refused...)}), nil
}

// bulkItems reads the operations. If one of them cannot be read, the whole request
// is refused.
func bulkItems(doc document) ([]bulkItem, error) {
	list, ok := doc["Operations"].([]any)
	if !ok {
		return nil, scimengine.InvalidSyntax()
	}
	seen := map[string]bool{}
	var items []bulkItem
	for _, entry := range list {
		fields, ok := entry.(document)
		if !ok {
			return nil, scimengine.InvalidSyntax()
		}
		item := bulkItem{method: scimengine.Text(fields["method"]), path: scimengine.Text(fields["path"]), name: scimengine.Text(fields["bulkId"]), data: fields["data"]}
		if item.method == http.MethodPost {
			if item.name == "" || seen[item.name] {
				return nil, scimengine.InvalidValue("A POST must have a bulkId of its own.")
			}
			seen[item.name] = true
		}
		for _, kind := range bulkKindsOf(item.path) {
			item.kind = kind
			items = append(items, item)
		}
	}
	return items, nil
}

// A bulkRun is a bulk request in progress.
type bulkRun struct {
	*call
	created                map[string]string // the ids of new users, by bulkId
	failOnErrors, failures int
	results                []bulkResult
	refused                []bulkResult
}

// refuse removes operations before any is performed: read operations on roles
// of the second version, which are dropped, and operations without a required
// scope, whose results come last.
func (run *bulkRun) refuse(item bulkItem) bool {
	if item.kind != bulkRolesV2 {
		return false
	}
	err := run.checkScope(item)
	if err != nil {
		run.refused = append(run.refused, run.result(item, run.Answer(err)))
	}
	return err != nil || item.method == http.MethodGet
}

// do performs an operation. It returns an error if the real server fails the
// whole request.
func (run *bulkRun) do(item bulkItem) error {
	if err := run.checkScope(item); err != nil {
		run.note(run.result(item, run.Answer(err)))
		return nil
	}
	target, query, err := item.target()
	if err != nil {
		return err
	}
	part := run.Within(item.method, prefix+target, query, run.body(item))
	if part == nil {
		return fail(http.StatusInternalServerError, "", "The operation "+item.method+" "+item.path+" cannot be carried out.")
	}
	out := part.Do()
	result := run.result(item, out)
	run.note(result)
	if item.kind == bulkUsers && out.Status == http.StatusCreated {
		run.created[item.name] = result.Location[strings.LastIndexByte(result.Location, '/')+1:]
	}
	return nil
}

// checkScope requires one of these scopes: that of all bulk requests, that of
// the kind of operation or, except for roles of the second version, that of the
// operation itself.
func (run *bulkRun) checkScope(item bulkItem) error {
	action, ok := bulkActions[item.method]
	if !ok || run.Can(scopeBulk) || run.Can(bulkScope(item.kind.scope, action)) ||
		item.kind != bulkRolesV2 && run.Can("internal_"+item.kind.scope+"_mgt_"+action) {
		return nil
	}
	return fail(http.StatusForbidden, "", engine.DetailForbidden)
}

// target returns the path of the operation, below /scim2, and its query.
func (item bulkItem) target() (path string, query url.Values, err error) {
	raw := item.path
	if item.method == http.MethodGet {
		var rawQuery string
		raw, rawQuery, _ = strings.Cut(raw, "?")
		query, _ = url.ParseQuery(rawQuery)
	}
	if item.method == http.MethodPost {
		return item.kind.path, query, nil
	}
	elements := strings.Split(raw, "/")
	if len(elements) <= item.kind.idAt {
		return "", nil, fail(http.StatusInternalServerError, "", "The path "+item.path+" has no id.")
	}
	return item.kind.path + "/" + url.PathEscape(elements[item.kind.idAt]), query, nil
}

// body returns the body of the operation, with the ids of new users in place of
// their bulkIds.
func (run *bulkRun) body(item bulkItem) []byte {
	if item.data == nil {
		return nil
	}
	if doc, ok := item.data.(document); ok && item.kind.members != "" {
		run.resolve(bulkMembers(doc, item))
	}
	if text, ok := item.data.(string); ok {
		return []byte(text)
	}
	body, _ := json.Marshal(item.data) // it was decoded from JSON
	return body
}

// bulkMembers returns the list of users in the body of an operation. In a PATCH it
// is that of the first operation that adds or replaces users.
func bulkMembers(doc document, item bulkItem) any {
	if item.method != http.MethodPatch {
		return doc[item.kind.members]
	}
	operations, _ := doc["Operations"].([]any)
	for _, entry := range operations {
		fields, _ := entry.(document)
		op, path := strings.ToLower(scimengine.Text(fields["op"])), scimengine.Text(fields["path"])
		switch {
		case op != "add" && op != "replace", path != "" && path != item.kind.members:
			continue
		case path != "":
			return fields["value"]
		}
		if parts, ok := fields["value"].(document); ok {
			return parts[item.kind.members]
		}
	}
	return nil
}

func (run *bulkRun) resolve(members any) {
	list, _ := members.([]any)
	for _, entry := range list {
		fields, _ := entry.(document)
		value, _ := fields["value"].(string)
		if name, ok := strings.CutPrefix(value, "bulkId:"); ok && run.created[name] != "" {
			fields["value"] = run.created[name]
		}
	}
}

func (run *bulkRun) result(item bulkItem, out engine.Reply) bulkResult {
	return bulkResult{
		Location: out.Header.Get("Location"), Method: item.method, BulkID: item.name,
		Status: bulkStatus{out.Status}, Response: string(out.Body),
	}
}

// note adds a result, and counts failures.
func (run *bulkRun) note(result bulkResult) {
	run.results = append(run.results, result)
	if !slices.Contains([]int{http.StatusOK, http.StatusCreated, http.StatusNoContent}, result.Status.Code) {
		run.failures++
	}
}
