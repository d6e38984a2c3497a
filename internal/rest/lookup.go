package rest

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// ErrAmbiguous reports that several resources match the name of a lookup.
var ErrAmbiguous = errors.New("ambiguous")

// The results of comparing an item with the value of a lookup.
const (
	Different = iota
	Alike
	Same
)

// Narrow returns a filter for the items whose attribute can have the value. The filter may select other items too, so
// the lookup must compare the items.
func Narrow(g *grammar.Grammar, attribute filter.Attribute, value string) filter.Filter {
	switch term := g.Narrow(string(attribute), value); term.Operator {
	case "eq":
		return attribute.Equals(term.Value)
	case "sw":
		return attribute.StartsWith(term.Value)
	}
	return filter.Filter{}
}

// One returns the only item of seq with the best fit; what describes it in errors. Items with the same id count once,
// because pages may overlap. The error is ErrNotFound if no item fits, and ErrAmbiguous if several items fit equally
// well.
func One[T any](c *Client, op, what string, seq iter.Seq2[*T, error], id func(*T) string, fit func(*T) int) (*T, error) {
	var (
		found *T
		best  = Different
		ids   []string // of those that fit best
	)
	for item, err := range seq {
		if err != nil {
			return nil, err
		}
		switch n := fit(item); {
		case n == Different || n < best:
		case n > best:
			found, best, ids = item, n, []string{id(item)}
		case id(item) == "" || !slices.Contains(ids, id(item)):
			ids = append(ids, id(item))
		}
	}
	switch len(ids) {
	case 0:
		return nil, c.NewError(&Failure{Operation: op, Err: fmt.Errorf("%w: no %s", ErrNotFound, what)})
	case 1:
		return found, nil
	}
	return nil, c.NewError(&Failure{Operation: op, Err: fmt.Errorf("%w: %d matches for %s", ErrAmbiguous, len(ids), what)})
}
