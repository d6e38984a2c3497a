package resources

import (
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// A detailsType is an authorization details type (RFC 9396). Its type is unique in
// the organization.
type detailsType struct {
	ID          string         `json:"id"`
	Type        string         `json:"type"`
	Name        string         `json:"name"`
	Description string         `json:"description"`
	Schema      map[string]any `json:"schema"`
}

type detailsCreation struct {
	Type        string         `json:"type" rule:"required" size:"1,255"`
	Name        string         `json:"name" rule:"required" size:"3,255"`
	Description string         `json:"description" rule:"required"`
	Schema      map[string]any `json:"schema" rule:"required"`
}

func (r *resource) detailsTypes() []string {
	types := make([]string, 0, len(r.Details))
	for _, t := range r.Details {
		types = append(types, t.Type)
	}
	return types
}

// hasDetailsType reports whether the API resource has the type, named as
// clients name it.
func (r *resource) hasDetailsType(name string) bool { return slices.Contains(r.detailsTypes(), name) }

// checkDetailsTypes returns an error if a schema is not a JSON schema, or if a
// type occurs twice in the request or in the organization. The types in except are
// about to be removed, and may be used again.
func (d *Resources) checkDetailsTypes(o *engine.Organization, in []detailsCreation, going ...string) error {
	for _, t := range in {
		if len(t.Schema) == 0 || !validSchema(t.Schema) {
			return fail(http.StatusBadRequest, "60016", "The schema of the authorization details type is no JSON schema.")
		}
	}
	seen := map[string]bool{}
	for _, t := range in {
		taken := first(o, d.byDetailsType.With(t.Type)) != nil && !slices.Contains(going, t.Type)
		if taken || seen[t.Type] {
			return fail(http.StatusBadRequest, "60008", "An authorization details type with this type already exists.")
		}
		seen[t.Type] = true
	}
	return nil
}

func (d *Resources) newDetailsTypes(in []detailsCreation) []detailsType {
	types := make([]detailsType, 0, len(in))
	for _, t := range in {
		types = append(types, detailsType{d.tenant.NewUUID(), t.Type, t.Name, t.Description, t.Schema})
	}
	return types
}

// addDetailsTypes adds types, although the method is PUT.
func (d *Resources) addDetailsTypes(c *engine.Call) (engine.Reply, error) {
	var in []detailsCreation
	if err := serverapi.Decode(c, &in); err != nil {
		return engine.Reply{}, err
	}
	r, err := d.addressed(c)
	if err != nil {
		return engine.Reply{}, err
	}
	if err := d.checkDetailsTypes(c.Org, in); err != nil {
		return engine.Reply{}, err
	}
	added := d.newDetailsTypes(in)
	d.resources.Change(r, func() { r.Details = append(r.Details, added...) })
	return engine.JSON(http.StatusOK, added), nil
}

func (d *Resources) listDetailsTypesOfResource(c *engine.Call) (engine.Reply, error) {
	r, err := d.addressed(c)
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, append([]detailsType{}, r.Details...)), nil
}

// addressedDetailsType returns the API resource in the path, and the index of
// the type in the path. If the API resource does not exist, the type is not
// found either.
func (d *Resources) addressedDetailsType(c *engine.Call) (r *resource, i int, err error) {
	if r = d.find(c.Org, c.Vars["apiResourceId"]); r != nil {
		i = slices.IndexFunc(r.Details, func(t detailsType) bool { return t.ID == c.Vars["authorizationDetailsTypeId"] })
		if i >= 0 {
			return r, i, nil
		}
	}
	return nil, 0, fail(http.StatusNotFound, "60015", "There is no authorization details type with this id.")
}

func (d *Resources) showDetailsType(c *engine.Call) (engine.Reply, error) {
	r, i, err := d.addressedDetailsType(c)
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, r.Details[i]), nil
}

// replaceDetailsType requires every member, although the method is PATCH.
func (d *Resources) replaceDetailsType(c *engine.Call) (engine.Reply, error) {
	var in detailsCreation
	if err := serverapi.Decode(c, &in); err != nil {
		return engine.Reply{}, err
	}
	if _, err := d.addressed(c); err != nil {
		return engine.Reply{}, err
	}
	r, i, err := d.addressedDetailsType(c)
	if err != nil {
		return engine.Reply{}, err
	}
	if err := d.checkDetailsTypes(c.Org, []detailsCreation{in}, r.Details[i].Type); err != nil {
		return engine.Reply{}, err
	}
	d.resources.Change(r, func() {
		r.Details[i] = detailsType{r.Details[i].ID, in.Type, in.Name, in.Description, in.Schema}
	})
	return engine.Empty(http.StatusNoContent), nil
}

// removeDetailsType also succeeds for an unknown id.
func (d *Resources) removeDetailsType(c *engine.Call) (engine.Reply, error) {
	if r, i, err := d.addressedDetailsType(c); err == nil {
		d.resources.Change(r, func() { r.Details = slices.Delete(r.Details, i, i+1) })
	}
	return engine.Empty(http.StatusNoContent), nil
}

func (d *Resources) listDetailsTypes(c *engine.Call) (engine.Reply, error) {
	types, err := d.detailsTypes(c)
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, types), nil
}

// probeDetailsTypes reports by its status whether any type matches the filter.
func (d *Resources) probeDetailsTypes(c *engine.Call) (engine.Reply, error) {
	if !c.Query.Has("filter") {
		return engine.Reply{}, serverapi.InvalidRequest("Property filter cannot be null.")
	}
	types, err := d.detailsTypes(c)
	if err != nil {
		return engine.Reply{}, err
	}
	if len(types) == 0 {
		return engine.Empty(http.StatusNotFound), nil
	}
	return engine.Empty(http.StatusOK), nil
}

// detailsTypes returns the types that match the filter of a request.
func (d *Resources) detailsTypes(c *engine.Call) ([]detailsType, error) {
	tree, err := parseFilter(c.Query.Get("filter"), "type")
	if err != nil {
		return nil, err
	}
	types := []detailsType{}
	for _, r := range d.candidates(c.Org, tree, lookups{"type": d.byDetailsType.With}) {
		for _, t := range r.Details {
			if tree.MatchesAll(map[string]string{"type": t.Type}) {
				types = append(types, t)
			}
		}
	}
	return types, nil
}
