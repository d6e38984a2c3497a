package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// childVariable makes the test binary run the program.
const childVariable = "LOCALTENANT_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// A running is a running localtenant.
type running struct {
	t       *testing.T
	output  string            // up to the point where it serves
	details map[string]string // the lines "name: value" of the output
	stderr  *syncBuffer
	stop    func() int // returns the exit status
}

// startRun runs the program inside the test, and waits until it serves.
func startRun(t *testing.T, args ...string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	r := &running{t: t, stderr: &syncBuffer{}}
	var status int
	done := make(chan struct{})
	go func() {
		defer close(done)
		status = run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), write, r.stderr)
		write.Close()
	}()
	r.stop = func() int {
		cancel()
		<-done
		return status
	}
	t.Cleanup(func() { r.stop() })
	var err error
	if r.output, r.details, err = readOutput(read); err != nil {
		t.Fatalf("%v: %s", err, r.stderr)
	}
	return r
}

// readOutput reads what the program prints before it serves.
func readOutput(from io.Reader) (output string, details map[string]string, err error) {
	details = map[string]string{}
	lines := bufio.NewScanner(from)
	for lines.Scan() {
		output += lines.Text() + "\n"
		if name, value, ok := strings.Cut(lines.Text(), ": "); ok {
			details[name] = strings.TrimSpace(value)
		}
		if strings.HasPrefix(lines.Text(), "Interrupt") {
			return output, details, nil
		}
	}
	return output, details, io.ErrUnexpectedEOF
}

// commands returns the commands for curl, as they are printed.
func (r *running) commands() string {
	var commands []string
	for line := range strings.Lines(r.output) {
		if strings.Contains(line, "curl ") {
			commands = append(commands, line)
		}
	}
	return strings.Join(commands, "")
}

// needTools skips the test unless these programs are installed.
func needTools(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed", name)
		}
	}
}

type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

func TestFlagsRefused(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args   []string
		status int
		want   string
	}{
		"unknown flag":      {[]string{"-nothing"}, 2, "-nothing"},
		"argument":          {[]string{"now"}, 2, `"now"`},
		"directory":         {[]string{"-cert-dir", "x"}, 2, "-tls"},
		"half credentials":  {[]string{"-client-id", "x"}, 2, "go together"},
		"public address":    {[]string{"-addr", "0.0.0.0:0"}, 1, "not a loopback address"},
		"no seed":           {[]string{"-addr", "127.0.0.1:0", "-seed", filepath.Join(t.TempDir(), "none")}, 1, "none"},
		"unknown setting":   {[]string{"-addr", "127.0.0.1:0", "-seed", seedFile(t, `{"color":"red"}`)}, 1, "color"},
		"two settings":      {[]string{"-addr", "127.0.0.1:0", "-seed", seedFile(t, `{}{}`)}, 1, "content after"},
		"bad attribute":     {[]string{"-addr", "127.0.0.1:0", "-seed", seedFile(t, `{"userAttributes":[{"name":"a b"}]}`)}, 1, "a b"},
		"no such directory": {[]string{"-addr", "127.0.0.1:0", "-tls", "-cert-dir", filepath.Join(t.TempDir(), "none")}, 1, "certificate"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			if status := run(t.Context(), test.args, &stdout, &stderr); status != test.status {
				t.Errorf("exit status %d, want %d", status, test.status)
			}
			if !strings.Contains(stderr.String(), test.want) || stdout.Len() > 0 {
				t.Errorf("stderr %q, want %q in it; stdout %q, want none", stderr.String(), test.want, stdout.String())
			}
		})
	}
}

// seedFile writes a seed file and returns its path.
func seedFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "seed.json")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The example of README.md is a seed file, and its settings hold.
func TestSeed(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(readme), "```json\n")
	example, _, _ = strings.Cut(example, "```")
	s, err := readSeed(seedFile(t, example))
	if err != nil {
		t.Fatal(err)
	}
	org := asgardeotest.NewServer(s.options()...)
	defer org.Close()
	client, err := asgardeo.New(org.Organization, asgardeo.WithBaseURL(org.URL), asgardeo.WithClientCredentials(org.ClientID, org.ClientSecret))
	if err != nil {
		t.Fatal(err)
	}
	create := func(name string) (*scim.User, error) {
		return client.SCIM.Users.Create(t.Context(), &scim.User{UserName: name, Emails: []scim.Email{{Value: "k@x"}},
			Custom: map[string]json.RawMessage{"shoeSize": json.RawMessage(`"44"`), "weight": json.RawMessage(`1`)}})
	}
	user, err := create("kim")
	if err != nil || len(user.Custom) != 1 || string(user.Custom["shoeSize"]) != "44" {
		t.Errorf("got the attributes %s, error %v", user.Custom, err)
	}
	if _, err := create("lee"); !errors.Is(err, asgardeo.ErrConflict) {
		t.Errorf("got %v, want ErrConflict for an address that must be unique", err)
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if status := run(t.Context(), []string{"-h"}, &stdout, &stderr); status != 0 || stderr.Len() > 0 {
		t.Errorf("exit status %d, stderr %q", status, stderr.String())
	}
	for _, flag := range []string{"-addr", "-organization", "-client-id", "-client-secret", "-state", "-tls", "-cert-dir", "-rate-limits", "-v"} {
		if !strings.Contains(stdout.String(), "  "+flag) {
			t.Errorf("the help does not explain %s", flag)
		}
	}
}

// The printed commands work in a shell, for both schemes.
func TestPrintedCommands(t *testing.T) {
	t.Parallel()
	needTools(t, "sh", "curl", "jq")
	for scheme, args := range map[string][]string{
		"http":  {"-organization", "acme", "-v", "-client-id", "it's", "-client-secret", "$HOME"},
		"https": {"-organization", "acme", "-v", "-tls"},
	} {
		t.Run(scheme, func(t *testing.T) {
			t.Parallel()
			r := startRun(t, args...)
			if base := r.details["base URL"]; !strings.HasPrefix(base, scheme+"://127.0.0.1:") || !strings.HasSuffix(base, "/t/acme") {
				t.Errorf("the base URL is %q", base)
			}
			output, err := exec.CommandContext(t.Context(), "sh", "-ec", r.commands()).CombinedOutput()
			if err != nil {
				t.Fatalf("%v: %s", err, output)
			}
			for _, want := range []string{`"totalResults":0`, `"userName":"DEFAULT/kim"`} {
				if !strings.Contains(string(output), want) {
					t.Errorf("the commands print %s, want %s in it", output, want)
				}
			}
			const want = "200 POST /t/acme/oauth2/token oauth2.Token\n200 GET /t/acme/scim2/Users scim.Users.List\n201 POST /t/acme/scim2/Users scim.Users.Create\n"
			if got := r.stderr.String(); got != want {
				t.Errorf("the requests are noted as\n%swant\n%s", got, want)
			}
			if status := r.stop(); status != 0 {
				t.Errorf("exit status %d, want 0", status)
			}
			if certificate, ok := r.details["certificate"]; ok {
				if _, err := os.Stat(filepath.Dir(certificate)); !os.IsNotExist(err) {
					t.Errorf("the directory of the certificate is still there: %v", err)
				}
			}
		})
	}
}

func TestStateAndCertificateOutliveTheProgram(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	args := []string{"-tls", "-state", filepath.Join(dir, "tenant.db")}
	first := startRun(t, args...)
	first.stop()
	second := startRun(t, args...)
	for _, name := range []string{"organization", "client id", "client secret"} {
		if got, want := second.details[name], first.details[name]; got != want || got == "" {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	pem, err := os.ReadFile(filepath.Join(dir, "cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}}
	resp, err := client.Get(second.details["base URL"] + "/oauth2/jwks")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if got := second.stderr.String(); got != "" {
		t.Errorf("without -v the program notes %q", got)
	}
}

func TestBrokenStateIsLeftAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "tenant.db")
	const content = `{"format": 1, "organ`
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	var stderr bytes.Buffer
	if status := run(t.Context(), []string{"-addr", "127.0.0.1:0", "-state", path}, io.Discard, &stderr); status != 1 {
		t.Errorf("exit status %d, want 1", status)
	}
	if !strings.Contains(stderr.String(), path) {
		t.Errorf("stderr %q does not name the file", stderr.String())
	}
	if after, _ := os.ReadFile(path); string(after) != content {
		t.Errorf("the file is now %q", after)
	}
}

func TestRateLimits(t *testing.T) {
	t.Parallel()
	r := startRun(t, "-rate-limits")
	for i := range 201 {
		resp, err := http.Get(r.details["base URL"] + "/oauth2/jwks")
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if limited := resp.StatusCode == http.StatusTooManyRequests; limited != (i == 200) {
			t.Fatalf("request %d: status %d", i+1, resp.StatusCode)
		}
	}
}
