package rest

import (
	"slices"
	"strings"
	"unicode"
)

// API holds what the operations of an API have in common. It is generated from the OpenAPI document.
type API struct {
	// Prefix is the path of the API below [Client.BaseURL], such as /scim2.
	Prefix string
	// Operations are the operations of the document.
	Operations []Operation
	// Paths are the paths of all operations, in the format of [Call.Path].
	Paths []string
	// Secrets are the names of the members that contain secrets, in lower case.
	Secrets []string
}

// Operation is an operation of an API.
type Operation struct {
	// Name is the name of the operation in errors, such as "applications.Create".
	Name string
	// Scopes are alternatives: a token requires all scopes of one set.
	Scopes [][]string
}

// secretWords are the endings of names, in lower case, that always denote a secret: in files and attributes, which no
// document describes, and in OAuth 2.0.
var secretWords = []string{
	"password", "passwd", "passphrase", "secret", "secretkey", "secret_key", "apikey", "api_key",
	"privatekey", "private_key", "credentials", "access_token", "refresh_token", "id_token", "client_assertion",
}

// namesSecret reports whether a name denotes a secret: if one of its parts is a secret of the API or ends with one of
// secretWords. A name may be that of a member, or a SCIM path with its schema, filter and sub-attribute.
func namesSecret(name string, secrets []string) bool {
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return slices.ContainsFunc(parts, func(part string) bool {
		return slices.Contains(secrets, part) ||
			slices.ContainsFunc(secretWords, func(word string) bool { return strings.HasSuffix(part, word) })
	})
}
