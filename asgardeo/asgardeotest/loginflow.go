package asgardeotest

import (
	"maps"
	"net/http"
	"slices"
)

// A loginFlow is a request to have a login flow made. It is in progress until
// its result has been asked for once.
type loginFlow struct {
	ID       string
	Sequence authenticationSteps
	Asked    bool
}

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

// generateLoginFlow makes a flow of one step, in which the user chooses among
// all authenticators: nothing here understands the query.
func generateLoginFlow(c *call) (reply, error) {
	var in loginFlowRequest
	if err := decodeBody(c, &in); err != nil {
		return reply{}, err
	}
	flow := &loginFlow{ID: c.org.newUUID(), Sequence: authenticationSteps{Type: sequenceUserDefined}}
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
	c.org.LoginFlows = append(c.org.LoginFlows, flow)
	return asJSON(http.StatusAccepted, map[string]string{"operation_id": flow.ID}), nil
}

func (c *call) addressedLoginFlow(code string) (*loginFlow, error) {
	flow := find(c.org.LoginFlows, func(f *loginFlow) bool { return f.ID == c.vars["operation_id"] })
	if flow == nil {
		return nil, serverFailure(http.StatusNotFound, code, "The operation was not found.", "There is no generation of a login flow with this id.")
	}
	return flow, nil
}

func getLoginFlowStatus(c *call) (reply, error) {
	flow, err := c.addressedLoginFlow("APP-65600")
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, map[string]any{
		"operation_id": flow.ID,
		"status": map[string]bool{
			"optimization_and_validation_complete":           true,
			"generation_of_authentication_sequence_complete": flow.Asked,
			"optimizing_and_validating_final_login_flow":     flow.Asked,
			"login_flow_generation_complete":                 flow.Asked,
		},
	}), nil
}

func getLoginFlowResult(c *call) (reply, error) {
	flow, err := c.addressedLoginFlow("APP-65601")
	if err != nil {
		return reply{}, err
	}
	status, data := "COMPLETED", any(flow.Sequence)
	if !flow.Asked {
		status, data = "IN_PROGRESS", struct{}{}
	}
	flow.Asked = true
	return asJSON(http.StatusOK, map[string]any{"status": status, "data": data}), nil
}
