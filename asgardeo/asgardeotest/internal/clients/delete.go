package clients

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// deleteApplication also succeeds for an unknown id. It removes the tokens, the
// shares and the roles of the application.
func deleteApplication(c *call) (engine.Reply, error) {
	id := c.Vars["applicationId"]
	if c.org.fragment(id) != nil {
		return engine.Reply{}, forbiddenFragment()
	}
	if app := c.org.application(id); app != nil {
		c.org.endClient(app)
		c.org.endSharing(app)
		c.org.Applications.Remove(app)
		c.org.d.needs.DropRoles(c.org.Organization, id)
	}
	return engine.Empty(http.StatusNoContent), nil
}
