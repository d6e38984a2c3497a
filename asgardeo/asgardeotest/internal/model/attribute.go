package model

// A UserAttribute is an attribute that an organization defines for its users.
type UserAttribute struct {
	Name        string
	Type        string // of RFC 7643 section 2.3, in capital letters with underscores; empty means STRING
	MultiValued bool
	ReadOnly    bool
	Parts       []UserAttribute // the sub-attributes of a COMPLEX one
}
