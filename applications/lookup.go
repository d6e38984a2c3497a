package applications

import (
	"context"
	"fmt"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// GetByName returns the application with a name. It searches the list (GET /applications) and then reads the
// application (GET /applications/{id}). An unknown name is asgardeo.ErrNotFound.
func (c *Client) GetByName(ctx context.Context, name string) (*Application, error) {
	return c.only(ctx, string(OpGetByName), Name, name, func(s *Summary) string { return s.Name })
}

// GetByClientID is like [Client.GetByName] but accepts a client id.
func (c *Client) GetByClientID(ctx context.Context, clientID string) (*Application, error) {
	return c.only(ctx, string(OpGetByClientID), ClientID, clientID, func(s *Summary) string { return s.ClientID })
}

func (c *Client) only(ctx context.Context, op string, attribute filter.Attribute, value string, of func(*Summary) string) (*Application, error) {
	if value == "" {
		return nil, c.ops.rest.Invalid(op, "the %s is empty", attribute)
	}
	params := &ListParams{Filter: rest.Narrow(&ofApplications, attribute, value)}
	if params.Filter.IsZero() && attribute != Name {
		params.Attributes = []string{string(attribute)} // otherwise the filter selects the attributes
	}
	fit := func(s *Summary) int {
		if of(s) == value {
			return rest.Same
		}
		return rest.Different
	}
	found, err := rest.One(c.ops.rest, op, fmt.Sprintf("application with the %s %q", attribute, value), c.All(ctx, params), summaryID, fit)
	if err != nil {
		return nil, err
	}
	return c.Get(ctx, found.ID)
}
