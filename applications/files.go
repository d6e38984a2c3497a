package applications

import (
	"context"
	"io"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// Import creates an application from a file that [Client.Export] returned, and returns it as [Client.Create] does
// (POST /applications/import). The file is sent as it is read, so the request is never repeated. A file with a login
// script requires the scope internal_application_script_update. If the name is already in use, the error is
// asgardeo.ErrConflict.
func (c *Client) Import(ctx context.Context, format ExportFormat, file io.Reader) (*Application, error) {
	resp, err := c.ops.importFile(ctx, format.file(file))
	if err != nil {
		return nil, err
	}
	return c.created(ctx, string(OpImport), resp)
}

// ImportReplace replaces the application whose name is in the file, and returns it as [Client.Create] does (PUT
// /applications/import).
func (c *Client) ImportReplace(ctx context.Context, format ExportFormat, file io.Reader) (*Application, error) {
	resp, err := c.ops.importReplace(ctx, format.file(file))
	if err != nil {
		return nil, err
	}
	return c.created(ctx, string(OpImportReplace), resp)
}

// file names the content after its format, which the server takes from the media type of the part.
func (f ExportFormat) file(content io.Reader) *rest.File {
	if f == "" {
		f = ExportFormatXML
	}
	media, _, _ := strings.Cut(string(f), ";")
	_, subtype, _ := strings.Cut(media, "/")
	return &rest.File{Name: "application." + strings.TrimPrefix(strings.TrimSpace(subtype), "x-"), MediaType: string(f), Content: content}
}

// exportParams are the parameters of both exports; the older one knows no format.
type exportParams struct {
	Format        ExportFormat
	ExportSecrets bool
}

// Export returns an application as a file that can be imported in another organization (GET
// /applications/{id}/exportFile). The file contains the secrets only if withSecrets is true. It is downloaded while
// it is read; the caller must close it. An empty format is [ExportFormatXML].
func (c *Client) Export(ctx context.Context, id string, format ExportFormat, withSecrets bool) (io.ReadCloser, error) {
	if format == "" {
		format = ExportFormatXML
	}
	resp, err := c.ops.exportFile(ctx, id, &exportParams{format, withSecrets})
	if err != nil {
		return nil, err
	}
	return resp.Content, nil
}

// ExportXML exports an application as XML. Use it for older servers, which do not support [Client.Export] (GET
// /applications/{id}/export).
func (c *Client) ExportXML(ctx context.Context, id string, withSecrets bool) (io.ReadCloser, error) {
	resp, err := c.ops.export(ctx, id, &exportParams{ExportSecrets: withSecrets})
	if err != nil {
		return nil, err
	}
	return resp.Content, nil
}
