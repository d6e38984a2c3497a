package resources

import (
	"cmp"
	"encoding/base64"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// A collection is a group of scopes of the management APIs that a feature of
// the console requires.
type collection struct {
	name, displayName string
	read, write       []string // scopes
}

// collections are the collections of the features with APIs in an organization.
var collections = []collection{
	{
		"apiResources", "API Resources",
		[]string{"internal_api_resource_view"},
		[]string{"internal_api_resource_create", "internal_api_resource_update", "internal_api_resource_delete"},
	},
	{
		"applications", "Applications",
		[]string{"internal_application_mgt_view", "internal_api_resource_view", "internal_role_mgt_view", "internal_shared_application_view"},
		[]string{
			"internal_application_mgt_create", "internal_application_mgt_update", "internal_application_mgt_delete",
			"internal_shared_application_create", "internal_shared_application_delete",
		},
	},
	{
		"groups", "Groups",
		[]string{"internal_group_mgt_view", "internal_user_mgt_view", "internal_user_mgt_list", "internal_role_mgt_view"},
		[]string{"internal_group_mgt_create", "internal_group_mgt_update", "internal_group_mgt_delete"},
	},
	{
		"roles", "Roles",
		[]string{
			"internal_role_mgt_view", "internal_user_mgt_view", "internal_user_mgt_list", "internal_group_mgt_view",
			"internal_application_mgt_view",
		},
		[]string{"internal_role_mgt_create", "internal_role_mgt_update", "internal_role_mgt_delete"},
	},
	{
		"users", "Users",
		[]string{"internal_user_mgt_view", "internal_user_mgt_list", "internal_group_mgt_view", "internal_role_mgt_view"},
		[]string{"internal_user_mgt_create", "internal_user_mgt_update", "internal_user_mgt_delete"},
	},
}

// collectionType is the level of the features: the organization itself.
const collectionType = "tenant"

type collectionView struct {
	ID           string               `json:"id"`
	Name         string               `json:"name"`
	DisplayName  string               `json:"displayName"`
	Type         string               `json:"type"`
	APIResources *collectionResources `json:"apiResources,omitempty"`
	Self         string               `json:"self,omitempty"`
}

type collectionResources struct {
	Read  []collectionResource `json:"read"`
	Write []collectionResource `json:"write"`
}

type collectionResource struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description,omitempty"`
	Type        string      `json:"type"`
	Scopes      []scopeView `json:"scopes"`
	Self        string      `json:"self"`
}

// id is the name in base64 without its padding.
func (c collection) id() string { return base64.RawStdEncoding.EncodeToString([]byte(c.name)) }

func (c collection) attributes() map[string]string {
	return map[string]string{"name": c.name, "displayName": c.displayName, "type": collectionType}
}

func (c collection) view() collectionView {
	return collectionView{ID: c.id(), Name: c.name, DisplayName: c.displayName, Type: collectionType}
}

// resourcesOf returns the API resources of a collection. The write scopes include
// the read scopes.
func (d *Resources) resourcesOf(o *engine.Organization, c collection) *collectionResources {
	return &collectionResources{Read: d.resourcesWith(o, c.read), Write: d.resourcesWith(o, slices.Concat(c.read, c.write))}
}

// resourcesWith returns the API resources that have any of the scopes, each with
// only these scopes.
func (d *Resources) resourcesWith(o *engine.Organization, scopes []string) []collectionResource {
	var owners []*resource
	for _, name := range scopes {
		owners = append(owners, onlyVisible(o, d.byScope.With(name))...)
	}
	slices.SortFunc(owners, byRow)
	found := []collectionResource{}
	for _, r := range slices.Compact(owners) {
		item := collectionResource{
			ID: r.ID, Name: r.Name, Description: r.Description, Type: r.Kind,
			Self: o.ServerPath() + "/api-resources/" + r.ID,
		}
		for _, s := range r.Scopes {
			if slices.Contains(scopes, s.Name) {
				item.Scopes = append(item.Scopes, s.view())
			}
		}
		found = append(found, item)
	}
	return found
}

func (d *Resources) listCollections(c *engine.Call) (engine.Reply, error) {
	detailed, err := requestedAttribute(c.Query.Get("attributes"), "apiResources")
	if err != nil {
		return engine.Reply{}, err
	}
	tree, err := collectionFilter(c.Query.Get("filter"))
	if err != nil {
		return engine.Reply{}, err
	}
	items := []collectionView{}
	for _, each := range collections {
		if !tree.Eval(func(cond filter.Condition) bool {
			return filter.Compare(cond.Operator, each.attributes()[cond.Attribute], cond.Value)
		}) {
			continue
		}
		item := each.view()
		item.Self = c.Org.ServerPath() + "/api-resource-collections/" + each.id()
		if detailed {
			item.APIResources = d.resourcesOf(c.Org, each)
		}
		items = append(items, item)
	}
	slices.SortFunc(items, func(a, b collectionView) int {
		return cmp.Compare(strings.ToLower(a.DisplayName), strings.ToLower(b.DisplayName))
	})
	return engine.JSON(http.StatusOK, struct {
		TotalResults int              `json:"totalResults"`
		Collections  []collectionView `json:"apiResourceCollections"`
	}{len(items), items}), nil
}

// collectionFilter parses a filter of collections. Unlike the other filters of
// this API, it refuses "or" and supports only a few operators.
func collectionFilter(raw string) (*filter.Tree, error) {
	tree, err := filter.ParseServer(raw)
	if err != nil {
		return nil, err
	}
	if tree.Joins("not") || tree.Incomplete() {
		return nil, fail(http.StatusBadRequest, "60001", "The filter is invalid.")
	}
	if tree.Joins("or") {
		return nil, fail(http.StatusBadRequest, "60004", "The filter has an or.")
	}
	for _, cond := range tree.Conditions() {
		switch {
		case !slices.Contains([]string{"name", "displayName", "type"}, cond.Attribute):
			return nil, fail(http.StatusBadRequest, "60003", "The filter has an unknown attribute.")
		case !slices.Contains([]string{"eq", "co", "sw", "ew"}, cond.Operator):
			return nil, fail(http.StatusBadRequest, "60005", "The filter has an unknown operator.")
		}
	}
	return tree, nil
}

func (d *Resources) showCollection(c *engine.Call) (engine.Reply, error) {
	i := slices.IndexFunc(collections, func(each collection) bool { return each.id() == c.Vars["collectionId"] })
	if i < 0 {
		return engine.Reply{}, fail(http.StatusNotFound, "60014", "There is no collection with this id.")
	}
	view := collections[i].view()
	view.APIResources = d.resourcesOf(c.Org, collections[i])
	return engine.JSON(http.StatusOK, view), nil
}
