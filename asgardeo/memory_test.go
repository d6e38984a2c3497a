package asgardeo

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/memorytest"
)

// It measures the allocations of the whole process, so it must not run in parallel.
func TestAnswersAreBoundedInMemory(t *testing.T) {
	memorytest.Answers(t, map[string]memorytest.Type{
		"ProviderMetadata": memorytest.Of[ProviderMetadata](),
		"map[string]any": memorytest.Of[map[string]any](
			memorytest.Flood{Before: `{"access_token":[`, Element: "{}", After: "]}"},
			memorytest.Flood{Before: `{"access_token":[`, Element: `{"":{}}`, After: "]}"},
			memorytest.Flood{Before: `{"access_token":[`, Element: `0`, After: "]}"},
			memorytest.Flood{Before: `{"access_token":{`, Element: `"%":0`, After: "}}"},
		),
	})
}
