package claims

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/memorytest"
)

// It measures what the whole process allocates, so that it may not run in parallel.
func TestAnswersAreBoundedInMemory(t *testing.T) {
	memorytest.Answers(t, map[string]memorytest.Type{
		"OIDCScope":   memorytest.Of[OIDCScope](),
		"[]OIDCScope": memorytest.Of[[]OIDCScope](),
	})
}
