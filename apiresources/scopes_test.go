package apiresources_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// The display name of a scope cannot be cleared: the server would silently keep it (wire-facts 2.3). One without a name
// spoils the whole list.
func TestScopesRefused(t *testing.T) {
	t.Parallel()
	blank := &apiresources.ScopeUpdateRequest{DisplayName: new(" "), Description: new("d")}
	for operation, send := range map[string]func(*apiresources.ScopesClient) error{
		"apiresources.Scopes.Update":     func(c *apiresources.ScopesClient) error { return c.Update(t.Context(), "r1", "read", blank) },
		"apiresources.Scopes.UpdateByID": func(c *apiresources.ScopesClient) error { return c.UpdateByID(t.Context(), "r1", "s1", blank) },
		"apiresources.Scopes.Replace": func(c *apiresources.ScopesClient) error {
			return c.Replace(t.Context(), "r1", []apiresources.ScopeRequest{{Name: "read"}, {DisplayName: "Write"}})
		},
	} {
		s := resttest.New(t)
		err := send(s.Client.APIResources.Scopes)
		var e *asgardeo.Error
		if !errors.Is(err, asgardeo.ErrInvalidInput) || !errors.As(err, &e) || e.Operation != operation || !strings.Contains(err.Error(), "Name") {
			t.Errorf("%s: got %v", operation, err)
		}
		s.WantLines()
	}
}
