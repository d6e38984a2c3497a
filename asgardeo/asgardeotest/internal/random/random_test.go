package random

import (
	"regexp"
	"testing"
)

func TestSeededRepeats(t *testing.T) {
	first, again := Seeded(1), Seeded(1)
	if a, b := first.UUID(), again.UUID(); a != b {
		t.Errorf("%s and %s for one seed", a, b)
	}
	next := first.Word(44)
	if err := again.Resume(first.Position()); err != nil {
		t.Fatal(err)
	}
	if got := again.Word(44); got == next {
		t.Error("a value that was given comes again after Resume")
	} else if want := first.Word(44); got != want {
		t.Errorf("got %s after Resume, want %s", got, want)
	}
	if Seeded(2).UUID() == Seeded(1).UUID() {
		t.Error("two seeds give the same")
	}
}

func TestSystemSource(t *testing.T) {
	var s *Source
	if s.Position() != nil || s.Resume([]byte("x")) != nil {
		t.Error("the source of the system has a position")
	}
	if id := s.UUID(); id == s.UUID() || !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(id) {
		t.Errorf("%s is not a UUID, or a duplicate", id)
	}
}

func TestRSAKey(t *testing.T) {
	for name, s := range map[string]*Source{"seeded": Seeded(3), "system": nil} {
		key, err := s.RSAKey(1024)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if got := key.N.BitLen(); got != 1024 {
			t.Errorf("%s: %d bits", name, got)
		}
	}
}
