package clients

import (
	"net/http"
	"slices"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

const (
	// maxClientSecrets is the maximum number of secrets of a client.
	maxClientSecrets = 2

	clientIDLength     = 28
	clientSecretLength = 44
)

// A clientSecret is a secret of an OAuth client.
type clientSecret struct {
	ID, Value        string
	Created, Expires int64 // in seconds since the epoch; 0 for a secret that does not expire
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
	t := o.Tenant()
	return clientSecret{ID: t.NewUUID(), Value: t.Word(clientSecretLength), Created: t.Now().Unix(), Expires: expires}
}

// latestSecret returns the newest secret that has not expired. If all have
// expired, it returns the newest one.
func (a *application) latestSecret(now time.Time) clientSecret {
	i := slices.IndexFunc(a.Secrets, func(s clientSecret) bool { return !s.expired(now) })
	return a.Secrets[max(i, 0)]
}

// liveSecrets returns the values of the secrets that have not expired.
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
		Status: "ACTIVE", Latest: s.ID == app.latestSecret(o.Tenant().Now()).ID,
	}
	if s.expired(o.Tenant().Now()) {
		view.Status = "EXPIRED"
	}
	return view
}

// checkExpiry refuses an expiry in the past.
func (o *organization) checkExpiry(expires int64) error {
	switch {
	case expires < 0:
		return invalidOIDC("The expiry of the client secret is invalid.")
	case expires != 0 && expires <= o.Tenant().Now().Unix():
		return invalidOIDC("The expiry of the client secret is in the past.")
	}
	return nil
}

// createSecret adds a secret. The request may have no body.
func createSecret(c *call) (engine.Reply, error) {
	var in secretCreation
	if len(c.Body) > 0 {
		if err := serverapi.Decode(c.Call, &in); err != nil {
			return engine.Reply{}, err
		}
	}
	app, err := c.addressedOIDC()
	if err != nil {
		return engine.Reply{}, err
	}
	if err := c.org.checkExpiry(in.Expires); err != nil {
		return engine.Reply{}, err
	}
	if len(app.Secrets) >= maxClientSecrets {
		return engine.Reply{}, serverapi.Fail(http.StatusConflict, "OAUTH-60011", "No more client secrets.", "The client has as many secrets as it can have.")
	}
	secret := c.org.newSecret(in.Expires)
	c.org.change(app, func() { app.Secrets = slices.Insert(app.Secrets, 0, secret) })
	return engine.JSON(http.StatusCreated, c.org.secretView(app, secret)), nil
}

func listSecrets(c *call) (engine.Reply, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return engine.Reply{}, err
	}
	views := make([]clientSecretView, 0, len(app.Secrets))
	for _, s := range app.Secrets {
		views = append(views, c.org.secretView(app, s))
	}
	return engine.JSON(http.StatusOK, struct {
		Count int                `json:"count"`
		List  []clientSecretView `json:"list"`
	}{len(views), views}), nil
}

// addressedSecret returns the application in the path, and the index of the
// secret in the path.
func (c *call) addressedSecret() (*application, int, error) {
	app, err := c.addressedOIDC()
	if err != nil {
		return nil, 0, err
	}
	i := slices.IndexFunc(app.Secrets, func(s clientSecret) bool { return s.ID == c.Vars["secretId"] })
	if i < 0 {
		return nil, 0, serverapi.Fail(http.StatusNotFound, "OAUTH-60010", "The client secret was not found.", "The client has no secret with this id.")
	}
	return app, i, nil
}

func getSecret(c *call) (engine.Reply, error) {
	app, i, err := c.addressedSecret()
	if err != nil {
		return engine.Reply{}, err
	}
	return engine.JSON(http.StatusOK, c.org.secretView(app, app.Secrets[i])), nil
}

func deleteSecret(c *call) (engine.Reply, error) {
	app, i, err := c.addressedSecret()
	if err != nil {
		return engine.Reply{}, err
	}
	if app.Secrets[i].ID == app.latestSecret(c.Tenant().Now()).ID {
		return engine.Reply{}, serverapi.Fail(http.StatusConflict, "OAUTH-60006", "The client secret cannot be deleted.", "A client keeps its latest secret.")
	}
	c.org.change(app, func() { app.Secrets = slices.Delete(app.Secrets, i, i+1) })
	return engine.Empty(http.StatusNoContent), nil
}
