package scimengine

import (
	"errors"
	"fmt"
)

// A Refusal is the error for an operation that the engine refuses.
type Refusal struct {
	Reason Reason
	Type   string // one of RFC 7644 section 3.12, or the text that the real server sends in its place
	Detail string
}

// A Reason is the kind of a refusal.
type Reason int

// The reasons of refusals.
const (
	Invalid     Reason = iota // the request is wrong
	Unsupported               // the real server does not support it
	Failed                    // the real server fails with an internal error
	Uncaught                  // the real server does not handle it, and what it sends is not that of SCIM
)

// Error returns the detail.
func (r *Refusal) Error() string { return r.Detail }

// UnparsableDetail is the detail of every refusal that has its message in the
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

// Misplaced returns a refusal with the message in place of the error type,
// which is a deviation of the real server.
func Misplaced(format string, args ...any) error {
	return refuse(fmt.Sprintf(format, args...), UnparsableDetail)
}

// InvalidPath refuses the path of an operation.
func InvalidPath(format string, args ...any) error { return refuse("invalidPath", format, args...) }

// noTarget refuses a path without a target.
func noTarget(format string, args ...any) error { return refuse("noTarget", format, args...) }

// uncaught is the error for what the real server does not handle.
func uncaught() error { return &Refusal{Reason: Uncaught} }

// isUncaught reports whether the real server does not handle the error.
func isUncaught(err error) bool {
	refusal, ok := errors.AsType[*Refusal](err)
	return ok && refusal.Reason == Uncaught
}

// ValueMissing refuses an operation without a value.
func ValueMissing(op Operation) error {
	return refuse("invalidSyntax", "The value is not provided to perform patch %s operation.", op.Op)
}
