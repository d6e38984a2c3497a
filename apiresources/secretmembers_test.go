package apiresources_test

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// Names and types of secrets follow from the document.
func TestSecretsAreThoseOfTheDocument(t *testing.T) {
	t.Parallel()
	resttest.WantSecretMembers(t, "apiresources", apiresources.SecretMembers)
	if n := resttest.WantLogValues(t); n < 0 {
		t.Errorf("only %d types hold a secret", n)
	}
}
