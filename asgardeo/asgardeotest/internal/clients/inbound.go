package clients

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

func notConfigured() engine.Failure {
	return serverapi.Fail(http.StatusNotFound, "APP-60502",
		"The inbound protocol is not configured.", "The application does not have this inbound protocol.")
}

// A slot returns the field of an application that has an inbound protocol.
type slot[T any] func(*application) **T

func samlSlot(a *application) **samlService          { return &a.SAML }
func passiveSTSSlot(a *application) **passiveInbound { return &a.PassiveSTS }
func wsTrustSlot(a *application) **trustInbound      { return &a.WSTrust }

func getInbound[T any](of slot[T]) handler {
	return func(c *call) (engine.Reply, error) {
		app, err := c.addressedApplication()
		if err != nil {
			return engine.Reply{}, err
		}
		if *of(app) == nil {
			return engine.Reply{}, notConfigured()
		}
		return engine.JSON(http.StatusOK, *of(app)), nil
	}
}

// putInbound replaces a protocol or adds it. accept returns the configuration that
// a request describes; owner is the application that may have the same key.
func putInbound[In, T any](of slot[T], accept func(c *call, in *In, owner *application) (*T, error)) handler {
	return func(c *call) (engine.Reply, error) {
		var in In
		if err := serverapi.Decode(c.Call, &in); err != nil {
			return engine.Reply{}, err
		}
		app, err := c.addressedApplication()
		if err != nil {
			return engine.Reply{}, err
		}
		accepted, err := accept(c, &in, app)
		if err != nil {
			return engine.Reply{}, err
		}
		c.org.change(app, func() { *of(app) = accepted })
		return engine.Empty(http.StatusOK), nil
	}
}

// deleteInbound also succeeds without the protocol or the application.
func deleteInbound[T any](of slot[T]) handler {
	return func(c *call) (engine.Reply, error) {
		if app := c.org.application(c.Vars["applicationId"]); app != nil && *of(app) != nil {
			c.org.change(app, func() { *of(app) = nil })
		}
		return engine.Empty(http.StatusNoContent), nil
	}
}

// addInbound configures the protocols of a new application.
func (c *call) addInbound(app *application, in *inboundProtocols, replaced *application) error {
	var err error
	if in.OIDC != nil {
		secret, err := c.newClient(app.Settings.Name, in.OIDC, replaced)
		if err != nil {
			return err
		}
		app.OIDC, app.Secrets = in.OIDC, []clientSecret{secret}
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
		app.setCustom(custom)
	}
	return nil
}

func acceptPassiveSTS(c *call, in *passiveInbound, owner *application) (*passiveInbound, error) {
	return in, checkInboundKey(c.org.byRealm, in.Realm, owner)
}

func acceptWSTrust(c *call, in *trustInbound, owner *application) (*trustInbound, error) {
	return in, checkInboundKey(c.org.byAudience, in.Audience, owner)
}

// checkInboundKey refuses a key that another application has.
func checkInboundKey(index *state.Index[*application], key string, owner *application) error {
	if slices.ContainsFunc(index.With(key), func(a *application) bool { return a != owner }) {
		return serverapi.Fail(http.StatusConflict, "APP-60009", "The inbound key exists.", "Another application has the key "+key+".")
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
			self := o.ServerPath() + "/applications/" + app.ID + "/inbound-protocols/" + url.PathEscape(path)
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

func listInboundProtocols(c *call) (engine.Reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, c.org.inboundItems(app)), nil
}
