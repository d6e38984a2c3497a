package resttest

import (
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// API describes an API package to test.
type API[Op ~string] struct {
	// Name is the name of the package and of its document.
	Name string
	// Generated is the API that is generated from the document, with the forms of the responses.
	Generated *rest.API
	Answers   [][]rest.Form
	// Service returns the service that a client has for the API. Scopes returns the scopes of operations. Given are
	// arguments for methods: see [Method.Call].
	Service    func(*asgardeo.Client) any
	Operations []Op
	Scopes     func(...Op) []string
	Given      []any
	// Cases has a case for every operation. The tests of failures use the first case of each operation.
	Cases []Case
	// Apart are cases of operations that return a failure as a result.
	Apart []Case
	// Failures are the error responses of the server.
	Failures []Failure
	// ByID are the calls with an id in the path.
	ByID []Refusal
	// NoReserved reports whether no id can be mistaken for the name of another operation in any path.
	NoReserved bool
	// Picky are operations that check more of a response than its form.
	Picky []string
	// Secrets is the minimum number of types that contain a secret.
	Secrets int
}

// Test runs the tests for every API.
func (a API[Op]) Test(t *testing.T) {
	document := ReadDocument(t, a.Name)
	all := slices.Concat(a.Cases, a.Apart)
	for name, test := range map[string]func(*testing.T){
		"calls":              func(t *testing.T) { Calls(t, a.Cases) },
		"bodiless responses": func(t *testing.T) { BodilessAnswers(t, a.Cases) },
		"failures":           func(t *testing.T) { Failures(t, document, a.Cases, a.Failures) },
		"foreign responses":  func(t *testing.T) { ForeignAnswers(t, document, a.answers(), a.Cases, a.Picky...) },
		"unusable responses": func(t *testing.T) { UnusableAnswers(t, a.Cases) },
		"no response":        func(t *testing.T) { NoAnswer(t, a.Cases) },
		"refused ids":        func(t *testing.T) { RefusedIDs(t, a.ByID) },
		"reserved words":     func(t *testing.T) { Reserved(t, document, a.ByID, a.NoReserved) },
		"document":           func(t *testing.T) { Documented(t, document, all) },
		"accepted types":     func(t *testing.T) { Accepts(t, document, all) },
		"scopes":             func(t *testing.T) { document.WantScopes(t, a.Scopes(a.Operations...)) },
		"names":              func(t *testing.T) { a.named(t, document) },
		"unknown names":      a.failsClosed,
		"get methods":        func(t *testing.T) { Getters(t, a.Service) },
		"secrets":            func(t *testing.T) { WantSecretMembers(t, a.Name, a.Generated.Secrets) },
		"logged values": func(t *testing.T) {
			if n := WantLogValues(t); n < a.Secrets {
				t.Errorf("only %d types contain a secret", n)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t)
		})
	}
}

// answers returns the forms of the responses of all operations with a JSON response, by the names of the operations.
func (a API[Op]) answers() map[string][]rest.Form {
	out := map[string][]rest.Form{}
	for i, forms := range a.Answers {
		if len(forms) > 0 {
			out[a.Generated.Operations[i].Name] = forms
		}
	}
	return out
}
