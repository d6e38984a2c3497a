package conformance

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// The rows of this file follow the table of filters in the facts, list by list,
// with the same kinds of filters.

func applicationGrammarRows() []row {
	found := func(names ...string) want {
		items := make([]string, len(names))
		for i, name := range names {
			items[i] = fmt.Sprintf(`{"name":%q,"*":"*"}`, name)
		}
		return body(200, fmt.Sprintf(`{"totalResults":%d,"applications":[%s],"*":"*"}`, len(names), strings.Join(items, ",")))
	}
	invalid := serverError(400, "APP-60004")
	var rows []row
	for _, test := range []struct {
		filter string
		want   want
	}{
		{`name eq Two Words`, found("Two Words")},
		{`name eq "Two Words"`, found("Two Words")},
		{`name eq 'Two Words'`, found("Two Words")},
		{`name eq Two   Words`, found("Two Words")},
		{`name eq "Two   Words"`, found()},
		{`name eq "R and D"`, found("R and D")},
		{`name eq "\122\40and \D"`, found("R and D")},
		{`name eq R and D`, invalid},
		{`name eq R#D`, found("R D")},
		{`name eq it's`, found()},
		{`name co "a eq b"`, invalid},
		{`name eq "R D" eq x`, found("R D")},
		{`name eq "x" or name eq "Two Words"`, found("Two Words")},
		{`name eq "R D" OR name eq "Two Words"`, found("R D")},
		{`name eq "R D" AND name eq "Two Words"`, found("R D")},
		{`not (name eq x)`, invalid},
		{`name`, invalid},
		{`name zz x`, invalid},
		{`name eq`, invalid},
		{`name pr`, invalid},
		{`name eq ""`, serverError(500, "SE-50000")},
		{`Name eq "x"`, invalid},
		{`name ge "x"`, invalid},
	} {
		rows = append(rows, row{"6.8", "applications.List", "filter " + test.filter, func(s *session) *answer {
			for _, name := range []string{"Two Words", "R and D", "R D"} {
				s.post(applications, `{"name":"`+name+`"}`).ok()
			}
			return s.get(applications + "?filter=" + url.QueryEscape(test.filter))
		}, test.want})
	}
	return rows
}

func resourceGrammarRows() []row {
	filtering := func(query string) func(*session) *answer {
		return func(s *session) *answer {
			for _, name := range []string{"Two Words", "R", "R and D"} {
				s.create(resources, fmt.Sprintf(`{"name":%q,"identifier":"https://h/%s"}`, name, url.PathEscape(name)))
			}
			s.let("all", s.get(resources).ok().member("totalResults"))
			return s.get(resources + "?" + query)
		}
	}
	all := body(200, `{"totalResults":{all},"*":"*"}`)
	failed := serverError(500, "SE-50000")
	var rows []row
	for _, test := range []struct {
		filter string
		want   want
	}{
		{`name eq Two Words`, items(1, "", "Two Words")},
		{`name eq "Two Words"`, items(1, "", "Two Words")},
		{`name eq "R and D"`, items(1, "", "R and D")},
		{`name eq R and D`, items(1, "", "R")},
		{`name eq "R" or name eq "Two Words"`, items(0, "")},
		{`not (name eq "R")`, items(1, "", "R")},
		{`(name eq "R"`, items(1, "", "R")},
		{`name eq "R" AND type eq "x"`, items(1, "", "R")},
		{`name eq "R`, items(1, "", "R")},
		{`name`, all},
		{`name zz x`, all},
		{`name eq`, all},
		{`name zz x and name eq "R"`, items(1, "", "R")},
		{`name eq ""`, failed},
		{`name sw "R" and name eq ""`, failed},
		{`IDENTIFIER eq x`, untracedError(400, "API-RESOURCE-60005")},
		{`name gt product`, untracedError(400, "API-RESOURCE-60005")},
	} {
		rows = append(rows, row{"6.8", "apiresources.List", "filter " + test.filter, filtering("filter=" + url.QueryEscape(test.filter)), test.want})
	}
	const business = `type eq "BUSINESS"`
	link := func(rel string) string { return `{"rel":"` + rel + `","href":"*"}` }
	second := func(filter string) func(*session) *answer {
		return func(s *session) *answer {
			return follow(filtering("limit=1&filter="+url.QueryEscape(filter))(s), "next")
		}
	}
	return append(rows,
		row{"6.8", "apiresources.List", "a filter keeps the cursor", second(business), items(3, link("previous")+","+link("next"), "R")},
		row{"6.8", "apiresources.List", "upper-case AND loses the cursor", second(business + ` AND name sw "x"`), items(3, link("next"), "Two Words")},
		row{"6.8", "apiresources.List", "an open quote swallows the cursor", second(`type eq "BUSINESS`), items(0, "")},
		row{"6.8", "apiresources.Scopes.ListInOrganization", "filter that drops what it cannot read", func(s *session) *answer {
			s.create(resources, `{"name":"R","identifier":"urn:r","scopes":[{"name":"read"},{"name":"write"}]}`)
			return s.get(scopes + "?filter=" + url.QueryEscape(`name eq "read" AND name eq "x"`))
		}, body(200, `[{"name":"read","*":"*"}]`)},
		row{"6.8", "apiresources.Scopes.ListInOrganization", "filter without a value", func(s *session) *answer { return s.get(scopes + "?filter=name+eq+%22%22") }, failed},
	)
}

// scimGrammarRows returns rows about users, groups and roles with the same
// names.
func scimGrammarRows() []row {
	names := []string{"Two Words", "and", "a(b)", "роль", "管理 者", "it's ok", "a#b", "plain"}
	var (
		invalid   = scimError(400, "InvalidFilter").describing("Given filter operator is not supported.")
		unknown   = scimError(400, "invalidValue").describing("Not a valid attribute name/uri")
		misplaced = scimError(400, "*").describing("Request is unparsable")
		complexed = scimError(501, "").describing("Complex filters are not supported yet")
		rows      []row
	)
	lists := []struct {
		operation, search, path, attribute, member string
	}{
		{"scim.Users.List", "scim.Users.Search", users, "title", "userName"},
		{"scim.Groups.List", "scim.Groups.Search", groups, "displayName", "displayName"},
		{"scim.Roles.List", "scim.Roles.Search", roles, "displayName", "displayName"},
	}
	// The wants are for users, groups and roles: a text is the name of the
	// resource that is found; an empty text means that none is found.
	for _, test := range []struct {
		filter string
		wants  [3]any
	}{
		{`A eq Two Words`, [3]any{"Two Words", "Two Words", "Two Words"}},
		{`A eq "Two Words"`, [3]any{"", "", "Two Words"}},
		{`A eq Two   Words `, [3]any{"Two Words", "Two Words", "Two Words"}},
		{`A eq "plain"`, [3]any{"plain", "plain", "plain"}},
		{`A eq 'plain'`, [3]any{"plain", "plain", "plain"}},
		{`A eq "роль"`, [3]any{"роль", "роль", "роль"}},
		{`A eq 管理 者`, [3]any{"管理 者", "管理 者", "管理 者"}},
		{`A eq "管理 者"`, [3]any{"", "", "管理 者"}},
		{`A eq it's ok`, [3]any{"it's ok", "it's ok", ""}},
		{`A eq "it's ok"`, [3]any{"", "", "it's ok"}},
		{`A eq "a#b"`, [3]any{"a#b", "a#b", ""}},
		{`A eq "a(b)"`, [3]any{"a(b)", "a(b)", ""}},
		{`A eq a(b)`, [3]any{"", "", ""}},
		{`A eq "and"`, [3]any{"and", "and", misplaced}},
		{`A eq and`, [3]any{invalid, invalid, invalid}},
		{`A eq bread and butter`, [3]any{invalid, invalid, invalid}},
		{`A eq "bread and butter"`, [3]any{invalid, invalid, invalid}},
		{`A sw plain eq x`, [3]any{unknown, unknown, unknown}},
		{`A eq plain eq x`, [3]any{"plain", "plain", "plain"}},
		{`(A eq "plain"`, [3]any{"plain", "plain", "plain"}},
		{`((A eq plain))`, [3]any{unknown, unknown, unknown}},
		{`color eq x`, [3]any{unknown, unknown, unknown}},
		{`color eq x and A eq plain`, [3]any{unknown, unknown, unknown}},
		{`A.part eq x`, [3]any{unknown, unknown, unknown}},
		{`emails[type eq "work"]`, [3]any{unknown, unknown, unknown}},
		{`A`, [3]any{invalid, invalid, invalid}},
		{`A zz x`, [3]any{invalid, invalid, invalid}},
		{`A eq ""`, [3]any{invalid, invalid, invalid}},
		{`A eq`, [3]any{invalid, invalid, invalid}},
		{`A pr`, [3]any{scimError(400, "InvalidFilter"), scimError(400, "InvalidFilter"), misplaced}},
		{`A ge product`, [3]any{unknown, unknown, unknown}},
		{`A eq plain or A eq x`, [3]any{scimError(500, "").describing("Unsupported Operation: or"), complexed, misplaced}},
		{`not (A eq x)`, [3]any{scimError(500, "").describing("Unsupported Operation"), complexed, misplaced}},
		{`A eq plain AND A sw p`, [3]any{"plain", complexed, "plain"}},
		{`B eq x`, [3]any{scimError(500, "").describing("Unsupported attribute"), scimError(500, "").describing("Unsupported Attribute"), misplaced}},
	} {
		for i, list := range lists {
			filter := strings.NewReplacer("A", list.attribute, "B", []string{"password", "externalId", "users.value"}[i]).Replace(test.filter)
			if strings.HasSuffix(test.filter, "AND A sw p") {
				filter = list.attribute + " eq plain AND " + list.attribute + " sw p"
			}
			w, isError := test.wants[i].(want)
			if name, _ := test.wants[i].(string); !isError && name == "" {
				w = listOf(numbers(0, 1, 0), "")
			} else if !isError {
				shown := name
				if list.path == users {
					shown = "u" + fmt.Sprint(slices.Index(names, name))
				}
				w = listOf(numbers(1, 1, 1), fmt.Sprintf(`{"id":"*",%q:%q,"*":"*"}`, list.member, shown))
			}
			create := func(s *session) {
				for i, name := range names {
					if list.path == users {
						s.create(users, fmt.Sprintf(`{"userName":"u%d","title":%q}`, i, name))
						continue
					}
					s.create(list.path, fmt.Sprintf(`{"displayName":%q}`, name))
				}
			}
			query, member := filtering(filter)
			rows = append(rows,
				row{"6.8", list.operation, "filter " + filter, func(s *session) *answer { create(s); return s.get(list.path + "?" + query) }, w},
				row{"6.8", list.search, "filter " + filter, func(s *session) *answer { create(s); return s.post(list.path+"/.search", searching(member)) }, w})
		}
	}
	extended := step{"kim", users, `{"userName":"kim","emails":[{"value":"k@w","type":"work"},{"value":"k@h","type":"home"}],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"employeeNumber":"7","manager":{"value":"m"}},"urn:scim:wso2:schema":{"country":"LK"}}`}
	const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	for _, test := range []struct {
		filter string
		want   any // whether kim is found, or the error
	}{
		{enterprise + `:employeeNumber eq 7`, true},
		{enterprise + `.employeeNumber eq 7`, true},
		{enterprise + `:manager.value eq m`, true},
		{`urn:scim:wso2:schema.country eq LK`, true},
		{`USERNAME eq kim`, true},
		{`emails.work eq k@w`, true},
		{`emails.home eq k@w`, false},
		{`urn:ietf:params:scim:schemas:core:2.0:User:userName eq kim`, true},
		{strings.ToUpper(enterprise) + `:employeeNumber eq 7`, unknown},
		{enterprise + `:shoeSize eq 7`, unknown},
		{`employeeNumber eq 7`, unknown},
		{`name:familyName eq x`, unknown},
		{`name.shoeSize eq x`, unknown},
		{`name eq x`, scimError(500, "").describing("Unsupported attribute: name")},
	} {
		w, isError := test.want.(want)
		if !isError {
			w = listOf(numbers(0, 1, 0), "")
			if test.want.(bool) {
				w = listOf(numbers(1, 1, 1), `{"id":"{kim}","*":"*"}`)
			}
		}
		query, _ := filtering(test.filter)
		rows = append(rows, row{"facts-scim-engine 6.1", "scim.Users.List", "filter " + test.filter, given("GET", users+"?"+query, "", extended), w})
	}
	return append(rows, row{"facts-scim-engine 6.1", "scim.Groups.List", "an empty filter", given("GET", groups+"?filter=", ""), invalid})
}

// projectionRows returns rows about the attributes that a query selects.
func projectionRows() []row {
	const enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	full := step{"kim", users, `{"userName":"kim","title":"Dr","` + enterprise + `":{"employeeNumber":"7","manager":{"value":"m"}}}`}
	var rows []row
	for _, test := range []struct{ query, want string }{
		{"attributes=userName,title", `"userName":"kim","title":"Dr"`},
		{"attributes=userName,%20title", `"userName":"kim"`},
		{"attributes=TITLE", `"title":"Dr"`},
		{"attributes=" + enterprise + ".employeeNumber", `"` + enterprise + `":{"employeeNumber":"7"}`},
		{"attributes=" + strings.ToUpper(enterprise) + ".manager.value", `"` + enterprise + `":{"manager":{"value":"m"}}`},
		{"attributes=" + enterprise, `"` + enterprise + `":{"employeeNumber":"7","manager":{"value":"m"}}`},
		{"attributes=" + enterprise + ":employeeNumber", ``},
		{"attributes=employeeNumber", ``},
		{"attributes=urn:ietf:params:scim:schemas:core:2.0:User:title", ``},
		{"attributes=urn:ietf:params:scim:schemas:core:2.0:User.title", ``},
		{"attributes=color", ``},
		{"attributes=title&excludedAttributes=title", `"title":"Dr"`},
		{"excludedAttributes=id,schemas,meta,userName," + enterprise, `"title":"Dr"`},
		{"excludedAttributes=meta,userName,title," + enterprise + ".manager", `"` + enterprise + `":{"employeeNumber":"7"}`},
		{"excludedAttributes=meta,userName,title,employeeNumber," + enterprise + ":manager", `"` + enterprise + `":{"employeeNumber":"7","manager":{"value":"m"}}`},
	} {
		if test.want != "" {
			test.want = "," + test.want
		}
		rows = append(rows, row{"facts-scim-engine 6.3", "scim.Users.Get", test.query, given("GET", users+"/{kim}?"+test.query, "", full),
			body(200, `{"id":"{kim}","schemas":"*"`+test.want+`}`)})
	}
	return append(rows,
		row{"facts-scim-engine 6.3", "scim.Roles.Get", "the audience always stays", given("GET", roles+"/{boss}?excludedAttributes=audience,meta,users,permissions", "", kim, boss),
			body(200, `{"id":"{boss}","schemas":["*"],"displayName":"boss",`+ofOrganization+`}`)},
		row{"facts-scim-engine 6.3", "scim.Groups.Get", "a core URI is ignored", given("GET", groups+"/{staff}?attributes=urn:ietf:params:scim:schemas:core:2.0:Group:displayName", "", kim, staff),
			body(200, `{"id":"{staff}","schemas":["*"]}`)},
	)
}
