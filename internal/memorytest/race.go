//go:build race

package memorytest

// race reports whether the race detector is on. The race detector allocates
// memory itself.
const race = true
