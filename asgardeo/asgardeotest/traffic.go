package asgardeotest

// A Request is an entry of the request log. It contains neither headers nor the
// body, and so no credentials.
type Request struct {
	// Operation is the name of the operation, or empty if the request matched
	// no operation.
	Operation string
	Method    string
	// Path is the decoded path, beginning with /t/{organization}.
	Path string
	// RawQuery is the query as sent, without the values of parameters that
	// contain secrets.
	RawQuery string
	// Status is the status of the response, or zero if the connection was reset
	// before a response was sent.
	Status int
}

// Requests returns the requests handled so far, oldest first. A server keeps
// the last ten thousand.
func (s *Server) Requests() []Request {
	log := s.engine.Requests()
	requests := make([]Request, len(log))
	for i, r := range log {
		requests[i] = Request(r)
	}
	return requests
}

// ResetRequests clears the log that [Server.Requests] returns.
func (s *Server) ResetRequests() { s.engine.ResetRequests() }
