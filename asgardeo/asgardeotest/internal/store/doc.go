// Package store holds the state of the stand-in: registries of entries by id and
// name, relations between them, and the file that keeps all of it. It knows
// nothing about what the entries are.
package store
