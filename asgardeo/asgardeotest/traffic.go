package asgardeotest

// A Request is an entry of the log. It holds no header and no body, and so no
// credential.
type Request struct {
	// Operation is the name of the operation, or empty when the request
	// matched none.
	Operation string
	Method    string
	// Path is the decoded path, from /t/{organization} on.
	Path string
	// RawQuery is the query as sent, save for the values of parameters that
	// hold secrets.
	RawQuery string
	// Status is the status of the answer, or zero when the connection was
	// reset before there was any.
	Status int
}

// Requests returns the requests answered so far, oldest first. A server keeps
// the last ten thousand.
func (s *Server) Requests() []Request {
	log := s.engine.Requests()
	requests := make([]Request, len(log))
	for i, r := range log {
		requests[i] = Request(r)
	}
	return requests
}

// ResetRequests empties the log that [Server.Requests] returns.
func (s *Server) ResetRequests() { s.engine.ResetRequests() }
