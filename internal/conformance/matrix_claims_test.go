package conformance

import "strings"

const oidcScopes = "/api/server/v1/oidc/scopes"

// newOIDCScope creates the scope age.
func newOIDCScope(s *session) {
	s.post(oidcScopes, `{"name":"age","displayName":"Age","description":"How old","claims":["birthdate"]}`).ok()
}

// creatingScope returns a call that creates a scope besides age.
func creatingScope(body string) func(*session) *answer {
	return func(s *session) *answer {
		newOIDCScope(s)
		return s.post(oidcScopes, body)
	}
}

// replacingScope returns a call that replaces age.
func replacingScope(body string) func(*session) *answer {
	return func(s *session) *answer {
		newOIDCScope(s)
		return s.put(oidcScopes+"/age", body)
	}
}

// createdScope and replacedScope return these calls, followed by a GET of the
// scope.
func createdScope(name, body string) func(*session) *answer {
	return func(s *session) *answer {
		creatingScope(body)(s).ok()
		return s.get(oidcScopes + "/" + name)
	}
}

func replacedScope(body string) func(*session) *answer {
	return func(s *session) *answer {
		replacingScope(body)(s).ok()
		return s.get(oidcScopes + "/age")
	}
}

// scopeNamed returns the body of a scope with this name.
func scopeNamed(name string) string { return `{"name":"` + name + `","displayName":"n","claims":[]}` }

var (
	invalidScope = scopeError(400, "OAUTH-60001")
	unknownScope = scopeError(404, "41003")
	takenScope   = scopeError(409, "41004")
)

// scopeError expects an error of the scope service. Its message does not describe the
// cause.
func scopeError(status int, code string) want {
	w := serverError(status, code)
	w.body = strings.Replace(w.body, `"message":"*"`, `"message":"Server encountered an error while *"`, 1)
	return w
}

var claimTable = table{
	rows:    oidcScopeRows,
	generic: []string{"claims.OIDCScopes.Delete"},
	codes:   []string{"OAUTH-60001", "41003", "41004"},
}

var oidcScopeRows = []row{
	{"attributes 2", "claims.OIDCScopes.List", "those of a new organization", func(s *session) *answer { return s.get(oidcScopes + "?limit=1&filter=x") },
		body(200, `[
			{"name":"openid","displayName":"Open ID","description":"Indicate the use of OpenID Connect protocol.","claims":[]},
			{"name":"profile","displayName":"Profile","description":"Retrieve profile information of the user.","claims":["name",
				"family_name","given_name","middle_name","nickname","preferred_username","profile","picture","website","gender",
				"birthdate","zoneinfo","locale","updated_at","username"]},
			{"name":"email","displayName":"Email","description":"View information related to email address of the user.",
				"claims":["email","email_verified"]},
			{"name":"address","displayName":"Address","description":"View the address of the user.",
				"claims":["address","street_address","locality","region","postal_code","country"]},
			{"name":"phone","displayName":"Phone","description":"View information related to phone number of the user.",
				"claims":["phone_number","phone_number_verified"]},
			{"name":"groups","displayName":"Groups","description":"View groups the user belongs to.","claims":["groups"]},
			{"name":"roles","displayName":"Roles","description":"View the roles assigned to the user.","claims":["roles"]}]`)},

	{"attributes 2", "claims.OIDCScopes.Create", "no body in the response", creatingScope(scopeNamed("urn:size")),
		empty(201, "Location", "{url}"+oidcScopes+"/urn:size")},
	{"attributes 2", "claims.OIDCScopes.Create", "name that is escaped in the response", creatingScope(scopeNamed("a%é")),
		empty(201, "Location", "{url}"+oidcScopes+"/a%25%C3%A9")},
	{"attributes 2", "claims.OIDCScopes.Create", "no claims", createdScope("n", `{"name":"n","displayName":"n"}`), body(200, scopeNamed("n"))},
	{"attributes 2", "claims.OIDCScopes.Create", "claims that are null", creatingScope(`{"name":"n","displayName":"n","claims":null}`), serverError(400, "UE-10000")},
	{"attributes 2", "claims.OIDCScopes.Create", "claims that the dialect lacks", createdScope("n",
		`{"name":"n","displayName":"n","claims":["nothing","email","http://wso2.org/claims/gender","Email"]}`),
		body(200, `{"name":"n","displayName":"n","claims":["email"]}`)},
	{"attributes 2", "claims.OIDCScopes.Create", "empty description", createdScope("n", `{"name":"n","displayName":"n","description":""}`),
		body(200, `{"name":"n","displayName":"n","description":"","claims":[]}`)},
	{"6.3", "claims.OIDCScopes.Create", "no name", creatingScope(`{"displayName":"n","claims":[]}`),
		serverError(400, "UE-10000").describing("Property name cannot be null.")},
	{"6.3", "claims.OIDCScopes.Create", "no display name", creatingScope(`{"name":"n","claims":[]}`),
		serverError(400, "UE-10000").describing("Property displayName cannot be null.")},
	{"attributes 2", "claims.OIDCScopes.Create", "blank name", creatingScope(scopeNamed(" ")), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "white space in the name", creatingScope(scopeNamed("a\\tb")), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "question mark in the name", creatingScope(scopeNamed("a?")), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "hash in the name", creatingScope(scopeNamed("a#")), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "slash in the name", creatingScope(scopeNamed("a/b")), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "parenthesis in the name", creatingScope(scopeNamed("a(")), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "name of 255 characters", creatingScope(scopeNamed(strings.Repeat("é", 255))), empty(201)},
	{"attributes 2", "claims.OIDCScopes.Create", "name of 256 characters", creatingScope(scopeNamed(strings.Repeat("é", 256))), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "blank display name", creatingScope(`{"name":"n","displayName":" "}`), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "display name of 255 characters", creatingScope(`{"name":"n","displayName":"` + strings.Repeat("n", 255) + `"}`), empty(201)},
	{"attributes 2", "claims.OIDCScopes.Create", "display name of 256 characters", creatingScope(`{"name":"n","displayName":"` + strings.Repeat("n", 256) + `"}`), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "description of 512 characters", creatingScope(
		`{"name":"n","displayName":"n","description":"` + strings.Repeat("d", 512) + `"}`), empty(201)},
	{"attributes 2", "claims.OIDCScopes.Create", "description of 513 characters", creatingScope(
		`{"name":"n","displayName":"n","description":"` + strings.Repeat("d", 513) + `"}`), invalidScope},
	{"attributes 2", "claims.OIDCScopes.Create", "name taken", creatingScope(scopeNamed("age")), takenScope},
	{"attributes 2", "claims.OIDCScopes.Create", "name of an API resource's scope", func(s *session) *answer {
		newResource(s)
		return s.post(oidcScopes, scopeNamed("read"))
	}, takenScope},
	{"attributes 2", "claims.OIDCScopes.Create", "a rule broken by a name that is taken", creatingScope(`{"name":"age","displayName":" "}`), invalidScope},

	{"attributes 2", "claims.OIDCScopes.Get", "the whole", func(s *session) *answer {
		newOIDCScope(s)
		return s.get(oidcScopes + "/age")
	}, body(200, `{"name":"age","displayName":"Age","description":"How old","claims":["birthdate"]}`)},
	{"attributes 2", "claims.OIDCScopes.Get", "name that is escaped in the path", createdScope("a%25b%C3%A9", scopeNamed("a%bé")), body(200, scopeNamed("a%bé"))},
	{"attributes 2", "claims.OIDCScopes.Get", "unknown name", func(s *session) *answer { return s.get(oidcScopes + "/nothing") }, unknownScope},

	{"attributes 2", "claims.OIDCScopes.Replace", "no body in the response", replacingScope(`{"displayName":"Old","claims":["email"]}`), empty(200, "Location", "")},
	{"attributes 2", "claims.OIDCScopes.Replace", "everything is replaced", replacedScope(`{"displayName":"Old","claims":["email","email","nothing"]}`),
		body(200, `{"name":"age","displayName":"Old","claims":["email"]}`)},
	{"attributes 2", "claims.OIDCScopes.Replace", "no claims", replacedScope(`{"displayName":"Old","description":"d"}`),
		body(200, `{"name":"age","displayName":"Old","description":"d","claims":[]}`)},
	{"attributes 2", "claims.OIDCScopes.Replace", "claims that are null", replacingScope(`{"displayName":"Old","claims":null}`), serverError(400, "UE-10000")},
	{"attributes 2", "claims.OIDCScopes.Replace", "member name", replacingScope(`{"name":"age","displayName":"Old","claims":[]}`), serverError(400, "UE-10000")},
	{"6.3", "claims.OIDCScopes.Replace", "no display name", replacingScope(`{"claims":[]}`),
		serverError(400, "UE-10000").describing("Property displayName cannot be null.")},
	{"attributes 2", "claims.OIDCScopes.Replace", "the rules of creation do not hold", replacedScope(`{"displayName":" ","description":"` + strings.Repeat("d", 513) + `"}`),
		body(200, `{"name":"age","displayName":" ","*":"*"}`)},
	{"attributes 2", "claims.OIDCScopes.Replace", "unknown name", func(s *session) *answer {
		return s.put(oidcScopes+"/nothing", `{"displayName":"n","claims":[]}`)
	}, unknownScope},

	{"attributes 2", "claims.OIDCScopes.Delete", "existing", func(s *session) *answer {
		newOIDCScope(s)
		return s.delete(oidcScopes + "/age")
	}, empty(204)},
	{"attributes 2", "claims.OIDCScopes.Delete", "of a new organization", func(s *session) *answer { return s.delete(oidcScopes + "/openid") }, empty(204)},
	{"attributes 2", "claims.OIDCScopes.Delete", "unknown name", func(s *session) *answer { return s.delete(oidcScopes + "/nothing") }, empty(204)},
	{"attributes 2", "claims.OIDCScopes.Get", "deleted", func(s *session) *answer {
		s.delete(oidcScopes + "/openid").ok()
		return s.get(oidcScopes + "/openid")
	}, unknownScope},

	{"organizations 1.1", "claims.OIDCScopes.List", "below the root", oidcScopesBelow(""), empty(404)},
	{"organizations 1.1", "claims.OIDCScopes.Get", "below the root", oidcScopesBelow("/openid"), empty(404)},

	{"attributes 2", "apiresources.Create", "scope that was made one of OpenID Connect", func(s *session) *answer {
		newOIDCScope(s)
		return s.post(resources, `{"name":"n","identifier":"urn:n","scopes":[{"name":"age"}]}`)
	}, untracedError(400, "API-RESOURCE-60009")},
	{"attributes 2", "apiresources.Create", "scope of OpenID Connect that was deleted", func(s *session) *answer {
		s.delete(oidcScopes + "/email").ok()
		return s.post(resources, `{"name":"n","identifier":"urn:n","scopes":[{"name":"email"}]}`)
	}, body(201, `{"scopes":[{"name":"email","*":"*"}],"*":"*"}`)},
	{"attributes 2", "oauth2.Token", "scope that was made one of OpenID Connect", func(s *session) *answer {
		newOIDCScope(s)
		return newUserClient(s, "").signIn("age read")
	}, body(200, `{"scope":"age read","*":"*"}`)},
	{"attributes 2", "oauth2.Token", "scope of OpenID Connect that was deleted", func(s *session) *answer {
		s.delete(oidcScopes + "/email").ok()
		return newUserClient(s, "").signIn("email read")
	}, body(200, `{"scope":"read","*":"*"}`)},
	{"attributes 2", "oidc.Discovery", "scopes of OpenID Connect", func(s *session) *answer {
		newOIDCScope(s)
		s.delete(oidcScopes + "/openid").ok()
		return s.as("").get("/.well-known/openid-configuration")
	}, body(200, `{"scopes_supported":["profile","email","address","phone","groups","roles","age"],"*":"*"}`)},
}

// oidcScopesBelow returns a call in a sub-organization, where scopes can only be
// read.
func oidcScopesBelow(path string) func(*session) *answer {
	return func(s *session) *answer {
		return switched(s, "internal_org_oidc_scope_mgt_view").get("/o" + oidcScopes + path)
	}
}
