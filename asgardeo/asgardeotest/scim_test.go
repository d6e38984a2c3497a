package asgardeotest_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

const (
	patchSchema  = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
	searchSchema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"
	userSchema   = "urn:ietf:params:scim:schemas:core:2.0:User"
	enterprise   = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	wso2Schema   = "urn:scim:wso2:schema"
)

func patch(operations ...object) object {
	return object{"schemas": list{patchSchema}, "Operations": append([]object{}, operations...)}
}

func op(op, path string, value any) object {
	out := object{"op": op}
	if path != "" {
		out["path"] = path
	}
	if value != nil {
		out["value"] = value
	}
	return out
}

func TestUser(t *testing.T) {
	s := start(t)
	created := s.do("POST", usersAPI, object{
		"schemas": list{}, "USERNAME": "DEFAULT/kim@example.com", "password": "aBcd!23#", "name": object{"givenName": "Kim", "familyName": "Henry"},
		"emails": list{"kim@example.com", object{"type": "work", "value": "kim@work.example"}}, "email": "ignored", "active": true,
		"roles": list{"ignored"}, enterprise: object{"employeeNumber": "1"}, wso2Schema: object{"country": "LK"}, "x": nil,
	}).want(201).wantHeader("Content-Type", "application/json").
		wantHeader("Cache-Control", "no-store, no-cache, must-revalidate, private").
		wantMembers(object{
			"userName": "DEFAULT/kim@example.com", "password": nil, "email": nil, "roles": nil, "active": true,
			"schemas": list{userSchema, enterprise, wso2Schema},
			"emails":  list{object{"value": "kim@example.com", "primary": true}, object{"type": "work", "value": "kim@work.example"}},
		})
	id := created.object()["id"].(string)
	created.wantHeader("Location", s.srv.URL+usersAPI+"/"+id)
	got := s.do("GET", usersAPI+"/"+id, nil, "Accept", "application/scim+json").want(200).wantHeader("Content-Type", "application/json").
		wantHeader("Location", s.srv.URL+usersAPI+"/"+id)
	if got.body != created.body {
		t.Errorf("created %s, got %s", created.body, got.body)
	}
	meta := got.object()["meta"].(map[string]any)
	if meta["resourceType"] != "User" || meta["version"] != nil || !strings.HasSuffix(meta["created"].(string), "Z") {
		t.Errorf("meta is %v", meta)
	}
	s.do("DELETE", usersAPI+"/"+id, nil).want(204).wantEmpty()
	s.do("DELETE", usersAPI+"/"+id, nil).wantSCIM(404, "")
	s.do("GET", usersAPI+"/"+id, nil).wantSCIM(404, "").wantMembers(object{"detail": "User not found in the user store."})
	s.do("PUT", usersAPI+"/"+id, object{"userName": "x"}).wantSCIM(404, "").wantMembers(object{"detail": "No user exists with the given id: " + id})
	s.do("PATCH", usersAPI+"/"+id, patch()).wantSCIM(404, "").wantMembers(object{"detail": "No user with the id : " + id + " in the user store."})
}

func TestUserNames(t *testing.T) {
	s := start(t)
	for given, want := range map[string]string{"alice": "alice", "PRIMARY/bob": "bob", "default/carol": "DEFAULT/carol", "DEFAULT/alice": "DEFAULT/alice"} {
		s.do("POST", usersAPI, object{"userName": given}).want(201).wantMembers(object{"userName": want})
	}
	s.do("POST", usersAPI, object{"userName": "DEFAULT/ALICE"}).wantSCIM(409, "").
		wantMembers(object{"detail": "User with the name: DEFAULT/ALICE already exists in the system."})
	s.do("POST", usersAPI, object{"userName": "ELSEWHERE/alice"}).wantSCIM(400, "invalidValue")
}

func TestUserCreationErrors(t *testing.T) {
	s := start(t)
	for name, test := range map[string]struct {
		body     any
		scimType string
	}{
		"malformed":       {`{`, "invalidSyntax"},
		"array":           {`[]`, "invalidSyntax"},
		"no name":         {object{}, "invalidValue"},
		"empty name":      {object{"userName": "DEFAULT/"}, "invalidValue"},
		"fraction name":   {object{"userName": 1.5}, "invalidSyntax"},
		"text for object": {object{"userName": "a", "name": "x"}, "invalidSyntax"},
		"object for list": {object{"userName": "a", "emails": object{}}, "invalidSyntax"},
		"null in list":    {object{"userName": "a", "emails": list{nil}}, "invalidSyntax"},
		"fraction":        {object{"userName": "a", wso2Schema: object{"country": 1.5}}, "invalidSyntax"},
		"short password":  {object{"userName": "a", "password": "short"}, "invalidValue"},
		"long password":   {object{"userName": "a", "password": strings.Repeat("x", 65)}, "invalidValue"},
		"number password": {object{"userName": "a", "password": 1234567}, "invalidValue"},
	} {
		t.Run("wire 4.3 "+name, func(t *testing.T) {
			(&session{t, s.srv, s.token}).do("POST", usersAPI, test.body).wantSCIM(400, test.scimType)
		})
	}
	s.do("GET", usersAPI, nil).wantMembers(object{"totalResults": 0, "Resources": nil})
}

func TestUserPut(t *testing.T) {
	s := start(t)
	id := s.create(usersAPI, object{"userName": "DEFAULT/kim", "title": "Dr", "name": object{"givenName": "Kim"}})
	path := usersAPI + "/" + id
	s.do("PUT", path, object{"userName": "default/KIM", "nickName": "K", "password": "aBcd!23#"}).want(200).wantHeader("Location", s.srv.URL+path).
		wantMembers(object{"id": id, "userName": "DEFAULT/kim", "nickName": "K", "title": nil, "name": nil, "password": nil})
	s.do("PUT", path, object{"userName": "DEFAULT/lee"}).wantSCIM(400, "mutability").wantMembers(object{"detail": "Attribute userName cannot be modified."})
	s.do("PUT", path, object{"nickName": "x"}).wantSCIM(400, "invalidValue")
	s.do("PUT", path, object{"userName": "DEFAULT/kim", "password": "x"}).wantSCIM(400, "invalidValue")
}

func TestUserPatch(t *testing.T) {
	full := object{
		"userName": "kim", "title": "Dr", "name": object{"givenName": "Kim", "familyName": "Lee"},
		"emails":   list{object{"type": "work", "value": "w@x"}, object{"type": "home", "value": "h@x"}},
		wso2Schema: object{"country": "LK"},
	}
	emails := full["emails"].(list)
	for _, test := range []struct {
		name string
		ops  []object
		want object
	}{
		{"text of a number", []object{op("replace", "title", 1)}, object{"title": "1"}},
		{"roles, in vain", []object{op("add", "roles", list{}), op("add", "", object{"groups": list{}})}, object{"roles": nil, "groups": nil}},
		{"replace", []object{op("Replace", "title", "Mr")}, object{"title": "Mr", "userName": "kim"}},
		{"add sub-attribute", []object{op("add", "name.givenName", "Jo")}, object{"name": object{"givenName": "Jo", "familyName": "Lee"}}},
		{"add to nothing", []object{op("add", "nickName", "K"), op("add", "addresses.locality", "X")}, object{"nickName": "K", "addresses": list{object{"locality": "X"}}}},
		{"without a path", []object{op("replace", "", object{"title": "Mx", "name": object{"givenName": "Jo"}, "unknown": 1})},
			object{"title": "Mx", "name": object{"givenName": "Jo", "familyName": "Lee"}, "unknown": nil}},
		{"remove", []object{op("remove", "title", nil)}, object{"title": nil}},
		{"remove sub-attribute", []object{op("remove", "name.givenName", nil)}, object{"name": object{"familyName": "Lee"}}},
		{"core schema", []object{op("replace", "", object{userSchema + ":title": "Mr"})}, object{"title": "Mr"}},
		{"add text to a list", []object{op("add", "emails", list{"o@x"})}, object{"emails": emails}},
		{"add to a list", []object{op("add", "emails", list{object{"value": "o@x", "type": "other"}})}, object{"emails": append(emails[:2:2], object{"value": "o@x", "type": "other"})}},
		{"replace a list", []object{op("replace", "emails", list{object{"value": "n@x"}})}, object{"emails": list{object{"value": "n@x"}}}},
		{"new list of one", []object{op("add", "phoneNumbers", list{object{"value": "1"}})}, object{"phoneNumbers": list{object{"value": "1"}}}},
		{"every item", []object{op("replace", "emails.value", "x")}, object{"emails": list{object{"type": "work", "value": "x"}, object{"type": "home", "value": "x"}}}},
		{"the last of a type", []object{op("replace", "emails.type", "x")}, object{"emails": list{object{"type": "x", "value": "h@x"}}}},
		{"filter remove", []object{op("remove", "emails[type eq work]", nil)}, object{"emails": list{emails[1]}}},
		{"filter of nothing", []object{op("remove", `emails[]`, nil)}, object{"emails": nil}},
		{"filter remove none", []object{op("remove", `emails[type eq "x"]`, nil)}, object{"emails": emails}},
		{"filter replace", []object{op("replace", `emails[type eq "home"]`, object{"value": "n@x"})}, object{"emails": list{emails[0], object{"value": "n@x"}}}},
		{"filter sub", []object{op("replace", `emails[type eq "home"].value`, "n@x")}, object{"emails": list{emails[0], object{"type": "home", "value": "n@x"}}}},
		{"extension attribute", []object{op("replace", wso2Schema+":dateOfBirth", "X")}, object{wso2Schema: object{"country": "LK", "dateOfBirth": "X"}}},
		{"extension without a path", []object{op("add", "", object{wso2Schema: object{"dateOfBirth": "X", "mobileNumbers": list{"a"}}}), op("add", "", object{wso2Schema: object{"mobileNumbers": list{"a", "b"}}})},
			object{wso2Schema: object{"country": "LK", "dateOfBirth": "X", "mobileNumbers": list{"a", "b"}}}},
		{"what is not there, emptied", []object{op("replace", "nickName", ""), op("replace", "addresses", list{}), op("replace", wso2Schema+":dateOfBirth", ""), op("replace", enterprise+":manager", object{})},
			object{"nickName": nil, "addresses": nil, wso2Schema: object{"country": "LK"}, enterprise: nil}},
		{"extension emptied", []object{op("remove", wso2Schema+":country", nil)}, object{wso2Schema: nil, "schemas": list{userSchema}}},
		{"extension new", []object{op("add", "", object{enterprise: object{"employeeNumber": "7"}})}, object{enterprise: object{"employeeNumber": "7"}}},
		{"same name", []object{op("replace", "userName", "kim")}, object{"userName": "kim"}},
		{"password", []object{op("replace", "password", "longEnough1")}, object{"password": nil}},
	} {
		t.Run("wire 4.2 "+test.name, func(t *testing.T) {
			s := start(t)
			path := usersAPI + "/" + s.create(usersAPI, full)
			got := s.do("PATCH", path, patch(test.ops...)).want(200).wantHeader("Location", s.srv.URL+path).wantMembers(test.want)
			if again := s.do("GET", path, nil); again.body != got.body {
				t.Errorf("patched %s, got %s", got.body, again.body)
			}
		})
	}
}

func TestUserPatchErrors(t *testing.T) {
	s := start(t)
	path := usersAPI + "/" + s.create(usersAPI, object{"userName": "kim", "title": "Dr", "emails": list{"a@b"}})
	before := s.do("GET", path, nil).body
	for name, test := range map[string]struct {
		body     any
		status   int
		scimType string
	}{
		"lower-case envelope":      {object{"operations": list{}}, 400, "invalidSyntax"},
		"no envelope":              {object{}, 400, "invalidSyntax"},
		"not an object":            {object{"Operations": list{1}}, 400, "invalidSyntax"},
		"no operations":            {patch(), 500, ""},
		"unknown op":               {patch(op("set", "title", "x")), 400, "invalidSyntax"},
		"path of a number":         {object{"Operations": list{object{"op": "add", "path": 1, "value": 1}}}, 400, "invalidSyntax"},
		"add no value":             {patch(op("add", "title", nil)), 400, "invalidSyntax"},
		"replace no value":         {patch(op("replace", "title", nil)), 500, ""},
		"remove no path":           {patch(op("remove", "", nil)), 400, "noTarget"},
		"text without path":        {patch(op("add", "", "x")), 500, ""},
		"other name":               {patch(op("replace", "title", "x"), op("replace", "userName", "KIM")), 400, "mutability"},
		"remove name":              {patch(op("remove", "userName", nil)), 400, "mutability"},
		"id":                       {patch(op("replace", "", object{"id": "x"})), 400, "mutability"},
		"remove what is absent":    {patch(op("remove", "nickName", nil)), 400, "invalidPath"},
		"remove an absent part":    {patch(op("remove", "name.givenName", nil)), 400, "invalidPath"},
		"unknown attribute":        {patch(op("add", "color", "x")), 400, "No attribute with the name : color"},
		"another case":             {patch(op("replace", "Title", "x")), 400, "No attribute with the name : Title"},
		"part in another case":     {patch(op("add", "name.GivenName", "x")), 400, "noTarget"},
		"core schema, add":         {patch(op("add", userSchema+":title", "x")), 400, "noTarget"},
		"core schema, replace":     {patch(op("replace", userSchema+":title", "x")), 400, "noTarget"},
		"core schema, remove":      {patch(op("remove", userSchema+":title", nil)), 400, "invalidPath"},
		"system schema, add":       {patch(op("add", wso2Schema+":country", "x")), 400, "invalidSyntax"},
		"agent schema, add":        {patch(op("add", "urn:scim:wso2:agent:schema:x", "x")), 400, "invalidSyntax"},
		"extension, add":           {patch(op("add", enterprise, object{"employeeNumber": "1"})), 400, "invalidSyntax"},
		"extension, replace":       {patch(op("replace", wso2Schema, object{"country": "x"})), 400, "noTarget"},
		"extension, remove":        {patch(op("remove", wso2Schema, nil)), 400, "invalidPath"},
		"extension with a dot":     {patch(op("replace", wso2Schema+".country", "x")), 400, "noTarget"},
		"part of an extension's":   {patch(op("add", enterprise+":manager.value", "x")), 400, "noTarget"},
		"three levels, add":        {patch(op("add", "name.givenName.x", "x")), 400, "invalidSyntax"},
		"three levels, replace":    {patch(op("replace", "name.givenName.x", "x")), 400, "noTarget"},
		"add below $ref":           {patch(op("add", "emails.$ref", "x")), 400, "invalidSyntax"},
		"add with a colon":         {patch(op("add", "name:givenName", "x")), 400, "invalidSyntax"},
		"add, filter not quoted":   {patch(op("add", "emails[type eq x].value", "x")), 400, "invalidSyntax"},
		"malformed path":           {patch(op("add", "emails[type eq x", "x")), 400, "invalidSyntax"},
		"trailing path":            {patch(op("add", `emails[type eq "x"]y`, "x")), 400, "invalidSyntax"},
		"empty path":               {patch(op("add", ".x", "x")), 400, "invalidSyntax"},
		"empty filter":             {patch(op("add", "emails[]", "x")), 400, "invalidSyntax"},
		"another operator":         {patch(op("remove", `emails[value ew "b"]`, nil)), 501, ""},
		"filter of two words":      {patch(op("remove", "emails[type pr]", nil)), 500, ""},
		"filter of what is absent": {patch(op("remove", `ims[type eq "x"]`, nil)), 400, "invalidPath"},
		"filter of one object":     {patch(op("replace", `name[givenName eq "x"]`, "x")), 400, "invalidPath"},
		"part of text":             {patch(op("replace", "title.x", "x")), 500, ""},
		"list of text":             {patch(op("add", "emails", "x")), 400, "invalidSyntax"},
		"list of nothing":          {patch(op("replace", "", object{"emails": list{nil}})), 400, "invalidSyntax"},
		"object of null":           {patch(op("add", "", object{"name": nil})), 400, "invalidSyntax"},
		"nothing matches":          {patch(op("replace", `emails[value eq "z"]`, object{"value": "y"})), 400, "noTarget"},
		"item is text":             {patch(op("replace", `emails[value eq "a@b"]`, "y")), 500, ""},
		"number for absent text":   {patch(op("replace", enterprise+":costCenter", 1)), 400, "invalidValue"},
		"fraction":                 {patch(op("add", "", object{wso2Schema: object{"country": 1.5}})), 400, "invalidSyntax"},
		"short password":           {patch(op("replace", "password", "x")), 400, "invalidValue"},
	} {
		t.Run("engine 2 "+name, func(t *testing.T) {
			(&session{t, s.srv, s.token}).do("PATCH", path, test.body).wantSCIM(test.status, test.scimType)
		})
	}
	if after := s.do("GET", path, nil).body; after != before {
		t.Errorf("a refused patch had an effect: %s", after)
	}
}

func TestUserList(t *testing.T) {
	s := start(t)
	for i := range 105 {
		s.create(usersAPI, object{"userName": fmt.Sprintf("DEFAULT/user%03d", i), "title": "T", "name": object{"givenName": "G", "familyName": "F"}})
	}
	s.create(usersAPI, object{"userName": "primary"})
	page := s.do("GET", usersAPI+"?startIndex=3&count=2", nil).want(200).wantMembers(object{
		"totalResults": 106, "startIndex": 3, "itemsPerPage": 2, "schemas": list{"urn:ietf:params:scim:api:messages:2.0:ListResponse"},
	}).object()
	if fmt.Sprint(names(page["Resources"], "userName"), names(page["Resources"], "schemas")) != "[DEFAULT/user002 DEFAULT/user003] [<nil> <nil>]" {
		t.Errorf("page is %v", page)
	}
	for query, want := range map[string]object{
		"":                      {"itemsPerPage": 100, "totalResults": 106},
		"count=1000":            {"itemsPerPage": 100},
		"count=0":               {"itemsPerPage": 0, "totalResults": 0, "Resources": nil},
		"count=-1":              {"totalResults": 0},
		"startIndex=-5&count=1": {"startIndex": 1, "itemsPerPage": 1},
		"startIndex=100":        {"totalResults": 106, "itemsPerPage": 1}, // without a count, only the first 100
		"startIndex=900":        {"startIndex": 900, "totalResults": 106, "itemsPerPage": 0, "Resources": nil},
		"domain=DEFAULT":        {"totalResults": 105},
		"domain=primary":        {"totalResults": 1},
		"sortOrder=ascending":   {"totalResults": 106},
	} {
		t.Run("wire 4.1 "+query, func(t *testing.T) {
			(&session{t, s.srv, s.token}).do("GET", usersAPI+"?"+query, nil).want(200).wantMembers(want)
		})
	}
	s.do("GET", usersAPI+"?sortBy=userName", nil).wantSCIM(501, "").wantMembers(object{"detail": "Sorting is not supported"})
	s.do("GET", usersAPI+"?domain=NOWHERE", nil).wantSCIM(400, "invalidValue")
	s.do("GET", usersAPI+"?count=x", nil).want(404)
}

func TestUserProjection(t *testing.T) {
	s := start(t)
	id := s.create(usersAPI, object{"userName": "kim", "title": "T", "name": object{"givenName": "G", "familyName": "F"},
		"emails": list{object{"value": "a@b", "type": "work"}}, wso2Schema: object{"country": "LK", "dateOfBirth": "X"}})
	for query, want := range map[string]object{
		"attributes=userName":                               {"id": id, "userName": "kim", "title": nil, "meta": nil},
		"attributes=name.familyName,emails.value":           {"name": object{"familyName": "F"}, "emails": list{object{"value": "a@b"}}, "userName": nil},
		"attributes=" + userSchema + ":title":               {"title": nil, "userName": nil},
		"attributes=" + wso2Schema + ".country":             {wso2Schema: object{"country": "LK"}},
		"attributes=USERNAME&excludedAttributes=title":      {"userName": "kim", "title": nil},
		"excludedAttributes=title,name.givenName,id":        {"id": id, "title": nil, "name": object{"familyName": "F"}, "userName": "kim"},
		"excludedAttributes=" + wso2Schema + ".dateOfBirth": {wso2Schema: object{"country": "LK"}},
		"excludedAttributes=" + wso2Schema + ":dateOfBirth": {wso2Schema: object{"country": "LK", "dateOfBirth": "X"}},
		"attributes=title,%20userName":                      {"title": "T", "userName": nil},
	} {
		t.Run("wire 4.1 "+query, func(t *testing.T) {
			got := (&session{t, s.srv, s.token}).do("GET", usersAPI+"/"+id+"?"+query, nil).want(200).wantMembers(want)
			if got.object()["schemas"] == nil {
				t.Errorf("body is %s", got.body)
			}
		})
	}
}

func TestUserFilters(t *testing.T) {
	s := start(t)
	kim := s.create(usersAPI, object{"userName": "DEFAULT/kim", "active": true, "title": "Dr",
		"emails": list{"kim@x"}, "name": object{"familyName": "Lee"}, wso2Schema: object{"country": "LK"}})
	s.create(usersAPI, object{"userName": "bob"})
	s.create(rolesAPI, object{"displayName": "staff", "users": list{object{"value": kim}}})
	for filter, want := range map[string]string{
		`userName eq "kim"`: "[DEFAULT/kim]", `userName eq DEFAULT/KIM`: "[DEFAULT/kim]", `userName eq "PRIMARY/kim"`: "[]",
		`userName sw b`: "[bob]", `userName ne bob`: "[DEFAULT/kim]", `userName co i`: "[DEFAULT/kim]", `userName ew ob`: "[bob]",
		`userName ge c`: "[DEFAULT/kim]", `userName le c`: "[bob]",
		`emails eq "kim@x"`: "[DEFAULT/kim]", `emails.value sw kim`: "[DEFAULT/kim]", `name.familyName eq lee`: "[DEFAULT/kim]",
		userSchema + `:title eq dr`: "[DEFAULT/kim]", wso2Schema + `:country eq LK`: "[DEFAULT/kim]",
		`active eq true`: "[DEFAULT/kim]", `roles eq staff`: "[DEFAULT/kim]", `id eq ` + kim: "[DEFAULT/kim]",
		`userName eq "a b"`: "[]", `(userName eq bob`: "[bob]", wso2Schema + `.country eq LK`: "[DEFAULT/kim]",
		`title eq dr and userName sw k`: "[DEFAULT/kim]", `(title eq dr) and (userName sw b)`: "[]", `meta.created ge 2020`: "[DEFAULT/kim bob]",
	} {
		t.Run("wire 4.3 "+filter, func(t *testing.T) {
			s := &session{t, s.srv, s.token}
			got := s.do("GET", usersAPI+"?filter="+url.QueryEscape(filter), nil).want(200).object()
			if have := fmt.Sprint(names(got["Resources"], "userName")); have != want {
				t.Errorf("found %s, want %s", have, want)
			}
			got = s.do("POST", usersAPI+"/.search", object{"schemas": list{searchSchema}, "filter": filter}).want(200).object()
			if have := fmt.Sprint(names(got["Resources"], "userName")); have != want {
				t.Errorf("search found %s, want %s", have, want)
			}
		})
	}
	for filter, want := range map[string]struct {
		status   int
		scimType string
	}{
		`userName gt a`: {400, "InvalidFilter"}, `userName pr`: {400, "InvalidFilter"}, `userName is a`: {400, "InvalidFilter"},
		`userName`: {400, "InvalidFilter"}, `not (userName eq a)`: {500, ""}, `userName eq a) b`: {400, "InvalidFilter"},
		`not(userName eq a)`: {400, "invalidValue"}, `color eq a`: {400, "invalidValue"}, `password eq a`: {500, ""},
		`userName eq a or userName eq b`: {500, ""}, `userName eq a and color eq b`: {400, "invalidValue"},
		strings.Repeat("( ", 2000): {400, "InvalidFilter"},
	} {
		t.Run("wire 4.3 "+filter, func(t *testing.T) {
			(&session{t, s.srv, s.token}).do("GET", usersAPI+"?filter="+url.QueryEscape(filter), nil).wantSCIM(want.status, want.scimType)
		})
	}
}

func TestUserSearch(t *testing.T) {
	s := start(t)
	for i := range 3 {
		s.create(usersAPI, object{"userName": fmt.Sprintf("DEFAULT/u%d", i), "title": "T"})
	}
	search := func(s *session, members object) *answer {
		s.t.Helper()
		return s.do("POST", usersAPI+"/.search", merge(object{"schemas": list{searchSchema}}, members))
	}
	got := search(s, object{"startIndex": 2, "count": 1, "attributes": list{"userName"}, "domain": "DEFAULT"}).want(200).
		wantMembers(object{"totalResults": 3, "itemsPerPage": 1, "startIndex": 2}).object()
	if fmt.Sprint(names(got["Resources"], "userName"), names(got["Resources"], "title")) != "[DEFAULT/u1] [<nil>]" {
		t.Errorf("found %v", got)
	}
	search(s, object{"excludedAttributes": list{"title"}}).want(200).wantMembers(object{"itemsPerPage": 3})
	search(s, object{"sortBy": "userName"}).wantSCIM(501, "")
	search(s, object{"count": "1", "startIndex": "2"}).want(200).wantMembers(object{"itemsPerPage": 1, "startIndex": 2})
	for name, test := range map[string]struct {
		members  object
		scimType string
	}{
		"no schemas":         {object{"schemas": nil}, "invalidValue"},
		"two schemas":        {object{"schemas": list{searchSchema, searchSchema}}, "invalidValue"},
		"schema text":        {object{"schemas": searchSchema}, "invalidValue"},
		"unknown order":      {object{"sortOrder": "x"}, "invalidValue"},
		"filter number":      {object{"filter": 1}, "invalidSyntax"},
		"attributes text":    {object{"attributes": "userName"}, "invalidSyntax"},
		"attributes numbers": {object{"attributes": list{1}}, "invalidSyntax"},
	} {
		t.Run("wire 4.1 "+name, func(t *testing.T) {
			search(&session{t, s.srv, s.token}, test.members).wantSCIM(400, test.scimType)
		})
	}
	s.with("internal_user_mgt_view").do("POST", usersAPI+"/.search", object{}).want(403)
}
