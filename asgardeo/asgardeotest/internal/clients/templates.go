package clients

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// A template is an application template. Its application is stored as it was
// sent.
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

// Key returns the id.
func (t *templateBody[Application]) Key() string { return t.ID }

// Names returns the name, which is unique.
func (t *templateBody[Application]) Names() []string { return []string{t.Name} }

// templateAttributes are the attributes that the filter of the list can
// compare.
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
	if err := serverapi.Decode(c.Call, &strict); err != nil {
		return nil, err
	}
	var in template
	return &in, json.Unmarshal(c.Body, &in)
}

func (o *organization) checkTemplateName(name string, except *template) error {
	if named := o.Templates.Named(name); named != nil && named != except {
		return serverapi.Fail(http.StatusConflict, "TMM_00014", "The template exists.", "Another template has this name.")
	}
	return nil
}

func (c *call) addressedTemplate() (*template, error) {
	t := c.org.Templates.Get(c.Vars["template-id"])
	if t == nil {
		return nil, serverapi.Fail(http.StatusNotFound, "TMM_00021", "The template was not found.", "There is no template with this id.")
	}
	return t, nil
}

func createTemplate(c *call) (engine.Reply, error) {
	t, err := decodeTemplate(c)
	if err != nil {
		return engine.Reply{}, err
	}
	if err := c.org.checkTemplateName(t.Name, nil); err != nil {
		return engine.Reply{}, err
	}
	t.ID = c.Tenant().NewUUID()
	c.org.Templates.Add(t)
	return engine.Empty(http.StatusCreated).With("Location", c.org.ServerURL()+"/applications/templates/"+t.ID), nil
}

func getTemplate(c *call) (engine.Reply, error) {
	t, err := c.addressedTemplate()
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, t), nil
}

func updateTemplate(c *call) (engine.Reply, error) {
	replacement, err := decodeTemplate(c)
	if err != nil {
		return engine.Reply{}, err
	}
	old, err := c.addressedTemplate()
	if err != nil {
		return engine.Reply{}, err
	}
	if err := c.org.checkTemplateName(replacement.Name, old); err != nil {
		return engine.Reply{}, err
	}
	replacement.ID = old.ID
	c.org.Templates.Change(old, func() { *old = *replacement })
	return engine.Empty(http.StatusOK), nil
}

func deleteTemplate(c *call) (engine.Reply, error) {
	t, err := c.addressedTemplate()
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.Templates.Remove(t)
	return engine.Empty(http.StatusNoContent), nil
}

// listTemplates lists all templates at once.
func listTemplates(c *call) (engine.Reply, error) {
	if c.Query.Get("limit") != "" || c.Query.Get("offset") != "" {
		return engine.Reply{}, serverapi.Fail(http.StatusNotImplemented, "APP-65004", "Not supported.", "Templates are not listed in pages.")
	}
	tree, err := filter.ParseServer(c.Query.Get("filter"))
	if err != nil {
		return engine.Reply{}, err
	}
	valid := !tree.Joins("not")
	for _, cond := range tree.Conditions() {
		_, known := templateAttributes[cond.Attribute]
		valid = valid && known && slices.Contains(templateOperators, cond.Operator)
	}
	if !valid {
		return engine.Reply{}, serverapi.Fail(http.StatusBadRequest, "APP-65502", "Invalid filter.", "The filter has a syntax, an attribute or an operator that is not supported.")
	}
	type item struct {
		template
		Self string `json:"self"`
	}
	items := []item{}
	for t := range c.org.Templates.All() {
		if tree.Eval(func(cond filter.Condition) bool {
			return filter.Compare(cond.Operator, templateAttributes[cond.Attribute](t), cond.Value)
		}) {
			summary := item{*t, c.org.ServerPath() + "/applications/templates/" + t.ID}
			summary.Application = nil
			items = append(items, summary)
		}
	}
	return engine.JSON(http.StatusOK, map[string]any{"templates": items}), nil
}
