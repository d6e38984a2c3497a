package applications

import (
	"context"
	"fmt"
)

// TemplatesClient manages the templates that consoles offer for new applications. The server stores them but does not
// apply them: pass the Application of a [Template] to [Client.Create]. Create and Replace complete the Application like
// [Client.Create] does, so that a stored Application can also be sent as it is.
type TemplatesClient struct{ ops operations }

// Create adds a template (POST /applications/templates) and returns it. Name and an Application with a name are
// required.
//
// The server returns only the id, so Create reads the template in a second request. If only that request fails, the
// template exists: Create returns the error and a template with only its ID set.
func (c *TemplatesClient) Create(ctx context.Context, template *Template) (*Template, error) {
	const op = string(OpTemplatesCreate)
	if err := template.check(); err != nil {
		return nil, c.ops.rest.Invalid(op, "%w", err)
	}
	template, err := template.complete()
	if err != nil {
		return nil, c.ops.rest.Invalid(op, "%w", err)
	}
	resp, err := c.ops.createTemplate(ctx, template)
	if err != nil {
		return nil, err
	}
	id, err := resp.LocationID("templates")
	if err != nil {
		return nil, c.ops.rest.Unexpected(op, resp, "the template was created, but the answer does not contain its id: %w", err)
	}
	made, err := c.Get(ctx, id)
	if err != nil {
		return &Template{ID: id}, fmt.Errorf("template %s was created, but cannot be read: %w", id, err)
	}
	return made, nil
}

func (v *Template) complete() (*Template, error) {
	if v == nil {
		return nil, nil
	}
	app, err := v.Application.complete()
	if err != nil {
		return nil, err
	}
	out := *v
	out.Application = *app
	return &out, nil
}

// Get returns a template (GET /applications/templates/{id}).
func (c *TemplatesClient) Get(ctx context.Context, id string) (*Template, error) {
	template, _, err := c.ops.getTemplate(ctx, id)
	return template, err
}

type templateList struct {
	Templates []TemplateSummary `json:"templates"`
}

// List returns all templates (GET /applications/templates). The params may be nil.
func (c *TemplatesClient) List(ctx context.Context, params *ListTemplatesParams) ([]TemplateSummary, error) {
	list, _, err := c.ops.listTemplates(ctx, params)
	if err != nil {
		return nil, err
	}
	return list.Templates, nil
}

// Replace replaces a template (PUT /applications/templates/{id}): change what [TemplatesClient.Get] returned. Name and
// an Application with a name are required.
func (c *TemplatesClient) Replace(ctx context.Context, id string, template *Template) error {
	if err := template.check(); err != nil {
		return c.ops.rest.Invalid(string(OpTemplatesReplace), "%w", err)
	}
	template, err := template.complete()
	if err != nil {
		return c.ops.rest.Invalid(string(OpTemplatesReplace), "%w", err)
	}
	_, err = c.ops.replaceTemplate(ctx, id, template)
	return err
}

// Delete deletes a template (DELETE /applications/templates/{id}).
func (c *TemplatesClient) Delete(ctx context.Context, id string) error {
	_, err := c.ops.deleteTemplate(ctx, id)
	return err
}
