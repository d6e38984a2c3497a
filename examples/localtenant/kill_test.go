package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

var (
	killRounds = flag.Int("kill.rounds", 8, "how often TestKill kills the program")
	killSeed   = flag.Uint64("kill.seed", 1, "seed of the moments at which TestKill kills, and of what it writes")
)

const (
	killWriters = 4

	// gone is the expected value of a deleted resource.
	gone = "<gone>"
)

// TestKill kills the program at random moments while clients write. After each restart,
// all acknowledged changes must be present. Changes that were in progress may be
// present or not; nothing else may be.
func TestKill(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "tenant.db")
	random := rand.New(rand.NewPCG(*killSeed, 0))
	writers := make([]*writer, killWriters)
	for i := range writers {
		writers[i] = &writer{t: t, name: fmt.Sprint("w", i), random: rand.New(rand.NewPCG(*killSeed, uint64(i+1))), expected: map[string][]string{}}
	}
	acknowledged := 0
	for range *killRounds {
		p := startProcess(t, state)
		p.verify(writers)
		acknowledged += p.killWhileWriting(writers, random)
		if err := asgardeotest.ExportState(state, io.Discard); err != nil {
			t.Fatal(err)
		}
		if t.Failed() {
			return
		}
	}
	p := startProcess(t, state)
	checked := p.verify(writers)
	if err := p.command.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := p.command.Wait(); err != nil {
		t.Errorf("after SIGTERM: %v", err)
	}
	t.Logf("%d kills, %d writes acknowledged, %d things checked after the last", *killRounds, acknowledged, checked)
}

// A process is the program in a separate process.
type process struct {
	t       *testing.T
	command *exec.Cmd
	url     string
	token   string
	client  *http.Client
}

func startProcess(t *testing.T, state string) *process {
	t.Helper()
	p := &process{t: t, client: &http.Client{Transport: &http.Transport{}, Timeout: time.Minute}}
	p.command = exec.CommandContext(t.Context(), os.Args[0], "-addr", "127.0.0.1:0", "-state", state)
	p.command.Env = append(os.Environ(), childVariable+"=1")
	p.command.Stderr = os.Stderr
	stdout, err := p.command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = p.command.Process.Kill() // unless it has ended
		_ = p.command.Wait()
		p.client.CloseIdleConnections()
	})
	_, details, err := readOutput(stdout)
	if err != nil {
		t.Fatal(err)
	}
	p.url = details["base URL"]
	p.token = p.fetchToken(details["client id"], details["client secret"])
	return p
}

func (p *process) fetchToken(id, secret string) string {
	p.t.Helper()
	resp, err := p.client.PostForm(p.url+"/oauth2/token", url.Values{
		"grant_type": {"client_credentials"}, "scope": {"SYSTEM"}, "client_id": {id}, "client_secret": {secret},
	})
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	var token struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&token); err != nil || token.AccessToken == "" {
		p.t.Fatalf("no token: status %d, error %v", resp.StatusCode, err)
	}
	return token.AccessToken
}

// do sends a request, and returns the path in the Location and the body of the
// response. The error is nil only for a complete response.
func (p *process) do(method, path string, body any) (status int, location, text string, err error) {
	encoded, err := json.Marshal(body)
	if err != nil {
		return 0, "", "", err
	}
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.url+path, strings.NewReader(string(encoded)))
	if err != nil {
		return 0, "", "", err
	}
	req.Header = http.Header{"Authorization": {"Bearer " + p.token}, "Content-Type": {"application/json"}}
	resp, err := p.client.Do(req)
	if err != nil {
		return 0, "", "", err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	return resp.StatusCode, strings.TrimPrefix(resp.Header.Get("Location"), p.url), string(content), err
}

// killWhileWriting lets the writers write, kills the process after a random number of
// acknowledged writes and a random time, and returns the number of acknowledged writes.
func (p *process) killWhileWriting(writers []*writer, random *rand.Rand) int {
	enough, pause := random.Int64N(60)+1, time.Duration(random.Int64N(int64(4*time.Millisecond)))
	var acknowledged atomic.Int64
	reached := make(chan struct{})
	var group sync.WaitGroup
	for _, w := range writers {
		group.Go(func() {
			for w.write(p) {
				if acknowledged.Add(1) == enough {
					close(reached)
				}
			}
		})
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		group.Wait()
	}()
	select {
	case <-reached:
		time.Sleep(pause) // so that the kill comes at any point of a write
	case <-stopped: // by a failure
	}
	if err := p.command.Process.Kill(); err != nil {
		p.t.Error(err)
	}
	_ = p.command.Wait()
	<-stopped
	return int(acknowledged.Load())
}

// verify reads all acknowledged resources, and returns their number.
func (p *process) verify(writers []*writer) int {
	checked := 0
	for _, w := range writers {
		for path, expected := range w.expected {
			status, _, text, err := p.do(http.MethodGet, path, nil)
			got := gone
			if status != http.StatusNotFound {
				got = label(text)
			}
			if err != nil || !slices.Contains(expected, got) {
				p.t.Errorf("%s: got %q (status %d, error %v), want one of %q", path, got, status, err, expected)
			}
			w.expected[path] = []string{got} // the outcome of a change in progress is known now
			checked++
		}
	}
	return checked
}

// label is the member in which writers leave their marks.
func label(text string) string {
	var thing struct {
		NickName    string `json:"nickName"`
		Description string `json:"description"`
	}
	if err := json.Unmarshal([]byte(text), &thing); err != nil {
		return err.Error()
	}
	return thing.NickName + thing.Description
}

// A writer writes its own resources, and records the possible values of each.
type writer struct {
	t        *testing.T
	name     string
	random   *rand.Rand
	count    int
	expected map[string][]string // labels by path: one, or two while a change is in progress
	paths    []string            // of the resources that were not deleted, in order of creation
}

const (
	usersPath        = "/scim2/Users"
	applicationsPath = "/api/server/v1/applications"
)

// write makes one change, and reports whether it was acknowledged.
func (w *writer) write(p *process) bool {
	w.count++
	mark := fmt.Sprintf("%s-%d", w.name, w.count)
	switch choice := w.random.IntN(10); {
	case choice < 4 || len(w.paths) == 0:
		return w.create(p, usersPath, map[string]any{"userName": mark, "nickName": mark}, mark)
	case choice < 5:
		return w.create(p, applicationsPath, map[string]any{
			"name": mark, "description": mark, "inboundProtocolConfiguration": map[string]any{
				"oidc": map[string]any{"grantTypes": []string{"client_credentials"}},
			},
		}, mark)
	case choice < 9:
		return w.change(p, w.paths[w.random.IntN(len(w.paths))], mark)
	default:
		i := w.random.IntN(len(w.paths))
		path := w.paths[i]
		w.paths = slices.Delete(w.paths, i, i+1)
		return w.send(p, http.MethodDelete, path, nil, gone, http.StatusNoContent)
	}
}

func (w *writer) create(p *process, path string, body any, mark string) bool {
	status, location, text, err := p.do(http.MethodPost, path, body)
	if err != nil {
		return false
	}
	if status != http.StatusCreated {
		w.t.Errorf("POST %s: status %d: %s", path, status, text)
		return false
	}
	w.expected[location] = []string{mark}
	w.paths = append(w.paths, location)
	return true
}

func (w *writer) change(p *process, path, mark string) bool {
	if strings.HasPrefix(path, applicationsPath) {
		return w.send(p, http.MethodPatch, path, map[string]any{"description": mark}, mark, http.StatusOK)
	}
	return w.send(p, http.MethodPatch, path, map[string]any{
		"schemas":    []string{"urn:ietf:params:scim:api:messages:2.0:PatchOp"},
		"Operations": []any{map[string]any{"op": "replace", "path": "nickName", "value": mark}},
	}, mark, http.StatusOK)
}

// send makes a change that sets the label of a resource.
func (w *writer) send(p *process, method, path string, body any, label string, want int) bool {
	w.expected[path] = append(w.expected[path], label)
	status, _, text, err := p.do(method, path, body)
	if err != nil {
		return false
	}
	if status != want {
		w.t.Errorf("%s %s: status %d, want %d: %s", method, path, status, want, text)
		return false
	}
	w.expected[path] = []string{label}
	return true
}
