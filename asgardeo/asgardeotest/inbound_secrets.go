package asgardeotest

import (
	"net/http"
	"slices"
	"time"
)

// maxClientSecrets is how many secrets a client can have.
const maxClientSecrets = 2

// A clientSecret is a secret of an OAuth client.
type clientSecret struct {
	ID, Value        string
	Created, Expires int64 // seconds since the epoch; a secret that expires at 0 never does
}

type clientSecretView struct {
	ID      string `json:"secretId"`
	Value   string `json:"secretValue"`
	Expires int64  `json:"expiresAt"`
	Created int64  `json:"createdAt"`
	Status  string `json:"status"`
	Latest  bool   `json:"latest"`
}

type secretCreation struct {
	Expires int64 `json:"expiresAt"`
}

func (s clientSecret) expired(now time.Time) bool { return s.Expires != 0 && s.Expires <= now.Unix() }

func (o *organization) newSecret(expires int64) clientSecret {
	return clientSecret{ID: o.newUUID(), Value: o.newClientSecret(), Created: o.now().Unix(), Expires: expires}
}

// latestSecret is the secret that was added last and has not expired, or just
// the one that was added last.
func (a *application) latestSecret(now time.Time) clientSecret {
	i := slices.IndexFunc(a.Secrets, func(s clientSecret) bool { return !s.expired(now) })
	return a.Secrets[max(i, 0)]
}

// liveSecrets are the values a client can authenticate with.
func (a *application) liveSecrets(now time.Time) []string {
	var values []string
	for _, s := range a.Secrets {
		if !s.expired(now) {
			values = append(values, s.Value)
		}
	}
	return values
}

func (o *organization) secretView(app *application, s clientSecret) clientSecretView {
	view := clientSecretView{
		ID: s.ID, Value: s.Value, Expires: s.Expires, Created: s.Created,
		Status: "ACTIVE", Latest: s.ID == app.latestSecret(o.now()).ID,
	}
	if s.expired(o.now()) {
		view.Status = "EXPIRED"
	}
	return view
}

// checkExpiry refuses a moment in the past for a new secret.
func (o *organization) checkExpiry(expires int64) error {
	switch {
	case expires < 0:
		return invalidOIDC("The expiry of the client secret is invalid.")
	case expires != 0 && expires <= o.now().Unix():
		return invalidOIDC("The expiry of the client secret is in the past.")
	}
	return nil
}

// createSecret adds a secret beside the one there is. The body may be absent.
func createSecret(c *call) (reply, error) {
	var in secretCreation
	if len(c.body) > 0 {
		if err := decodeBody(c, &in); err != nil {
			return reply{}, err
		}
	}
	app, err := c.addressedOIDC()
	if err != nil {
		return reply{}, err
	}
	if err := c.org.checkExpiry(in.Expires); err != nil {
		return reply{}, err
	}
	if len(app.Secrets) >= maxClientSecrets {
		return reply{}, serverFailure(http.StatusConflict, "OAUTH-60011", "No more client secrets.", "The client has as many secrets as it can have.")
	}
	secret := c.org.newSecret(in.Expires)
	app.Secrets = slices.Insert(app.Secrets, 0, secret)
	return asJSON(http.StatusCreated, c.org.secretView(app, secret)), nil
}

func listSecrets(c *call) (reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return reply{}, err
	}
	views := make([]clientSecretView, 0, len(app.Secrets))
	for _, s := range app.Secrets {
		views = append(views, c.org.secretView(app, s))
	}
	return asJSON(http.StatusOK, struct {
		Count int                `json:"count"`
		List  []clientSecretView `json:"list"`
	}{len(views), views}), nil
}

// addressedSecret returns the place of the secret a path names among those of
// its application.
func (c *call) addressedSecret() (*application, int, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return nil, 0, err
	}
	i := slices.IndexFunc(app.Secrets, func(s clientSecret) bool { return s.ID == c.vars["secretId"] })
	if i < 0 {
		return nil, 0, serverFailure(http.StatusNotFound, "OAUTH-60010", "The client secret was not found.", "The client has no secret with this id.")
	}
	return app, i, nil
}

func getSecret(c *call) (reply, error) {
	app, i, err := c.addressedSecret()
	if err != nil {
		return reply{}, err
	}
	return asJSON(http.StatusOK, c.org.secretView(app, app.Secrets[i])), nil
}

func deleteSecret(c *call) (reply, error) {
	app, i, err := c.addressedSecret()
	if err != nil {
		return reply{}, err
	}
	if app.Secrets[i].ID == app.latestSecret(c.org.now()).ID {
		return reply{}, serverFailure(http.StatusConflict, "OAUTH-60006", "The client secret cannot be deleted.", "A client keeps its latest secret.")
	}
	app.Secrets = slices.Delete(app.Secrets, i, i+1)
	return empty(http.StatusNoContent), nil
}
