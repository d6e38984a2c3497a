package scim_test

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Names and types of secrets follow from the document.
func TestSecretsAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	resttest.WantSecretMembers(t, "scim", scim.SecretMembers)
	if n := resttest.WantLogValues(t); n < 2 {
		t.Errorf("only %d types hold a secret", n)
	}
}
