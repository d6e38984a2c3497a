package asgardeotest

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

// A fileFormat is a format in which applications are exported and imported.
type fileFormat struct {
	types     []string // media types, the first one for the answer
	extension string
	encode    func(*applicationFile) ([]byte, error)
	decode    func([]byte, *applicationFile) error
}

// fileFormats has the default format first. YAML is written, and read, as the
// part of it that is JSON.
var fileFormats = []fileFormat{
	{[]string{"application/xml", "text/xml"}, ".xml", encodeXML, func(b []byte, f *applicationFile) error { return xml.Unmarshal(b, f) }},
	{[]string{"application/yaml", "application/x-yaml", "text/yaml"}, ".yml", encodeJSON, decodeYAML},
	{[]string{mediaJSON, "text/json"}, ".json", encodeJSON, decodeJSON},
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
		return unimplemented{"YAML that is not JSON"}
	}
	return decodeJSON(body, f)
}

// exportTypes are the media types a file can be asked for in.
func exportTypes() []string {
	types := []string{mediaFile}
	for _, format := range fileFormats {
		types = append(types, format.types...)
	}
	return types
}

// export is what a file says of an application. Neither its authorizations nor
// what it is shared with are in a file.
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
	for _, custom := range app.Custom {
		creation.Inbound.Custom = append(creation.Inbound.Custom, *custom)
	}
	return &applicationFile{Application: creation}
}

func (c *call) exported(format fileFormat) (*application, reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return nil, reply{}, err
	}
	body, err := format.encode(c.org.export(app, c.query.Get("exportSecrets") == "true"))
	return app, reply{status: http.StatusOK, body: body}.with("Content-Type", mediaFile), err
}

func exportApplication(c *call) (reply, error) {
	_, out, err := c.exported(fileFormats[0])
	return out, err
}

// exportFile answers in the format of the Accept header, whose name the
// answer nevertheless does not bear.
func exportFile(c *call) (reply, error) {
	format := fileFormats[0]
	for _, item := range strings.Split(c.req.Header.Get("Accept"), ",") {
		if f, ok := formatOf(mediaType(item)); ok {
			format = f
			break
		}
	}
	app, out, err := c.exported(format)
	if err != nil {
		return reply{}, err
	}
	return out.with("Content-Disposition", `attachment; filename="`+app.Settings.Name+format.extension+`"`).
		with("Cache-Control", "no-cache, no-store, must-revalidate").
		with("Pragma", "no-cache").
		with("Expires", "0"), nil
}

func formatOf(mediaType string) (fileFormat, bool) {
	i := slices.IndexFunc(fileFormats, func(f fileFormat) bool { return slices.Contains(f.types, strings.ToLower(mediaType)) })
	if i < 0 {
		return fileFormat{}, false
	}
	return fileFormats[i], true
}

// importedApplication reads the file of an import. The media type of its part
// tells the format, and any other one means XML. A file that cannot be read is
// an error of the server.
func (c *call) importedApplication() (applicationCreation, error) {
	var in applicationCreation
	content, contentType, err := c.uploadedFile()
	if err != nil {
		return in, err
	}
	format, ok := formatOf(mediaType(contentType))
	if !ok {
		format = fileFormats[0]
	}
	var file applicationFile
	if err := format.decode(content, &file); err != nil {
		if missing, ok := err.(unimplemented); ok {
			return in, missing
		}
		return in, serverFailure(http.StatusInternalServerError, "APP-65001", "The application cannot be imported.", "The file cannot be read.")
	}
	body, err := json.Marshal(file.Application)
	if err != nil {
		return in, err
	}
	return in, bodyFailure(strictjson.Decode(body, &in))
}

// uploadedFile returns the part file of the form and its media type.
func (c *call) uploadedFile() (content []byte, contentType string, err error) {
	_, params, err := mime.ParseMediaType(c.req.Header.Get("Content-Type"))
	if err != nil {
		return nil, "", bare(http.StatusUnsupportedMediaType)
	}
	form := multipart.NewReader(bytes.NewReader(c.body), params["boundary"])
	for {
		part, err := form.NextPart()
		if err != nil {
			return nil, "", invalidRequest("The form has no file.")
		}
		if part.FormName() == "file" {
			content, err := io.ReadAll(part)
			if err != nil {
				return nil, "", invalidRequest("The form ends within the file.")
			}
			return content, part.Header.Get("Content-Type"), nil
		}
	}
}

func importApplication(c *call) (reply, error) {
	in, err := c.importedApplication()
	if err != nil {
		return reply{}, err
	}
	app, err := c.importAs(in, nil)
	if err != nil {
		return reply{}, err
	}
	c.org.Applications = append(c.org.Applications, app)
	return empty(http.StatusCreated).with("Location", c.org.applicationURL(app)), nil
}

// importForUpdate replaces the application that has the name in the file.
func importForUpdate(c *call) (reply, error) {
	in, err := c.importedApplication()
	if err != nil {
		return reply{}, err
	}
	old := find(c.org.Applications, func(a *application) bool { return a.Settings.Name == in.Name })
	if old == nil {
		return reply{}, unknownApplication()
	}
	brings := in.Inbound != nil && in.Inbound.OIDC != nil && in.Inbound.OIDC.ClientSecret != ""
	app, err := c.importAs(in, old)
	if err != nil {
		return reply{}, err
	}
	switch {
	case app.clientID() != old.clientID():
		c.org.dropTokens(old.clientID())
	case !brings:
		app.Secrets = old.Secrets
	}
	app.ID, app.Version, app.OwnerID = old.ID, old.Version, old.OwnerID
	app.Authorizations, app.Sharing = old.Authorizations, old.Sharing
	*old = *app
	return empty(http.StatusOK).with("Location", c.org.applicationURL(old)), nil
}

// importAs makes the content of a file an application. The keys of its
// protocols are looked at after its name, unlike in a creation.
func (c *call) importAs(in applicationCreation, replaced *application) (*application, error) {
	if c.org.nameTaken(in.Name, replaced) {
		return nil, duplicateName()
	}
	if in.Inbound != nil && in.Inbound.OIDC != nil && in.Inbound.OIDC.ClientID != "" {
		if err := c.checkInboundKey(in.Inbound.OIDC.ClientID, (*application).clientID, replaced); err != nil {
			return nil, err
		}
	}
	return c.newApplication(in, replaced)
}
