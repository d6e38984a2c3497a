package engine

import "net/http"

// A Family is a group of endpoints that share the form of their error bodies
// and their negotiation of media types.
type Family struct {
	// Prefixes are the path prefixes of the endpoints. The last family of a
	// server also has all other paths.
	Prefixes []string
	// Below reports whether the endpoints exist for sub-organizations.
	Below bool
	// Open reports whether an unknown path is refused before the token is
	// checked.
	Open bool

	// Negotiate checks the media types of a request. It may be nil.
	Negotiate func(*Call) error
	// Refuse returns the response of the stages in front of the services to a
	// request that they refuse. The default is the response of the management APIs.
	Refuse func(c *Call, status int, description string) Reply
	// Fail returns the response for an error that is not a [Failure].
	Fail func(*Call, error) Reply
	// Unimplemented returns the response for an operation that the stand-in
	// does not implement.
	Unimplemented func(c *Call, description string) Reply
	// Finish adds headers to the responses of services. It may be nil.
	Finish func(Reply) Reply
}

// holds reports whether a path belongs to the family.
func (f *Family) holds(path string) bool {
	for _, prefix := range f.Prefixes {
		if Below(path, prefix) {
			return true
		}
	}
	return false
}

// A Failure is an error with its own response.
type Failure interface {
	error
	Reply(*Call) Reply
}

// Unimplemented is the error for an operation of the real server that the
// stand-in does not implement.
type Unimplemented struct{ What string }

func (f Unimplemented) Error() string { return "asgardeotest does not implement " + f.What }

// Reply returns a response with the status 501.
func (f Unimplemented) Reply(c *Call) Reply { return c.family.Unimplemented(c, f.Error()) }

func notImplemented(op *Operation) Failure {
	return Unimplemented{op.Name + " (" + op.Method + " " + op.Path + ")"}
}

// Bare is a failure whose response has only a status.
type Bare int

func (b Bare) Error() string { return http.StatusText(int(b)) }

// Reply returns a response without a body.
func (b Bare) Reply(*Call) Reply { return Empty(int(b)) }
