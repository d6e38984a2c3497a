//go:build unix

package state

import (
	"syscall"
	"testing"
)

// The other end is not open, so that opening the FIFO would not return.
func TestOpenRefusesFIFO(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	wantRefused(t, path, "not a regular file")
}
