package conformance

import (
	"fmt"
	"net/url"
	"slices"
)

// numbered registers the API resources "res 0" to "res 4", which a filter by
// type finds, and returns the path of a page of two.
func numbered(s *session) string {
	for i := range 5 {
		s.create(resources, fmt.Sprintf(`{"name":"res %d","identifier":"urn:r%d"}`, i, i))
	}
	return resources + "?limit=2&filter=type+eq+BUSINESS"
}

// follow sends the request of a link.
func follow(page *answer, rel string) *answer {
	var links struct {
		Links []struct{ Rel, Href string }
	}
	page.decode(&links)
	for _, link := range links.Links {
		if link.Rel == rel {
			return page.s.get(link.Href)
		}
	}
	page.s.t.Fatalf("%s: got no link %s; body: %s", page.request, rel, page.body)
	return nil
}

const linkTo = `"{url}/api/server/v1/api-resources?limit=2&filter=type+eq+BUSINESS&`

// items returns the expected page of the API resources with these names.
func items(total int, links string, names ...string) want {
	list := ""
	for _, name := range names {
		list += fmt.Sprintf(`,{"id":"*","name":%q,"identifier":"*","type":"BUSINESS","requiresAuthorization":true,
			"self":"/t/{org}/api/server/v1/api-resources/*"}`, name)
	}
	return body(200, fmt.Sprintf(`{"totalResults":%d,"links":[%s],"apiResources":[%s]}`, total, links, list[min(1, len(list)):]))
}

func resourcePageRows() []row {
	const name = "apiresources.List"
	next, previous := `{"rel":"next","href":`+linkTo+`after=*"}`, `{"rel":"previous","href":`+linkTo+`before=*"}`
	return []row{
		{"2.4", name, "first page", func(s *session) *answer { return s.get(numbered(s)) }, items(5, next, "res 0", "res 1")},
		{"2.4", name, "second page", func(s *session) *answer { return follow(s.get(numbered(s)), "next") },
			items(5, previous+","+next, "res 2", "res 3")},
		{"2.4", name, "last page", func(s *session) *answer { return follow(follow(s.get(numbered(s)), "next"), "next") },
			items(5, previous, "res 4")},
		{"2.4", name, "back in ascending order", func(s *session) *answer {
			return follow(follow(follow(s.get(numbered(s)), "next"), "next"), "previous")
		}, items(5, previous+","+next, "res 2", "res 3")},
		{"2.4", name, "back to the first page", func(s *session) *answer {
			return follow(follow(s.get(numbered(s)), "next"), "previous")
		}, items(5, next, "res 0", "res 1")},
		{"2.4", name, "cursor with raw padding", func(s *session) *answer {
			s.create(resources, `{"name":"one","identifier":"urn:1"}`)
			return s.get(resources + "?limit=1")
		}, body(200, `{"links":[{"rel":"next","href":"{url}/api/server/v1/api-resources?limit=1&after=*=="}],"*":"*"}`)},
		{"2.4", name, "one page has no links", func(s *session) *answer {
			numbered(s)
			return s.get(resources + "?filter=name+eq+%22res+3%22")
		}, items(1, "", "res 3")},
		{"2.4", name, "no match", func(s *session) *answer { return s.get(resources + "?filter=name+eq+nothing") }, items(0, "")},
		{"2.4", name, "an empty page counts nothing", func(s *session) *answer { return s.get(numbered(s) + "&after=OTk5OQ==") }, items(0, "")},
		{"2.4", name, "attributes are not in the links", func(s *session) *answer { return s.get(numbered(s) + "&attributes=properties") },
			body(200, `{"totalResults":5,"links":[`+next+`],"apiResources":[{"name":"res 0","properties":[],"*":"*"},{"name":"res 1","properties":[],"*":"*"}]}`)},
		{"2.4", name, "ten by default", func(s *session) *answer {
			for i := range 11 {
				s.create(resources, fmt.Sprintf(`{"name":"res","identifier":"urn:r%d"}`, i))
			}
			return s.get(resources + "?filter=type+eq+BUSINESS")
		}, body(200, `{"totalResults":11,"links":[{"rel":"next","href":"*?limit=10&filter=*&after=*"}],
			"apiResources":["*","*","*","*","*","*","*","*","*","*"]}`)},

		{"2.4", name, "limit 0", page("limit=0"), untracedError(400, "API-RESOURCE-60010")},
		{"2.4", name, "negative limit", page("limit=-1"), untracedError(400, "API-RESOURCE-60010")},
		{"6.3", name, "limit that is not a number", page("limit=x"), empty(404)},
		{"6.3", name, "limit of more than 32 bits", page("limit=2147483648"), empty(404)},
		{"2.4", name, "no upper bound to the limit", page("limit=2147483647&filter=type+eq+BUSINESS"), items(0, "")},
		{"2.4", name, "both cursors", page("after=MQ==&before=MQ=="), untracedError(400, "API-RESOURCE-60011")},
		{"2.5", name, "cursor that is not base64", page("after=*"), untracedError(400, "API-RESOURCE-60002")},
		{"2.5", name, "cursor that is not a number", page("before=YQ=="), untracedError(400, "API-RESOURCE-60002")},
		{"2.4", name, "other attributes", page("attributes=properties,scopes"), untracedError(400, "API-RESOURCE-60013")},
	}
}

func page(query string) func(*session) *answer {
	return func(s *session) *answer { return s.get(resources + "?" + query) }
}

// resourceFilterRows returns rows about the API resources Alpha and "beta one"
// with the identifiers https://alpha?q=1 and https://beta?q=1.
func resourceFilterRows() []row {
	filtering := func(filter string) func(*session) *answer {
		return func(s *session) *answer {
			s.create(resources, `{"name":"Alpha","identifier":"https://alpha?q=1"}`)
			s.create(resources, `{"name":"beta one","identifier":"https://beta?q=1"}`)
			return s.get(resources + "?filter=" + url.QueryEscape(filter))
		}
	}
	var rows []row
	add := func(section, filter string, w want) {
		rows = append(rows, row{section, "apiresources.List", "filter " + filter, filtering(filter), w})
	}
	for _, test := range []struct {
		section, filter string
		names           []string
	}{
		{"2.4", `name eq Alpha`, []string{"Alpha"}},
		{"2.4", `name EQ "Alpha"`, []string{"Alpha"}},
		{"2.4", `name eq alpha`, nil},
		{"2.4", `name ne Alpha and type eq BUSINESS`, []string{"beta one"}},
		{"2.4", `name sw al`, []string{"Alpha"}},
		{"2.4", `name ew ONE`, []string{"beta one"}},
		{"2.4", `name co 'TA O'`, []string{"beta one"}},
		{"2.4", `name gt Alpha and type eq BUSINESS`, []string{"beta one"}},
		{"2.4", `name ge Alpha and type eq BUSINESS`, []string{"Alpha", "beta one"}},
		{"2.4", `name lt b and type eq BUSINESS`, []string{"Alpha"}},
		{"2.4", `name le Alpha and type eq BUSINESS`, []string{"Alpha"}},
		{"2.4", `name eq Alpha or name eq "beta one"`, nil},
		{"2.4", `(name eq Alpha) and (type eq BUSINESS)`, []string{"Alpha"}},
		{"6.6", `identifier eq "https://alpha?q=1"`, []string{"Alpha"}},
		{"6.6", `identifier eq https://alpha?q=1`, nil},
		{"6.6", `name eq beta?one`, []string{"beta one"}},
	} {
		add(test.section, test.filter, items(len(test.names), "", test.names...))
	}
	for _, test := range []struct{ section, filter, code string }{
		{"2.4", `description eq x`, "60005"},
		{"6.6", `Name eq x`, "60005"},
		{"6.8", `name pr`, "60005"},
	} {
		add(test.section, test.filter, untracedError(400, "API-RESOURCE-"+test.code))
	}
	rows = append(rows, row{"6.6", "apiresources.List", "a plus in the query is a space", func(s *session) *answer {
		s.create(resources, `{"name":"a+b","identifier":"urn:n"}`)
		s.get(resources + "?filter=name+eq+a+b") // another value
		return s.get(resources + "?filter=name+eq+a%2Bb")
	}, items(1, "", "a+b")})
	return slices.Clip(rows)
}
