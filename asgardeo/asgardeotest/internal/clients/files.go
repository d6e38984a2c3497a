package clients

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

const (
	mediaFile      = "application/octet-stream"
	mediaMultipart = "multipart/form-data"
)

// A fileFormat is a format in which applications are exported and imported.
type fileFormat struct {
	types     []string // media types, the first one for the response
	extension string
	encode    func(*applicationFile) ([]byte, error)
	decode    func([]byte, *applicationFile) error
}

// fileFormats are the formats, the default one first. YAML files are written as
// JSON, which is YAML too, and other YAML cannot be read.
var fileFormats = []fileFormat{
	{[]string{"application/xml", "text/xml"}, ".xml", encodeXML, func(b []byte, f *applicationFile) error { return xml.Unmarshal(b, f) }},
	{[]string{"application/yaml", "application/x-yaml", "text/yaml"}, ".yml", encodeJSON, decodeYAML},
	{[]string{engine.MediaJSON, "text/json"}, ".json", encodeJSON, decodeJSON},
}

// An applicationFile is the content of an exported file: the request that
// makes such an application.
type applicationFile struct {
	XMLName     xml.Name            `xml:"ServiceProvider" json:"-"`
	Application applicationCreation `json:"application"`
}

func encodeXML(f *applicationFile) ([]byte, error) {
	body, err := xml.MarshalIndent(f, "", "  ")
	return append([]byte(xml.Header), body...), err
}

func encodeJSON(f *applicationFile) ([]byte, error) { return json.MarshalIndent(f, "", "  ") }

func decodeJSON(body []byte, f *applicationFile) error {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.DisallowUnknownFields()
	return decoder.Decode(f)
}

func decodeYAML(body []byte, f *applicationFile) error {
	if !json.Valid(body) {
		return engine.Unimplemented{What: "YAML that is not JSON"}
	}
	return decodeJSON(body, f)
}

// exportTypes returns the media types in which a file can be requested.
func exportTypes() []string {
	types := []string{mediaFile}
	for _, format := range fileFormats {
		types = append(types, format.types...)
	}
	return types
}

// export returns the content of the file of an application. It contains neither
// the authorizations nor the sharing.
func (o *organization) export(app *application, secrets bool) *applicationFile {
	creation := app.Settings
	creation.ApplicationEnabled = &app.Enabled
	creation.AssociatedRoles = &associatedRoles{AllowedAudience: app.Audience}
	creation.Inbound = &inboundProtocols{PassiveSTS: app.PassiveSTS, WSTrust: app.WSTrust}
	if app.SAML != nil {
		creation.Inbound.SAML = &samlInbound{Manual: app.SAML}
	}
	if app.OIDC != nil {
		oidc := o.oidcView(app, secrets)
		oidc.ClientSecretExpiresAt, oidc.MultipleSecrets = nil, nil
		oidc.RefreshToken = app.OIDC.RefreshToken
		creation.Inbound.OIDC = &oidc
	}
	creation.Inbound.Custom = append(creation.Inbound.Custom, app.Custom...)
	return &applicationFile{Application: creation}
}

func (c *call) exported(format fileFormat) (*application, engine.Reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return nil, engine.Reply{}, err
	}
	body, err := format.encode(c.org.export(app, c.Query.Get("exportSecrets") == "true"))
	return app, engine.Reply{Status: http.StatusOK, Body: body}.With("Content-Type", mediaFile), err
}

func exportApplication(c *call) (engine.Reply, error) {
	_, out, err := c.exported(fileFormats[0])
	return out, err
}

// exportFile returns the file in the format of the Accept header. The media
// type of the response is the same for all formats.
func exportFile(c *call) (engine.Reply, error) {
	format := fileFormats[0]
	for _, item := range strings.Split(c.Request.Header.Get("Accept"), ",") {
		if f, ok := formatOf(engine.MediaType(item)); ok {
			format = f
			break
		}
	}
	app, out, err := c.exported(format)
	if err != nil {
		return engine.Reply{}, err
	}
	return out.With("Content-Disposition", `attachment; filename="`+app.Settings.Name+format.extension+`"`).
		With("Cache-Control", "no-cache, no-store, must-revalidate").
		With("Pragma", "no-cache").
		With("Expires", "0"), nil
}

func formatOf(mediaType string) (fileFormat, bool) {
	i := slices.IndexFunc(fileFormats, func(f fileFormat) bool { return slices.Contains(f.types, strings.ToLower(mediaType)) })
	if i < 0 {
		return fileFormat{}, false
	}
	return fileFormats[i], true
}

// importedApplication reads the file of an import. The media type of the part
// determines the format; an unknown one means XML. A file that cannot be read
// causes a server error.
func (c *call) importedApplication() (applicationCreation, error) {
	var in applicationCreation
	content, contentType, err := c.uploadedFile()
	if err != nil {
		return in, err
	}
	format, ok := formatOf(engine.MediaType(contentType))
	if !ok {
		format = fileFormats[0]
	}
	var file applicationFile
	if err := format.decode(content, &file); err != nil {
		if _, ok := errors.AsType[engine.Unimplemented](err); ok {
			return in, err
		}
		return in, serverapi.Fail(http.StatusInternalServerError, "APP-65001", "The application cannot be imported.", "The file cannot be read.")
	}
	body, err := json.Marshal(file.Application)
	if err != nil {
		return in, err
	}
	return in, serverapi.BodyFailure(strictjson.Decode(body, &in))
}

// uploadedFile returns the part file of the form and its media type.
func (c *call) uploadedFile() (content []byte, contentType string, err error) {
	_, params, err := mime.ParseMediaType(c.Request.Header.Get("Content-Type"))
	if err != nil {
		return nil, "", engine.Bare(http.StatusUnsupportedMediaType)
	}
	form := multipart.NewReader(bytes.NewReader(c.Body), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, "", serverapi.InvalidRequest("The form has no file.")
		}
		if part.FormName() == "file" {
			content, err := io.ReadAll(part)
			if err != nil {
				return nil, "", serverapi.InvalidRequest("The form ends within the file.")
			}
			return content, part.Header.Get("Content-Type"), nil
		}
	}
}

func importApplication(c *call) (engine.Reply, error) {
	in, err := c.importedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	app, err := c.importAs(in, nil)
	if err != nil {
		return engine.Reply{}, err
	}
	c.org.Applications.Add(app)
	return engine.Empty(http.StatusCreated).With("Location", c.org.applicationURL(app)), nil
}

// importForUpdate replaces the application that has the name in the file.
func importForUpdate(c *call) (engine.Reply, error) {
	in, err := c.importedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	old := c.org.Applications.Named(in.Name)
	if old == nil {
		return engine.Reply{}, unknownApplication()
	}
	brings := in.Inbound != nil && in.Inbound.OIDC != nil && in.Inbound.OIDC.ClientSecret != ""
	app, err := c.importAs(in, old)
	if err != nil {
		return engine.Reply{}, err
	}
	switch {
	case app.clientID() != old.clientID():
		c.org.endClient(old)
	case !brings:
		app.Secrets = old.Secrets
	}
	app.ID, app.Version, app.OwnerID = old.ID, old.Version, old.OwnerID
	app.Authorizations, app.Sharing = old.Authorizations, old.Sharing
	c.org.change(old, func() { *old = *app })
	return engine.Empty(http.StatusOK).With("Location", c.org.applicationURL(old)), nil
}

// importAs returns the application that the content of a file describes. Unlike a
// creation, it checks the name before the keys of the protocols.
func (c *call) importAs(in applicationCreation, replaced *application) (*application, error) {
	if c.org.nameTaken(in.Name, replaced) {
		return nil, duplicateName()
	}
	if in.Inbound != nil && in.Inbound.OIDC != nil && in.Inbound.OIDC.ClientID != "" {
		if err := checkInboundKey(c.org.byClientID, in.Inbound.OIDC.ClientID, replaced); err != nil {
			return nil, err
		}
	}
	return c.newApplication(in, replaced)
}
