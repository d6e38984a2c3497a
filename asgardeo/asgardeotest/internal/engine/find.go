package engine

import "slices"

// Find returns the first item that matches, or the zero value.
func Find[T any](items []T, match func(T) bool) T {
	if i := slices.IndexFunc(items, match); i >= 0 {
		return items[i]
	}
	var none T
	return none
}
