//go:build race

package memorytest

// race reports that the race detector is on. It allocates on its own account.
const race = true
