package state

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"
)

var killRounds = flag.Int("kill.rounds", 8, "how often TestKilledProcessLosesNothing kills a process")

const (
	killWriters = 4

	// killPath is the variable of the environment that makes the test binary
	// write to a file until it is killed.
	killPath = "STATE_TEST_KILL_PATH"
)

func TestMain(m *testing.M) {
	if path := os.Getenv(killPath); path != "" {
		writeUntilKilled(path)
	}
	os.Exit(m.Run())
}

// A tally has the collections of one writer, and the number of its steps.
type tally struct {
	steps Value[int]
	items Registry[*item]
	links Relation
}

func openTally(section *Section, writer int) *tally {
	c := &tally{}
	part := section.Of(fmt.Sprint(writer))
	part.Keep("steps", &c.steps)
	part.Keep("items", &c.items)
	part.Keep("links", &c.links)
	return c
}

// step takes one step. It is deterministic.
func (c *tally) step() {
	n := c.steps.Get() + 1
	c.steps.Set(n)
	id := func(n int) string { return fmt.Sprint("id-", n) }
	c.items.Add(&item{ID: id(n), Name: fmt.Sprintf("name-%0*d", n%300+1, n)})
	c.links.Link(fmt.Sprint("h", n%3), id(n))
	if changed := c.items.Get(id(n - 2)); changed != nil {
		c.items.Change(changed, func() { changed.Name += "-changed" })
	}
	if n%4 == 0 {
		c.items.Remove(c.items.Get(id(n / 4)))
		c.links.DropMember(id(n / 2))
	}
}

// text returns a text that differs for different tallies.
func (c *tally) text(t *testing.T) string {
	t.Helper()
	text, err := json.Marshal([]any{c.steps.Get(), &c.items, &c.links})
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// writeUntilKilled prints the number of a writer for each step that is on disk.
func writeUntilKilled(path string) {
	db, err := Open(path, new(sync.Mutex))
	if err != nil {
		panic(err)
	}
	section := db.Section("kill", 1)
	tallies := make([]*tally, killWriters)
	for writer := range tallies {
		tallies[writer] = openTally(section, writer)
	}
	if err := db.Err(); err != nil {
		panic(err)
	}
	var group sync.WaitGroup
	for writer, c := range tallies {
		group.Go(func() {
			for {
				db.lock.Lock()
				c.step()
				batch := db.Pending()
				db.lock.Unlock()
				if err := batch.Commit(); err != nil {
					panic(err)
				}
				fmt.Println(writer)
			}
		})
	}
	group.Wait()
}

// After each kill the file has all acknowledged steps, and each step of a
// writer either completely or not at all.
func TestKilledProcessLosesNothing(t *testing.T) {
	t.Parallel()
	path := newPath(t)
	random := rand.New(rand.NewPCG(1, 1))
	var acknowledged [killWriters]int
	expected := make([]*tally, killWriters)
	for writer := range expected {
		expected[writer] = &tally{}
	}
	for round := range *killRounds {
		for _, writer := range killOne(t, path, random) {
			acknowledged[writer]++
		}
		db := openDB(t, path)
		section := db.Section("kill", 1)
		for writer, want := range expected {
			got := openTally(section, writer)
			if err := db.Err(); err != nil {
				t.Fatal(err)
			}
			steps := got.steps.Get()
			if steps != acknowledged[writer] && steps != acknowledged[writer]+1 {
				t.Fatalf("round %d: writer %d has taken %d steps, and %d were acknowledged", round, writer, steps, acknowledged[writer])
			}
			acknowledged[writer] = steps
			for want.steps.Get() < steps {
				want.step()
			}
			if got, want := got.text(t), want.text(t); got != want {
				t.Fatalf("round %d: writer %d has\n%s\nwant\n%s", round, writer, got, want)
			}
		}
		verify(t, db)
		closeDB(t, db)
	}
	t.Logf("%d kills after %v steps", *killRounds, acknowledged)
}

// killOne starts a process that writes, kills it after a random number of steps
// and some time, and returns the writer of each step that it acknowledged.
func killOne(t *testing.T, path string, random *rand.Rand) (writers []int) {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), executable)
	command.Env = append(os.Environ(), killPath+"="+path)
	var stderr strings.Builder
	command.Stderr = &stderr
	out, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	after, pause := random.IntN(40), time.Duration(random.IntN(3000))*time.Microsecond
	kill := func() {
		time.Sleep(pause) // so that it comes at any point of a transaction
		if err := command.Process.Kill(); err != nil {
			t.Error(err)
		}
	}
	if after == 0 {
		kill() // perhaps while the file is opened
	}
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var writer int
		if _, err := fmt.Sscan(lines.Text(), &writer); err != nil {
			t.Fatalf("got the line %q", lines.Text())
		}
		writers = append(writers, writer)
		if len(writers) == after {
			kill()
		}
	}
	_ = command.Wait() // it was killed
	if stderr.Len() > 0 {
		t.Fatalf("the process ended by itself: %s", &stderr)
	}
	return writers
}
