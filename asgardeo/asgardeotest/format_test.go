package asgardeotest_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

// The printed forms of a server and of its values contain no secret.
func TestServerIsPrintedWithoutSecrets(t *testing.T) {
	const clientSecret, password, appSecret = "s3cret-of-the-client", "Pa55word-of-kim!", "s3cret-of-the-app"
	options := []asgardeotest.Option{asgardeotest.WithManagementApp("my-client", clientSecret)}
	s := start(t, options...)
	s.srv.AddUser("kim", password)
	s.srv.AddApplication("shop", "shop-client", appSecret)
	branch := s.srv.AddSubOrganization("branch")
	branch.AddUser("lee", password)
	s.grant("my-client", clientSecret, "internal_user_mgt_list").want(200)
	s.do("GET", "/scim2/Users?password="+password, nil)
	panics := func(f func()) (message any) {
		defer func() { message = recover() }()
		f()
		return nil
	}
	refused := panics(func() { s.srv.AddUser("kim", password) })
	if refused == nil {
		t.Error("the name is taken")
	}
	type service struct {
		Server *asgardeotest.Server
		server *asgardeotest.Server
		branch *asgardeotest.SubOrganization
	}
	for name, value := range map[string]any{
		"server": s.srv, "in a struct": service{s.srv, s.srv, branch}, "pointers in a slice": []*service{{s.srv, s.srv, branch}}, "in a slice": []*asgardeotest.Server{s.srv},
		"suborganization": branch, "its value": *branch, "options": options, "requests": s.srv.Requests(), "panic": refused, "error": fmt.Errorf("with %v", s.srv),
	} {
		texts := []string{}
		verbs := []string{"%v", "%+v", "%#v"}
		if !strings.Contains(name, "struct") && !strings.Contains(name, "pointers") { // fmt does not call Format of unexported fields
			verbs = append(verbs, "%s", "%q", "%x", "%d")
		}
		for _, verb := range verbs {
			texts = append(texts, fmt.Sprintf(verb, value))
		}
		var log bytes.Buffer
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", value)
		if name == "server" {
			slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "value", value)
		}
		for _, text := range append(texts, log.String()) {
			for _, secret := range []string{clientSecret, password, appSecret} {
				if strings.Contains(text, secret) || strings.Contains(text, fmt.Sprintf("%x", secret)) || strings.Contains(text, strings.Trim(fmt.Sprint([]byte(secret)), "[]")) {
					t.Errorf("%s: %s shows %s", name, text, secret)
				}
			}
		}
		if name == "server" && (!strings.Contains(texts[0], s.srv.URL) || !strings.Contains(log.String(), s.srv.URL)) {
			t.Errorf("it is shown as %s", texts[0])
		}
	}
}
