package asgardeo_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Package fmt goes past the Format method of a field where a verb does not fit the pointer to its struct.
func TestNoVerbShowsSecrets(t *testing.T) {
	t.Parallel()
	const secret = "s3cret_s3cret"
	user := scim.User{UserName: "kim", Password: secret}
	oidc := applications.OIDCConfiguration{ClientID: "kim", ClientSecret: secret}
	value := applications.ClientSecret{ID: "kim", Value: secret}
	registration := applications.Registration{ClientID: "kim", ClientSecret: secret}
	attestation := applications.AttestationConfiguration{AdditionalProperties: map[string]json.RawMessage{"kim": nil},
		AndroidAttestationServiceCredentials: applications.SecretJSON(`"` + secret + `"`)}
	for _, v := range []any{
		user, &user, []scim.User{user}, []*scim.User{&user}, struct{ Of *scim.User }{&user}, map[string]*scim.User{"": &user},
		oidc, &oidc, []*applications.OIDCConfiguration{&oidc},
		value, &value, []*applications.ClientSecret{&value},
		registration, &registration, []*applications.Registration{&registration},
		attestation, &attestation, []*applications.AttestationConfiguration{&attestation},
		struct {
			Of applications.OIDCConfiguration
		}{oidc},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x", "%X", "%t", "%+s", "% x", "%#q"} {
			shown := fmt.Sprintf(verb, v)
			if strings.Contains(shown, secret) || strings.Contains(strings.ToLower(strings.ReplaceAll(shown, " ", "")), fmt.Sprintf("%x", secret)) {
				t.Errorf("%s of a %T shows the secret: %s", verb, v, shown)
			}
			if !strings.Contains(shown, "kim") || !strings.Contains(shown, "[redacted]") {
				t.Errorf("%s of a %T shows nothing: %s", verb, v, shown)
			}
		}
	}
	if shown := fmt.Sprintf("%+v", value); !strings.Contains(shown, "ID:kim") {
		t.Errorf("%%+v shows no names: %s", shown)
	}
	if shown := fmt.Sprintf("%#v", value); !strings.Contains(shown, `ID:"kim"`) {
		t.Errorf("%%#v shows no names: %s", shown)
	}
}
