package asgardeotest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func TestAPIResource(t *testing.T) {
	s := start(t)
	created := s.do("POST", resourceAPI, object{
		"name": "Pharmacy", "identifier": "https://pharmacy.example", "description": "Drugs",
		"scopes":                    list{object{"name": "read"}, object{"name": "write", "displayName": "Write", "description": "All"}},
		"authorizationDetailsTypes": list{object{"type": "sale", "name": "Sale", "description": "A sale", "schema": object{"type": "object"}}},
	}).want(201)
	id := created.object()["id"].(string)
	created.wantHeader("Location", s.srv.URL+resourceAPI+"/"+id)
	got := s.do("GET", resourceAPI+"/"+id, nil).want(200).wantMembers(object{
		"name": "Pharmacy", "identifier": "https://pharmacy.example", "description": "Drugs",
		"type": "BUSINESS", "requiresAuthorization": true, "self": nil,
	})
	if got.body != created.body {
		t.Errorf("created %s, got %s", created.body, got.body)
	}
	if have := names(got.object()["scopes"], "displayName"); fmt.Sprint(have) != "[read Write]" {
		t.Errorf("display names are %v", have)
	}
	if have := names(got.object()["authorizationDetailsTypes"], "type"); fmt.Sprint(have) != "[sale]" {
		t.Errorf("details types are %v", have)
	}
	s.do("DELETE", resourceAPI+"/"+id, nil).want(204).wantEmpty()
	s.do("DELETE", resourceAPI+"/"+id, nil).want(204)
	s.do("GET", resourceAPI+"/"+id, nil).wantCode(404, "API-RESOURCE-60002").wantMembers(object{"traceId": nil})
}

func TestAPIResourceTypes(t *testing.T) {
	s := start(t)
	for given, want := range map[string]string{"MCP": "MCP", "SYSTEM": "BUSINESS", "": "BUSINESS"} {
		s.do("POST", resourceAPI, object{"name": "n", "identifier": "urn:" + given, "resourceType": given, "requiresAuthorization": false}).
			want(201).wantMembers(object{"type": want, "requiresAuthorization": false})
	}
}

func TestAPIResourceCreationErrors(t *testing.T) {
	s := start(t)
	s.create(resourceAPI, object{"name": "Taken", "identifier": "urn:taken", "scopes": list{object{"name": "taken"}}})
	valid := object{"name": "New", "identifier": "urn:new"}
	scopes := func(names ...any) object {
		var scopes list
		for _, name := range names {
			scopes = append(scopes, object{"name": name})
		}
		return object{"scopes": scopes}
	}
	for _, test := range []struct {
		name   string
		change object
		status int
		code   string
	}{
		{"no name", object{"name": nil}, 400, "UE-10000"},
		{"blank name", object{"name": " "}, 400, "API-RESOURCE-60003"},
		{"no identifier", object{"identifier": nil}, 400, "UE-10000"},
		{"blank identifier", object{"identifier": ""}, 400, "API-RESOURCE-60004"},
		{"scope without a name", scopes(nil), 400, "UE-10000"},
		{"blank scope", scopes(""), 400, "API-RESOURCE-60005"},
		{"internal scope", scopes("internal_x"), 400, "API-RESOURCE-60008"},
		{"OIDC scope", scopes("openid"), 400, "API-RESOURCE-60009"},
		{"taken identifier", object{"identifier": "urn:taken"}, 409, "API-RESOURCE-60003"},
		{"taken scope", scopes("taken"), 409, "API-RESOURCE-60004"},
		{"repeated scope", scopes("a", "a"), 409, "API-RESOURCE-60004"},
		{"unknown member", object{"type": "BUSINESS"}, 400, "UE-10000"},
	} {
		t.Run("wire 2.5 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("POST", resourceAPI, merge(valid, test.change)).wantCode(test.status, test.code)
		})
	}
	s.do("POST", resourceAPI, valid).want(201) // the refused requests left nothing
}

func TestAPIResourcePatch(t *testing.T) {
	s := start(t)
	id := s.create(resourceAPI, object{"name": "Old", "identifier": "urn:old", "description": "d", "scopes": list{object{"name": "read"}},
		"authorizationDetailsTypes": list{object{"type": "sale", "name": "Sale", "description": "A sale", "schema": object{"type": "object"}}}})
	path := resourceAPI + "/" + id
	s.do("PATCH", path, object{"name": "New", "removedScopes": nil}).want(204).wantEmpty()
	s.do("GET", path, nil).wantMembers(object{"name": "New", "description": "d"})
	s.do("PATCH", path, object{
		"description": "", "addedScopes": list{object{"name": "write"}}, "removedAuthorizationDetailsTypes": list{"sale"},
		"addedAuthorizationDetailsTypes": list{object{"type": "rent", "name": "Rent", "description": "A rent", "schema": object{"type": "object"}}},
	}).want(204)
	got := s.do("GET", path, nil).wantMembers(object{"name": "New", "description": nil}).object()
	if have := names(got["scopes"], "name"); fmt.Sprint(have) != "[read write]" {
		t.Errorf("scopes are %v", have)
	}
	if have := names(got["authorizationDetailsTypes"], "type"); fmt.Sprint(have) != "[rent]" {
		t.Errorf("details types are %v", have)
	}
	for _, test := range []struct {
		name   string
		body   object
		status int
		code   string
	}{
		{"removed scopes", object{"removedScopes": list{}}, 501, "API-RESOURCE-60006"},
		{"identifier", object{"identifier": "urn:new"}, 400, "UE-10000"},
		{"blank name", object{"name": ""}, 400, "API-RESOURCE-60003"},
		{"restricted scope", object{"addedScopes": list{object{"name": "console:x"}}}, 400, "API-RESOURCE-60008"},
		{"taken scope", object{"addedScopes": list{object{"name": "read"}}}, 409, "API-RESOURCE-60004"},
	} {
		t.Run("wire 2.3 "+test.name, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("PATCH", path, test.body).wantCode(test.status, test.code)
		})
	}
	s.do("PATCH", resourceAPI+"/nothing", object{}).wantCode(404, "API-RESOURCE-60002")
}

func TestAPIResourceScopes(t *testing.T) {
	s := start(t)
	id := s.create(resourceAPI, object{"name": "n", "identifier": "urn:n", "scopes": list{object{"name": "read"}}})
	s.create(resourceAPI, object{"name": "m", "identifier": "urn:m", "scopes": list{object{"name": "taken"}}})
	path := resourceAPI + "/" + id + "/scopes"
	before := s.do("GET", path, nil).want(200).array()
	scope := before[0].(map[string]any)
	if scope["name"] != "read" || scope["apiID"] != id || scope["orgID"] == nil {
		t.Errorf("scope is %v", scope)
	}
	s.do("PUT", path, list{object{"name": "read"}, object{"name": "a/b"}}).want(204).wantEmpty()
	after := s.do("GET", path, nil).array()
	if fmt.Sprint(names(after, "name")) != "[read a/b]" || names(after, "id")[0] == scope["id"] {
		t.Errorf("scopes are %v", after)
	}
	s.do("PUT", path, list{object{"name": "taken"}}).wantCode(409, "API-RESOURCE-60004")
	s.do("PUT", path, list{object{"name": "internal_x"}}).wantCode(400, "API-RESOURCE-60008")
	s.do("PUT", path, object{}).wantCode(400, "UE-10000")
	s.do("PUT", resourceAPI+"/nothing/scopes", list{}).wantCode(404, "API-RESOURCE-60002")
	s.do("GET", resourceAPI+"/nothing/scopes", nil).wantCode(404, "API-RESOURCE-60002")

	s.do("PATCH", path+"/a%2Fb", object{"displayName": " ", "description": "d"}).want(204).wantEmpty()
	s.do("PATCH", path+"/read", object{"displayName": "Read", "description": nil}).want(204)
	after = s.do("GET", path, nil).array()
	if fmt.Sprint(names(after, "displayName")) != "[Read a/b]" || fmt.Sprint(names(after, "description")) != "[<nil> d]" {
		t.Errorf("scopes are %v", after)
	}
	s.do("PATCH", path+"/nothing", object{}).wantCode(404, "API-RESOURCE-60005")
	s.do("PATCH", path+"/read", object{"name": "x"}).wantCode(400, "UE-10000")
	s.do("PATCH", resourceAPI+"/nothing/scopes/read", object{}).wantCode(404, "API-RESOURCE-60002")
	s.do("PATCH", path+"/taken", object{"displayName": "Theirs"}).want(204) // the whole organization is searched

	s.do("DELETE", path+"/read", nil).want(204).wantEmpty()
	s.do("DELETE", path+"/read", nil).want(204)
	s.do("DELETE", resourceAPI+"/nothing/scopes/read", nil).want(204)
	if after = s.do("GET", path, nil).array(); fmt.Sprint(names(after, "name")) != "[a/b]" {
		t.Errorf("scopes are %v", after)
	}
}

func TestSystemAPIResources(t *testing.T) {
	s := start(t)
	found := s.do("GET", resourceAPI+"?filter="+url.QueryEscape("type eq TENANT and identifier eq /api/server/v1/applications"), nil).want(200).object()
	items := found["apiResources"].([]any)
	if len(items) != 1 {
		t.Fatalf("found %v", found)
	}
	path := resourceAPI + "/" + names(items, "id")[0]
	if scopes := names(s.do("GET", path, nil).object()["scopes"], "name"); !strings.Contains(fmt.Sprint(scopes), "internal_application_mgt_create") {
		t.Errorf("scopes are %v", scopes)
	}
	s.do("PATCH", path, object{}).wantCode(403, "API-RESOURCE-60012")
	s.do("DELETE", path, nil).wantCode(403, "API-RESOURCE-60012")
	s.do("PUT", path+"/scopes", list{}).wantCode(403, "API-RESOURCE-60012")
	s.do("PATCH", path+"/scopes/internal_application_mgt_create", object{}).wantCode(403, "API-RESOURCE-60012")
	s.do("DELETE", path+"/scopes/internal_application_mgt_create", nil).wantCode(403, "API-RESOURCE-60012")
}

func TestAPIResourceList(t *testing.T) {
	s := start(t)
	for i := range 5 {
		s.create(resourceAPI, object{"name": fmt.Sprintf("res %d", i), "identifier": fmt.Sprintf("urn:r?%d", i)})
	}
	filter := url.QueryEscape(`type eq BUSINESS`)
	first := s.do("GET", resourceAPI+"?limit=2&filter="+filter, nil).want(200).wantMembers(object{"totalResults": 5}).object()
	item := first["apiResources"].([]any)[0].(map[string]any)
	if item["self"] != "/t/testorg"+resourceAPI+"/"+item["id"].(string) || item["scopes"] != nil || item["description"] != nil || item["properties"] != nil {
		t.Errorf("item is %v", item)
	}
	link := func(page map[string]any, rel string) string {
		for _, l := range page["links"].([]any) {
			if l.(map[string]any)["rel"] == rel {
				return l.(map[string]any)["href"].(string)
			}
		}
		return ""
	}
	next := link(first, "next")
	if !strings.HasPrefix(next, s.srv.URL+resourceAPI+"?limit=2&filter=type+eq+BUSINESS&after=") || link(first, "previous") != "" {
		t.Errorf("links are %v", first["links"])
	}
	second := s.doURL("GET", next, nil).want(200).wantMembers(object{"totalResults": 5}).object()
	third := s.doURL("GET", link(second, "next"), nil).want(200).object()
	if fmt.Sprint(names(second["apiResources"], "name"), names(third["apiResources"], "name")) != "[res 2 res 3] [res 4]" || link(third, "next") != "" {
		t.Errorf("second page %v, third page %v", second, third)
	}
	back := s.doURL("GET", link(third, "previous"), nil).want(200).object()
	if fmt.Sprint(names(back["apiResources"], "name")) != "[res 2 res 3]" {
		t.Errorf("previous page is %v", back)
	}
	all := s.do("GET", resourceAPI, nil).want(200).object()
	if len(all["apiResources"].([]any)) != 10 {
		t.Errorf("the default page is %v", all)
	}
	props := s.do("GET", resourceAPI+"?limit=1&attributes=properties", nil).want(200).object()
	if props["apiResources"].([]any)[0].(map[string]any)["properties"] == nil {
		t.Errorf("page is %v", props)
	}
	s.do("GET", resourceAPI+"?after=OTk5", nil).want(200).wantMembers(object{"totalResults": 0, "links": list{}, "apiResources": list{}})
}

func TestAPIResourceFilters(t *testing.T) {
	s := start(t)
	for _, name := range []string{"alpha", "beta one"} {
		s.create(resourceAPI, object{"name": name, "identifier": "https://" + name[:1] + "?q=1"})
	}
	for filter, want := range map[string]string{
		`name eq alpha`:                          "[alpha]",
		`name ne alpha and type eq BUSINESS`:     "[beta one]",
		`name eq "beta one"`:                     "[beta one]",
		`name sw al`:                             "[alpha]",
		`name ew one`:                            "[beta one]",
		`name co 'a o'`:                          "[beta one]",
		`name gt alpha and type eq BUSINESS`:     "[beta one]",
		`name le alpha and type eq BUSINESS`:     "[alpha]",
		`identifier eq "https://a?q=1"`:          "[alpha]",
		`identifier eq https://a?q=1`:            "[]", // ? and = are blanks outside quotes
		`name eq beta?one`:                       "[beta one]",
		`not (name eq alpha)`:                    "[alpha]",
		`name is a and name eq alpha`:            "[alpha]",
		`name eq alpha AND name eq x`:            "[alpha]",
		`(name eq "alpha`:                        "[alpha]",
		`name eq "al\160ha"`:                     "[alpha]",
		`name eq alpha or name eq "beta one"`:    "[]", // or is taken for and
		`(name eq alpha) and (type eq BUSINESS)`: "[alpha]",
	} {
		t.Run("wire 2.4 "+filter, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			got := s.do("GET", resourceAPI+"?filter="+url.QueryEscape(filter), nil).want(200).object()
			if have := fmt.Sprint(names(got["apiResources"], "name")); have != want {
				t.Errorf("found %s, want %s", have, want)
			}
		})
	}
	for query, want := range map[string]struct {
		status int
		code   string
	}{
		"limit=0": {400, "API-RESOURCE-60010"}, "limit=-1": {400, "API-RESOURCE-60010"},
		"after=MQ==&before=MQ==": {400, "API-RESOURCE-60011"}, "after=*": {400, "API-RESOURCE-60002"}, "before=YQ==": {400, "API-RESOURCE-60002"},
		"attributes=scopes": {400, "API-RESOURCE-60013"},
		"filter=color+eq+x": {400, "API-RESOURCE-60005"}, `filter=name+eq+""`: {500, "SE-50000"},
		"filter=name+pr": {400, "API-RESOURCE-60005"}, `filter=name+eq+"+"`: {400, "API-RESOURCE-60005"},
	} {
		t.Run("wire 2.4 "+query, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			s.do("GET", resourceAPI+"?"+query, nil).wantCode(want.status, want.code)
		})
	}
	s.do("GET", resourceAPI+"?limit=x", nil).want(404).wantEmpty()
	s.do("GET", resourceAPI+"?filter="+strings.Repeat("(", 2000), nil).want(200)
}
