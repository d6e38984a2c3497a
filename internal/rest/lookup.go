package rest

import (
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/filter"
	"github.com/seed-01804ef5/asgardeo-go/internal/grammar"
)

// ErrAmbiguous reports that several resources answer to the name that a lookup was given.
var ErrAmbiguous = errors.New("ambiguous")

// How well an item fits what a lookup was asked for.
const (
	Different = iota
	Alike
	Same
)

// Narrow returns a filter that narrows a listing down to the items whose attribute can be value: the lookup has to compare
// the rest.
func Narrow(g *grammar.Grammar, attribute filter.Attribute, value string) filter.Filter {
	switch term := g.Narrow(string(attribute), value); term.Operator {
	case "eq":
		return attribute.Equals(term.Value)
	case "sw":
		return attribute.StartsWith(term.Value)
	}
	return filter.Filter{}
}

// One returns the only item of seq that fits best; what names it in errors. An item that comes twice, by its id, counts
// once: pages may overlap. The error is ErrNotFound if none fits, and ErrAmbiguous if several fit equally well.
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
		return nil, c.NewError(&Failure{Operation: op, Err: fmt.Errorf("%w: there is no %s", ErrNotFound, what)})
	case 1:
		return found, nil
	}
	return nil, c.NewError(&Failure{Operation: op, Err: fmt.Errorf("%w: there are %d of %s", ErrAmbiguous, len(ids), what)})
}
