package apiresources

import "github.com/seed-01804ef5/asgardeo-go/internal/rest"

// Answers are the forms of the answers of the operations that have any, by the names that errors show.
func Answers() map[string][]rest.Form {
	out := map[string][]rest.Form{}
	for i, forms := range answers {
		if len(forms) > 0 {
			out[api.Operations[i].Name] = forms
		}
	}
	return out
}

// SecretMembers are the names of the members that hold secrets, in lower case.
var SecretMembers = secretMembers
