package rest

import (
	"net/http"
	"strings"
	"testing"
)

func TestLocationID(t *testing.T) {
	t.Parallel()
	for location, want := range map[string]string{
		"https://api.asgardeo.io/t/org/api/server/v1/applications/a-1": "a-1",
		"/api/server/v1/applications/a-1":                              "a-1",
		"applications/a-1":                                             "a-1",
		"a-1":                                                          "",
		"/applications":                                                "",
		"/applications/":                                               "",
		"/api-resources/a-1":                                           "",
		"https://h/applications/a-1/":                                  "a-1",
		"https://h/applications/a-1?next=/x#/y":                        "a-1",
		"https://h/applications/a%20b":                                 "a b",
		"//h/applications/%C3%A9":                                      "é",
		"https://h/applications/a%2541":                                "a%41",
		"":                                                             "",
		"/":                                                            "",
		"https://h":                                                    "",
		"https://h/":                                                   "",
		"https://h/applications//":                                     "",
		"https://h/applications/..":                                    "",
		"https://h/applications/%2e%2e":                                "",
		"https://h/applications/.":                                     "",
		"https://h/applications/a%2fb":                                 "",
		"https://h/applications/a%5cb":                                 "",
		"https://h/applications/a;b":                                   "",
		"https://h/applications/a%00":                                  "",
		"https://h/applications/a%0ab":                                 "",
		"https://h/applications/%zz":                                   "",
		"https://h/applications/\x7f":                                  "",
		"urn:uuid:1":                                                   "",
		"://":                                                          "",
	} {
		resp := &Response{Header: http.Header{"Location": {location}}}
		id, err := resp.LocationID("applications")
		if id != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", location, id, err, want)
		}
	}
}

func FuzzLocationID(f *testing.F) {
	for _, seed := range []string{"https://h/x/1", "/x/%2e%2e", "x//", "https://h/x/a%2fb", "//", "%", "https://h/é;x"} {
		f.Add(seed)
	}
	c := testClient(nil)
	f.Fuzz(func(t *testing.T, location string) {
		id, err := (&Response{Header: http.Header{"Location": {location}}}).LocationID("x")
		if (id == "") == (err == nil) {
			t.Fatalf("%q: got %q, %v", location, id, err)
		}
		if err == nil {
			call := Call{Path: "/x/%s"}
			if err := call.AddPathParam(c, "id", id); err != nil {
				t.Fatalf("%q gave an id that cannot be used: %v", location, err)
			}
		} else if strings.ContainsAny(err.Error(), "\r\n") {
			t.Fatalf("%q: the error has several lines", location)
		}
	})
}
