package applications

import "context"

// LoginFlowClient has the server generate login flows from a description in words: Generate, then Status until it is
// done, then Result.
type LoginFlowClient struct{ ops operations }

// Generate starts the generation of a login flow (POST /applications/loginflow/generate).
func (c *LoginFlowClient) Generate(ctx context.Context, request *LoginFlowRequest) (*LoginFlowOperation, error) {
	if request != nil {
		// The server fails on absent ones.
		full := *request
		if full.AvailableAuthenticators == nil {
			full.AvailableAuthenticators = map[string][]LoginFlowAuthenticator{}
		}
		if full.UserClaims == nil {
			full.UserClaims = []LoginFlowClaim{}
		}
		request = &full
	}
	operation, _, err := c.ops.generateLoginFlow(ctx, request)
	return operation, err
}

// Status returns the progress of the generation (GET /applications/loginflow/status/{operationId}).
func (c *LoginFlowClient) Status(ctx context.Context, operationID string) (*LoginFlowProgress, error) {
	progress, _, err := c.ops.getLoginFlowStatus(ctx, operationID)
	return progress, err
}

// Result returns the generated login flow (GET /applications/loginflow/result/{operationId}).
func (c *LoginFlowClient) Result(ctx context.Context, operationID string) (*LoginFlowResult, error) {
	result, _, err := c.ops.getLoginFlowResult(ctx, operationID)
	return result, err
}
