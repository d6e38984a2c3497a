package scim

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// stored narrows down as [rest.Narrow] does, for a name that may begin with a user store. A beginning has to go beyond the
// store.
func stored(g *grammar.Grammar, attribute filter.Attribute, name string) filter.Filter {
	if store, _ := cutStore(name); store != "" && len(g.Narrow(string(attribute), name).Value) <= len(store)+1 {
		return filter.Filter{}
	}
	return rest.Narrow(g, attribute, name)
}

// including adds the attribute that a lookup compares.
func (p *attributeParams) including(name string) *attributeParams {
	if p.Attributes != nil {
		p.Attributes = append(p.Attributes, name)
	}
	p.ExcludedAttributes = slices.DeleteFunc(p.ExcludedAttributes, func(s string) bool { return strings.EqualFold(s, name) })
	return p
}

// fitStored compares names that may begin with a user store. The server omits the store in some of its responses, and
// most stores compare names of users and groups case-insensitively. A name with the requested store fits better than
// one without a store.
func fitStored(wanted, name string) int {
	wantedStore, wanted := cutStore(wanted)
	store, name := cutStore(name)
	fit := rest.Different
	switch {
	case wantedStore != "" && store != "" && !strings.EqualFold(wantedStore, store):
		return rest.Different
	case wanted == name:
		fit = rest.Same
	case strings.EqualFold(wanted, name):
		fit = rest.Alike
	default:
		return rest.Different
	}
	if wantedStore != "" && store != "" {
		fit += rest.Same
	}
	return fit
}

func cutStore(qualified string) (store, name string) {
	if store, name, ok := strings.Cut(qualified, "/"); ok {
		return store, name
	}
	return "", qualified
}
