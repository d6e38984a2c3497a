package clients

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

type ownerChange struct {
	ID string `json:"id" rule:"required"`
}

// changeOwner makes a user the owner of an application. Responses do not
// contain the owner.
func changeOwner(c *call) (engine.Reply, error) {
	var in ownerChange
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	app, err := c.addressedApplication()
	if err != nil {
		return engine.Reply{}, err
	}
	if !c.org.d.needs.HasUser(c.org.Organization, in.ID) {
		return engine.Reply{}, serverapi.Fail(http.StatusBadRequest, "APP-60504", "The user was not found.", "There is no user with this id.")
	}
	c.org.change(app, func() { app.OwnerID = in.ID })
	return engine.Empty(http.StatusOK), nil
}
