package bench

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// maxSize limits the size of a program with the SDK, relative to the program
// written by hand.
const maxSize = 1.1

// The programs in the folder size list applications, with the SDK and by hand.
func TestProgramsAreLittleLargerThanByHand(t *testing.T) {
	t.Parallel()
	hand, sdk := strippedSize(t, "hand"), strippedSize(t, "sdk")
	ratio := float64(sdk) / float64(hand)
	t.Logf("%d bytes, %d by hand: %.4f times", sdk, hand, ratio)
	if ratio >= maxSize {
		t.Errorf("the program is %.4f times as large as by hand, want less than %v times", ratio, maxSize)
	}
}

// strippedSize builds a program for a platform that is the same everywhere, without symbols.
func strippedSize(t *testing.T, program string) int64 {
	t.Helper()
	file := filepath.Join(t.TempDir(), program)
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-ldflags=-s -w", "-o", file, "./size/"+program)
	build.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
