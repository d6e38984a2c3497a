package conformance

// pharmacy creates an application and an API resource with the scopes read and
// write. Unless authorization is empty, it also authorizes the application. It
// returns the path of the authorizations.
func pharmacy(s *session, authorization string) string {
	path := application(s, "") + "/authorized-apis"
	s.let("api", s.create(resources, `{"name":"Pharmacy","identifier":"urn:p","scopes":[{"name":"read"},{"name":"write"}],
		"authorizationDetailsTypes":[{"type":"sale","name":"Sale","description":"d","schema":{"type":"object"}}]}`))
	s.let("open", s.create(resources, `{"name":"Open","identifier":"urn:o","requiresAuthorization":false}`))
	if authorization != "" {
		s.post(path, authorization).ok()
	}
	return path
}

// authorizing is a row about a request to authorize for an API resource.
func authorizing(what, before, request string, w want) row {
	return row{"3.6", "applications.AuthorizedAPIs.Create", what, func(s *session) *answer { return s.post(pharmacy(s, before), request) }, w}
}

// reauthorizing is a row about a request to change an authorization for read.
func reauthorizing(what, request string, w want) row {
	return row{"3.6", "applications.AuthorizedAPIs.Update", what, func(s *session) *answer {
		path := pharmacy(s, `{"id":"{api}","scopes":["read"],"authorizationDetailsTypes":["sale"]}`)
		got := s.patch(path+"/"+s.vars["api"], request)
		if got.status == 200 && w.body != "" {
			return s.get(path)
		}
		return got
	}, w}
}

var authorizedAPIRows = []row{
	authorizing("answers 200 with nothing", "", `{"id":"{api}","policyIdentifier":"RBAC","scopes":["read"],"authorizationDetailsTypes":["sale"]}`, empty(200)),
	authorizing("policy in another case", "", `{"id":"{open}","policyIdentifier":"no policy"}`, empty(200)),
	authorizing("unknown API", "", `{"id":"nothing"}`, serverError(400, "APP-60507")),
	authorizing("unknown scope", "", `{"id":"{api}","scopes":["x"]}`, serverError(400, "APP-60508")),
	authorizing("authorized already", `{"id":"{api}"}`, `{"id":"{api}"}`, serverError(409, "APP-60509")),
	authorizing("unknown policy", "", `{"id":"{api}","policyIdentifier":"x"}`, serverError(400, "APP-60511")),
	authorizing("policy that the API does not allow", "", `{"id":"{api}","policyIdentifier":"NO POLICY"}`, serverError(400, "APP-60512")),
	authorizing("unknown type of authorization details", "", `{"id":"{api}","authorizationDetailsTypes":["x"]}`, serverError(400, "APP-60519")),
	{"3.6", "applications.AuthorizedAPIs.Create", "business API without its scope", func(s *session) *answer {
		path := pharmacy(s, "")
		return s.without("internal_application_business_api_update").post(path, `{"id":"{api}"}`)
	}, serverError(403, "APP-60520")},
	{"3.6", "applications.AuthorizedAPIs.Create", "management API without its scope", func(s *session) *answer {
		path := application(s, "") + "/authorized-apis"
		users := s.get(resources + `?filter=identifier+eq+%22/scim2/Users%22`).member("apiResources.0.id")
		return s.without("internal_application_internal_api_update").post(path, `{"id":"`+users+`"}`)
	}, serverError(403, "APP-60520")},

	{"3.6", "applications.AuthorizedAPIs.List", "shows the policy under another name", func(s *session) *answer {
		return s.get(pharmacy(s, `{"id":"{api}","scopes":["read"],"authorizationDetailsTypes":["sale"]}`))
	}, body(200, `[{"id":"{api}","identifier":"urn:p","displayName":"Pharmacy","policyId":"RBAC","type":"BUSINESS",
		"authorizedScopes":[{"id":"*","name":"read","displayName":"read"}],
		"authorizedAuthorizationDetailsTypes":[{"id":"*","type":"sale","name":"Sale"}]}]`)},
	{"3.1", "applications.AuthorizedAPIs.List", "an empty array", func(s *session) *answer { return s.get(pharmacy(s, "")) }, body(200, `[]`)},

	reauthorizing("answers 200 with nothing", `{"addedScopes":["write"]}`, empty(200)),
	reauthorizing("adds and removes", `{"addedScopes":["write"],"removedScopes":["read"],"removedAuthorizationDetailsTypes":["sale"]}`,
		body(200, `[{"authorizedScopes":[{"id":"*","name":"write","displayName":"write"}],"authorizedAuthorizationDetailsTypes":[],"*":"*"}]`)),
	reauthorizing("unknown scope", `{"addedScopes":["x"]}`, serverError(400, "APP-60508")),
	reauthorizing("unknown type of authorization details", `{"addedAuthorizationDetailsTypes":["x"]}`, serverError(400, "APP-60519")),
	reauthorizing("the policy", `{"policyIdentifier":"NO POLICY"}`, serverError(400, "UE-10000")),
	{"3.6", "applications.AuthorizedAPIs.Update", "not authorized", func(s *session) *answer {
		path := pharmacy(s, "")
		return s.patch(path+"/"+s.vars["api"], `{}`)
	}, serverError(400, "APP-60510")},
	{"3.6", "applications.AuthorizedAPIs.Update", "unknown API", func(s *session) *answer {
		return s.patch(pharmacy(s, "")+"/nothing", `{}`)
	}, serverError(400, "APP-60507")},
	{"3.6", "applications.AuthorizedAPIs.Update", "without the scope of business APIs", func(s *session) *answer {
		path := pharmacy(s, `{"id":"{api}"}`)
		return s.without("internal_application_business_api_update").patch(path+"/"+s.vars["api"], `{}`)
	}, serverError(403, "APP-60520")},

	{"3.1", "applications.AuthorizedAPIs.Delete", "twice", func(s *session) *answer {
		path := pharmacy(s, `{"id":"{api}"}`) + "/" + s.vars["api"]
		s.delete(path).ok()
		return s.delete(path)
	}, empty(204)},
	{"3.6", "applications.AuthorizedAPIs.Delete", "without the scope of business APIs", func(s *session) *answer {
		path := pharmacy(s, `{"id":"{api}"}`)
		return s.without("internal_application_business_api_update").delete(path + "/" + s.vars["api"])
	}, serverError(403, "APP-60520")},
}
