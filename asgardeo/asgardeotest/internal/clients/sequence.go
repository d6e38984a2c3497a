package clients

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

type scriptChange struct {
	Script string `json:"script" rule:"required"`
}

// updateScript sets or removes the script of an application that has its own
// steps.
func updateScript(c *call) (engine.Reply, error) {
	var in scriptChange
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	sequence := app.Settings.AuthenticationSequence
	if strings.TrimSpace(in.Script) == "" {
		c.org.change(app, func() { sequence.Script = nil })
		return engine.Empty(http.StatusOK), nil
	}
	if sequence.Type == sequenceDefault {
		return engine.Reply{}, invalidApplication("An application needs steps of its own before it can have a script.")
	}
	c.org.change(app, func() { sequence.Script = &in.Script })
	return engine.Empty(http.StatusOK), nil
}

type stepAuthenticators struct {
	StepID    int                       `json:"stepId"`
	Local     []configuredAuthenticator `json:"localAuthenticators"`
	Federated []configuredAuthenticator `json:"federatedAuthenticators"`
}

type configuredAuthenticator struct {
	Name string `json:"name"`
	Type string `json:"type"`
}

// listAuthenticators returns the authenticators of each step. A federated one
// has the name of its identity provider.
func listAuthenticators(c *call) (engine.Reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	views := []stepAuthenticators{}
	for _, step := range app.Settings.AuthenticationSequence.shown().Steps {
		view := stepAuthenticators{StepID: step.ID, Local: []configuredAuthenticator{}, Federated: []configuredAuthenticator{}}
		for _, option := range step.Options {
			if option.IDP == localIDP {
				view.Local = append(view.Local, configuredAuthenticator{option.Authenticator, option.Authenticator})
			} else {
				view.Federated = append(view.Federated, configuredAuthenticator{option.IDP, option.Authenticator})
			}
		}
		views = append(views, view)
	}
	return engine.JSON(http.StatusOK, views), nil
}
