package resources

import (
	"path"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

type object = map[string]any

// Add creates an API resource with these scopes and returns its id. The name of the
// resource is its identifier. perform is [engine.Server.Perform]; the caller does
// not hold the lock.
func Add(perform func(engine.Performance) (engine.Reply, error), identifier string, scopes []string) (id string, err error) {
	creations := []object{}
	for _, name := range scopes {
		creations = append(creations, object{"name": name})
	}
	out, err := perform(engine.Performance{Operation: "apiresources.Create", Body: object{
		"name": identifier, "identifier": identifier, "scopes": creations,
	}})
	if err != nil {
		return "", err
	}
	return path.Base(out.Header.Get("Location")), nil
}
