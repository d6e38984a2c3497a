package directory

import (
	"slices"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

const (
	// storePrimary is the store of users and groups without a prefix in their
	// names; storeDefault is the store of customers in Asgardeo.
	storePrimary = "PRIMARY"
	storeDefault = "DEFAULT"
)

var userStores = []string{storePrimary, storeDefault}

// splitStore splits the name of a user or group into its store and the rest.
func splitStore(name string) (store, rest string) {
	if store, rest, ok := strings.Cut(name, "/"); ok {
		return strings.ToUpper(store), rest
	}
	return storePrimary, name
}

func knownStore(store string) bool {
	return slices.ContainsFunc(userStores, func(known string) bool { return strings.EqualFold(known, store) })
}

func unknownStore(store string) error {
	return scimengine.InvalidValue("There is no user store %s.", store)
}

// inStore reports whether a name belongs to a store. The empty string means all
// stores.
func inStore(name, store string) bool {
	if store == "" {
		return true
	}
	own, _ := splitStore(name)
	return strings.EqualFold(own, store)
}

// joinStore returns a name for a response: with its store, unless that is the
// primary one.
func joinStore(store, name string) string {
	if store == storePrimary {
		return name
	}
	return store + "/" + name
}

// canonicalName returns the name of a user or group in the form of responses.
func canonicalName(attribute, name string) (string, error) {
	store, rest := splitStore(name)
	switch {
	case strings.TrimSpace(rest) == "":
		return "", missingAttribute(attribute)
	case !knownStore(store):
		return "", unknownStore(store)
	}
	return joinStore(store, rest), nil
}

// nameValues returns the form of a name that a filter compares with: without
// the store, unless the value in the filter has a store.
func nameValues(name, wanted string) []string {
	store, rest := splitStore(name)
	if strings.Contains(wanted, "/") {
		return []string{store + "/" + rest}
	}
	return []string{rest}
}

// namesFor returns the canonical names, in lower case, that a name in a filter may
// refer to. A name without a store refers to that name in every store.
func namesFor(name string) []string {
	if strings.Contains(name, "/") {
		store, rest := splitStore(name)
		return []string{strings.ToLower(joinStore(store, rest))}
	}
	var names []string
	for _, store := range userStores {
		names = append(names, strings.ToLower(joinStore(store, name)))
	}
	return names
}
