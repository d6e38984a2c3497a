package rest

import (
	"slices"
	"strings"
	"unicode"
)

// API is what the operations of an API have in common. It is generated from the document of the API.
type API struct {
	// Prefix is the path of the API below [Client.BaseURL], such as /scim2.
	Prefix string
	// Operations are all operations of the document.
	Operations []Operation
	// Paths are those of all operations, as [Call.Path].
	Paths []string
	// Secrets are the names of the members that hold secrets, in lower case.
	Secrets []string
}

// Operation is an operation of an API.
type Operation struct {
	// Name is the name that errors show, such as "applications.Create".
	Name string
	// Scopes are alternative sets: a token needs every scope of one of them.
	Scopes [][]string
}

// secretWords are what names end with that mean a secret wherever they are, in lower case: in the files and the attributes
// of an organization, which no document describes, and in OAuth 2.0.
var secretWords = []string{
	"password", "passwd", "passphrase", "secret", "secretkey", "secret_key", "apikey", "api_key",
	"privatekey", "private_key", "credentials", "access_token", "refresh_token", "id_token", "client_assertion",
}

// namesSecret reports whether a name is that of a secret, by the secrets of the API or by its last word: of a member, or a
// path with a schema before it or a filter or an attribute behind it.
func namesSecret(name string, secrets []string) bool {
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(parts, func(part string) bool {
		return slices.Contains(secrets, part) ||
			slices.ContainsFunc(secretWords, func(word string) bool { return strings.HasSuffix(part, word) })
	})
}
