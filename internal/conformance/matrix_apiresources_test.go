package conformance

import (
	"net/url"
	"slices"
)

const (
	resources = "/api/server/v1/api-resources"
	scopes    = "/api/server/v1/scopes"
)

// newResource registers an API resource with the scopes read and write, and
// returns its path. Its id is {id}, those of its scopes {read} and {write}.
func newResource(s *session) string {
	created := s.post(resources, `{"name":"Pharmacy","identifier":"urn:pharmacy","description":"Drugs",
		"scopes":[{"name":"read"},{"name":"write","displayName":"Write","description":"Change it"}]}`).ok()
	s.let("read", created.member("scopes.0.id"))
	s.let("write", created.member("scopes.1.id"))
	return resources + "/" + s.let("id", created.member("id"))
}

// systemResource returns the path of an API resource of the server itself.
func systemResource(s *session) string {
	page := s.get(resources + "?filter=" + url.QueryEscape("identifier eq /scim2/Users")).ok()
	return resources + "/" + s.let("id", page.member("apiResources.0.id"))
}

// creating returns a call that registers an API resource besides the one of
// newResource.
func creating(body string) func(*session) *answer {
	return func(s *session) *answer {
		newResource(s)
		return s.post(resources, body)
	}
}

// changing returns a call to a path below the API resource of newResource.
func changing(method, path, body string) func(*session) *answer {
	return func(s *session) *answer {
		base := newResource(s)
		return s.do(method, base+s.expand(path), body)
	}
}

// changed returns the call of changing, followed by a GET of the path.
func changed(method, path, body, look string) func(*session) *answer {
	return func(s *session) *answer {
		base := newResource(s)
		s.do(method, base+s.expand(path), body).ok()
		return s.get(base + look)
	}
}

// onSystem returns a call to a path below an API resource of the server.
func onSystem(method, path, body string) func(*session) *answer {
	return func(s *session) *answer { return s.do(method, systemResource(s)+path, body) }
}

// onUnknown returns a call to a path below an API resource that does not exist.
func onUnknown(method, path, body string) func(*session) *answer {
	return func(s *session) *answer {
		newResource(s)
		return s.do(method, resources+"/nothing"+s.expand(path), body)
	}
}

const (
	wholeResource = `{"id":"{id}","name":"Pharmacy","identifier":"urn:pharmacy","description":"Drugs","type":"BUSINESS",
		"requiresAuthorization":true,"authorizationDetailsTypes":[],"properties":[],
		"scopes":[{"id":"{read}","name":"read","displayName":"read"},
			{"id":"{write}","name":"write","displayName":"Write","description":"Change it"}]}`
	bothScopes = `[{"id":"{read}","name":"read","displayName":"read","apiID":"{id}","orgID":"*"},
		{"id":"{write}","name":"write","displayName":"Write","description":"Change it","apiID":"{id}","orgID":"*"}]`
)

var (
	unknownResource = untracedError(404, "API-RESOURCE-60002")
	systemsOwn      = untracedError(403, "API-RESOURCE-60012")
)

var apiResourceTable = table{
	rows: slices.Concat(resourceRows, scopeRows, detailsRows, collectionRows, resourcePageRows(), resourceFilterRows(), resourceGrammarRows()),
	generic: []string{
		"apiresources.AuthorizationDetailsTypes.Delete",
	},
	// The facts also list a limit to the number of API resources (60001 with
	// 403), and codes that no request causes here: 60007 and the second
	// meanings of 60006 and 60009.
	codes: codes("API-RESOURCE-", "60001", "60002", "60003", "60004", "60005", "60006", "60008", "60009", "60010", "60011",
		"60012", "60013", "60014", "60015", "60016", "60017"),
}

var resourceRows = []row{
	{"2.1", "apiresources.Create", "the whole in the response", func(s *session) *answer {
		return s.post(resources, `{"name":"Pharmacy","identifier":"urn:pharmacy","description":"Drugs","requiresAuthorization":false,
			"scopes":[{"name":"read"},{"name":"write","displayName":" ","description":"Change it"}],
			"authorizationDetailsTypes":[{"type":"sale","name":"Sale","description":"A sale","schema":{"type":"object"}}]}`)
	}, body(201, `{"id":"*","name":"Pharmacy","identifier":"urn:pharmacy","description":"Drugs","type":"BUSINESS",
		"requiresAuthorization":false,"properties":[],
		"scopes":[{"id":"*","name":"read","displayName":"read"},
			{"id":"*","name":"write","displayName":"write","description":"Change it"}],
		"authorizationDetailsTypes":[{"id":"*","type":"sale","name":"Sale","description":"A sale","schema":{"type":"object"}}]}`,
		"Location", "{url}"+resources+"/*", "Content-Type", "application/json")},
	{"2.2", "apiresources.Create", "the least", creating(`{"name":"n","identifier":"urn:n"}`),
		body(201, `{"id":"*","name":"n","identifier":"urn:n","type":"BUSINESS","requiresAuthorization":true,
			"scopes":[],"authorizationDetailsTypes":[],"properties":[]}`)},
	{"2.2", "apiresources.Create", "type MCP", creating(`{"name":"n","identifier":"urn:n","resourceType":"MCP"}`),
		body(201, `{"type":"MCP","*":"*"}`)},
	{"2.2", "apiresources.Create", "any other type", creating(`{"name":"n","identifier":"urn:n","resourceType":"SYSTEM"}`),
		body(201, `{"type":"BUSINESS","*":"*"}`)},
	{"2.2", "apiresources.Create", "member type", creating(`{"name":"n","identifier":"urn:n","type":"BUSINESS"}`),
		serverError(400, "UE-10000")},
	{"6.3", "apiresources.Create", "no name", creating(`{"identifier":"urn:n"}`),
		serverError(400, "UE-10000").describing("Property name cannot be null.")},
	{"2.5", "apiresources.Create", "blank name", creating(`{"name":" ","identifier":"urn:n"}`),
		untracedError(400, "API-RESOURCE-60003")},
	{"6.3", "apiresources.Create", "no identifier", creating(`{"name":"n","identifier":null}`),
		serverError(400, "UE-10000").describing("Property identifier cannot be null.")},
	{"2.5", "apiresources.Create", "blank identifier", creating(`{"name":"n","identifier":""}`),
		untracedError(400, "API-RESOURCE-60004")},
	{"2.5", "apiresources.Create", "identifier taken", creating(`{"name":"n","identifier":"urn:pharmacy"}`),
		untracedError(409, "API-RESOURCE-60003")},
	{"6.3", "apiresources.Create", "scope without a name", creating(`{"name":"n","identifier":"urn:n","scopes":[{"displayName":"n"}]}`),
		serverError(400, "UE-10000")},
	{"2.5", "apiresources.Create", "scope with a blank name", creating(`{"name":"n","identifier":"urn:n","scopes":[{"name":""}]}`),
		untracedError(400, "API-RESOURCE-60005")},
	{"2.5", "apiresources.Create", "scope of the server", creating(`{"name":"n","identifier":"urn:n","scopes":[{"name":"internal_n"}]}`),
		untracedError(400, "API-RESOURCE-60008")},
	{"2.5", "apiresources.Create", "scope of OpenID Connect", creating(`{"name":"n","identifier":"urn:n","scopes":[{"name":"openid"}]}`),
		untracedError(400, "API-RESOURCE-60009")},
	{"2.5", "apiresources.Create", "scope taken", creating(`{"name":"n","identifier":"urn:n","scopes":[{"name":"read"}]}`),
		untracedError(409, "API-RESOURCE-60004")},
	{"2.5", "apiresources.Create", "details type without a schema", creating(`{"name":"n","identifier":"urn:n",
		"authorizationDetailsTypes":[{"type":"sale","name":"Sale","description":"A sale","schema":{}}]}`),
		untracedError(400, "API-RESOURCE-60016")},
	{"6.3", "apiresources.Create", "wrong type of a member", creating(`{"name":1,"identifier":"urn:n"}`), serverError(400, "UE-10000")},

	{"2.2", "apiresources.Get", "no self", func(s *session) *answer { return s.get(newResource(s)) }, body(200, wholeResource)},
	{"2.2", "apiresources.Get", "of the server", func(s *session) *answer { return s.get(systemResource(s)) },
		body(200, `{"id":"{id}","type":"TENANT","identifier":"/scim2/Users","*":"*"}`)},
	{"2.1", "apiresources.Get", "unknown id", onUnknown("GET", "", ""), unknownResource},

	{"2.3", "apiresources.Update", "no body in the response", changing("PATCH", "", `{"name":"Shop"}`), empty(204)},
	{"2.3", "apiresources.Update", "null keeps a member", changed("PATCH", "", `{"name":null,"description":null}`, ""), body(200, wholeResource)},
	{"2.3", "apiresources.Update", "an empty description clears it", changed("PATCH", "", `{"description":""}`, ""),
		body(200, `{"id":"{id}","name":"Pharmacy","identifier":"urn:pharmacy","type":"BUSINESS","requiresAuthorization":true,
			"authorizationDetailsTypes":[],"properties":[],"scopes":"*"}`)},
	{"2.3", "apiresources.Update", "added scopes", changed("PATCH", "", `{"addedScopes":[{"name":"sell"}]}`, ""),
		body(200, `{"scopes":[{"id":"{read}","*":"*"},{"id":"{write}","*":"*"},{"id":"*","name":"sell","displayName":"sell"}],"*":"*"}`)},
	{"2.3", "apiresources.Update", "details types by their type", func(s *session) *answer {
		path := newResource(s)
		s.patch(path, `{"addedAuthorizationDetailsTypes":[{"type":"sale","name":"Sale","description":"A sale","schema":{"type":"object"}}]}`).ok()
		s.patch(path, `{"removedAuthorizationDetailsTypes":["sale"],
			"addedAuthorizationDetailsTypes":[{"type":"rent","name":"Rent","description":"A rent","schema":{"type":"object"}}]}`).ok()
		return s.get(path)
	}, body(200, `{"authorizationDetailsTypes":[{"id":"*","type":"rent","name":"Rent","description":"A rent","schema":{"type":"object"}}],"*":"*"}`)},
	{"2.3", "apiresources.Update", "removed scopes, though null", changing("PATCH", "", `{"removedScopes":null}`), empty(204)},
	{"2.3", "apiresources.Update", "removed scopes, though none", changing("PATCH", "", `{"removedScopes":[]}`),
		untracedError(501, "API-RESOURCE-60006")},
	{"2.3", "apiresources.Update", "identifier", changing("PATCH", "", `{"identifier":"urn:n"}`), serverError(400, "UE-10000")},
	{"2.3", "apiresources.Update", "requiresAuthorization", changing("PATCH", "", `{"requiresAuthorization":false}`), serverError(400, "UE-10000")},
	{"2.5", "apiresources.Update", "scope taken", changing("PATCH", "", `{"addedScopes":[{"name":"read"}]}`), untracedError(409, "API-RESOURCE-60004")},
	{"2.5", "apiresources.Update", "scope of the console", changing("PATCH", "", `{"addedScopes":[{"name":"console:n"}]}`),
		untracedError(400, "API-RESOURCE-60008")},
	{"2.5", "apiresources.Update", "details type taken", func(s *session) *answer {
		newDetailsType(s)
		return s.patch(resources+"/"+s.vars["id"], `{"addedAuthorizationDetailsTypes":[`+sale+`]}`)
	}, untracedError(400, "API-RESOURCE-60008")},
	{"2.5", "apiresources.Update", "blank name", changing("PATCH", "", `{"name":" "}`), untracedError(400, "API-RESOURCE-60003")},
	{"2.3", "apiresources.Update", "of the server", onSystem("PATCH", "", `{"description":"d"}`), systemsOwn},
	{"2.5", "apiresources.Update", "unknown id", onUnknown("PATCH", "", `{}`), unknownResource},

	{"2.1", "apiresources.Delete", "is gone", func(s *session) *answer {
		path := newResource(s)
		s.delete(path).ok()
		s.get(path)
		return s.delete(path)
	}, empty(204)},
	{"2.1", "apiresources.Delete", "and its authorizations", func(s *session) *answer {
		path := newResource(s)
		app := applications + "/" + s.create(applications, `{"name":"app"}`)
		s.post(app+"/authorized-apis", `{"id":"{id}","policyIdentifier":"RBAC","scopes":["read"]}`).ok()
		s.delete(path).ok()
		return s.get(app + "/authorized-apis")
	}, body(200, `[]`)},
	{"2.1", "apiresources.Delete", "unknown id", onUnknown("DELETE", "", ""), empty(204)},
	{"2.3", "apiresources.Delete", "of the server", onSystem("DELETE", "", ""), systemsOwn},
}

var scopeRows = []row{
	{"2.2", "apiresources.Scopes.List", "with their owners", func(s *session) *answer { return s.get(newResource(s) + "/scopes") },
		body(200, bothScopes)},
	{"2.5", "apiresources.Scopes.List", "unknown API resource", onUnknown("GET", "/scopes", ""), unknownResource},

	{"2.2", "apiresources.Scopes.ListInOrganization", "those of the server too", func(s *session) *answer {
		return s.get(scopes + "?filter=" + url.QueryEscape("name sw internal_bulk_resource"))
	}, body(200, `[{"id":"*","name":"internal_bulk_resource_create","displayName":"*","apiID":"*","orgID":"*"}]`)},
	{"2.4", "apiresources.Scopes.ListInOrganization", "filter", func(s *session) *answer {
		newResource(s)
		return s.get(scopes + "?filter=" + url.QueryEscape(`name eq "read"`))
	}, body(200, `[{"id":"{read}","name":"read","displayName":"read","apiID":"{id}","orgID":"*"}]`)},
	{"2.4", "apiresources.Scopes.ListInOrganization", "nothing found", func(s *session) *answer { return s.get(scopes + "?filter=name+eq+nothing") }, body(200, `[]`)},
	{"2.4", "apiresources.Scopes.ListInOrganization", "filter by another attribute", func(s *session) *answer { return s.get(scopes + "?filter=displayName+eq+read") },
		untracedError(400, "API-RESOURCE-60005")},

	{"2.1", "apiresources.Scopes.Replace", "no body in the response", changing("PUT", "/scopes", `[]`), empty(204)},
	{"2.3", "apiresources.Scopes.Replace", "replaces all, and changes the ids", func(s *session) *answer {
		path := newResource(s)
		s.put(path+"/scopes", `[{"name":"read"},{"name":"a/b"}]`).ok()
		if s.get(path+"/scopes").member("0.id") == s.vars["read"] {
			s.t.Errorf("got the old id of read, want another")
		}
		return s.get(path + "/scopes")
	}, body(200, `[{"id":"*","name":"read","displayName":"read","apiID":"{id}","orgID":"*"},
		{"id":"*","name":"a/b","displayName":"a/b","apiID":"{id}","orgID":"*"}]`)},
	{"2.3", "apiresources.Scopes.Replace", "authorizations go with the ids", func(s *session) *answer {
		path := newResource(s)
		app := applications + "/" + s.create(applications, `{"name":"app"}`)
		s.post(app+"/authorized-apis", `{"id":"{id}","policyIdentifier":"RBAC","scopes":["read"]}`).ok()
		s.put(path+"/scopes", `[{"name":"read"}]`).ok()
		return s.get(app + "/authorized-apis")
	}, body(200, `[{"id":"{id}","authorizedScopes":[],"*":"*"}]`)},
	{"2.3", "apiresources.Scopes.Replace", "a failure leaves the old ones", func(s *session) *answer {
		s.create(resources, `{"name":"n","identifier":"urn:n","scopes":[{"name":"taken"}]}`)
		path := newResource(s)
		s.put(path+"/scopes", `[{"name":"new"},{"name":"taken"}]`)
		return s.get(path + "/scopes")
	}, body(200, bothScopes)},
	{"2.5", "apiresources.Scopes.Replace", "taken", func(s *session) *answer {
		s.create(resources, `{"name":"n","identifier":"urn:n","scopes":[{"name":"taken"}]}`)
		return s.put(newResource(s)+"/scopes", `[{"name":"taken"}]`)
	}, untracedError(409, "API-RESOURCE-60004")},
	{"2.5", "apiresources.Scopes.Replace", "of the server", changing("PUT", "/scopes", `[{"name":"internal_n"}]`),
		untracedError(400, "API-RESOURCE-60008")},
	{"2.3", "apiresources.Scopes.Replace", "API resource of the server", onSystem("PUT", "/scopes", `[]`), systemsOwn},
	{"2.5", "apiresources.Scopes.Replace", "unknown API resource", onUnknown("PUT", "/scopes", `[]`), unknownResource},

	{"2.1", "apiresources.Scopes.Update", "no body in the response", changing("PATCH", "/scopes/read", `{"displayName":"Read"}`), empty(204)},
	{"2.3", "apiresources.Scopes.Update", "blank and null keep", changed("PATCH", "/scopes/write", `{"displayName":" ","description":null}`, "/scopes"),
		body(200, bothScopes)},
	{"2.3", "apiresources.Scopes.Update", "an empty description clears it", changed("PATCH", "/scopes/write", `{"displayName":"W","description":""}`, "/scopes"),
		body(200, `["*",{"id":"{write}","name":"write","displayName":"W","apiID":"{id}","orgID":"*"}]`)},
	{"2.3", "apiresources.Scopes.Update", "found in the whole organization", func(s *session) *answer {
		other := resources + "/" + s.create(resources, `{"name":"n","identifier":"urn:n"}`)
		path := newResource(s)
		s.patch(other+"/scopes/read", `{"displayName":"Read"}`).ok()
		return s.get(path + "/scopes")
	}, body(200, `[{"id":"{read}","displayName":"Read","*":"*"},"*"]`)},
	{"2.3", "apiresources.Scopes.Update", "unknown scope", changing("PATCH", "/scopes/nothing", `{}`), untracedError(404, "API-RESOURCE-60005")},
	{"2.3", "apiresources.Scopes.Update", "API resource of the server", onSystem("PATCH", "/scopes/internal_user_mgt_view", `{}`), systemsOwn},
	{"2.5", "apiresources.Scopes.Update", "unknown API resource", onUnknown("PATCH", "/scopes/read", `{}`), unknownResource},

	{"2.1", "apiresources.Scopes.UpdateByID", "200 without a body", changing("PATCH", "/scopes/id/{read}", `{"displayName":"Read"}`), empty(200)},
	{"2.3", "apiresources.Scopes.UpdateByID", "changes it", changed("PATCH", "/scopes/id/{write}", `{"displayName":"W","description":""}`, "/scopes"),
		body(200, `["*",{"id":"{write}","name":"write","displayName":"W","apiID":"{id}","orgID":"*"}]`)},
	{"2.3", "apiresources.Scopes.UpdateByID", "unknown scope", changing("PATCH", "/scopes/id/nothing", `{}`), untracedError(404, "API-RESOURCE-60017")},
	{"2.5", "apiresources.Scopes.UpdateByID", "unknown API resource", onUnknown("PATCH", "/scopes/id/{read}", `{}`), unknownResource},

	{"2.1", "apiresources.Scopes.Delete", "no body in the response", changing("DELETE", "/scopes/read", ""), empty(204)},
	{"2.1", "apiresources.Scopes.Delete", "is gone", changed("DELETE", "/scopes/read", "", "/scopes"), body(200, `[{"id":"{write}","*":"*"}]`)},
	{"2.1", "apiresources.Scopes.Delete", "unknown scope", changing("DELETE", "/scopes/nothing", ""), empty(204)},
	{"2.1", "apiresources.Scopes.Delete", "unknown API resource", onUnknown("DELETE", "/scopes/read", ""), empty(204)},
	{"2.3", "apiresources.Scopes.Delete", "API resource of the server", onSystem("DELETE", "/scopes/internal_user_mgt_view", ""), systemsOwn},

	{"2.1", "apiresources.Scopes.DeleteByID", "no body in the response", changing("DELETE", "/scopes/id/{read}", ""), empty(204)},
	{"2.1", "apiresources.Scopes.DeleteByID", "is gone", changed("DELETE", "/scopes/id/{read}", "", "/scopes"), body(200, `[{"id":"{write}","*":"*"}]`)},
	{"2.1", "apiresources.Scopes.DeleteByID", "unknown scope", changing("DELETE", "/scopes/id/nothing", ""), empty(204)},
	{"2.3", "apiresources.Scopes.DeleteByID", "API resource of the server", onSystem("DELETE", "/scopes/id/nothing", ""), systemsOwn},
}
