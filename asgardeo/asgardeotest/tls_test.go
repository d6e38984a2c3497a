package asgardeotest_test

import (
	"crypto/x509"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

func TestTLS(t *testing.T) {
	t.Parallel()
	s := start(t, asgardeotest.WithTLS())
	if !strings.HasPrefix(s.srv.URL, "https://127.0.0.1:") {
		t.Errorf("the URL is %s", s.srv.URL)
	}
	location := s.do("POST", "/scim2/Users", object{"userName": "kim"}).want(201).header.Get("Location")
	s.doURL("GET", location, nil).want(200)
	if _, err := http.Get(s.srv.URL); !errors.As(err, new(x509.UnknownAuthorityError)) {
		t.Errorf("a client that trusts the system's certificates gets %v", err)
	}
	if err := s.srv.Certificate().VerifyHostname("localhost"); err != nil {
		t.Error(err)
	}
	if plain := start(t).srv.Certificate(); plain != nil {
		t.Error("a server without TLS has a certificate")
	}
}

func TestBreakUnderTLS(t *testing.T) {
	t.Parallel()
	s := start(t, asgardeotest.WithTLS())
	s.srv.Inject(asgardeotest.Fault{Operation: "oauth2.Token", Disconnect: asgardeotest.ResetConnection})
	if _, err := s.srv.Client().Post(s.srv.URL+"/oauth2/token", "", nil); !errors.Is(err, syscall.ECONNRESET) {
		t.Errorf("the client sees %v, want %v", err, syscall.ECONNRESET)
	}
}

func TestTLSDir(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	begin := func() *x509.Certificate { return start(t, asgardeotest.WithTLSDir(dir)).srv.Certificate() }
	first := begin()
	if again := begin(); !again.Equal(first) {
		t.Error("the certificate was not kept")
	}
	certificate, key, err := asgardeotest.NewCertificate(time.Now().AddDate(-2, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, content []byte) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("cert.pem", certificate)
	write("key.pem", key)
	if later := begin(); !later.NotAfter.After(time.Now()) {
		t.Error("an expired certificate was kept")
	}
	write("key.pem", []byte("no key"))
	if _, err := asgardeotest.Start(asgardeotest.WithTLSDir(dir)); err == nil {
		t.Error("an invalid key was accepted")
	}
	if _, err := asgardeotest.Start(asgardeotest.WithTLSDir(filepath.Join(dir, "none"))); err == nil {
		t.Error("a directory that does not exist was taken")
	}
}
