package clients

import (
	"encoding/json"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/strictjson"
)

// callbackExpression marks a callback URL that is a regular expression.
const callbackExpression = "regexp="

var (
	keyEncryptionAlgorithms = []string{"RSA1_5", "RSA-OAEP", "RSA-OAEP-256"}
	contentEncryptions      = []string{"A128GCM", "A192GCM", "A256GCM", "A128CBC-HS256", "A128CBC+HS256"}
	hybridResponseTypes     = []string{"code token", "code id_token", "code id_token token"}
	clientAuthMethods       = []string{model.AuthMethodBasic, model.AuthMethodPost, model.AuthMethodAssertion, authMethodTLS}
)

// decodeOIDC decodes a body into v. path is the path of the OIDC configuration in
// the body. If the server cannot map the configuration, unmapped is the error that
// the caller returns after its own checks.
func decodeOIDC(c *call, v any, path ...string) (unmapped, err error) {
	tree, err := strictjson.Tree(c.Body)
	if err != nil {
		return nil, serverapi.InvalidBody()
	}
	config := tree
	for _, name := range path {
		object, _ := config.(map[string]any)
		config = object[name]
	}
	strictjson.Coerce(config, reflect.TypeFor[oidcConfig](), "")
	object, _ := config.(map[string]any)
	if token, ok := object["accessToken"].(map[string]any); ok && token["bindingType"] == nil {
		token["bindingType"] = "None"
	}
	body, err := json.Marshal(tree)
	if err != nil {
		return nil, err
	}
	if err := serverapi.BodyFailure(strictjson.DecodeTree(tree, body, v)); err != nil {
		return nil, err
	}
	if object == nil {
		return nil, nil
	}
	return checkMapping(object), nil
}

// checkMapping refuses a configuration that the server cannot map. It is called
// before the values are validated.
func checkMapping(config map[string]any) error {
	const ciba = "cibaAuthenticationRequest"
	grants, _ := config["grantTypes"].([]any)
	needsCIBA := slices.Contains(grants, any(grantCIBA))
	if !needsCIBA {
		delete(config, ciba) // ignored without the grant
	}
	if needsCIBA && config[ciba] == nil || strictjson.Unboxes(config, reflect.TypeFor[oidcConfig]()) {
		return serverapi.Fail(http.StatusInternalServerError, "SE-50000", "Unexpected Processing Error.", "The configuration cannot be mapped.")
	}
	if callbacks, _ := config["callbackURLs"].([]any); len(callbacks) > 1 {
		return serverapi.Fail(http.StatusNotImplemented, "", "Multiple callbacks for OAuth2 are not supported yet.", "")
	}
	flow, _ := config["hybridFlow"].(map[string]any)
	if flow["enable"] != true {
		return nil
	}
	responseType, _ := flow["responseType"].(string)
	if strings.TrimSpace(responseType) == "" {
		return badSetting("APP-60517", "The hybrid flow has no response type.")
	}
	for _, one := range strings.Split(responseType, ",") {
		if !slices.Contains(hybridResponseTypes, one) {
			return badSetting("APP-60518", "The response type "+one+" is not one of the hybrid flow.")
		}
	}
	return nil
}

// invalidOIDC refuses an OIDC configuration.
func invalidOIDC(description string) engine.Failure {
	return serverapi.Fail(http.StatusBadRequest, "OAUTH-60001", "The OIDC configuration is invalid.", description)
}

// validate checks a configuration before its defaults are set.
func (o *oidcConfig) validate() error {
	for _, check := range []func() error{
		o.validateOrigins, o.validateGrants, o.validateCallbacks, o.validateAudience, o.validateAlgorithms,
	} {
		if err := check(); err != nil {
			return err
		}
	}
	return nil
}

func (o *oidcConfig) validateOrigins() error {
	for _, origin := range o.AllowedOrigins {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme == "" || u.Host == "" || u.Path != "" || u.RawQuery != "" || u.Fragment != "" {
			return invalidApplication("The allowed origin " + origin + " is not an origin.")
		}
	}
	return nil
}

func (o *oidcConfig) validateAudience() error {
	if o.IDToken == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, audience := range o.IDToken.Audience {
		if strings.TrimSpace(audience) == "" || seen[audience] {
			return invalidOIDC("The audiences of the ID token must be distinct and not empty.")
		}
		seen[audience] = true
	}
	return nil
}

func (o *oidcConfig) validateGrants() error {
	for _, grant := range strings.Fields(strings.Join(o.GrantTypes, " ")) {
		if !slices.Contains(model.KnownGrants, grant) {
			return invalidOIDC("The grant type " + grant + " is not supported.")
		}
	}
	if o.public() && slices.Contains(o.GrantTypes, model.GrantClientCredentials) {
		return invalidOIDC("A public client cannot use client_credentials.")
	}
	return nil
}

func (o *oidcConfig) validateCallbacks() error {
	redirects := slices.Contains(o.GrantTypes, "authorization_code") || slices.Contains(o.GrantTypes, "implicit")
	if redirects && len(notBlank(o.CallbackURLs)) == 0 {
		return invalidOIDC("Callback URI is mandatory for Code or Implicit grant types")
	}
	for _, callback := range o.CallbackURLs {
		if strings.HasPrefix(callback, callbackExpression) {
			continue
		}
		if strings.Contains(callback, "#") {
			return invalidOIDC("The callback URL " + callback + " is not valid.")
		}
	}
	return nil
}

func (o *oidcConfig) validateAlgorithms() error {
	type choice struct {
		value   string
		allowed []string
	}
	var choices []choice
	if t := o.IDToken; t != nil {
		choices = append(choices, choice{t.SignedAlgorithm, model.SigningAlgorithms})
		if t.Encryption != nil {
			choices = append(choices, choice{t.Encryption.Algorithm, keyEncryptionAlgorithms}, choice{t.Encryption.Method, contentEncryptions})
		}
	}
	if a := o.ClientAuthentication; a != nil {
		choices = append(choices, choice{a.TokenEndpointAuthMethod, clientAuthMethods}, choice{a.SigningAlgorithm, model.SigningAlgorithms})
	}
	if r := o.RequestObject; r != nil {
		choices = append(choices, choice{r.SigningAlgorithm, model.SigningAlgorithms})
		if r.Encryption != nil {
			choices = append(choices, choice{r.Encryption.Algorithm, keyEncryptionAlgorithms}, choice{r.Encryption.Method, contentEncryptions})
		}
	}
	for _, c := range choices {
		if c.value != "" && !slices.Contains(c.allowed, c.value) {
			return invalidOIDC(c.value + " is not supported.")
		}
	}
	return nil
}
