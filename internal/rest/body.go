package rest

// Items returns the list that an answer holds, nil if there was none.
func Items[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}
