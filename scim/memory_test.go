package scim

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/memorytest"
)

// It measures what the whole process allocates, so that it may not run in parallel.
func TestAnswersAreBoundedInMemory(t *testing.T) {
	searched := []memorytest.Flood{
		{Before: `{"totalResults":1,"Resources":[`, Element: `{}`, After: `]}`},
		{Before: `{"resourceType":[`, Element: `{}`, After: `]}`},
	}
	memorytest.Answers(t, map[string]memorytest.Type{
		"Group":                 memorytest.Of[Group](),
		"GroupPage":             memorytest.Of[GroupPage](),
		"Role":                  memorytest.Of[Role](),
		"RolePage":              memorytest.Of[RolePage](),
		"RoleV1":                memorytest.Of[RoleV1](),
		"RoleV1Page":            memorytest.Of[RoleV1Page](),
		"ServiceProviderConfig": memorytest.Of[ServiceProviderConfig](),
		"User":                  memorytest.Of[User](),
		"UserPage":              memorytest.Of[UserPage](),
		"bulkResponse":          memorytest.Of[bulkResponse](),
		"many[ResourceType]":    memorytest.Of[many[ResourceType]](searched...),
		"many[Schema]":          memorytest.Of[many[Schema]](searched...),
	})
}
