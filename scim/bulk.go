package scim

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Bulk collects operations for [BulkClient.Send]. The zero value is empty. Each method that adds one returns a handle
// for its result. Send reports invalid operations.
//
// The server carries out the operations on users first, then those on groups and then those on roles. A Bulk is not safe
// for concurrent use.
type Bulk struct {
	prefix     string // of bulkIds, so that those of two Bulks differ
	operations []*BulkOperation
}

// BulkOperation is one operation of a [Bulk].
type BulkOperation struct {
	kind    kind
	verb    string
	place   int    // in the Bulk
	id      string // of the resource, empty for a new one
	bulkID  string
	display string
	body    func(c *rest.Client, op string) (any, error) // nil: none
}

// kind is a kind of resource.
type kind struct {
	name, path, referring string
	rank                  int // in the order in which the server carries out operations
}

var (
	bulkUser  = kind{name: "User", path: "/Users"}
	bulkGroup = kind{name: "Group", path: "/Groups", referring: "members", rank: 1}
	bulkRole  = kind{name: "Role", path: "/v2/Roles", referring: "users", rank: 2}
)

// Ref refers to the user that the operation creates. It can be used only in the members of a group and in the users of a
// role of the same Bulk, and only for an operation that creates a user.
func (o *BulkOperation) Ref() Reference {
	return Reference{Value: bulkIDPrefix + o.bulkID, Display: o.display}
}

const bulkIDPrefix = "bulkId:"

// CreateUser creates a user, as [UsersClient.Create] does.
func (b *Bulk) CreateUser(user *User) *BulkOperation {
	operation := b.add(bulkUser, "Create", "", given(user.withSchemas()))
	if user != nil {
		operation.display = user.UserName
	}
	return operation
}

// UpdateUser changes some attributes of a user, as [UsersClient.Update] does.
func (b *Bulk) UpdateUser(id string, operations []PatchOperation) *BulkOperation {
	return b.add(bulkUser, "Update", id, patched(patchUser, operations))
}

// ReplaceUser replaces the attributes of a user, as [UsersClient.Replace] does.
func (b *Bulk) ReplaceUser(id string, user *User) *BulkOperation {
	return b.add(bulkUser, "Replace", id, given(user.withSchemas()))
}

// DeleteUser deletes a user.
func (b *Bulk) DeleteUser(id string) *BulkOperation { return b.add(bulkUser, "Delete", id, nil) }

// CreateGroup creates a group, as [GroupsClient.Create] does.
func (b *Bulk) CreateGroup(group *Group) *BulkOperation {
	return b.add(bulkGroup, "Create", "", given(group.withSchemas()))
}

// UpdateGroup changes displayName or members of a group, as [GroupsClient.Update] does. New users can be referred to
// only in the first operation that adds or replaces members.
func (b *Bulk) UpdateGroup(id string, operations []PatchOperation) *BulkOperation {
	return b.add(bulkGroup, "Update", id, patched(patchGroup, operations))
}

// ReplaceGroup replaces name and members of a group, as [GroupsClient.Replace] does.
func (b *Bulk) ReplaceGroup(id string, group *Group) *BulkOperation {
	return b.add(bulkGroup, "Replace", id, func(c *rest.Client, op string) (any, error) { return replacement(c, op, group) })
}

// DeleteGroup deletes a group.
func (b *Bulk) DeleteGroup(id string) *BulkOperation { return b.add(bulkGroup, "Delete", id, nil) }

// CreateRole creates a role, as [RolesClient.Create] does.
func (b *Bulk) CreateRole(role *Role) *BulkOperation {
	return b.add(bulkRole, "Create", "", given(role.withSchemas()))
}

// UpdateRole changes a role, as [RolesClient.Update] does. New users can be referred to only in the first operation
// that adds or replaces users.
func (b *Bulk) UpdateRole(id string, operations []PatchOperation) *BulkOperation {
	return b.add(bulkRole, "Update", id, patched(patchRole, operations))
}

// ReplaceRole replaces a role, as [RolesClient.Replace] does.
func (b *Bulk) ReplaceRole(id string, role *Role) *BulkOperation {
	return b.add(bulkRole, "Replace", id, given(role.withSchemas()))
}

// DeleteRole deletes a role.
func (b *Bulk) DeleteRole(id string) *BulkOperation { return b.add(bulkRole, "Delete", id, nil) }

// Len counts the operations.
func (b *Bulk) Len() int { return len(b.operations) }

func (b *Bulk) add(kind kind, verb, id string, body func(*rest.Client, string) (any, error)) *BulkOperation {
	if b.prefix == "" {
		b.prefix = rand.Text()[:8]
	}
	operation := &BulkOperation{kind: kind, verb: verb, place: len(b.operations), id: id, body: body}
	operation.bulkID = b.prefix + "-" + strconv.Itoa(len(b.operations)+1)
	b.operations = append(b.operations, operation)
	return operation
}

// given is a resource that was passed in.
func given[T any](resource *T) func(*rest.Client, string) (any, error) {
	return func(c *rest.Client, op string) (any, error) {
		if resource == nil {
			return nil, c.Invalid(op, "the request is nil")
		}
		return resource, nil
	}
}

// patched is a list of changes.
func patched(wrap func(*rest.Client, string, []PatchOperation) (*patchRequest, error), operations []PatchOperation) func(*rest.Client, string) (any, error) {
	return func(c *rest.Client, op string) (any, error) { return wrap(c, op, operations) }
}

// BulkClient carries out many operations in one request (RFC 7644, section 3.7).
type BulkClient struct{ ops operations }

// BulkOption is a setting of [BulkClient.Send].
type BulkOption func(*bulkSettings)

type bulkSettings struct{ failOnErrors, maxOperations int }

// WithFailOnErrors stops after n operations have failed. The remaining operations are not carried out: their results have
// [ErrSkipped]. The default, 0, does not stop.
func WithFailOnErrors(n int) BulkOption { return func(s *bulkSettings) { s.failOnErrors = n } }

// WithMaxOperations sets the maximum number of operations in a request. The default is 100, which Asgardeo accepts. A WSO2
// Identity Server accepts 1000.
func WithMaxOperations(n int) BulkOption { return func(s *bulkSettings) { s.maxOperations = n } }

const defaultMaxOperations = 100

// ErrSkipped reports an operation of a [Bulk] that was not carried out because of the failure of others.
var ErrSkipped = errors.New("not carried out because others failed")

// BulkResult is the result of an operation.
type BulkResult struct {
	// Operation is the handle that the method of [Bulk] returned.
	Operation *BulkOperation
	// StatusCode is the HTTP status of the operation, 0 if the server did not give any.
	StatusCode int
	// ID is the id of the resource, empty if it was not created.
	ID string
	// Location is the URL of the resource, where the server gave it.
	Location string
	// Body is the resource, or the server's error, as JSON. It may be nil.
	Body json.RawMessage
	// Err is the error of the operation. It is also set if the outcome is unknown. It is an *asgardeo.Error.
	Err error
}

// BulkResults has a result for each operation, in the order in which they were added.
type BulkResults []BulkResult

// Of returns the result of an operation. It returns nil if the operation was in another [Bulk].
func (r BulkResults) Of(operation *BulkOperation) *BulkResult {
	if operation == nil || operation.place >= len(r) || r[operation.place].Operation != operation {
		return nil
	}
	return &r[operation.place]
}

// Err joins the errors of all operations that failed. It returns nil if no operation failed.
func (r BulkResults) Err() error {
	var failed []error
	for _, result := range r {
		if result.Err != nil {
			failed = append(failed, result.Err)
		}
	}
	return errors.Join(failed...)
}

// Send carries out the operations (POST /Bulk). It sends as many requests as they need. Operations that refer to a new user
// are sent in the request that creates the user. Otherwise the operations keep their order, but within a request the
// server processes users first, then groups, then roles. Asgardeo accepts five bulk requests per minute, so Send waits
// between them (see asgardeo.WithRateLimit): 10,000 users take 21 minutes, which the deadline of the context must allow.
//
// The results contain every operation with its error: see [BulkResults.Err]. If a request fails as a whole, Send returns its
// error. Its operations then have this error too, and those of the following requests have [ErrSkipped]. If the Bulk is
// invalid, for example because a resource is nil or because more operations refer to each other than a request can contain,
// the error is asgardeo.ErrInvalidInput. Then there are no results, and nothing was sent.
func (c *BulkClient) Send(ctx context.Context, bulk *Bulk, options ...BulkOption) (BulkResults, error) {
	settings := bulkSettings{maxOperations: defaultMaxOperations}
	for _, option := range options {
		if option == nil {
			return nil, c.ops.rest.Invalid("scim.Bulk.Send", "an option is nil")
		}
		option(&settings)
	}
	prepared, err := c.prepare(bulk, settings)
	if err != nil {
		return nil, err
	}
	results := make(BulkResults, len(prepared.operations))
	for i, operation := range bulk.operations {
		results[i] = BulkResult{Operation: operation, ID: operation.id, Err: c.failure(operation, nil, &rest.Failure{Err: ErrSkipped})}
	}
	failures := 0
	for _, chunk := range prepared.chunks {
		if settings.failOnErrors > 0 && failures >= settings.failOnErrors {
			break
		}
		request := &bulkRequest{Schemas: []string{schemaBulkRequest}}
		if settings.failOnErrors > 0 {
			request.FailOnErrors = settings.failOnErrors - failures
		}
		for _, i := range chunk {
			request.Operations = append(request.Operations, prepared.operations[i])
		}
		answer, resp, err := c.ops.bulk(ctx, request)
		if err == nil && len(answer.Operations) == 0 {
			err = c.ops.rest.Unexpected(string(OpBulkSend), resp, "%w: the response contains no operations", rest.ErrOutcomeUnknown)
		}
		if err != nil {
			for _, i := range chunk {
				results[i].Err = err
			}
			return results, err
		}
		failures += c.read(answer, resp, chunk, results, request.FailOnErrors)
	}
	return results, nil
}

// match assigns results to the operations of a request by their bulkIds. It ignores contradictory results for the same
// operation. If there are as many results without a bulkId as operations without a result, and their methods and
// locations fit, it assigns them in the order in which the server carries out operations.
func match(answers []bulkResponseOperation, chunk []int, results BulkResults) map[int]*bulkResponseOperation {
	named, unnamed := map[string][]*bulkResponseOperation{}, []*bulkResponseOperation(nil)
	for i := range answers {
		if id := answers[i].BulkID; id != "" {
			named[id] = append(named[id], &answers[i])
		} else {
			unnamed = append(unnamed, &answers[i])
		}
	}
	matched := map[int]*bulkResponseOperation{}
	var others []int
	for _, i := range chunk {
		switch got := named[results[i].Operation.bulkID]; len(got) {
		case 0:
			others = append(others, i)
		default:
			if !slices.ContainsFunc(got, func(o *bulkResponseOperation) bool { return o.Status != got[0].Status }) {
				matched[i] = got[0]
			}
		}
	}
	slices.SortStableFunc(others, func(i, j int) int { return results[i].Operation.kind.rank - results[j].Operation.kind.rank })
	if len(others) != len(unnamed) {
		return matched
	}
	for n, i := range others {
		if !results[i].Operation.fits(unnamed[n]) {
			return matched
		}
	}
	for n, i := range others {
		matched[i] = unnamed[n]
	}
	return matched
}

// fits reports whether a result without a bulkId can belong to the operation.
func (o *BulkOperation) fits(got *bulkResponseOperation) bool {
	return (got.Method == "" || strings.EqualFold(got.Method, o.method())) &&
		(got.Location == "" || strings.Contains(got.Location, o.kind.path+"/") && strings.HasSuffix(got.Location, o.id))
}

// read fills in the results of a request and returns how many operations failed.
func (c *BulkClient) read(answer *bulkResponse, resp *rest.Response, chunk []int, results BulkResults, failOnErrors int) (failures int) {
	matched := match(answer.Operations, chunk, results)
	var missing []int
	for _, i := range chunk {
		result := &results[i]
		got := matched[i]
		if got == nil {
			missing = append(missing, i)
			continue
		}
		result.StatusCode, result.Location, result.Body = int(got.Status), got.Location, json.RawMessage(got.Response)
		result.Err = c.outcome(resp, result)
		if result.Err == nil && result.ID == "" {
			if result.ID = result.createdID(); result.ID == "" && result.StatusCode != http.StatusCreated {
				result.Err = c.failure(result.Operation, resp, &rest.Failure{StatusCode: result.StatusCode, Body: result.Body,
					Err: fmt.Errorf("%w: %w: the response does not contain the id of the new resource", rest.ErrOutcomeUnknown, rest.ErrUnexpectedResponse)})
			}
		}
		if result.Err != nil {
			failures++
			if result.Body != nil { // it may repeat a password
				result.Body = json.RawMessage(resp.Redact(string(result.Body)))
			}
		}
	}
	if failOnErrors > 0 && failures >= failOnErrors {
		return failures // what is missing was skipped
	}
	for _, i := range missing {
		results[i].Err = c.failure(results[i].Operation, resp, &rest.Failure{
			Err: fmt.Errorf("%w: %w: the response contains no result for the operation", rest.ErrOutcomeUnknown, rest.ErrUnexpectedResponse),
		})
	}
	return failures + len(missing)
}

// outcome returns the error of an operation for which the server sent a result.
func (c *BulkClient) outcome(resp *rest.Response, result *BulkResult) error {
	f := &rest.Failure{StatusCode: result.StatusCode, Body: result.Body}
	switch status := result.StatusCode; {
	case status == http.StatusOK, status == http.StatusCreated, status == http.StatusNoContent:
		return nil
	case status == http.StatusAccepted:
		f.Err = rest.ErrPendingApproval
	case rest.GatewayFailure(status):
		f.Err = rest.ErrOutcomeUnknown
	case status < 400 || status > 599:
		f.Err = fmt.Errorf("%w: %w: the status of the operation is %d", rest.ErrOutcomeUnknown, rest.ErrUnexpectedResponse, status)
	}
	return c.failure(result.Operation, resp, f)
}

// failure returns the error of an operation. The argument response belongs to the request, and is nil if it was not sent.
func (c *BulkClient) failure(operation *BulkOperation, resp *rest.Response, f *rest.Failure) error {
	f.Operation = operation.name()
	if i := slices.IndexFunc(api.Operations, func(o rest.Operation) bool { return o.Name == f.Operation }); i >= 0 {
		f.Scopes = api.Operations[i].Scopes
	}
	return c.ops.rest.PartFailed(resp, f)
}

func (o *BulkOperation) name() string { return "scim.Bulk." + o.verb + o.kind.name }

// createdID returns the id of the new resource.
func (r *BulkResult) createdID() string {
	var resource struct{ ID string }
	if json.Unmarshal(r.Body, &resource) == nil && resource.ID != "" {
		return resource.ID
	}
	id, _ := (&rest.Response{Header: http.Header{"Location": {r.Location}}}).LocationID(r.Operation.kind.name + "s")
	return id
}

// bulkStatus is an HTTP status: an object with a code, a number or a string.
type bulkStatus int

// UnmarshalJSON reads any of these. Anything else is 0: it is one result among many.
func (s *bulkStatus) UnmarshalJSON(data []byte) error {
	var object struct{ Code json.RawMessage }
	if json.Unmarshal(data, &object) == nil {
		data = object.Code
	}
	code, _ := strconv.Atoi(strings.Trim(string(data), `"`))
	*s = bulkStatus(code)
	return nil
}

// bulkBody is the body of a response: JSON, or a string that holds JSON.
type bulkBody json.RawMessage

// UnmarshalJSON reads either.
func (b *bulkBody) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		data = []byte(text)
	}
	if *b = nil; json.Valid(data) {
		*b = append(bulkBody{}, data...)
	}
	return nil
}
