package asgardeotest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// A template is an application template, which the server only keeps. Its
// application stays as it came.
type template = templateBody[json.RawMessage]

type templateBody[Application any] struct {
	ID            string      `json:"id"` // ignored in requests, as the server chooses
	Name          string      `json:"name" rule:"required"`
	Description   string      `json:"description,omitempty"`
	Image         string      `json:"image,omitempty"`
	Protocol      string      `json:"authenticationProtocol,omitempty"`
	Types         []string    `json:"types,omitempty"`
	Category      string      `json:"category,omitempty" enum:"DEFAULT|VENDOR"`
	DisplayOrder  int         `json:"displayOrder"`
	TemplateGroup string      `json:"templateGroup,omitempty"`
	Application   Application `json:"application,omitzero" rule:"required"`
}

// templateAttributes are what the filter of the list can compare.
var templateAttributes = map[string]func(*template) string{
	"name":                   func(t *template) string { return t.Name },
	"description":            func(t *template) string { return t.Description },
	"image":                  func(t *template) string { return t.Image },
	"category":               func(t *template) string { return t.Category },
	"displayOrder":           func(t *template) string { return strconv.Itoa(t.DisplayOrder) },
	"authenticationProtocol": func(t *template) string { return t.Protocol },
	"templateGroup":          func(t *template) string { return t.TemplateGroup },
}

var templateOperators = []string{"eq", "ne", "gt", "ge", "lt", "le"}

func decodeTemplate(c *call) (*template, error) {
	var strict templateBody[*applicationCreation]
	if err := decodeBody(c, &strict); err != nil {
		return nil, err
	}
	var in template
	return &in, json.Unmarshal(c.body, &in)
}

func (o *organization) checkTemplateName(name string, except *template) error {
	if slices.ContainsFunc(o.Templates, func(t *template) bool { return t != except && t.Name == name }) {
		return serverFailure(http.StatusConflict, "TMM_00014", "The template exists.", "Another template has this name.")
	}
	return nil
}

func (c *call) addressedTemplate() (*template, error) {
	t := find(c.org.Templates, func(t *template) bool { return t.ID == c.vars["template-id"] })
	if t == nil {
		return nil, serverFailure(http.StatusNotFound, "TMM_00021", "The template was not found.", "There is no template with this id.")
	}
	return t, nil
}

func createTemplate(c *call) (reply, error) {
	t, err := decodeTemplate(c)
	if err != nil {
		return reply{}, err
	}
	if err := c.org.checkTemplateName(t.Name, nil); err != nil {
		return reply{}, err
	}
	t.ID = c.org.newUUID()
	c.org.Templates = append(c.org.Templates, t)
	return empty(http.StatusCreated).with("Location", c.org.serverURL()+"/applications/templates/"+t.ID), nil
}

func getTemplate(c *call) (reply, error) {
	t, err := c.addressedTemplate()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, t), nil
}

func updateTemplate(c *call) (reply, error) {
	replacement, err := decodeTemplate(c)
	if err != nil {
		return reply{}, err
	}
	old, err := c.addressedTemplate()
	if err != nil {
		return reply{}, err
	}
	if err := c.org.checkTemplateName(replacement.Name, old); err != nil {
		return reply{}, err
	}
	replacement.ID = old.ID
	*old = *replacement
	return empty(http.StatusOK), nil
}

func deleteTemplate(c *call) (reply, error) {
	t, err := c.addressedTemplate()
	if err != nil {
		return reply{}, err
	}
	c.org.Templates = slices.DeleteFunc(c.org.Templates, func(other *template) bool { return other == t })
	return empty(http.StatusNoContent), nil
}

// listTemplates has no pages.
func listTemplates(c *call) (reply, error) {
	if c.query.Get("limit") != "" || c.query.Get("offset") != "" {
		return reply{}, serverFailure(http.StatusNotImplemented, "APP-65004", "Not supported.", "Templates are not listed in pages.")
	}
	tree, err := filter.ParseServer(c.query.Get("filter"))
	if err != nil {
		return reply{}, err
	}
	valid := !tree.Joins("not")
	for _, cond := range tree.Conditions() {
		_, known := templateAttributes[cond.Attribute]
		valid = valid && known && slices.Contains(templateOperators, cond.Operator)
	}
	if !valid {
		return reply{}, serverFailure(http.StatusBadRequest, "APP-65502", "Invalid filter.", "The filter has a syntax, an attribute or an operator that is not supported.")
	}
	type item struct {
		template
		Self string `json:"self"`
	}
	items := []item{}
	for _, t := range c.org.Templates {
		if tree.Eval(func(cond filter.Condition) bool {
			return filter.Compare(cond.Operator, templateAttributes[cond.Attribute](t), cond.Value)
		}) {
			summary := item{*t, c.org.serverPath() + "/applications/templates/" + t.ID}
			summary.Application = nil
			items = append(items, summary)
		}
	}
	return asJSON(http.StatusOK, map[string]any{"templates": items}), nil
}
