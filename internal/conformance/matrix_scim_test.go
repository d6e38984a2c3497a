package conformance

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

const (
	groups      = "/scim2/Groups"
	roles       = "/scim2/v2/Roles"
	rolesV3     = "/scim2/v3/Roles"
	legacyRoles = "/scim2/Roles"
)

var scimTable = table{
	rows: slices.Concat(
		scimUserRows, userPatchRows, userListRows(), meRows,
		groupRows, groupPatchRows, groupListRows(),
		roleRows, rolePatchRows, roleListRows(), roleV3Rows, legacyRoleRows,
		bulkRows, scimDiscoveryRows, scimGrammarRows(), projectionRows(),
	),
	codes:   []string{"invalidSyntax", "invalidValue", "invalidPath", "noTarget", "mutability", "InvalidFilter", "userLimitReached"},
	generic: []string{"scim.Schemas.List", "scim.ResourceTypes.List", "scim.ServiceProviderConfig.Get"},
}

// A step creates a resource for the request of a row, and names its id.
type step struct{ name, path, body string }

var (
	kim   = step{"kim", users, `{"userName":"DEFAULT/kim","title":"Dr","password":"aBcd!23#"}`}
	lee   = step{"lee", users, `{"userName":"DEFAULT/lee"}`}
	moe   = step{"moe", users, `{"userName":"moe"}`} // of another store
	staff = step{"staff", groups, `{"displayName":"DEFAULT/staff","members":[{"value":"{kim}"}]}`}
	boss  = step{"boss", roles, `{"displayName":"boss","permissions":[{"value":"internal_user_mgt_view"}],"users":[{"value":"{kim}"}]}`}
)

// given returns a call that sends a request after some steps. The request may
// use the names of the steps. An empty body means no body.
func given(method, path, body string, steps ...step) func(*session) *answer {
	return func(s *session) *answer {
		for _, step := range steps {
			s.let(step.name, s.create(step.path, step.body))
		}
		var content any
		if body != "" {
			content = body
		}
		return s.do(method, s.expand(path), content)
	}
}

// seen returns a call that gets a path after another call.
func seen(path string, change func(*session) *answer) func(*session) *answer {
	return func(s *session) *answer {
		change(s).ok()
		return s.get(s.expand(path))
	}
}

// switchedTo returns a call to an organization with other settings. Its
// responses are not validated against the documents.
func switchedTo(settings asgardeotest.SCIMSettings, call func(*session) *answer) func(*session) *answer {
	return startedWith(asgardeotest.WithSCIM(settings), call)
}

// startedWith makes a request of an organization with an option.
func startedWith(option asgardeotest.Option, call func(*session) *answer) func(*session) *answer {
	return func(s *session) *answer {
		s = start(s.t, option)
		s.http = s.srv.Client()
		return call(s)
	}
}

// patchOf returns the body of a SCIM PATCH.
func patchOf(operations string) string {
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":[` + operations + `]}`
}

// listOf returns the expected page of a list: the numbers, and the items.
func listOf(numbers, items string) want {
	if items != "" {
		items = `,"Resources":[` + items + `]`
	}
	return body(200, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],`+numbers+items+`}`)
}

func numbers(total, start, items int) string {
	return fmt.Sprintf(`"totalResults":%d,"startIndex":%d,"itemsPerPage":%d`, total, start, items)
}

// filtering returns a filter in the form of a query and of the body of a
// search. It may refer to named values.
func filtering(filter string) (query, member string) {
	return "filter=" + strings.NewReplacer("%7B", "{", "%7D", "}").Replace(url.QueryEscape(filter)),
		`"filter":"` + strings.ReplaceAll(filter, `"`, `\"`) + `"`
}

// searching returns the body of a search.
func searching(members string) string {
	if members != "" {
		members = "," + members
	}
	return `{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]` + members + `}`
}
