package conformance

// shareable creates an application and the organizations north and south, and
// returns the path of the application.
func shareable(s *session) string {
	s.let("north", s.srv.AddSubOrganization("north").ID)
	s.let("south", s.srv.AddSubOrganization("south").ID)
	return application(s, "")
}

// sharedNorth shares the application with north and its role reader.
func sharedNorth(s *session) string {
	path := shareable(s)
	s.post(applications+"/share", `{"applicationId":"{app}","organizations":[{"orgId":"{north}","policy":"SELECTED_ORG_ONLY","roleSharing":`+reader+`}]}`).ok()
	return path
}

const (
	readerRole = `{"displayName":"reader","audience":{"display":"app","type":"application"}}`
	reader     = `{"mode":"SELECTED","roles":[` + readerRole + `]}`

	processing = `{"status":"Processing","details":"*"}`
)

// sharing is a row about a request for an operation that continues in the
// background.
func sharing(operation, method, path, what, request string, w want) row {
	return row{"3.1", operation, what, func(s *session) *answer {
		sharedNorth(s)
		return s.do(method, applications+path, request)
	}, w}
}

// sharedList is a row about the list of organizations that an application is
// shared with.
func sharedList(what, query string, w want) row {
	return row{"3.1", "applications.Sharing.ListOrganizations", what, func(s *session) *answer {
		path := sharedNorth(s)
		s.post(path+"/share", `{"sharedOrganizations":["{south}"]}`).ok()
		return s.get(path + "/share?" + query)
	}, w}
}

// unsharable is a row about an application that does not exist. These
// operations report it as invalid.
func unsharable(operation, method, path string, request any) row {
	return row{"3.1", operation, "unknown application", func(s *session) *answer {
		return s.do(method, applications+path, request)
	}, serverError(400, "ORG-60035")}
}

var sharingRows = []row{
	{"3.1", "applications.Sharing.ShareNow", "with some", func(s *session) *answer {
		return s.post(shareable(s)+"/share", `{"sharedOrganizations":["{north}"]}`)
	}, empty(200)},
	{"3.1", "applications.Sharing.ShareNow", "with all", func(s *session) *answer {
		return s.post(shareable(s)+"/share", `{"shareWithAllChildren":true}`)
	}, empty(200)},
	{"3.1", "applications.Sharing.ShareNow", "with nobody", func(s *session) *answer {
		return s.post(shareable(s)+"/share", `{}`)
	}, serverError(400, "ORG-60001")},
	{"3.1", "applications.Sharing.ShareNow", "with all and some", func(s *session) *answer {
		return s.post(shareable(s)+"/share", `{"shareWithAllChildren":true,"sharedOrganizations":["{north}"]}`)
	}, serverError(400, "ORG-60001")},
	unsharable("applications.Sharing.ShareNow", "POST", "/nothing/share", `{"shareWithAllChildren":true}`),

	sharedList("everything, in order", "", body(200, `{"organizations":[
		{"id":"{north}","name":"north","orgHandle":"north","parentId":"*","ref":"/t/{org}/api/server/v1/organizations/{north}","hasChildren":false,"depthFromRoot":1,"roles":[`+readerRole+`]},
		{"id":"{south}","name":"south","orgHandle":"south","parentId":"*","ref":"/t/{org}/api/server/v1/organizations/{south}","hasChildren":false,"depthFromRoot":1,"roles":[]}]}`)),
	sharedList("a page", "limit=1&recursive=false", body(200, `{"organizations":[{"id":"{north}","*":"*"}],
		"links":[{"rel":"next","href":"/t/{org}`+applications+`/{app}/share?limit=1&recursive=false&after=MQ=="}]}`)),
	sharedList("the page after", "limit=1&after=MQ==", body(200, `{"organizations":[{"id":"{south}","*":"*"}],
		"links":[{"rel":"previous","href":"/t/{org}`+applications+`/{app}/share?limit=1&before=Mg=="}]}`)),
	sharedList("filtered, without roles", "filter=name+sw+sou&excludedAttributes=roles", body(200, `{"organizations":[
		{"id":"{south}","name":"south","orgHandle":"south","parentId":"*","ref":"*","hasChildren":false,"depthFromRoot":1}]}`)),
	sharedList("nothing matches", "filter=id+eq+nothing", body(200, `{}`)),
	sharedList("filter by another attribute", "filter=status+eq+ACTIVE", serverError(400, "ORG-60023")),
	sharedList("filter that cannot be parsed", "filter=id", serverError(400, "ORG-60022")),
	sharedList("filter with or", "filter=id+eq+a+or+id+eq+b", serverError(400, "ORG-60024")),
	sharedList("negative limit", "limit=-1", serverError(400, "ORG-60025")),
	sharedList("bad cursor", "after=x", serverError(400, "ORG-60026")),
	{"3.1", "applications.Sharing.ListOrganizations", "the mode", func(s *session) *answer {
		path := shareable(s)
		s.post(applications+"/share-with-all", `{"applicationId":"{app}","policy":"ALL_EXISTING_AND_FUTURE_ORGS","roleSharing":{"mode":"NONE"}}`).ok()
		return s.get(path + "/share?attributes=sharingMode")
	}, body(200, `{"sharingMode":{"policy":"ALL_EXISTING_AND_FUTURE_ORGS","roleSharing":{"mode":"NONE"}},"organizations":"*"}`)},
	unsharable("applications.Sharing.ListOrganizations", "GET", "/nothing/share", nil),

	{"3.1", "applications.Sharing.UnshareNow", "takes back", func(s *session) *answer {
		path := sharedNorth(s)
		got := s.delete(path + "/share/" + s.vars["north"])
		if list := s.get(path + "/share").body; list != "{}" {
			s.t.Errorf("got the organizations %s, want none", list)
		}
		return got
	}, empty(204)},
	unsharable("applications.Sharing.UnshareNow", "DELETE", "/nothing/share/x", nil),

	{"3.1", "applications.Sharing.ListApplications", "one for each organization", func(s *session) *answer {
		return s.get(sharedNorth(s) + "/shared-apps")
	}, body(200, `{"sharedApplications":[{"applicationId":"*","organizationId":"{north}"}]}`)},
	{"3.1", "applications.Sharing.ListApplications", "none", func(s *session) *answer { return s.get(shareable(s) + "/shared-apps") }, body(200, `{}`)},
	unsharable("applications.Sharing.ListApplications", "GET", "/nothing/shared-apps", nil),
	{"3.1", "applications.Sharing.DeleteApplications", "takes all back", func(s *session) *answer {
		path := sharedNorth(s)
		got := s.delete(path + "/shared-apps")
		if list := s.get(path + "/shared-apps").body; list != "{}" {
			s.t.Errorf("got the shared applications %s, want none", list)
		}
		return got
	}, empty(204)},
	unsharable("applications.Sharing.DeleteApplications", "DELETE", "/nothing/shared-apps", nil),

	sharing("applications.Sharing.Share", "POST", "/share", "goes on in the background",
		`{"applicationId":"{app}","organizations":[{"orgId":"{south}","policy":"SELECTED_ORG_WITH_ALL_EXISTING_AND_FUTURE_CHILDREN","roleSharing":{"mode":"ALL"}}]}`, body(202, processing)),
	sharing("applications.Sharing.Share", "POST", "/share", "no organizations", `{"applicationId":"{app}","organizations":[]}`, serverError(400, "ORG-60001")),
	sharing("applications.Sharing.Share", "POST", "/share", "policy left over from a generator",
		`{"applicationId":"{app}","organizations":[{"orgId":"{south}","policy":"NO_ORG","roleSharing":{"mode":"ALL"}}]}`, serverError(400, "UE-10000")),
	sharing("applications.Sharing.Share", "POST", "/share", "policy for all",
		`{"applicationId":"{app}","organizations":[{"orgId":"{south}","policy":"ALL_EXISTING_ORGS_ONLY","roleSharing":{"mode":"ALL"}}]}`, serverError(400, "UE-10000")),
	sharing("applications.Sharing.Share", "POST", "/share", "no roles to select",
		`{"applicationId":"{app}","organizations":[{"orgId":"{south}","policy":"SELECTED_ORG_ONLY","roleSharing":{"mode":"SELECTED"}}]}`, serverError(400, "ORG-60001")),
	unsharable("applications.Sharing.Share", "POST", "/share",
		`{"applicationId":"nothing","organizations":[{"orgId":"o","policy":"SELECTED_ORG_ONLY","roleSharing":{"mode":"ALL"}}]}`),

	sharing("applications.Sharing.Update", "PATCH", "/share", "goes on in the background",
		`{"applicationId":"{app}","Operations":[{"op":"remove","path":"organizations[orgId eq \"{north}\"].roles","value":[`+readerRole+`]}]}`, body(202, processing)),
	sharing("applications.Sharing.Update", "PATCH", "/share", "no operations", `{"applicationId":"{app}","Operations":[]}`, serverError(400, "ORG-60001")),
	sharing("applications.Sharing.Update", "PATCH", "/share", "another path", `{"applicationId":"{app}","Operations":[{"op":"add","path":"roles","value":[]}]}`, serverError(400, "ORG-60001")),
	sharing("applications.Sharing.Update", "PATCH", "/share", "another operation",
		`{"applicationId":"{app}","Operations":[{"op":"replace","path":"organizations[orgId eq {north}].roles","value":[]}]}`, serverError(400, "ORG-60001")),
	unsharable("applications.Sharing.Update", "PATCH", "/share", `{"applicationId":"nothing","Operations":[{"op":"add","path":"organizations[orgId eq o].roles"}]}`),

	sharing("applications.Sharing.ShareWithAll", "POST", "/share-with-all", "goes on in the background",
		`{"applicationId":"{app}","policy":"ALL_EXISTING_ORGS_ONLY","roleSharing":`+reader+`}`, body(202, processing)),
	sharing("applications.Sharing.ShareWithAll", "POST", "/share-with-all", "policy for some",
		`{"applicationId":"{app}","policy":"SELECTED_ORG_ONLY","roleSharing":{"mode":"ALL"}}`, serverError(400, "UE-10000")),
	sharing("applications.Sharing.ShareWithAll", "POST", "/share-with-all", "roles that nobody selects",
		`{"applicationId":"{app}","policy":"ALL_EXISTING_ORGS_ONLY","roleSharing":{"mode":"ALL","roles":[`+readerRole+`]}}`, serverError(400, "ORG-60001")),
	unsharable("applications.Sharing.ShareWithAll", "POST", "/share-with-all", `{"applicationId":"nothing","policy":"ALL_EXISTING_ORGS_ONLY","roleSharing":{"mode":"ALL"}}`),

	sharing("applications.Sharing.Unshare", "POST", "/unshare", "goes on in the background", `{"applicationId":"{app}","orgIds":["{north}"]}`, body(202, processing)),
	sharing("applications.Sharing.Unshare", "POST", "/unshare", "no organizations", `{"applicationId":"{app}"}`, serverError(400, "UE-10000")),
	unsharable("applications.Sharing.Unshare", "POST", "/unshare", `{"applicationId":"nothing","orgIds":[]}`),
	sharing("applications.Sharing.UnshareFromAll", "POST", "/unshare-with-all", "goes on in the background", `{"applicationId":"{app}"}`, body(202, processing)),
	unsharable("applications.Sharing.UnshareFromAll", "POST", "/unshare-with-all", `{"applicationId":"nothing"}`),
}
