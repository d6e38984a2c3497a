package rest

// Items returns the list that an answer holds, nil if there was none.
func Items[T any](list *[]T) []T {
	if list == nil {
		return nil
	}
	return *list
}

// GatewayFailure reports a status with which a gateway says that the server does not answer: for an operation inside a
// request too, it does not tell whether it was carried out.
func GatewayFailure(status int) bool { return gatewayFailure(status) }
