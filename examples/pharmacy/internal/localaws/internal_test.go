package localaws

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// Sending a package above the limit takes long, so this test calls the check
// directly.
func TestZippedSize(t *testing.T) {
	t.Parallel()
	var failure *apiError
	if err := checkCode(make([]byte, maxZipped+1)); !errors.As(err, &failure) {
		t.Fatal(err)
	}
	want := apiError{http.StatusRequestEntityTooLarge, "RequestEntityTooLargeException", "Zipped size must be smaller than 52428800 bytes"}
	if *failure != want {
		t.Errorf("error %v, want %v", *failure, want)
	}
}

// Section aws 5.1.
func TestRenderClaims(t *testing.T) {
	t.Parallel()
	var claims claimSet
	text := `{"exp":1787996002,"big":1e21,"yes":true,"groups":["admin","power user"],"aud":["client"],"none":null,
		"mixed":[1,true,null,["x"]],"address":{"country": "LK"},"name":"Kim \"K\""}`
	if err := json.Unmarshal([]byte(text), &claims); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"exp": "1787996002", "big": "1e21", "yes": "true", "groups": "[admin power user]", "aud": "[client]",
		"mixed": "[1 true <nil> [x]]", "address": `{"country":"LK"}`, "name": `Kim "K"`,
	}
	if got := renderClaims(claims); !reflect.DeepEqual(got, want) {
		t.Errorf("claims %v, want %v", got, want)
	}
}

func TestARNLike(t *testing.T) {
	t.Parallel()
	arn := "arn:aws:execute-api:us-east-1:123456789012:abc/dev/GET/user/x"
	for pattern, want := range map[string]bool{
		arn: true,
		"arn:aws:execute-api:us-east-1:123456789012:abc/*/GET/user/x":   true,
		"arn:aws:execute-api:us-east-1:123456789012:abc/*":              true,
		"arn:aws:execute-api:*:*:ab?/???/*":                             true,
		"arn:aws:execute-api:us-east-1:123456789012:abd/*":              false,
		"arn:aws:execute-api:us-east-1:123456789012:abc/*/POST/user/x":  false,
		"arn:aws:execute-api:us-east-1:123456789012:abc/*/GET/user/x.*": false,
		"arn:aws:*": false, // a star does not reach over the parts
		"*":         false,
	} {
		if got := arnLike(pattern, arn); got != want {
			t.Errorf("%s: %v", pattern, got)
		}
	}
}

func TestMatch(t *testing.T) {
	t.Parallel()
	var all snapshot
	for _, key := range []string{
		"$default", "ANY /{proxy+}", "GET /{proxy+}", "GET /pets/{id}", "GET /pets/dog", "ANY /pets/dog", "GET /pets/{id}/toys", "POST /", "GET /pets/all/{rest+}",
	} {
		all = append(all, deployedRoute{route: route{routeSettings: routeSettings{RouteKey: key}}})
	}
	for request, want := range map[string]struct {
		key        string
		parameters map[string]string
	}{
		"GET /pets/dog":      {"GET /pets/dog", map[string]string{}},
		"PUT /pets/dog":      {"ANY /pets/dog", map[string]string{}},
		"GET /pets/cat":      {"GET /pets/{id}", map[string]string{"id": "cat"}},
		"GET /pets/cat/toys": {"GET /pets/{id}/toys", map[string]string{"id": "cat"}},
		"GET /pets/all/a/b":  {"GET /pets/all/{rest+}", map[string]string{"rest": "a/b"}},
		"GET /pets/cat/":     {"GET /{proxy+}", map[string]string{"proxy": "pets/cat/"}},
		"PUT /pets/cat":      {"ANY /{proxy+}", map[string]string{"proxy": "pets/cat"}},
		"POST /":             {"POST /", map[string]string{}},
		"GET /":              {"$default", nil},
	} {
		method, path, _ := strings.Cut(request, " ")
		got, parameters, found := all.match(method, path)
		if !found || got.RouteKey != want.key || !reflect.DeepEqual(parameters, want.parameters) {
			t.Errorf("%s: %q %v, want %v", request, got.RouteKey, parameters, want)
		}
	}
	if _, _, found := all[3:4].match("GET", "/pets/"); found {
		t.Error("a variable matched nothing")
	}
}

// Keys are cached for two hours, which is too long for a test to wait.
func TestKeysExpire(t *testing.T) {
	t.Parallel()
	c := newIssuers(time.Second, nil)
	const gone = "http://127.0.0.1:1"
	c.known[gone] = &issuerKeys{issuer: gone, fetched: time.Now().Add(time.Minute - keysLifetime)}
	if _, fresh, err := c.keys(t.Context(), gone); fresh || err != nil {
		t.Errorf("fresh %v, %v", fresh, err)
	}
	c.known[gone].fetched = time.Now().Add(-keysLifetime)
	if _, _, err := c.keys(t.Context(), gone); err == nil {
		t.Error("expired keys were used")
	}
}
