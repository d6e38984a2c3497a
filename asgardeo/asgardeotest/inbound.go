package asgardeotest

import (
	"net/http"
	"net/url"
	"slices"
)

// customProtocols are the custom inbound protocols that are installed.
var customProtocols = []customProtocol{{
	Name: "cas", DisplayName: "CAS", ConfigName: "cas",
	Properties: []customProtocolProperty{{
		Name: "app-identifier", DisplayName: "Application Identifier", Type: "STRING", Required: true, DisplayOrder: 1,
	}},
}}

// unknownProtocol refuses a custom protocol that is not installed.
func unknownProtocol() failure {
	return serverFailure(http.StatusNotFound, "APP-60501", "The inbound protocol was not found.", "There is no inbound protocol with this id.")
}

func notConfigured() failure {
	return serverFailure(http.StatusNotFound, "APP-60502",
		"The inbound protocol is not configured.", "The application does not have this inbound protocol.")
}

// A slot is where an application keeps an inbound protocol.
type slot[T any] func(*application) **T

func samlSlot(a *application) **samlService          { return &a.SAML }
func passiveSTSSlot(a *application) **passiveInbound { return &a.PassiveSTS }
func wsTrustSlot(a *application) **trustInbound      { return &a.WSTrust }

func getInbound[T any](of slot[T]) handler {
	return func(c *call) (reply, error) {
		app, err := c.addressedApplication()
		if err != nil {
			return reply{}, err
		}
		if *of(app) == nil {
			return reply{}, notConfigured()
		}
		return asJSON(http.StatusOK, *of(app)), nil
	}
}

// putInbound replaces a protocol or adds it. What a request configures, and
// whether it may, is for accept to say; its last argument is the application
// that may have the same key.
func putInbound[In, T any](of slot[T], accept func(c *call, in *In, owner *application) (*T, error)) handler {
	return func(c *call) (reply, error) {
		var in In
		if err := decodeBody(c, &in); err != nil {
			return reply{}, err
		}
		app, err := c.addressedApplication()
		if err != nil {
			return reply{}, err
		}
		accepted, err := accept(c, &in, app)
		if err != nil {
			return reply{}, err
		}
		*of(app) = accepted
		return empty(http.StatusOK), nil
	}
}

// deleteInbound succeeds without the protocol, and without the application,
// too.
func deleteInbound[T any](of slot[T]) handler {
	return func(c *call) (reply, error) {
		if app := c.org.application(c.vars["applicationId"]); app != nil {
			*of(app) = nil
		}
		return empty(http.StatusNoContent), nil
	}
}

// addInbound configures the protocols of a new application.
func (c *call) addInbound(app *application, in *inboundProtocols, replaced *application) error {
	var err error
	if in.OIDC != nil {
		if err := c.addClient(app, in.OIDC, replaced); err != nil {
			return err
		}
	}
	if in.SAML != nil {
		if app.SAML, err = acceptSAML(c, in.SAML, replaced); err != nil {
			return err
		}
	}
	if in.PassiveSTS != nil {
		if app.PassiveSTS, err = acceptPassiveSTS(c, in.PassiveSTS, replaced); err != nil {
			return err
		}
	}
	if in.WSTrust != nil {
		if app.WSTrust, err = acceptWSTrust(c, in.WSTrust, replaced); err != nil {
			return err
		}
	}
	for _, custom := range in.Custom {
		app.setCustom(&custom)
	}
	return nil
}

func acceptPassiveSTS(c *call, in *passiveInbound, owner *application) (*passiveInbound, error) {
	return in, c.checkInboundKey(in.Realm, (*application).realm, owner)
}

func acceptWSTrust(c *call, in *trustInbound, owner *application) (*trustInbound, error) {
	return in, c.checkInboundKey(in.Audience, (*application).trustedAudience, owner)
}

// checkInboundKey refuses a key that another application has.
func (c *call) checkInboundKey(key string, of func(*application) string, owner *application) error {
	if slices.ContainsFunc(c.org.Applications, func(a *application) bool { return a != owner && of(a) == key }) {
		return serverFailure(http.StatusConflict, "APP-60009", "The inbound key exists.", "Another application has the key "+key+".")
	}
	return nil
}

func (a *application) clientID() string {
	if a.OIDC == nil {
		return ""
	}
	return a.OIDC.ClientID
}

func (a *application) issuer() string {
	if a.SAML == nil {
		return ""
	}
	return a.SAML.Issuer
}

func (a *application) realm() string {
	if a.PassiveSTS == nil {
		return ""
	}
	return a.PassiveSTS.Realm
}

func (a *application) trustedAudience() string {
	if a.WSTrust == nil {
		return ""
	}
	return a.WSTrust.Audience
}

func (o *organization) inboundItems(app *application) []inboundItem {
	items := []inboundItem{}
	add := func(configured bool, kind, name, path string) {
		if configured {
			self := o.serverPath() + "/applications/" + app.ID + "/inbound-protocols/" + url.PathEscape(path)
			items = append(items, inboundItem{kind, name, self})
		}
	}
	add(app.OIDC != nil, "oauth2", "OAuth2/OpenID Connect", "oidc")
	add(app.SAML != nil, "samlsso", "SAML2 Inbound", "saml")
	add(app.PassiveSTS != nil, "passivests", "Passive STS Inbound", "passive-sts")
	add(app.WSTrust != nil, "wstrust", "WS-Trust Inbound", "ws-trust")
	for _, custom := range app.Custom {
		add(true, custom.Name, custom.ConfigName, custom.Name)
	}
	return items
}

func listInboundProtocols(c *call) (reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, c.org.inboundItems(app)), nil
}

// installedProtocol returns the custom protocol a path names.
func (c *call) installedProtocol() (customProtocol, error) {
	name := c.vars["inboundProtocolId"]
	i := slices.IndexFunc(customProtocols, func(p customProtocol) bool { return p.Name == name })
	if i < 0 {
		return customProtocol{}, unknownProtocol()
	}
	return customProtocols[i], nil
}

func (a *application) custom(name string) *customInbound {
	return find(a.Custom, func(custom *customInbound) bool { return custom.Name == name })
}

// setCustom replaces the protocol with the same name, or adds it.
func (a *application) setCustom(in *customInbound) {
	in.Properties = orEmpty(in.Properties)
	if i := slices.IndexFunc(a.Custom, func(custom *customInbound) bool { return custom.Name == in.Name }); i >= 0 {
		a.Custom[i] = in
		return
	}
	a.Custom = append(a.Custom, in)
}

func getCustomInbound(c *call) (reply, error) {
	protocol, err := c.installedProtocol()
	if err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	custom := app.custom(protocol.Name)
	if custom == nil {
		return reply{}, notConfigured()
	}
	return asJSON(http.StatusOK, custom), nil
}

// putCustomInbound takes the name from the path, whatever the body says.
func putCustomInbound(c *call) (reply, error) {
	var in customInbound
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	protocol, err := c.installedProtocol()
	if err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	in.Name = protocol.Name
	app.setCustom(&in)
	return empty(http.StatusOK), nil
}

func deleteCustomInbound(c *call) (reply, error) {
	if app := c.org.application(c.vars["applicationId"]); app != nil {
		app.Custom = slices.DeleteFunc(app.Custom, func(custom *customInbound) bool { return custom.Name == c.vars["inboundProtocolId"] })
	}
	return empty(http.StatusNoContent), nil
}
