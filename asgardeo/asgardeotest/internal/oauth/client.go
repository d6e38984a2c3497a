package oauth

import (
	"crypto/subtle"
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

// Lifetimes of the tokens of the management application, in seconds.
const managementTokenSeconds = 3600

// client returns the client with an id, or nil.
func (o *OAuth) client(id string) *model.Client {
	if id == o.ManagementClientID() {
		return o.management()
	}
	return o.needs.Client(id)
}

// management returns the management application. It is not in the list of
// applications and has no application id.
func (o *OAuth) management() *model.Client {
	c := o.credentials.Get()
	return &model.Client{
		ID: c.ClientID, Secrets: []string{c.ClientSecret},
		GrantTypes:               []string{model.GrantClientCredentials, model.GrantOrganizationSwitch},
		ApplicationTokenLifetime: managementTokenSeconds, UserTokenLifetime: managementTokenSeconds, IDTokenLifetime: managementTokenSeconds,
	}
}

func isManagement(client *model.Client) bool { return client.ApplicationID == "" }

// sharedWith reports whether a client can switch to a sub-organization. The
// management application can switch to every sub-organization.
func (o *OAuth) sharedWith(client *model.Client, organizationID string) bool {
	return isManagement(client) || o.needs.SharedWith(client.ApplicationID, organizationID)
}

// presented are the client credentials in a request.
type presented struct{ method, id, secret string }

const credentialsRefused = "Client credentials are invalid."

// authenticateClient finds the client of a request and verifies its
// credentials.
func (o *OAuth) authenticateClient(c *engine.Call, form url.Values) (*model.Client, error) {
	given, err := presentedBy(c.Request, form)
	if err != nil {
		return nil, err
	}
	client := o.client(given.id)
	if client == nil || !o.verifies(c, client, given) {
		return nil, invalidClient(credentialsRefused)
	}
	// Another request may have changed the client while its keys were fetched.
	if client = o.client(given.id); client == nil || client.Disabled {
		return nil, invalidClient(credentialsRefused)
	}
	return client, nil
}

// verifies reports whether the credentials are valid for the client. If the
// application sets a method of authentication, only that method is accepted.
func (o *OAuth) verifies(c *engine.Call, client *model.Client, given presented) bool {
	if client.Public && given.method == "" {
		return true
	}
	if client.AuthMethod != "" && client.AuthMethod != given.method {
		return false
	}
	switch given.method {
	case model.AuthMethodBasic, model.AuthMethodPost:
		return hasSecret(client, given.secret)
	case model.AuthMethodAssertion:
		return o.verifiesAssertion(c, client, given.secret)
	default:
		return false
	}
}

func hasSecret(client *model.Client, given string) bool {
	return slices.ContainsFunc(client.Secrets, func(secret string) bool {
		return subtle.ConstantTimeCompare([]byte(secret), []byte(given)) == 1
	})
}

func presentedBy(r *http.Request, form url.Values) (presented, error) {
	id, secret, basic := basicCredentials(r)
	posted := form.Get("client_id") != "" && form.Get("client_secret") != ""
	asserted := form.Get("client_assertion") != "" && form.Get("client_assertion_type") == assertionType
	switch {
	case basic && posted:
		return presented{}, badRequest(errInvalidRequest, "Request body and headers contain authorization information")
	case asserted && (basic || posted):
		return presented{}, badRequest(errInvalidRequest, "The client MUST NOT use more than one authentication method in each")
	case basic:
		return presented{model.AuthMethodBasic, id, secret}, nil
	case posted:
		return presented{model.AuthMethodPost, form.Get("client_id"), form.Get("client_secret")}, nil
	case asserted:
		return presentedAssertion(form)
	case form.Get("client_id") == "":
		return presented{}, invalidClient("Client ID not found in the request.")
	}
	return presented{id: form.Get("client_id")}, nil
}

// basicCredentials splits the Basic credentials of a request as the real server
// does: at every colon, without empty parts at the end, and without
// percent-decoding, although RFC 6749 section 2.3.1 requires clients to encode
// them. ok reports whether the request has Basic credentials, valid or not.
func basicCredentials(r *http.Request) (id, secret string, ok bool) {
	scheme, encoded, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Basic") {
		return "", "", false
	}
	decoded, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return "", "", true
	}
	parts := strings.Split(strings.TrimRight(string(decoded), ":"), ":")
	if len(parts) != 2 {
		return "", "", true
	}
	return parts[0], parts[1], true
}
