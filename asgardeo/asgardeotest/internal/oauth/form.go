package oauth

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
)

// tokenForm reads the parameters of a token request. They may be a form or
// JSON. Parameters that are not secrets may also be in the query.
func tokenForm(c *engine.Call) (url.Values, error) {
	var form url.Values
	var err error
	switch strings.ToLower(engine.MediaType(c.Request.Header.Get("Content-Type"))) {
	case engine.MediaForm:
		form, err = bodyForm(c)
	case engine.MediaJSON:
		form, err = jsonForm(c)
	default:
		return nil, engine.Bare(http.StatusUnsupportedMediaType)
	}
	if err != nil {
		return nil, err
	}
	for name, values := range c.Query {
		form[name] = append(values, form[name]...)
	}
	if err := checkRepeated(form); err != nil {
		return nil, err
	}
	for _, name := range []string{"username", "password", "client_secret"} {
		if c.Query.Has(name) {
			return nil, badRequest(errInvalidRequest, "The parameter %s is not allowed in the query.", name)
		}
	}
	return form, nil
}

// formOnly reads the parameters of a request whose body must be a form.
func formOnly(c *engine.Call) (url.Values, error) {
	if !strings.EqualFold(engine.MediaType(c.Request.Header.Get("Content-Type")), engine.MediaForm) {
		return nil, engine.Bare(http.StatusUnsupportedMediaType)
	}
	form, err := bodyForm(c)
	if err != nil {
		return nil, err
	}
	return form, checkRepeated(form)
}

func bodyForm(c *engine.Call) (url.Values, error) {
	form, err := url.ParseQuery(string(c.Body))
	if err != nil {
		return nil, badRequest(errInvalidRequest, "The body is not a form.")
	}
	return form, nil
}

func jsonForm(c *engine.Call) (url.Values, error) {
	var members map[string]string
	if err := json.Unmarshal(c.Body, &members); err != nil {
		return nil, badRequest(errInvalidRequest, "The body is not a JSON object of strings.")
	}
	form := make(url.Values, len(members))
	for name, value := range members {
		form.Set(name, value)
	}
	return form, nil
}

func checkRepeated(form url.Values) error {
	for _, values := range form {
		if len(values) > 1 {
			return badRequest(errInvalidRequest, "Invalid request with repeated parameters.")
		}
	}
	return nil
}
