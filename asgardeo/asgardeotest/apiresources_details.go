package asgardeotest

import (
	"net/http"
	"slices"
)

// A detailsType is an authorization details type (RFC 9396). Its type is
// unique in the organization.
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

func (r *apiResource) detailsType(id string) *detailsType {
	if i := slices.IndexFunc(r.Details, func(d detailsType) bool { return d.ID == id }); i >= 0 {
		return &r.Details[i]
	}
	return nil
}

// hasDetailsType reports whether a type, by its name for clients, is one of
// the API resource.
func (r *apiResource) hasDetailsType(name string) bool {
	return slices.ContainsFunc(r.Details, func(d detailsType) bool { return d.Type == name })
}

// checkDetailsTypes makes sure that the schemas are JSON schemas, and that no
// type comes twice, in the request or in the organization. The types named
// are about to go, and may be used again.
func (o *organization) checkDetailsTypes(in []detailsCreation, going ...string) error {
	for _, d := range in {
		if len(d.Schema) == 0 || !validSchema(d.Schema) {
			return resourceFailure(http.StatusBadRequest, "60016", "The schema of the authorization details type is no JSON schema.")
		}
	}
	taken := map[string]bool{}
	for _, r := range o.visibleResources() {
		for _, d := range r.Details {
			taken[d.Type] = !slices.Contains(going, d.Type)
		}
	}
	for _, d := range in {
		if taken[d.Type] {
			return resourceFailure(http.StatusBadRequest, "60008", "An authorization details type with this type already exists.")
		}
		taken[d.Type] = true
	}
	return nil
}

// validSchema reports whether a value is a JSON schema, as far as the keywords
// go that validKeyword knows.
func validSchema(v any) bool {
	schema, ok := v.(map[string]any)
	if !ok {
		_, ok = v.(bool)
		return ok
	}
	for keyword, value := range schema {
		if !validKeyword(keyword, value) {
			return false
		}
	}
	return true
}

// validKeyword judges the value of a common keyword. Others are taken as they
// are.
func validKeyword(keyword string, v any) bool {
	switch keyword {
	case "type":
		return schemaType(v) || listOf(v, schemaType)
	case "required":
		return listOf(v, isString)
	case "enum":
		return listOf(v, func(any) bool { return true })
	case "properties", "patternProperties":
		return mapOf(v, validSchema)
	case "items", "additionalProperties", "not":
		return validSchema(v)
	case "allOf", "anyOf", "oneOf":
		return listOf(v, validSchema)
	}
	return true
}

func schemaType(v any) bool {
	name, ok := v.(string)
	return ok && slices.Contains([]string{"null", "boolean", "object", "array", "number", "integer", "string"}, name)
}

func isString(v any) bool {
	_, ok := v.(string)
	return ok
}

func listOf(v any, valid func(any) bool) bool {
	list, ok := v.([]any)
	return ok && !slices.ContainsFunc(list, func(item any) bool { return !valid(item) })
}

func mapOf(v any, valid func(any) bool) bool {
	members, ok := v.(map[string]any)
	for _, member := range members {
		ok = ok && valid(member)
	}
	return ok
}

func (o *organization) newDetailsTypes(in []detailsCreation) []detailsType {
	types := make([]detailsType, 0, len(in))
	for _, d := range in {
		types = append(types, detailsType{o.newUUID(), d.Type, d.Name, d.Description, d.Schema})
	}
	return types
}

// addDetailsTypes adds, for all that the method is PUT.
func addDetailsTypes(c *call) (reply, error) {
	var in []detailsCreation
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	r, err := c.addressedResource()
	if err != nil {
		return reply{}, err
	}
	if err := c.org.checkDetailsTypes(in); err != nil {
		return reply{}, err
	}
	added := c.org.newDetailsTypes(in)
	r.Details = append(r.Details, added...)
	return asJSON(http.StatusOK, added), nil
}

func listDetailsTypesOfResource(c *call) (reply, error) {
	r, err := c.addressedResource()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, append([]detailsType{}, r.Details...)), nil
}

// addressedDetailsType returns the type a path names. An API resource that
// does not exist has none.
func (c *call) addressedDetailsType() (*detailsType, error) {
	if r := c.org.resource(c.vars["apiResourceId"]); r != nil {
		if d := r.detailsType(c.vars["authorizationDetailsTypeId"]); d != nil {
			return d, nil
		}
	}
	return nil, resourceFailure(http.StatusNotFound, "60015", "There is no authorization details type with this id.")
}

func getDetailsType(c *call) (reply, error) {
	d, err := c.addressedDetailsType()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, d), nil
}

// updateDetailsType wants every member, for all that the method is PATCH.
func updateDetailsType(c *call) (reply, error) {
	var in detailsCreation
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	if _, err := c.addressedResource(); err != nil {
		return reply{}, err
	}
	d, err := c.addressedDetailsType()
	if err != nil {
		return reply{}, err
	}
	if err := c.org.checkDetailsTypes([]detailsCreation{in}, d.Type); err != nil {
		return reply{}, err
	}
	*d = detailsType{d.ID, in.Type, in.Name, in.Description, in.Schema}
	return empty(http.StatusNoContent), nil
}

// deleteDetailsType succeeds for an unknown id too.
func deleteDetailsType(c *call) (reply, error) {
	if r := c.org.resource(c.vars["apiResourceId"]); r != nil {
		r.Details = slices.DeleteFunc(r.Details, func(d detailsType) bool { return d.ID == c.vars["authorizationDetailsTypeId"] })
	}
	return empty(http.StatusNoContent), nil
}

func listDetailsTypes(c *call) (reply, error) {
	types, err := c.org.detailsTypes(c.query.Get("filter"))
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, types), nil
}

// probeDetailsTypes tells with its status whether the filter holds for any type.
func probeDetailsTypes(c *call) (reply, error) {
	if !c.query.Has("filter") {
		return reply{}, invalidRequest("Property filter cannot be null.")
	}
	types, err := c.org.detailsTypes(c.query.Get("filter"))
	if err != nil {
		return reply{}, err
	}
	if len(types) == 0 {
		return empty(http.StatusNotFound), nil
	}
	return empty(http.StatusOK), nil
}

// detailsTypes returns the types for which a filter holds.
func (o *organization) detailsTypes(rawFilter string) ([]detailsType, error) {
	tree, err := resourceFilter(rawFilter, "type")
	if err != nil {
		return nil, err
	}
	types := []detailsType{}
	for _, r := range o.visibleResources() {
		for _, d := range r.Details {
			if tree.MatchesAll(map[string]string{"type": d.Type}) {
				types = append(types, d)
			}
		}
	}
	return types, nil
}
