package clients

import (
	"errors"
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// getResident returns the resident application, which represents the
// organization itself. It only has settings of provisioning.
func getResident(c *call) (engine.Reply, error) {
	return engine.JSON(http.StatusOK, struct {
		Provisioning provisioningConfig `json:"provisioningConfigurations"`
	}{c.org.Resident.Get().completed()}), nil
}

func updateResident(c *call) (engine.Reply, error) {
	var in provisioningConfig
	if err := serverapi.Decode(c.Call, &in); err != nil {
		return engine.Reply{}, err
	}
	for _, idp := range in.Outbound {
		if idp.Blocking == nil || idp.Rules == nil {
			return engine.Reply{}, errors.New("an outbound provider without blocking and rules cannot be mapped")
		}
	}
	c.org.Resident.Set(in)
	return getResident(c)
}

// completed returns the settings with all sections.
func (p provisioningConfig) completed() provisioningConfig {
	setDefault(&p.Inbound, inboundProvisioning{})
	p.Outbound = orEmpty(p.Outbound)
	return p
}
