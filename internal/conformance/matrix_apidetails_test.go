package conformance

import "net/url"

const (
	detailsTypes = "/api/server/v1/authorization-details-types"
	collections  = "/api/server/v1/meta/api-resource-collections"

	sale = `{"type":"sale","name":"Sale","description":"A sale","schema":{"type":"object","required":["amount"]}}`
	rent = `{"type":"rent","name":"Rent","description":"A rent","schema":{"type":"object"}}`

	saleView = `{"id":"{sale}","type":"sale","name":"Sale","description":"A sale","schema":{"type":"object","required":["amount"]}}`
)

// newDetailsType adds the details type sale to the API resource of
// newResource, and returns the path of the types. Its id is {sale}.
func newDetailsType(s *session) string {
	path := newResource(s) + "/authorization-details-types"
	s.let("sale", s.put(path, "["+sale+"]").ok().member("0.id"))
	return path
}

// onDetails returns a call to a path below that of newDetailsType.
func onDetails(method, path, body string) func(*session) *answer {
	return func(s *session) *answer {
		base := newDetailsType(s)
		return s.do(method, base+s.expand(path), body)
	}
}

var unknownDetailsType = untracedError(404, "API-RESOURCE-60015")

var detailsRows = []row{
	{"2.1", "apiresources.AuthorizationDetailsTypes.Add", "answers with those added", onDetails("PUT", "", "["+rent+"]"),
		body(200, `[{"id":"*","type":"rent","name":"Rent","description":"A rent","schema":{"type":"object"}}]`)},
	{"2.1", "apiresources.AuthorizationDetailsTypes.Add", "keeps the others", func(s *session) *answer {
		path := newDetailsType(s)
		s.put(path, "["+rent+"]").ok()
		return s.get(path)
	}, body(200, `[`+saleView+`,{"id":"*","type":"rent","*":"*"}]`)},
	{"2.1", "apiresources.AuthorizationDetailsTypes.Add", "none", onDetails("PUT", "", "[]"), body(200, `[]`)},
	{"6.3", "apiresources.AuthorizationDetailsTypes.Add", "short name", onDetails("PUT", "", `[{"type":"rent","name":"R","description":"d","schema":{"type":"object"}}]`),
		serverError(400, "UE-10000")},
	{"6.3", "apiresources.AuthorizationDetailsTypes.Add", "no schema", onDetails("PUT", "", `[{"type":"rent","name":"Rent","description":"d"}]`),
		serverError(400, "UE-10000").describing("Property schema cannot be null.")},
	{"2.5", "apiresources.AuthorizationDetailsTypes.Add", "empty schema", onDetails("PUT", "", `[{"type":"rent","name":"Rent","description":"d","schema":{}}]`),
		untracedError(400, "API-RESOURCE-60016")},
	{"2.5", "apiresources.AuthorizationDetailsTypes.Add", "no JSON schema", onDetails("PUT", "",
		`[{"type":"rent","name":"Rent","description":"d","schema":{"properties":{"amount":{"type":"money"}}}}]`),
		untracedError(400, "API-RESOURCE-60016")},
	{"2.5", "apiresources.AuthorizationDetailsTypes.Add", "taken", onDetails("PUT", "", "["+sale+"]"), untracedError(400, "API-RESOURCE-60008")},
	{"2.5", "apiresources.AuthorizationDetailsTypes.Add", "unknown API resource", onUnknown("PUT", "/authorization-details-types", "["+rent+"]"), unknownResource},

	{"2.1", "apiresources.AuthorizationDetailsTypes.List", "all of an API resource", onDetails("GET", "", ""), body(200, `[`+saleView+`]`)},
	{"2.1", "apiresources.AuthorizationDetailsTypes.List", "none", func(s *session) *answer {
		return s.get(newResource(s) + "/authorization-details-types")
	}, body(200, `[]`)},
	{"2.5", "apiresources.AuthorizationDetailsTypes.List", "unknown API resource", onUnknown("GET", "/authorization-details-types", ""), unknownResource},

	{"2.1", "apiresources.AuthorizationDetailsTypes.Get", "one", onDetails("GET", "/{sale}", ""), body(200, saleView)},
	{"2.5", "apiresources.AuthorizationDetailsTypes.Get", "unknown id", onDetails("GET", "/nothing", ""), unknownDetailsType},

	{"2.1", "apiresources.AuthorizationDetailsTypes.Update", "no body in the response", onDetails("PATCH", "/{sale}", rent), empty(204)},
	{"2.1", "apiresources.AuthorizationDetailsTypes.Update", "changes every member", func(s *session) *answer {
		path := newDetailsType(s) + "/" + s.vars["sale"]
		s.patch(path, rent).ok()
		return s.get(path)
	}, body(200, `{"id":"{sale}","type":"rent","name":"Rent","description":"A rent","schema":{"type":"object"}}`)},
	{"6.3", "apiresources.AuthorizationDetailsTypes.Update", "a member missing", onDetails("PATCH", "/{sale}", `{"name":"Rent"}`), serverError(400, "UE-10000")},
	{"2.5", "apiresources.AuthorizationDetailsTypes.Update", "taken", func(s *session) *answer {
		path := newDetailsType(s)
		s.put(path, "["+rent+"]").ok()
		return s.patch(path+"/"+s.vars["sale"], rent)
	}, untracedError(400, "API-RESOURCE-60008")},
	{"2.5", "apiresources.AuthorizationDetailsTypes.Update", "unknown id", onDetails("PATCH", "/nothing", rent), unknownDetailsType},
	{"2.5", "apiresources.AuthorizationDetailsTypes.Update", "unknown API resource", onUnknown("PATCH", "/authorization-details-types/1", rent), unknownResource},

	{"2.1", "apiresources.AuthorizationDetailsTypes.Delete", "no body in the response", onDetails("DELETE", "/{sale}", ""), empty(204)},
	{"2.1", "apiresources.AuthorizationDetailsTypes.Delete", "is gone", func(s *session) *answer {
		path := newDetailsType(s)
		s.delete(path + "/" + s.vars["sale"]).ok()
		return s.get(path)
	}, body(200, `[]`)},

	{"2.1", "apiresources.AuthorizationDetailsTypes.ListInOrganization", "all", func(s *session) *answer {
		newDetailsType(s)
		return s.get(detailsTypes)
	}, body(200, `[`+saleView+`]`)},
	{"2.1", "apiresources.AuthorizationDetailsTypes.ListInOrganization", "filter", func(s *session) *answer {
		s.put(newDetailsType(s), "["+rent+"]").ok()
		return s.get(detailsTypes + "?filter=" + url.QueryEscape("type sw SA"))
	}, body(200, `[`+saleView+`]`)},
	{"2.4", "apiresources.AuthorizationDetailsTypes.ListInOrganization", "filter by another attribute", func(s *session) *answer {
		return s.get(detailsTypes + "?filter=schema+eq+x")
	}, untracedError(400, "API-RESOURCE-60005")},

	{"2.1", "apiresources.AuthorizationDetailsTypes.Exists", "it does", func(s *session) *answer {
		newDetailsType(s)
		return s.do("HEAD", detailsTypes+"?filter=type+eq+sale", nil)
	}, empty(200)},
	{"2.1", "apiresources.AuthorizationDetailsTypes.Exists", "it does not", func(s *session) *answer {
		return s.do("HEAD", detailsTypes+"?filter=type+eq+sale", nil)
	}, empty(404)},
	{"2.4", "apiresources.AuthorizationDetailsTypes.Exists", "bad filter", func(s *session) *answer {
		return s.do("HEAD", detailsTypes+"?filter=schema+eq+x", nil)
	}, empty(400)},
	{"6.3", "apiresources.AuthorizationDetailsTypes.Exists", "no filter", func(s *session) *answer { return s.do("HEAD", detailsTypes, nil) }, empty(400)},
}

// collectionsWith returns a call that lists the collections a filter finds.
func collectionsWith(filter string) func(*session) *answer {
	return func(s *session) *answer { return s.get(collections + "?filter=" + url.QueryEscape(filter)) }
}

const apiResourcesCollection = `"id":"YXBpUmVzb3VyY2Vz","name":"apiResources","displayName":"API Resources","type":"tenant"`

const resourcesOfCollection = `{
	"read":[{"id":"*","name":"*","type":"TENANT","self":"/t/{org}/api/server/v1/api-resources/*",
		"scopes":[{"id":"*","name":"internal_api_resource_view","displayName":"*"}]}],
	"write":[{"id":"*","name":"*","type":"TENANT","self":"*",
		"scopes":["*",{"name":"internal_api_resource_view","*":"*"},"*","*"]}]}`

var collectionRows = []row{
	{"2.6", "apiresources.ConsoleCollections.List", "without a token", func(s *session) *answer {
		return s.as("").get(collections + "?filter=" + url.QueryEscape("type eq tenant and name eq apiResources"))
	}, body(200, `{"totalResults":1,"apiResourceCollections":[{`+apiResourcesCollection+`,
		"self":"/t/{org}/api/server/v1/api-resource-collections/YXBpUmVzb3VyY2Vz"}]}`)},
	{"2.6", "apiresources.ConsoleCollections.List", "by display name", func(s *session) *answer { return s.get(collections) },
		body(200, `{"totalResults":5,"apiResourceCollections":[{"displayName":"API Resources","*":"*"},{"displayName":"Applications","*":"*"},
			{"displayName":"Groups","*":"*"},{"displayName":"Roles","*":"*"},{"displayName":"Users","*":"*"}]}`)},
	{"2.6", "apiresources.ConsoleCollections.List", "attributes", func(s *session) *answer {
		return s.get(collections + "?attributes=apiResources&filter=displayName+sw+API")
	}, body(200, `{"totalResults":1,"apiResourceCollections":[{`+apiResourcesCollection+`,"self":"*","apiResources":`+resourcesOfCollection+`}]}`)},
	{"2.6", "apiresources.ConsoleCollections.List", "none found", func(s *session) *answer { return s.get(collections + "?filter=type+eq+x") },
		body(200, `{"totalResults":0,"apiResourceCollections":[]}`)},
	{"2.6", "apiresources.ConsoleCollections.List", "other attributes", func(s *session) *answer { return s.get(collections + "?attributes=scopes") },
		untracedError(400, "API-RESOURCE-60013")},
	{"2.6", "apiresources.ConsoleCollections.List", "filter that cannot be parsed", collectionsWith("type"), untracedError(400, "API-RESOURCE-60001")},
	{"2.6", "apiresources.ConsoleCollections.List", "filter by another attribute", collectionsWith("id eq x"), untracedError(400, "API-RESOURCE-60003")},
	{"2.6", "apiresources.ConsoleCollections.List", "filter with or", collectionsWith("name eq x or name eq y"), untracedError(400, "API-RESOURCE-60004")},
	{"2.6", "apiresources.ConsoleCollections.List", "filter with another operator", collectionsWith("name ne x"), untracedError(400, "API-RESOURCE-60005")},

	{"2.6", "apiresources.ConsoleCollections.Get", "without a token", func(s *session) *answer {
		return s.as("").get(collections + "/YXBpUmVzb3VyY2Vz")
	}, body(200, `{`+apiResourcesCollection+`,"apiResources":`+resourcesOfCollection+`}`)},
	{"2.6", "apiresources.ConsoleCollections.Get", "unknown id", func(s *session) *answer { return s.get(collections + "/nothing") },
		untracedError(404, "API-RESOURCE-60014")},
}
