package engine

import "net/http"

// A Family is a group of endpoints that fail in the same manner: each has its
// own error bodies and its own way to negotiate media types.
type Family struct {
	// Prefixes are where the endpoints are. The last family of a server also
	// has all other paths.
	Prefixes []string
	// Below says that the endpoints exist for organizations below the root.
	Below bool
	// Open says that an unknown path is told before the token is looked at.
	Open bool

	// Negotiate judges the media types of a request. It may be nil.
	Negotiate func(*Call) error
	// Refuse is the body of a refusal by the stages in front of the services. If
	// it is nil, it is that of the management APIs.
	Refuse func(c *Call, status int, description string) Reply
	// Fail answers with an error that is no [Failure].
	Fail func(*Call, error) Reply
	// Unimplemented answers for what the stand-in does not have.
	Unimplemented func(c *Call, description string) Reply
	// Finish adds headers to the answers of services. It may be nil.
	Finish func(Reply) Reply
}

// holds reports whether the family has a path.
func (f *Family) holds(path string) bool {
	for _, prefix := range f.Prefixes {
		if Below(path, prefix) {
			return true
		}
	}
	return false
}

// A Failure is an error that knows the answer it stands for.
type Failure interface {
	error
	Reply(*Call) Reply
}

// Unimplemented is the error for an operation of the real server that this one
// does not have.
type Unimplemented struct{ What string }

func (f Unimplemented) Error() string { return "asgardeotest does not implement " + f.What }

// Reply answers with 501.
func (f Unimplemented) Reply(c *Call) Reply { return c.family.Unimplemented(c, f.Error()) }

func notImplemented(op *Operation) Failure {
	return Unimplemented{op.Name + " (" + op.Method + " " + op.Path + ")"}
}

// Bare is a failure that is nothing but a status.
type Bare int

func (b Bare) Error() string { return http.StatusText(int(b)) }

// Reply answers without a body.
func (b Bare) Reply(*Call) Reply { return Empty(int(b)) }
