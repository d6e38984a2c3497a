package conformance

import (
	"net/http"
	"strings"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const users = "/scim2/Users"

// gateTable has rows about the stages in front of the services, for one
// operation of each kind. The other rows are generated.
var gateTable = table{rows: []row{
	{"6.2", "apiresources.List", "scheme in any case", authorized("bEARER {token}"), body(200, `"*"`)},
	{"6.2", "apiresources.List", "two spaces", authorized("Bearer  {token}"), unauthorized},
	{"6.2", "apiresources.List", "another scheme", authorized("Token {token}"), unauthorized},
	{"6.2", "apiresources.List", "only a scheme", authorized("Bearer"), unauthorized},
	{"6.2", "apiresources.List", "credentials of a client", func(s *session) *answer {
		req, err := http.NewRequest(http.MethodGet, s.srv.URL, nil)
		if err != nil {
			s.t.Fatal(err)
		}
		req.SetBasicAuth(s.srv.ClientID, s.srv.ClientSecret)
		return s.get(resources, "Authorization", req.Header.Get("Authorization"))
	}, unauthorized},
	{"6.2", "apiresources.List", "expired token", func(s *session) *answer {
		s.advance(2 * time.Hour)
		return s.get(resources)
	}, unauthorized},
	{"6.2", "apiresources.List", "a refusal is indented", authorized(""), unauthorized.describing("{\n  \"code\": 401,\n")},
	{"6.2", "scim.Users.List", "a refusal is indented", func(s *session) *answer { return s.as("").get(users) },
		body(401, `"*"`).describing("{\n  \"status\": 401,\n")},
	{"6.2", "apiresources.List", "a refusal is traced by the client's id", func(s *session) *answer {
		return s.as("").get(resources, "activityid", "trace-1")
	}, body(401, `{"code":401,"message":"Unauthorized","description":"*","traceId":"trace-1"}`)},
	{"6.4", "apiresources.List", "the client's id in the query", func(s *session) *answer {
		return s.as("").get(resources + "?RelayState=trace-2")
	}, body(401, `{"code":401,"message":"Unauthorized","description":"*","traceId":"trace-2"}`)},

	{"6.2", noOperation, "unknown organization, to a client that sends JSON", elsewhere(resources, "application/json;charset=UTF-8"),
		body(404, `{"code":404,"message":"*","description":"*"}`, "Content-Type", "application/json;charset=UTF-8")},
	{"6.2", noOperation, "unknown organization, to another client", elsewhere(users, ""), page404},
	{"6.2", noOperation, "no rule for the method", func(s *session) *answer { return s.delete(collections) }, forbidden},
	{"6.2", noOperation, "unknown path without the scope", func(s *session) *answer {
		return s.without("internal_api_resource_view").get(resources + "/1/2/3")
	}, forbidden},
	{"6.2", noOperation, "unknown path without a token", func(s *session) *answer { return s.as("").get(resources + "/1/2/3") }, unauthorized},
	{"6.3", noOperation, "unknown path", func(s *session) *answer { return s.get(resources + "/1/2/3") }, empty(404)},
	{"6.3", noOperation, "wrong method", func(s *session) *answer { return s.put(resources, `{}`) }, empty(405)},
	{"6.3", noOperation, "wrong method of SCIM", func(s *session) *answer { return s.patch(users, `{}`) }, empty(405)},
	{"6.2", noOperation, "path with two dots", func(s *session) *answer { return s.get("/api/server/v1/x/../api-resources") }, unauthorized},
	{"6.2", noOperation, "path with an escaped dot", func(s *session) *answer { return s.get("/api/server/v1/%2E/x") }, unauthorized},
	{"6.2", "apiresources.Get", "path with a semicolon", func(s *session) *answer { return s.get(resources + "/1;v=1") }, unauthorized},
	{"6.2", "apiresources.List", "dots in the query", func(s *session) *answer { return s.get(resources + "?x=..;%2e") }, body(200, `"*"`)},

	{"6.3", "applications.Create", "an error is traced by the client's id", func(s *session) *answer {
		return s.post(applications, `{`, "activityid", "trace-3")
	}, body(400, `{"code":"UE-10000","message":"Invalid Request.","description":"*","traceId":"trace-3"}`, "activityid", "")},
	{"6.3", "applications.Create", "an error is traced by an id", func(s *session) *answer { return s.post(applications, `{`) },
		body(400, `{"code":"UE-10000","message":"Invalid Request.","description":"*","traceId":"*-*-4*-*-*"}`)},
	{"2.5", "apiresources.Get", "an error is not traced", func(s *session) *answer {
		return s.get(resources+"/nothing", "activityid", "trace-4")
	}, unknownResource},
	{"6.3", "applications.Create", "content behind the body", func(s *session) *answer { return s.post(applications, `{"name":"n"} 1`) },
		serverError(400, "UE-10000")},
	{"6.3", "applications.Create", "member in another case", func(s *session) *answer { return s.post(applications, `{"Name":"n"}`) },
		serverError(400, "UE-10000")},

	{"6.4", "scim.Users.List", "not to be kept", func(s *session) *answer { return s.get(users) }, body(200, `"*"`, scimHeaders...)},
	{"6.4", "scim.Users.Get", "an error is not to be kept", func(s *session) *answer { return s.get(users + "/nobody") }, scimError(404, "").with(scimHeaders...)},
	{"6.4", "scim.Users.List", "a refusal has none of SCIM's headers", func(s *session) *answer { return s.as("").get(users) },
		body(401, `"*"`, "Cache-Control", "", "X-Content-Type-Options", "", "X-Frame-Options", "")},

	{"6.5", "scim.Users.List", "headers of more than 8 KiB", func(s *session) *answer { return s.get(users, "X-Long", strings.Repeat("x", 8<<10)) }, page400},
	{"6.5", "scim.Users.List", "query of more than 8 KiB", func(s *session) *answer {
		return s.get(users + "?filter=userName+eq+" + strings.Repeat("x", 8<<10))
	}, page400},
	{"6.5", "scim.Users.Search", "the same in a body", func(s *session) *answer {
		return s.post(users+"/.search", `{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],
			"filter":"userName eq `+strings.Repeat("x", 8<<10)+`"}`)
	}, body(200, `"*"`)},
	{"6.5", "scim.Users.List", "no limit to the rate by default", limited(201), body(200, `"*"`)},
	{"6.5", "scim.Users.List", "200 in a minute", limited(200, asgardeotest.WithRateLimits(asgardeotest.RateLimits{})), tooMany},
	{"2.1", "apiresources.List", "below the root", func(s *session) *answer {
		newResource(s)
		return switched(s, "internal_org_api_resource_view").get("/o" + resources + "?limit=1&filter=type+eq+BUSINESS")
	}, body(200, `{"totalResults":1,"links":[],"apiResources":[{"id":"{id}","self":"/t/{org}/o/api/server/v1/api-resources/{id}","*":"*"}]}`)},
	{"2.1", "apiresources.Scopes.ListInOrganization", "below the root", func(s *session) *answer {
		newResource(s)
		return switched(s, "internal_org_api_resource_view").get("/o" + scopes + "?filter=name+eq+read")
	}, body(200, `[{"id":"{read}","*":"*"}]`)},
	{"2.1", "apiresources.Create", "not below the root", func(s *session) *answer {
		return switched(s, "internal_org_api_resource_view").post("/o"+resources, `{"name":"n","identifier":"urn:n"}`)
	}, forbidden},
	{"1.8", "apiresources.List", "below the root with a token of the root", func(s *session) *answer { return s.get("/o" + resources) }, forbidden},
	{"1.8", "apiresources.List", "in the root with a token of another organization", func(s *session) *answer {
		return switched(s, "internal_org_api_resource_view").get(resources)
	}, unauthorized},
	{"1.8", noOperation, "the id of an organization in the path", func(s *session) *answer {
		return s.get("/o/" + s.srv.AddSubOrganization("Branch").ID + resources)
	}, body(404, `{"code":"*","message":"Organization specific routing failed.","description":"*"}`)},

	{"6.5", "scim.Bulk.Send", "5 bulk requests in a minute", func(s *session) *answer {
		s = start(s.t, asgardeotest.WithRateLimits(asgardeotest.RateLimits{}))
		for range 5 {
			s.post("/scim2/Bulk", `{}`)
		}
		return s.post("/scim2/Bulk", `{}`)
	}, tooMany},
}}

var (
	unauthorized = body(401, `{"code":401,"message":"Unauthorized","description":"*"}`, "WWW-Authenticate", "Bearer realm=127.0.0.1")
	forbidden    = body(403, `{"code":403,"message":"Forbidden","description":"*"}`)
	scimHeaders  = []string{
		"Cache-Control", "no-store, no-cache, must-revalidate, private",
		"X-Content-Type-Options", "nosniff", "X-Frame-Options", "DENY",
	}
	page400 = plain(400, "Content-Type", "text/html;*")
	page404 = plain(404, "Content-Type", "text/html;*")
	tooMany = plain(429, "Retry-After", "")
)

// authorized returns a call with an Authorization header; {token} is the token
// of the session.
func authorized(header string) func(*session) *answer {
	return func(s *session) *answer {
		s.let("token", s.token)
		return s.get(resources, "Authorization", s.expand(header))
	}
}

// elsewhere returns a call to a path of an organization that does not exist.
func elsewhere(path, contentType string) func(*session) *answer {
	return func(s *session) *answer {
		return s.get(strings.TrimSuffix(s.srv.URL, s.srv.Organization)+"nowhere"+path, "Content-Type", contentType)
	}
}

// limited returns a call that follows a number of others, including the token
// request.
func limited(others int, opts ...asgardeotest.Option) func(*session) *answer {
	return func(s *session) *answer {
		s = start(s.t, opts...)
		for range others - 1 {
			s.get(users)
		}
		return s.get(users)
	}
}

// switched returns the session with a token for a new sub-organization.
func switched(s *session, scopes ...string) *session {
	s.t.Helper()
	return s.bearing(switching("scope", strings.Join(scopes, " "))(s))
}
