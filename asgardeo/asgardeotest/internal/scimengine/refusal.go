package scimengine

import (
	"fmt"
)

// A Refusal is why the engine does not do what it is asked.
type Refusal struct {
	Reason Reason
	Type   string // one of RFC 7644 section 3.12, or what the real server has there
	Detail string
}

// A Reason says what kind of refusal one is.
type Reason int

// The reasons of refusals.
const (
	Invalid     Reason = iota // the request is wrong
	Unsupported               // the real server does not have it
	Failed                    // the real server runs into an error of its own
)

// Error returns the detail.
func (r *Refusal) Error() string { return r.Detail }

// UnparsableDetail is the detail of every refusal that carries its message in the
// type.
const UnparsableDetail = "Request is unparsable, syntactically incorrect, or violates schema."

func refuse(kind, format string, args ...any) error {
	return &Refusal{Invalid, kind, fmt.Sprintf(format, args...)}
}

func notSupported(format string, args ...any) error {
	return &Refusal{Unsupported, "", fmt.Sprintf(format, args...)}
}

func fail(format string, args ...any) error {
	return &Refusal{Failed, "", fmt.Sprintf(format, args...)}
}

// InvalidValue refuses a value.
func InvalidValue(format string, args ...any) error { return refuse("invalidValue", format, args...) }

// InvalidSyntax refuses a body that does not have the expected form.
func InvalidSyntax() error { return refuse("invalidSyntax", UnparsableDetail) }

// Misplaced is the deviation of the real server that puts the message where the
// type of the error belongs.
func Misplaced(format string, args ...any) error {
	return refuse(fmt.Sprintf(format, args...), UnparsableDetail)
}

// InvalidPath refuses the path of an operation.
func InvalidPath(format string, args ...any) error { return refuse("invalidPath", format, args...) }

// noTarget refuses a path that leads to nothing.
func noTarget(format string, args ...any) error { return refuse("noTarget", format, args...) }

// ValueMissing refuses an operation without a value.
func ValueMissing(op Operation) error {
	return InvalidValue("The operation %s must have a value.", op.Op)
}

func readOnly(name string) error { return refuse("mutability", "Attribute %s is read-only.", name) }

// NotPatched is the error that the real server runs into while it patches a kind of
// resource.
func NotPatched(resource string) error {
	return fail("Error in performing the patch operation on %s resource.", resource)
}
