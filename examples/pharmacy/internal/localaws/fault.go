package localaws

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// Fault is an error to return instead of performing an operation.
type Fault struct {
	// Operation is the operation that fails, as in [Call].Operation.
	Operation string
	// Service, as in [Call].Service, limits the fault to one service. Empty
	// means any.
	Service string
	// Status is the HTTP status. Default 500.
	Status int
	// Code is the error code. Default InternalFailure.
	Code string
	// Message is the error message. Default: the code.
	Message string
	// Times is the number of requests that fail. Default 1.
	Times int
}

// Inject makes the next requests for an operation fail, in the error shape of
// its service and without any effect on state. Faults for the same operation
// apply in the order of their injection. Inject panics if the service has no
// such operation, because the fault would never apply.
func (s *Server) Inject(f Fault) {
	if !isOperation(f.Service, f.Operation) {
		panic(fmt.Sprintf("localaws: there is no operation %q of the service %q", f.Operation, f.Service))
	}
	f.Status = cmp.Or(f.Status, http.StatusInternalServerError)
	f.Code = cmp.Or(f.Code, "InternalFailure")
	f.Message = cmp.Or(f.Message, f.Code)
	f.Times = max(f.Times, 1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &f)
}

// PendingFaults returns the number of requests that injected faults will still
// make fail.
func (s *Server) PendingFaults() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	pending := 0
	for _, f := range s.faults {
		pending += f.Times
	}
	return pending
}

// takeFault applies the first fault for the operation once. It returns an
// error, not an *apiError, so that nil means no fault.
func (s *Server) takeFault(service, operation string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i, f := range s.faults {
		if f.Operation != operation || f.Service != "" && f.Service != service {
			continue
		}
		if f.Times--; f.Times == 0 {
			s.faults = slices.Delete(s.faults, i, i+1)
		}
		return failf(f.Status, f.Code, "%s", f.Message)
	}
	return nil
}

// isOperation reports whether a service has an operation with the name. An
// empty service means any. The operations of a deployed API are unknown, so
// every method with a path is accepted.
func isOperation(service, name string) bool {
	has := func(candidate string, names ...string) bool {
		return (service == "" || service == candidate) && slices.Contains(names, name)
	}
	if method, path, isRequest := strings.Cut(name, " "); isRequest {
		return (service == "" || service == serviceExecute) &&
			method != "" && strings.ToUpper(method) == method && strings.HasPrefix(path, "/")
	}
	return has(serviceSTS, namesOf(stsOperations)...) || has(serviceIAM, namesOf(iamOperations)...) ||
		has(serviceLambda, namesOf(lambdaOperations)...) || has(serviceGateway, namesOf(gatewayOperations)...)
}

func namesOf[T interface{ operationName() string }](operations []T) []string {
	names := make([]string, len(operations))
	for i, op := range operations {
		names[i] = op.operationName()
	}
	return names
}

func (op restOperation) operationName() string  { return op.name }
func (op queryOperation) operationName() string { return op.name }
