package apiresources

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/memorytest"
)

// It measures what the whole process allocates, so that it may not run in parallel.
func TestAnswersAreBoundedInMemory(t *testing.T) {
	memorytest.Answers(t, map[string]memorytest.Type{
		"AuthorizationDetailsType":   memorytest.Of[AuthorizationDetailsType](),
		"ConsoleCollection":          memorytest.Of[ConsoleCollection](),
		"Page":                       memorytest.Of[Page](),
		"Resource":                   memorytest.Of[Resource](),
		"[]AuthorizationDetailsType": memorytest.Of[[]AuthorizationDetailsType](),
		"[]Scope":                    memorytest.Of[[]Scope](),
		"collectionList":             memorytest.Of[collectionList](),
	})
}
