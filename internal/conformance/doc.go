// Package conformance consists of tests only. A matrix compares the responses
// of the in-memory organization of asgardeotest with the facts about the real
// server, row by row. Every response is also validated against the OpenAPI
// documents.
//
// The facts are notes on the wire behaviour of the server. The names of the
// tests contain their section numbers, such as
//
//	TestMatrix/apiresources.Update/null_keeps_a_member_(2.3)
//
// A section of the notes on a single subject is preceded by the subject, as in
// "attributes 2".
//
// To add rows, write them into the table of their API. A row has the section of
// the facts, the operation, the behaviour that it shows, the requests that
// cause it in a new organization, and the expected response:
//
//	{"2.3", "apiresources.Update", "null keeps a member", func(s *session) *answer {
//		id := s.create(resources, `{"name":"n","identifier":"urn:n","description":"d"}`)
//		s.patch(resources+"/"+id, `{"description":null}`)
//		return s.get(resources + "/" + id)
//	}, body(200, `{"description":"d","*":"*"}`)},
//
// TestSCIMEngine replays requests of which the outcome in the SCIM engine of the
// real server is known. They are in testdata/scim-engine.jsonl.gz, one on a line.
//
// The error responses that all operations share are generated from the
// documents: no row is needed for a missing token or scope, an unknown
// organization, a wrong media type, a malformed body or an unknown member.
package conformance
