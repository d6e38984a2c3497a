package rest

import (
	"errors"
	"fmt"
	"iter"
)

// ErrAmbiguous reports that several resources answer to the name that a lookup was given.
var ErrAmbiguous = errors.New("ambiguous")

// How well an item fits what a lookup was asked for.
const (
	Different = iota
	Alike
	Same
)

// One returns the only item of seq that fits best; what names it in errors. The error is ErrNotFound if none fits, and
// ErrAmbiguous if several fit equally well.
func One[T any](c *Client, op, what string, seq iter.Seq2[T, error], fit func(T) int) (*T, error) {
	var (
		found *T
		best  = Different
		count int
	)
	for item, err := range seq {
		if err != nil {
			return nil, err
		}
		switch n := fit(item); {
		case n == Different || n < best:
		case n == best:
			count++
		default:
			found, best, count = &item, n, 1
		}
	}
	switch count {
	case 0:
		return nil, c.NewError(&Failure{Operation: op, Err: fmt.Errorf("%w: there is no %s", ErrNotFound, what)})
	case 1:
		return found, nil
	}
	return nil, c.NewError(&Failure{Operation: op, Err: fmt.Errorf("%w: there are %d of %s", ErrAmbiguous, count, what)})
}
