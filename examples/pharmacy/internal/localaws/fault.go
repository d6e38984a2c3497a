package localaws

import (
	"cmp"
	"net/http"
)

// Fault is an error to answer instead of performing an operation.
type Fault struct {
	// Operation is the operation to disturb, as in [Call].Operation.
	Operation string
	// Service, as in [Call].Service, tells operations of one name apart
	// (TagResource). Empty means any.
	Service string
	// Status is the HTTP status. Default 500.
	Status int
	// Code is the error code. Default InternalFailure.
	Code string
	// Message is the error message. Default: the code.
	Message string
	// Times is how many requests are answered so. Default 1.
	Times int
}

// Inject makes the next requests for an operation fail, in the error shape of
// its service and without any effect on state. Faults for the same operation
// are used up in the order of their injection.
func (s *Server) Inject(f Fault) {
	f.Status = cmp.Or(f.Status, http.StatusInternalServerError)
	f.Code = cmp.Or(f.Code, "InternalFailure")
	f.Message = cmp.Or(f.Message, f.Code)
	f.Times = max(f.Times, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// takeFault uses up one turn of the first fault for the operation. It returns
// an error, not an *apiError, so that nil means none.
func (s *Server) takeFault(service, operation string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		if f.Times == 0 || f.Operation != operation || f.Service != "" && f.Service != service {
			continue
		}
		f.Times--
		return failf(f.Status, f.Code, "%s", f.Message)
	}
	return nil
}
