package asgardeotest

import (
	"errors"
	"net/http"
	"strings"
)

// localIDP is the identity provider of the authenticators of the organization
// itself.
const localIDP = "LOCAL"

type ownerChange struct {
	ID string `json:"id" rule:"required"`
}

// changeOwner makes a user the owner of an application, which no answer shows.
func changeOwner(c *call) (reply, error) {
	var in ownerChange
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	if c.org.user(in.ID) == nil {
		return reply{}, serverFailure(http.StatusBadRequest, "APP-60504", "The user was not found.", "There is no user with this id.")
	}
	app.OwnerID = in.ID
	return empty(http.StatusOK), nil
}

type scriptChange struct {
	Script string `json:"script" rule:"required"`
}

// updateScript sets the script of steps that the application has, or removes
// it.
func updateScript(c *call) (reply, error) {
	var in scriptChange
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
	}
	sequence := app.Settings.AuthenticationSequence
	if strings.TrimSpace(in.Script) == "" {
		sequence.Script = nil
		return empty(http.StatusOK), nil
	}
	if sequence.Type == sequenceDefault {
		return reply{}, invalidApplication("An application needs steps of its own before it can have a script.")
	}
	sequence.Script = &in.Script
	return empty(http.StatusOK), nil
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

// listAuthenticators shows the authenticators of each step. A federated one is
// named after its identity provider.
func listAuthenticators(c *call) (reply, error) {
	app, err := c.addressedApplication()
	if err != nil {
		return reply{}, err
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
	return asJSON(http.StatusOK, views), nil
}

// The resident application stands for the organization itself, and has no
// other settings than those of provisioning.
func getResident(c *call) (reply, error) {
	return asJSON(http.StatusOK, struct {
		Provisioning provisioningConfig `json:"provisioningConfigurations"`
	}{c.org.Resident.completed()}), nil
}

func updateResident(c *call) (reply, error) {
	var in provisioningConfig
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	for _, idp := range in.Outbound {
		if idp.Blocking == nil || idp.Rules == nil {
			return reply{}, errors.New("an outbound provider without blocking and rules cannot be mapped")
		}
	}
	c.org.Resident = in
	return getResident(c)
}

// completed returns the settings with every section.
func (p provisioningConfig) completed() provisioningConfig {
	setDefault(&p.Inbound, inboundProvisioning{})
	p.Outbound = orEmpty(p.Outbound)
	return p
}
