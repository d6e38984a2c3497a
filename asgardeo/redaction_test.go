package asgardeo_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest/forms"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Secrets of all kinds, with characters that are escaped in JSON, HTML and URLs.
const (
	canaryClientSecret = `canary"client&secret+<1>`
	canaryToken        = "canary-access-token~2"
	canaryAssertion    = "canary.client.assertion-3"
	canaryPassword     = `canary\pass"word<4>&`
	canaryGenerated    = `canary"generated/secret+5`
	canaryNewSecret    = `canary-chosen"secret&6`
	canaryInFile       = `canary/in&a<file>7`
	canaryKey          = "-----BEGIN PRIVATE KEY-----\ncanary+key/8canary\n-----END PRIVATE KEY-----\n"
)

var canaries = []string{
	canaryClientSecret, canaryToken, canaryAssertion, canaryPassword, canaryGenerated, canaryNewSecret, canaryInFile, canaryKey, "canary-plain-secret",
}

// sighted returns the canaries in a text, as they are escaped in JSON, HTML and URLs, and in another form.
func sighted(text string, form func(string) string) (found []string) {
	for _, canary := range canaries {
		written := []string{canary, forms.Quoted(canary), html.EscapeString(canary), url.QueryEscape(canary), url.PathEscape(canary)}
		if form != nil {
			written = append(written, form(canary), form(canary[:10]))
		}
		for _, form := range written {
			if strings.Contains(text, form) {
				found = append(found, form)
			}
		}
	}
	return found
}

// received returns the canaries in a request.
func received(sent, authorization string) (found []string) {
	if pair, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(authorization, "Basic ")); err == nil {
		sent += string(pair)
	}
	for _, canary := range canaries {
		for _, form := range []string{canary, forms.Quoted(canary), html.EscapeString(canary), url.QueryEscape(canary)} {
			if strings.Contains(sent, form) {
				found = append(found, canary)
				break
			}
		}
	}
	return found
}

// echo responds to every request with its content, like servers and proxies in debug mode.
type echo struct {
	status int
	media  string
	// wrap puts the content of the request into a body.
	wrap func(sent string) string
	// form, unless nil, encodes the secrets of the request; cut is the number of bytes that are kept.
	form func(string) string
	cut  int
	// secrets, unless empty, is the end of a response, with secrets in the same members as in responses of the
	// operation.
	secrets string
	bulk    bool // only bulk requests get this response
	// tokens reports whether the token endpoint does the same.
	tokens bool
}

func (e echo) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	if req.Body != nil {
		body, _ = io.ReadAll(req.Body)
		_ = req.Body.Close()
	}
	location := ""
	answer := func(status int, media, text string) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Request: req, Header: http.Header{"Content-Type": {media}, "Location": {location}},
			Body: io.NopCloser(strings.NewReader(text)), ContentLength: int64(len(text)),
		}, nil
	}
	if strings.HasSuffix(req.URL.Path, "/oauth2/token") && !e.tokens {
		return answer(200, jsonType, fmt.Sprintf(`{"access_token":%q,"token_type":"Bearer","expires_in":3600}`, canaryToken))
	}
	sent := fmt.Sprintf("%s %s Authorization: %s %s", req.Method, req.URL, req.Header.Get("Authorization"), body)
	if form, err := url.ParseQuery(string(body)); err == nil && req.Header.Get("Content-Type") == "application/x-www-form-urlencoded" {
		sent += fmt.Sprint(form)
	}
	if e.form != nil {
		found := received(sent, req.Header.Get("Authorization"))
		sent = ""
		for _, canary := range found {
			sent += "refused: " + e.form(canary[:min(len(canary), e.cut)]) + ", "
		}
	}
	if e.status == 0 {
		return nil, errors.New("a transport that tells everything: " + sent)
	}
	location = "https://kim:" + url.QueryEscape(canaryPassword) + "@elsewhere.example.com/" + url.PathEscape(sent) + "?token=" + url.QueryEscape(canaryGenerated)
	switch {
	case e.secrets != "" && strings.Contains(req.URL.Path, "/scim2/"):
		return answer(e.status, e.media, fmt.Sprintf(`{"id":"1","password":%q,"x":`, canaryPassword)+e.secrets)
	case e.secrets != "" && strings.HasSuffix(req.URL.Path, "/secrets"):
		return answer(e.status, e.media, fmt.Sprintf(`{"secretId":"1","secretValue":%q,"x":`, canaryGenerated)+e.secrets)
	case e.secrets != "":
		return answer(e.status, e.media, fmt.Sprintf(`{"id":"1","clientId":"c","clientSecret":%q,"x":`, canaryGenerated)+e.secrets)
	case e.bulk && !strings.HasSuffix(req.URL.Path, "/Bulk"):
		return answer(200, jsonType, "{}")
	}
	return answer(e.status, e.media, e.wrap(sent))
}

// No output shows a secret, regardless of the response.
func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	quoted := func(format string) func(string) string {
		return func(sent string) string {
			text, _ := json.Marshal(sent)
			return strings.ReplaceAll(format, "SENT", string(text))
		}
	}
	answers := map[string]echo{
		"transport":       {},
		"plain":           {status: 400, media: "text/plain", wrap: func(sent string) string { return sent }},
		"page":            {status: 502, media: "text/html", wrap: func(sent string) string { return "<pre>" + html.EscapeString(sent) + "</pre>" }},
		"successful page": {status: 200, media: "text/html", wrap: func(sent string) string { return "<pre>" + html.EscapeString(sent) + "</pre>" }},
		"successful text": {status: 200, media: "text/plain", wrap: func(sent string) string { return sent }},
		"error":           {status: 400, media: jsonType, wrap: quoted(`{"code":SENT,"message":SENT,"description":SENT,"traceId":SENT}`)},
		"forbidden":       {status: 403, media: jsonType, wrap: quoted(`{"code":SENT,"message":SENT,"description":SENT,"traceId":SENT}`)},
		"SCIM error":      {status: 409, media: jsonType, wrap: quoted(`{"status":"409","scimType":SENT,"detail":SENT}`)},
		"OAuth error":     {status: 401, media: jsonType, wrap: quoted(`{"error":SENT,"error_description":SENT}`)},
		"other JSON":      {status: 500, media: jsonType, wrap: quoted(`[SENT]`)},
		"long error":      {status: 400, media: jsonType, wrap: quoted(`{"description":SENT,"x":"` + strings.Repeat("x", 70_000) + `"}`)},
		"long JSON":       {status: 400, media: jsonType, wrap: quoted(`{"x":SENT,"y":"` + strings.Repeat("x", 70_000) + `"}`)},
		"long JSON, cut":  {status: 400, media: jsonType, wrap: quoted("\uFEFF" + `{"code":SENT,"y":"` + strings.Repeat("x", 70_000))},
		"long page": {status: 400, media: "text/html", wrap: func(sent string) string {
			return "<title>" + html.EscapeString(sent) + "</title>" + strings.Repeat("x", 70_000)
		}},
		"retried":            {status: 503, media: jsonType, wrap: quoted(`{"description":SENT}`)},
		"accepted":           {status: 202, media: jsonType, wrap: quoted(`{"status":"202","detail":SENT}`)},
		"secrets":            {status: 200, media: jsonType, secrets: "{}}"},
		"secrets, cut":       {status: 200, media: jsonType, secrets: "{"},
		"secrets, created":   {status: 201, media: jsonType, secrets: "[]}"},
		"secrets, odd types": {status: 200, media: jsonType, secrets: `"","totalResults":{},"id":[]}`},
		"redirect":           {status: 307, media: "text/plain", wrap: func(sent string) string { return sent }},
		"bulk":               {status: 200, media: jsonType, bulk: true, wrap: quoted(`{"Operations":[{"bulkId":SENT,"status":SENT,"response":SENT}]}`)},
	}
	ways := map[string]asgardeo.Option{
		"basic":     asgardeo.WithClientCredentials("id", "canary-plain-secret"),
		"header":    asgardeo.WithClientCredentials("id", canaryClientSecret),
		"post":      asgardeo.WithClientSecretPost("id", canaryClientSecret),
		"assertion": asgardeo.WithClientAssertion("id", func(context.Context, string) (string, error) { return canaryAssertion, nil }),
	}
	for name, answer := range answers {
		for way, credentials := range ways {
			for _, tokens := range []bool{false, true} {
				answer := answer
				answer.tokens = tokens
				t.Run(fmt.Sprintf("%s/%s/tokens=%t", name, way, tokens), func(t *testing.T) {
					t.Parallel()
					showsNothing(t, answer, credentials)
				})
			}
		}
	}
}

// The server may repeat secrets in another form, or parts of them.
func TestSecretsAreNeverShownInAnyForm(t *testing.T) {
	t.Parallel()
	quoted := func(format string) func(string) string {
		return func(sent string) string { return strings.ReplaceAll(format, "SENT", forms.Quoted(sent)) }
	}
	n := 0
	for name, form := range forms.All {
		for _, cut := range []int{10, 1000} {
			answer := []echo{
				{status: 400, media: jsonType, wrap: quoted(`{"code":"x","message":"SENT","description":"SENT","detail":"SENT"}`)},
				{status: 403, media: "text/plain", wrap: func(sent string) string { return sent }},
				{status: 401, media: jsonType, wrap: quoted(`{"error":"SENT","error_description":"SENT"}`)},
				{},
			}[n%4]
			answer.form, answer.cut, answer.tokens = form, cut, n%3 == 0
			way := []asgardeo.Option{
				asgardeo.WithClientCredentials("id", "canary-plain-secret"),
				asgardeo.WithClientSecretPost("id", canaryClientSecret),
				asgardeo.WithClientAssertion("id", func(context.Context, string) (string, error) { return canaryAssertion, nil }),
			}[n/4%3]
			n++
			t.Run(fmt.Sprintf("%s/%d", name, cut), func(t *testing.T) {
				t.Parallel()
				showsNothing(t, answer, way)
			})
		}
	}
}

func showsNothing(t *testing.T, answer echo, credentials asgardeo.Option) {
	var (
		mu   sync.Mutex
		logs bytes.Buffer
	)
	log := slog.New(slog.NewJSONHandler(writer(func(p []byte) (int, error) {
		mu.Lock()
		defer mu.Unlock()
		return logs.Write(p)
	}), &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}))
	client, err := asgardeo.New("example", credentials, asgardeo.WithBaseURL("https://is.example.com"), asgardeo.WithLogger(log),
		asgardeo.WithHTTPClient(&http.Client{Transport: answer}),
		asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 2, BaseDelay: 1, MaxDelay: 1}))
	if err != nil {
		t.Fatal(err)
	}
	ctx := t.Context()
	person := &scim.User{UserName: "kim", Password: secret.New(canaryPassword)}
	var bulk scim.Bulk
	bulk.CreateUser(person)
	bulk.UpdateUser("1", []scim.PatchOperation{scim.Replace("password", secret.New(canaryPassword))})
	plain := []scim.PatchOperation{
		scim.Replace("password", canaryPassword),
		scim.Replace("PassWord", canaryPassword),
		scim.Replace("urn:ietf:params:scim:schemas:core:2.0:User:password", new(canaryPassword)),
		scim.Add("urn:ietf:params:scim:schemas:core:2.0:User.password", json.RawMessage(`"`+forms.Quoted(canaryPassword)+`"`)),
		scim.Add("", map[string]any{"password": canaryPassword}),
		scim.Add("", map[string]string{"urn:ietf:params:scim:schemas:core:2.0:User:PASSWORD": canaryPassword}),
		scim.Replace("", struct{ Password string }{canaryPassword}),
		scim.Replace("", &struct {
			Secret *string `json:"password"`
		}{new(canaryPassword)}),
		scim.Add("", person),
		scim.Add("urn:scim:wso2:schema", map[string]any{"list": []any{map[string]any{"oldPassword": canaryPassword}}}),
		{Op: scim.PatchOpReplace, Path: "password", Value: canaryPassword},
		{Op: "Add", Value: map[string]any{"Password": []string{canaryPassword}}},
	}
	pointers := []*scim.PatchOperation{}
	for i := range plain {
		bulk.UpdateUser("2", plain[i:i+1])
		pointers = append(pointers, &plain[i])
	}
	oidc := &applications.OIDCConfiguration{ClientSecret: secret.New(canaryNewSecret)}
	app := applications.NewM2M("app")
	app.Advanced = &applications.AdvancedConfiguration{AttestationMetadata: &applications.AttestationConfiguration{
		AndroidAttestationServiceCredentials: secret.NewJSON([]byte(`{"type":"service_account","private_key":"` + forms.Quoted(canaryKey) + `"}`)),
	}}
	app.InboundProtocolConfiguration.OIDC.ClientSecret = oidc.ClientSecret

	seen := []any{client, *client, person, *person, oidc, *oidc, app, *app, &bulk, plain, pointers, []*scim.User{person}, struct{ hidden any }{[]any{person, app, plain[:10], pointers[:10]}}}
	for _, operation := range plain {
		seen = append(seen, operation)
	}
	add := func(result any, err error) { seen = append(seen, result, err) }
	_, err = client.Token(ctx) // the caller must keep the token secret
	add(nil, err)
	add(client.GrantedScopes(ctx))
	add(client.SCIM.Users.Create(ctx, person))
	add(client.SCIM.Users.Get(ctx, "1"))
	add(client.SCIM.Users.Replace(ctx, "1", person))
	add(nil, client.SCIM.Users.SetPassword(ctx, "1", secret.New(canaryPassword)))
	add(client.SCIM.Users.Update(ctx, "1", []scim.PatchOperation{scim.Add("", map[string]any{"password": canaryPassword})}))
	for i := range plain {
		add(client.SCIM.Users.Update(ctx, "1", plain[i:i+1]))
	}
	add(client.SCIM.Users.List(ctx, nil))
	add(client.SCIM.Bulk.Send(ctx, &bulk))
	add(client.Applications.Create(ctx, app))
	add(client.Applications.Register(ctx, app))
	add(client.Applications.Import(ctx, applications.ExportFormatXML, strings.NewReader("<app><clientSecret>"+html.EscapeString(canaryInFile)+"</clientSecret></app>")))
	add(client.Applications.ImportReplace(ctx, "application/json", iotest.HalfReader(strings.NewReader(`{"p":{"name":"password","value":"`+forms.Quoted(canaryInFile)+`"}}`))))
	add(client.Applications.OIDC.Get(ctx, "1"))
	add(nil, client.Applications.OIDC.Replace(ctx, "1", oidc))
	add(client.Applications.OIDC.RegenerateSecret(ctx, "1"))
	add(client.Applications.Secrets.Create(ctx, "1", &applications.ClientSecretRequest{}))
	add(client.Applications.Secrets.List(ctx, "1"))
	add(client.SubOrganization("sub").SCIM.Users.Get(ctx, "1"))
	add(nil, client.Close(ctx))

	for _, value := range seen {
		texts := []string{fmt.Sprintf("%v", value), fmt.Sprintf("%+v", value), fmt.Sprintf("%s", value), fmt.Sprintf("%q", value), fmt.Sprintf("%d", value), fmt.Sprintf("%x", value), fmt.Sprintf("%#v", value)}
		err, failed := value.(error)
		if failed {
			texts = append(texts, fmt.Sprintf("%#v", err))
			for ; err != nil; err = errors.Unwrap(err) {
				texts = append(texts, err.Error())
			}
			if e := new(asgardeo.Error); errors.As(value.(error), &e) {
				texts = append(texts, e.Code, e.Message, e.Description, e.SCIMType, e.TraceID, string(e.Body))
			}
		}
		for _, text := range texts {
			if found := sighted(text, answer.form); found != nil {
				t.Errorf("%T shows %q: %s", value, found, text)
			}
		}
		if _, ok := value.(slog.LogValuer); ok || failed {
			log.Info("value", "value", value)
		}
	}
	mu.Lock()
	defer mu.Unlock()
	if found := sighted(logs.String(), answer.form); found != nil || logs.Len() == 0 {
		t.Errorf("the log shows %q: %s", found, logs.String())
	}
}

type writer func([]byte) (int, error)

func (w writer) Write(p []byte) (int, error) { return w(p) }
