package conformance

const resources = "/api/server/v1/api-resources"

var apiResourceTable = table{
	rows: []row{
		{"2.1", "addAPIResource", "registers", func(s *session) *answer {
			return s.post(resources, `{"name":"Pharmacy","identifier":"urn:pharmacy","scopes":[{"name":"read"}]}`)
		}, body(201, `{"id":"*","name":"Pharmacy","identifier":"urn:pharmacy","type":"BUSINESS","requiresAuthorization":true,
			"scopes":[{"id":"*","name":"read","displayName":"read"}],"authorizationDetailsTypes":[],"properties":[]}`,
			"Location", "{url}"+resources+"/*")},
		{"2.5", "addAPIResource", "identifier taken", func(s *session) *answer {
			s.create(resources, `{"name":"n","identifier":"urn:n"}`)
			return s.post(resources, `{"name":"m","identifier":"urn:n"}`)
		}, untracedError(409, "API-RESOURCE-60003")},

		{"2.3", "patchAPIResource", "null keeps a member", func(s *session) *answer {
			id := s.let("id", s.create(resources, `{"name":"n","identifier":"urn:n","description":"d"}`))
			s.patch(resources+"/"+id, `{"name":"m","description":null}`).ok()
			return s.get(resources + "/" + id)
		}, body(200, `{"id":"{id}","name":"m","description":"d","*":"*"}`)},
		{"2.3", "patchAPIResource", "removed scopes", func(s *session) *answer {
			id := s.create(resources, `{"name":"n","identifier":"urn:n"}`)
			return s.patch(resources+"/"+id, `{"removedScopes":[]}`)
		}, untracedError(501, "API-RESOURCE-60006")},

		{"2.3", "putAPIResourceScopes", "changes the ids", func(s *session) *answer {
			scopes := resources + "/" + s.create(resources, `{"name":"n","identifier":"urn:n","scopes":[{"name":"read"}]}`) + "/scopes"
			before := s.get(scopes).member("0.id")
			s.put(scopes, `[{"name":"read"}]`).ok()
			if after := s.get(scopes).member("0.id"); after == before {
				s.t.Errorf("got the id %s again, want another one", after)
			}
			return s.get(scopes)
		}, body(200, `[{"id":"*","name":"read","displayName":"read","apiID":"*","orgID":"*"}]`)},
		{"2.3", "putAPIResourceScopes", "unknown API resource", func(s *session) *answer {
			return s.put(resources+"/nothing/scopes", `[]`)
		}, untracedError(404, "API-RESOURCE-60002")},

		{"2.1", "deleteAPIResource", "unknown id", func(s *session) *answer {
			return s.delete(resources + "/nothing")
		}, empty(204)},
	},
	generic: []string{},
	pending: []string{
		"patchAPIResourceScopeByID",
		"deleteAPIResourceScopeByID",
		"listAuthorizationDetailsTypes",
		"isAuthorizationDetailsTypeExists",
		"getAuthorizationDetailsTypes",
		"addAuthorizationDetailsTypes",
		"getAuthorizationDetailsType",
		"updateAuthorizationDetailsType",
		"deleteAuthorizationDetailsType",
		"getAPIResourceCollections",
		"getAPIResourceCollectionByCollectionId",
	},
	rowless: []string{
		"deleteAPIResource",
		"deleteAPIResourceScope",
		"getAPIResource",
		"listAPIResourceScopes",
		"listAPIResources",
		"listScopes",
		"patchAPIResourceScope",
	},
}
