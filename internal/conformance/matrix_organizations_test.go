package conformance

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// organizationTable has rows about the resources of sub-organizations. The
// error responses there are generated.
var organizationTable = table{rows: []row{
	{"1.8", "scim.Users.Create", "below the root", func(s *session) *answer {
		return switched(s, "internal_org_user_mgt_create").post("/o"+users, `{"userName":"kim"}`)
	}, body(201, `{"userName":"kim","*":"*"}`, "Location", "{url}/o/scim2/Users/*")},
	{"1.8", "scim.Users.Get", "of the root, below it", func(s *session) *answer {
		id := s.create(users, `{"userName":"kim"}`)
		return switched(s, "internal_org_user_mgt_view").get("/o" + users + "/" + id)
	}, scimError(404, "")},
	{"1.8", "scim.Users.List", "below the root", func(s *session) *answer {
		s.create(users, `{"userName":"kim"}`)
		return switched(s, "internal_org_user_mgt_list").get("/o" + users)
	}, body(200, `{"totalResults":0,"*":"*"}`)},
	{"1.8", "applications.Create", "below the root", func(s *session) *answer {
		return switched(s, "internal_org_application_mgt_create").post("/o"+applications, `{"name":"n"}`)
	}, empty(201, "Location", "{url}/o"+applications+"/*")},
	{"1.8", "applications.List", "below the root", func(s *session) *answer {
		below := switched(s, "internal_org_application_mgt_create", "internal_org_application_mgt_view")
		below.create("/o"+applications, `{"name":"n"}`)
		return below.get("/o" + applications)
	}, body(200, `{"totalResults":1,"applications":[{"name":"n","self":"/t/{org}/o`+applications+`/*","*":"*"}],"*":"*"}`)},
	{"2.1", "apiresources.Get", "below the root", func(s *session) *answer {
		return switched(s, "internal_org_api_resource_view").get("/o" + newResource(s))
	}, body(200, `{"id":"{id}","*":"*"}`)},
	{"3.6", "applications.AuthorizedAPIs.Create", "below the root without the scope for the kind of API", func(s *session) *answer {
		below := switched(s, "internal_org_application_mgt_create", "internal_org_application_mgt_update")
		newResource(s)
		id := below.create("/o"+applications, `{"name":"n"}`)
		return below.post("/o"+applications+"/"+id+"/authorized-apis", `{"id":"{id}","scopes":["read"]}`)
	}, serverError(403, "APP-60520")},
	{"3.6", "applications.AuthorizedAPIs.Create", "below the root", func(s *session) *answer {
		below := switched(s, "internal_org_application_mgt_create", "internal_org_application_mgt_update", "internal_org_application_business_api_update")
		newResource(s)
		id := below.create("/o"+applications, `{"name":"n"}`)
		return below.post("/o"+applications+"/"+id+"/authorized-apis", `{"id":"{id}","scopes":["read"]}`)
	}, empty(200)},
	{"5.2", "scim.Roles.Create", "below the root without the scope for permissions", func(s *session) *answer {
		return switched(s, "internal_org_role_mgt_create").
			post("/o/scim2/v2/Roles", `{"displayName":"r","permissions":[{"value":"internal_org_user_mgt_list"}]}`)
	}, scimError(403, "")},
	{"5.2", "scim.Roles.Create", "below the root, for that organization", func(s *session) *answer {
		return switched(s, "internal_org_role_mgt_create", "internal_org_role_mgt_permissions_update").
			post("/o/scim2/v2/Roles", `{"displayName":"r","permissions":[{"value":"internal_org_user_mgt_list"}]}`)
	}, body(201, `{"displayName":"r","audience":{"type":"organization","display":"Branch","value":"*"},"*":"*"}`,
		"Location", "{url}/o/scim2/v2/Roles/*")},
	{"5.2", "scim.Roles.Create", "of an application that is shared, below the root", func(s *session) *answer {
		app, org := s.create(applications, `{"name":"n","associatedRoles":{"allowedAudience":"APPLICATION"}}`), s.srv.AddSubOrganization("Other").ID
		s.post(applications+"/"+app+"/share", map[string][]string{"sharedOrganizations": {org}}).ok()
		fragment := s.get(applications + "/" + app + "/shared-apps").member("sharedApplications.0.applicationId")
		token := switching("switching_organization", org, "scope", "internal_org_role_mgt_create")(s).member("access_token")
		return s.as(token).post("/o/scim2/v2/Roles", `{"displayName":"r","audience":{"type":"application","value":"`+fragment+`"}}`)
	}, body(400, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:Error"],"scimType":"*","status":"400",
		"detail":"Request is unparsable, syntactically incorrect, or violates schema."}`)},
	{"5.2", "scim.Roles.Create", "of the root, below it", func(s *session) *answer {
		root := s.create(applications, `{"name":"n","associatedRoles":{"allowedAudience":"APPLICATION"}}`)
		return switched(s, "internal_org_role_mgt_create").
			post("/o/scim2/v2/Roles", `{"displayName":"r","audience":{"type":"application","value":"`+root+`"}}`)
	}, scimError(400, "invalidValue")},
}}

// onlyInRoot reports whether an operation has no rule for sub-organizations. The
// rule of the root applies there, and requires scopes that no token for a
// sub-organization has.
func (op operation) onlyInRoot() bool {
	for _, path := range []string{resources, scopes, oidcScopes} {
		if strings.HasPrefix(op.path, path) {
			return op.method != http.MethodGet
		}
	}
	sharing := slices.ContainsFunc(op.requiredScopes(), func(scope string) bool { return strings.HasPrefix(scope, "internal_shared_application_") })
	return sharing || strings.HasPrefix(op.path, "/api/server/v1/authorization-details-types") || strings.HasPrefix(op.path, "/scim2/Roles")
}

// scopesBelow returns the scopes that an operation requires in a
// sub-organization in place of scopes.
func scopesBelow(scopes []string) []string {
	below := make([]string, 0, len(scopes))
	for _, scope := range scopes {
		switch scope {
		case "internal_login":
		case "internal_organization_admin":
			scope = "internal_org_application_mgt_update"
		default:
			scope = "internal_org_" + strings.TrimPrefix(scope, "internal_")
		}
		below = append(below, scope)
	}
	return below
}

// belowRows returns rows about tokens that do not match the path, and about the
// scopes in sub-organizations.
func (op operation) belowRows() []row {
	if len(op.scopes()) == 0 {
		return nil
	}
	at := op
	at.path = "/o" + op.path
	rows := []row{
		op.row("1.8", "below the root with a token of the root", func(s *session) *answer { return at.send(s) }, op.refusal(http.StatusForbidden)),
		op.row("1.8", "below the root without a token", func(s *session) *answer { return at.send(s.as("")) }, op.refusal(http.StatusUnauthorized)),
		op.row("1.8", "with a token of another organization", func(s *session) *answer { return op.send(switched(s, "device_1")) },
			op.refusal(http.StatusUnauthorized)),
	}
	all := scopesBelow(slices.Concat(op.scopes()...))
	if op.onlyInRoot() {
		return append(rows, op.row("2.1", "not below the root", func(s *session) *answer { return at.send(switched(s, all...)) },
			op.refusal(http.StatusForbidden)))
	}
	for i, scope := range scopesBelow(op.requiredScopes()) {
		rows = append(rows, op.row("1.8", "below the root without "+scope, func(s *session) *answer {
			return at.send(switched(s, slices.Concat(op.requiredScopes(), slices.Delete(scopesBelow(op.requiredScopes()), i, i+1))...))
		}, op.refusal(http.StatusForbidden)))
	}
	return rows
}

// Each alternative of the scopes, in the form for sub-organizations, is
// sufficient for its operation there.
func TestScopesSufficeBelow(t *testing.T) {
	tried := 0
	for _, op := range documented() {
		if op.document.oauth() || op.onlyInRoot() {
			continue
		}
		name := op.name
		op.path = "/o" + op.path
		for _, scopes := range op.scopes() {
			if below := switched(start(t), scopesBelow(scopes)...); len(below.granted) == len(scopes) {
				tried++
				refused(t, name+" below the root with "+strings.Join(scopesBelow(scopes), " "), op.send(below))
			} else if !slices.Contains(scopes, "internal_login") {
				t.Errorf("%s: got the scopes %v below the root, want those for %v", name, below.granted, scopes)
			}
		}
	}
	if tried == 0 {
		t.Error("no operation was tried with its scopes")
	}
}
