package scim

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// bulkPlan is a Bulk as it is sent.
type bulkPlan struct {
	operations []bulkRequestOperation
	chunks     [][]int // of operations, one for each request
}

// prepare writes the operations and spreads them over requests.
func (c *BulkClient) prepare(bulk *Bulk, settings bulkSettings) (*bulkPlan, error) {
	const op = string(OpBulkSend)
	switch {
	case bulk == nil:
		return nil, c.ops.rest.Invalid(op, "the request is nil")
	case settings.maxOperations < 1, settings.failOnErrors < 0:
		return nil, c.ops.rest.Invalid(op, "WithMaxOperations requires at least 1, and WithFailOnErrors at least 0")
	}
	created := map[string]int{} // new users by their bulkIds
	for i, operation := range bulk.operations {
		if operation.kind == bulkUser && operation.verb == "Create" {
			created[operation.bulkID] = i
		}
	}
	plan := &bulkPlan{}
	together := newUnion(len(bulk.operations))
	for i, operation := range bulk.operations {
		wire, err := c.wire(operation)
		if err != nil {
			return nil, err
		}
		plan.operations = append(plan.operations, wire)
		referred, readable := operation.references(wire.Data)
		for _, id := range referred {
			user, ok := created[id]
			switch {
			case !ok:
				return nil, c.ops.rest.Invalid(operation.name(), "operation %d refers to something other than a new user of the same Bulk, which the server does not support", i+1)
			case !slices.Contains(readable, id) || count(referred, id) > count(readable, id):
				return nil, c.ops.rest.Invalid(operation.name(), "operation %d refers to a new user at a place where the server does not follow references", i+1)
			}
			together.join(i, user)
		}
	}
	for _, group := range together.groups() {
		last := len(plan.chunks) - 1
		switch {
		case len(group) > settings.maxOperations:
			return nil, c.ops.rest.Invalid(op, "%d operations refer to each other, but a request can have only %d", len(group), settings.maxOperations)
		case last < 0 || len(plan.chunks[last])+len(group) > settings.maxOperations:
			plan.chunks = append(plan.chunks, group)
		default:
			plan.chunks[last] = append(plan.chunks[last], group...)
		}
	}
	for _, chunk := range plan.chunks {
		slices.Sort(chunk) // what was added first may make room for the rest
	}
	return plan, nil
}

func count(list []string, item string) int {
	n := 0
	for _, s := range list {
		if s == item {
			n++
		}
	}
	return n
}

// method returns the HTTP method of an operation.
func (o *BulkOperation) method() string {
	switch o.verb {
	case "Create":
		return http.MethodPost
	case "Update":
		return http.MethodPatch
	case "Replace":
		return http.MethodPut
	}
	return http.MethodDelete
}

// wire writes an operation.
func (c *BulkClient) wire(o *BulkOperation) (bulkRequestOperation, error) {
	wire := bulkRequestOperation{Method: o.method(), Path: o.kind.path, BulkID: o.bulkID}
	if o.verb != "Create" {
		call := rest.Call{Operation: o.name(), Path: o.kind.path + "/%s", API: &api}
		if err := call.AddPathParam(c.ops.rest, "id", o.id); err != nil {
			return wire, err
		}
		if strings.HasPrefix(o.id, bulkIDPrefix) {
			return wire, c.ops.rest.Invalid(o.name(), "the id %q is a reference: the server follows references in bodies only", o.id)
		}
		wire.Path += "/" + o.id
	}
	if o.body == nil {
		return wire, nil
	}
	body, err := o.body(c.ops.rest, o.name())
	if err != nil {
		return wire, err
	}
	if request, ok := body.(*patchRequest); ok {
		for _, operation := range request.Operations {
			if strings.Contains(operation.Path, bulkIDPrefix) {
				return wire, c.ops.rest.Invalid(o.name(), "the path %q has a reference: the server follows references in values only", operation.Path)
			}
		}
	}
	if wire.Data, err = json.Marshal(body); err != nil {
		return wire, c.ops.rest.Invalid(o.name(), "%w", err)
	}
	return wire, nil
}

// references returns the bulkIds that data refers to, and those of them that the server replaces by ids.
func (o *BulkOperation) references(data json.RawMessage) (referred, readable []string) {
	var body any
	if json.Unmarshal(data, &body) != nil {
		return nil, nil
	}
	fields, _ := body.(map[string]any)
	list := fields[o.kind.referring]
	if o.verb == "Update" {
		list = o.firstAddition(fields)
	}
	return bulkIDs(body, nil), bulkIDs(list, nil)
}

// firstAddition returns the references of the only operation of a patch in which the server looks for them.
func (o *BulkOperation) firstAddition(patch map[string]any) any {
	operations, _ := patch["Operations"].([]any)
	for _, operation := range operations {
		fields, _ := operation.(map[string]any)
		path, _ := fields["path"].(string)
		if fields["op"] == string(PatchOpRemove) || path != "" && path != o.kind.referring {
			continue
		}
		if path != "" {
			return fields["value"]
		}
		value, _ := fields["value"].(map[string]any)
		return value[o.kind.referring]
	}
	return nil
}

// bulkIDs appends the bulkIds that the members named value hold.
func bulkIDs(body any, found []string) []string {
	switch body := body.(type) {
	case []any:
		for _, item := range body {
			found = bulkIDs(item, found)
		}
	case map[string]any:
		for name, item := range body {
			text, _ := item.(string)
			if id, ok := strings.CutPrefix(text, bulkIDPrefix); ok && name == "value" {
				found = append(found, id)
			}
			found = bulkIDs(item, found)
		}
	}
	return found
}

// union joins numbers to groups.
type union []int // the number above each, or itself

func newUnion(n int) union {
	u := make(union, n)
	for i := range u {
		u[i] = i
	}
	return u
}

func (u union) root(i int) int {
	for u[i] != i {
		u[i] = u[u[i]]
		i = u[i]
	}
	return i
}

func (u union) join(i, j int) {
	i, j = u.root(i), u.root(j)
	u[max(i, j)] = min(i, j)
}

// groups returns the groups in the order of their first numbers.
func (u union) groups() [][]int {
	var groups [][]int
	at := map[int]int{}
	for i := range u {
		root := u.root(i)
		if root == i {
			at[i] = len(groups)
			groups = append(groups, nil)
		}
		groups[at[root]] = append(groups[at[root]], i)
	}
	return groups
}
