package selfsigned

import (
	"bytes"
	"testing"
	"time"
)

func TestLoadKeepsCertificate(t *testing.T) {
	dir := t.TempDir()
	first, err := Load(dir)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Load(dir)
	if err != nil || !bytes.Equal(first.Certificate[0], again.Certificate[0]) {
		t.Errorf("the certificate was not kept, error %v", err)
	}
	for _, name := range []string{"localhost", "127.0.0.1", "::1"} {
		if err := first.Leaf.VerifyHostname(name); err != nil {
			t.Error(err)
		}
	}
	if _, err := Load(dir + "/none"); err == nil {
		t.Error("a directory that does not exist was taken")
	}
}

func TestNewIsValidForAYear(t *testing.T) {
	now := time.Date(2026, 1, 2, 12, 0, 0, 0, time.UTC)
	certificate, key, err := New(now)
	if err != nil {
		t.Fatal(err)
	}
	pair, err := keyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	if got := pair.Leaf.NotAfter; !got.Equal(now.AddDate(1, 0, 0)) {
		t.Errorf("it is valid until %v", got)
	}
}
