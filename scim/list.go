package scim

import (
	"bytes"
	"encoding/json"
	"iter"
	"strconv"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// pageSize is the greatest page that Asgardeo gives.
const pageSize = 100

// listParams are a pointer to the query parameters of a listing.
type listParams[P any] interface {
	*P
	position() (startIndex, count *int)
}

func (p *ListUsersParams) position() (startIndex, count *int)   { return &p.StartIndex, &p.Count }
func (p *ListGroupsParams) position() (startIndex, count *int)  { return &p.StartIndex, &p.Count }
func (p *ListRolesV1Params) position() (startIndex, count *int) { return &p.StartIndex, &p.Count }

// listPage is one page of a listing.
type listPage[T any] interface{ items() (items []T, total int) }

func (p *UserPage) items() ([]User, int)     { return p.Users, p.TotalResults }
func (p *GroupPage) items() ([]Group, int)   { return p.Groups, p.TotalResults }
func (p *RoleV1Page) items() ([]RoleV1, int) { return p.Roles, p.TotalResults }

// all iterates over a listing from params on, which may be nil. The total is not to be trusted: for some user stores
// the server only counts the page. So the end is an empty page, or a short one that the total does not contradict. A
// page as large as the server gives is not short, even if more was asked for. SCIM has no links to follow.
func all[P any, PP listParams[P], Page listPage[T], T any](c *rest.Client, op string, params PP, list func(PP) (Page, error), id func(T) string) iter.Seq2[T, error] {
	var first P
	if params != nil {
		first = *params
	}
	fetch := func(from string) (rest.Page[T], error) {
		query := first
		at, count := PP(&query).position()
		if *count <= 0 {
			*count = pageSize
		}
		if *at = max(*at, 1); from != "" {
			*at, _ = strconv.Atoi(from)
		}
		start, size := *at, *count
		answer, err := list(&query)
		if err != nil {
			return rest.Page[T]{}, err
		}
		items, total := answer.items()
		page := rest.Page[T]{Items: items}
		if next := start + len(items); len(items) > 0 && (len(items) >= min(size, pageSize) || next <= total) {
			page.Next = strconv.Itoa(next)
		}
		return page, nil
	}
	return rest.Pages(c, op, fetch, id)
}

// complete fills Schemas in a copy, and names the attributes of the resources at a path as the server does.
func (v *SearchRequest) complete(c *rest.Client, op, path string) (_ *SearchRequest, err error) {
	if v == nil {
		return nil, nil
	}
	request := *v
	if request.Schemas == nil {
		request.Schemas = []string{SchemaSearchRequest}
	}
	if request.Attributes, err = knownAttributes(c, op, path, v.Attributes); err != nil {
		return nil, err
	}
	request.ExcludedAttributes, err = knownAttributes(c, op, path, v.ExcludedAttributes)
	return &request, err
}

// many is a list that servers send as an array, as the answer to a search (RFC 7644, section 3.4.2), or as its only
// item.
type many[T any] []T

// UnmarshalJSON reads any of these.
func (m *many[T]) UnmarshalJSON(data []byte) error {
	if data = bytes.TrimSpace(data); len(data) == 0 || data[0] != '{' {
		return json.Unmarshal(data, (*[]T)(m))
	}
	var answer struct {
		TotalResults  *int
		Resources     []T
		ResourceTypes []T `json:"resourceType"`
	}
	if err := json.Unmarshal(data, &answer); err != nil {
		return err
	}
	if *m = append(answer.Resources, answer.ResourceTypes...); *m != nil || answer.TotalResults != nil {
		return nil
	}
	*m = make([]T, 1)
	return json.Unmarshal(data, &(*m)[0])
}
