// Package conformance holds no code but tests: the matrix of everything the
// in-memory organization of asgardeotest answers, row by row against the facts
// of the real server, and every answer also against the OpenAPI documents.
//
// The facts are notes on what the server does on the wire; their sections
// stand in the names of the tests, such as
//
//	TestMatrix/patchAPIResource/null_keeps_a_member_(2.3)
//
// A section of the notes on one subject has the subject in front, as in
// "attributes 2".
//
// To add rows, write them into the table of their API. A row says which
// section of the facts it stands for, which operation it is about, what it
// shows, how to bring it about on an organization of its own, and what the
// answer is:
//
//	{"2.3", "patchAPIResource", "null keeps a member", func(s *session) *answer {
//		id := s.create(resources, `{"name":"n","identifier":"urn:n","description":"d"}`)
//		s.patch(resources+"/"+id, `{"description":null}`)
//		return s.get(resources + "/" + id)
//	}, body(200, `{"description":"d","*":"*"}`)},
//
// The refusals that every operation has in common are generated from the
// documents: no row is needed for a missing token or scope, an unknown
// organization, a wrong media type, a malformed body or an unknown member.
package conformance
