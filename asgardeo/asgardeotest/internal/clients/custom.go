package clients

import (
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// customProtocols are the custom inbound protocols that are installed.
var customProtocols = []customProtocol{{
	Name: "cas", DisplayName: "CAS", ConfigName: "cas",
	Properties: []customProtocolProperty{{
		Name: "app-identifier", DisplayName: "Application Identifier", Type: "STRING", Required: true, DisplayOrder: 1,
	}},
}}

// unknownProtocol refuses a custom protocol that is not installed.
func unknownProtocol() engine.Failure {
	return serverapi.Fail(http.StatusNotFound, "APP-60501", "The inbound protocol was not found.", "There is no inbound protocol with this id.")
}

// installedProtocol returns the custom protocol in the path.
func (c *call) installedProtocol() (customProtocol, error) {
	name := c.Vars["inboundProtocolId"]
	i := slices.IndexFunc(customProtocols, func(p customProtocol) bool { return p.Name == name })
	if i < 0 {
		return customProtocol{}, unknownProtocol()
	}
	return customProtocols[i], nil
}

// customIndex returns the index of the custom protocol with a name, or -1.
func (a *application) customIndex(name string) int {
	return slices.IndexFunc(a.Custom, func(custom customInbound) bool { return custom.Name == name })
}

// setCustom replaces the protocol with the same name, or adds it.
func (a *application) setCustom(in customInbound) {
	in.Properties = orEmpty(in.Properties)
	if i := a.customIndex(in.Name); i >= 0 {
		a.Custom[i] = in
		return
	}
	a.Custom = append(a.Custom, in)
}

func getCustomInbound(c *call) (engine.Reply, error) {
	protocol, err := c.installedProtocol()
	if err != nil {
		return engine.Reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	i := app.customIndex(protocol.Name)
	if i < 0 {
		return engine.Reply{}, notConfigured()
	}
	return engine.JSON(http.StatusOK, app.Custom[i]), nil
}

// putCustomInbound takes the name from the path and ignores the one in the body.
func putCustomInbound(c *call) (engine.Reply, error) {
	var in customInbound
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	protocol, err := c.installedProtocol()
	if err != nil {
		return engine.Reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	in.Name = protocol.Name
	c.org.change(app, func() { app.setCustom(in) })
	return engine.Empty(http.StatusOK), nil
}

func deleteCustomInbound(c *call) (engine.Reply, error) {
	if app := c.org.application(c.Vars["applicationId"]); app != nil {
		named := func(custom customInbound) bool { return custom.Name == c.Vars["inboundProtocolId"] }
		if slices.ContainsFunc(app.Custom, named) {
			c.org.change(app, func() { app.Custom = slices.DeleteFunc(app.Custom, named) })
		}
	}
	return engine.Empty(http.StatusNoContent), nil
}
