package scim

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// named returns the conditions that narrow a listing down to the resources of a name. What the server cannot read of it
// has to be compared here.
func (g grammar) named(attribute Attribute, name string) []Condition {
	end := strings.IndexFunc(name, func(r rune) bool { return !g.readable(r) })
	if end < 0 {
		end = len(name)
	}
	switch prefix := name[:end]; {
	case prefix == "", isConnective(prefix):
		return nil
	case prefix == name:
		return []Condition{attribute.Equals(name)}
	default:
		return []Condition{attribute.StartsWith(prefix)}
	}
}

// including makes sure that a lookup gets the attribute that it compares.
func (p *attributeParams) including(name string) *attributeParams {
	if p.Attributes != nil {
		p.Attributes = append(p.Attributes, name)
	}
	p.ExcludedAttributes = slices.DeleteFunc(p.ExcludedAttributes, func(s string) bool { return s == name })
	return p
}

// fitStored compares names that may begin with a user store. The server leaves the store out of some of its answers,
// and compares names of users and groups in any case in most stores.
func fitStored(wanted, name string) int {
	wantedStore, wanted := cutStore(wanted)
	store, name := cutStore(name)
	switch {
	case wantedStore != "" && store != "" && !strings.EqualFold(wantedStore, store):
		return rest.Different
	case wanted == name:
		return rest.Same
	case strings.EqualFold(wanted, name):
		return rest.Alike
	}
	return rest.Different
}

func cutStore(qualified string) (store, name string) {
	if store, name, ok := strings.Cut(qualified, "/"); ok {
		return store, name
	}
	return "", qualified
}
