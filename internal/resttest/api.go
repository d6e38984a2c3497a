package resttest

import (
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// API is an API whose package is tested.
type API[Op ~string] struct {
	// Name is the name of the package and of its document.
	Name string
	// Generated is generated from the document, and so are the forms of the answers of its operations.
	Generated *rest.API
	Answers   [][]rest.Form
	// Service returns the service that a client has for the API, and Scopes the scopes of some of its operations. Given are
	// arguments for methods: see [Method.Call].
	Service    func(*asgardeo.Client) any
	Operations []Op
	Scopes     func(...Op) []string
	Given      []any
	// Cases has every operation. The first case of each is the one that the tests of failures use.
	Cases []Case
	// Apart are cases of operations to which a failure is a result.
	Apart []Case
	// Failures are those of the server.
	Failures []Failure
	// ByID are the calls that put an id into a path.
	ByID []Refusal
	// NoReserved says that in no path an id could be taken for the name of another operation.
	NoReserved bool
	// Picky are operations that look at more of an answer than its form.
	Picky []string
	// Secrets is how many types hold a secret, at least.
	Secrets int
}

// Test runs the tests that every API has.
func (a API[Op]) Test(t *testing.T) {
	document := ReadDocument(t, a.Name)
	all := slices.Concat(a.Cases, a.Apart)
	for name, test := range map[string]func(*testing.T){
		"calls":            func(t *testing.T) { Calls(t, a.Cases) },
		"bodiless answers": func(t *testing.T) { BodilessAnswers(t, a.Cases) },
		"failures":         func(t *testing.T) { Failures(t, document, a.Cases, a.Failures) },
		"foreign answers":  func(t *testing.T) { ForeignAnswers(t, document, a.answers(), a.Cases, a.Picky...) },
		"unusable answers": func(t *testing.T) { UnusableAnswers(t, a.Cases) },
		"no answer":        func(t *testing.T) { NoAnswer(t, a.Cases) },
		"refused ids":      func(t *testing.T) { RefusedIDs(t, a.ByID) },
		"reserved words":   func(t *testing.T) { Reserved(t, document, a.ByID, a.NoReserved) },
		"document":         func(t *testing.T) { Documented(t, document, all) },
		"accepted types":   func(t *testing.T) { Accepts(t, document, all) },
		"scopes":           func(t *testing.T) { document.WantScopes(t, a.Scopes(a.Operations...)) },
		"names":            func(t *testing.T) { a.named(t, document) },
		"unknown names":    a.failsClosed,
		"get methods":      func(t *testing.T) { Getters(t, a.Service) },
		"secrets":          func(t *testing.T) { WantSecretMembers(t, a.Name, a.Generated.Secrets) },
		"logged values": func(t *testing.T) {
			if n := WantLogValues(t); n < a.Secrets {
				t.Errorf("only %d types hold a secret", n)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// answers returns the forms of the answers of the operations that have any, by the names that errors show.
func (a API[Op]) answers() map[string][]rest.Form {
	out := map[string][]rest.Form{}
	for i, forms := range a.Answers {
		if len(forms) > 0 {
			out[a.Generated.Operations[i].Name] = forms
		}
	}
	return out
}
