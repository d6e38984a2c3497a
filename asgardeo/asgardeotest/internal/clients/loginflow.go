package clients

import (
	"maps"
	"net/http"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// A loginFlow is a generated login flow. It is in progress until its result has
// been requested once.
type loginFlow struct {
	ID       string
	Sequence authenticationSteps
	Asked    bool
}

// Key returns the id.
func (f *loginFlow) Key() string { return f.ID }

// Names returns nil: a flow has no name.
func (f *loginFlow) Names() []string { return nil }

type loginFlowRequest struct {
	Authenticators map[string][]loginFlowAuthenticator `json:"available_authenticators" rule:"required"`
	Claims         []map[string]any                    `json:"user_claims" rule:"required"`
	Query          string                              `json:"user_query" rule:"required"`
}

type loginFlowAuthenticator struct {
	Name        string `json:"name"`
	IDP         string `json:"idp"`
	Description string `json:"description"`
}

// generateLoginFlow creates a flow of one step, in which the user chooses among
// all authenticators. It ignores the query.
func generateLoginFlow(c *call) (engine.Reply, error) {
	var in loginFlowRequest
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	flow := &loginFlow{ID: c.Tenant().NewUUID(), Sequence: authenticationSteps{Type: sequenceUserDefined}}
	step := authenticationStep{ID: 1}
	for _, kind := range slices.Sorted(maps.Keys(in.Authenticators)) {
		for _, a := range in.Authenticators[kind] {
			step.Options = append(step.Options, authenticationOpt{IDP: a.IDP, Authenticator: a.Name})
		}
	}
	if len(step.Options) > 0 {
		flow.Sequence.Steps = []authenticationStep{step}
	}
	flow.Sequence.complete()
	c.org.LoginFlows.Add(flow)
	return engine.JSON(http.StatusAccepted, map[string]string{"operation_id": flow.ID}), nil
}

func (c *call) addressedLoginFlow(code string) (*loginFlow, error) {
	flow := c.org.LoginFlows.Get(c.Vars["operation_id"])
	if flow == nil {
		return nil, serverapi.Fail(http.StatusNotFound, code, "The operation was not found.", "There is no generation of a login flow with this id.")
	}
	return flow, nil
}

func getLoginFlowStatus(c *call) (engine.Reply, error) {
	flow, err := c.addressedLoginFlow("APP-65600")
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, map[string]any{
		"operation_id": flow.ID,
		"status": map[string]bool{
			"optimization_and_validation_complete":           true,
			"generation_of_authentication_sequence_complete": flow.Asked,
			"optimizing_and_validating_final_login_flow":     flow.Asked,
			"login_flow_generation_complete":                 flow.Asked,
		},
	}), nil
}

func getLoginFlowResult(c *call) (engine.Reply, error) {
	flow, err := c.addressedLoginFlow("APP-65601")
	if err != nil {
		return engine.Reply{}, err
	}
	status, data := "COMPLETED", any(flow.Sequence)
	if !flow.Asked {
		status, data = "IN_PROGRESS", struct{}{}
		c.org.LoginFlows.Change(flow, func() { flow.Asked = true })
	}
	return engine.JSON(http.StatusOK, map[string]any{"status": status, "data": data}), nil
}
