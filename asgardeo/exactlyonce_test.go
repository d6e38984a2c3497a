package asgardeo_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// Users are created through a network that breaks connections before, in, and after requests. What exists then is what
// the calls said: those that succeeded, and some of those whose outcome they called unknown. Nothing exists twice.
func TestExactlyOnce(t *testing.T) {
	t.Parallel()
	const (
		users   = 10_000
		callers = 20
	)
	synctest.Test(t, func(t *testing.T) {
		var (
			mu      sync.Mutex
			created = map[string]int{}
			random  = rand.New(rand.NewPCG(1, 1))
		)
		roll := func(n int) int {
			mu.Lock()
			defer mu.Unlock()
			return random.IntN(n)
		}
		// carryOut creates the user and answers.
		carryOut := func(ex *exchange) (answer string, ok bool) {
			req, err := ex.read()
			if err != nil {
				return "", false
			}
			var user struct{ UserName string }
			if err := json.NewDecoder(req.Body).Decode(&user); err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			created[user.UserName]++
			return answerOf(201, jsonType, fmt.Sprintf(`{"id":"1","userName":%q}`, user.UserName)), true
		}
		n := &network{
			dial: func(int) error {
				if roll(20) == 0 {
					return syscall.ECONNREFUSED
				}
				return nil
			},
			serve: func(_ int, ex *exchange) {
				switch fate := roll(20); fate {
				case 0:
					ex.reset()
				case 1:
					_, _ = io.ReadFull(ex.reader, make([]byte, roll(300)))
					ex.reset()
				case 2, 3: // no effect: the server turns the request away
					if _, err := ex.read(); err == nil {
						ex.send(answerOf([]int{429, 503}[fate-2], "", "", "Retry-After: 1"))
					}
				case 4, 5, 6:
					answer, ok := carryOut(ex)
					switch {
					case !ok:
					case fate == 4:
						ex.send(answer[:roll(len(answer))])
					case fate == 5:
						ex.send(answerOf(502, "", ""))
					}
					ex.reset()
				default:
					if answer, ok := carryOut(ex); ok {
						ex.send(answer)
					}
				}
			},
		}
		client := n.start(t)
		defer n.end()
		var (
			callersDone                 sync.WaitGroup
			succeeded, unknown, refused = map[string]bool{}, map[string]bool{}, map[string]bool{}
		)
		for caller := range callers {
			callersDone.Go(func() {
				for i := caller; i < users; i += callers {
					name := fmt.Sprint("user", i)
					_, err := client.SCIM.Users.Create(t.Context(), &scim.User{UserName: name})
					mu.Lock()
					switch {
					case err == nil:
						succeeded[name] = true
					case errors.Is(err, asgardeo.ErrOutcomeUnknown):
						unknown[name] = true
					default:
						refused[name] = true
					}
					mu.Unlock()
				}
			})
		}
		callersDone.Wait()
		for name, times := range created {
			if times != 1 || refused[name] {
				t.Errorf("%s exists %d times; refused: %t", name, times, refused[name])
			}
		}
		effective := 0
		for name := range unknown {
			effective += created[name]
		}
		for name := range succeeded {
			if created[name] != 1 {
				t.Errorf("%s does not exist", name)
			}
		}
		if len(created) != len(succeeded)+effective || len(succeeded)+len(unknown)+len(refused) != users {
			t.Errorf("%d exist: %d succeeded and %d of %d unknown ones; %d were refused", len(created), len(succeeded), effective, len(unknown), len(refused))
		}
		if len(succeeded) < users/2 || effective == 0 || effective == len(unknown) || int(n.requests.Load()) <= users {
			t.Errorf("the network was too good or too bad: %d succeeded, %d of %d unknown ones, %d requests", len(succeeded), effective, len(unknown), n.requests.Load())
		}
		t.Logf("%d succeeded, %d unknown of which %d were carried out, %d refused; %d requests", len(succeeded), len(unknown), effective, len(refused), n.requests.Load())
	})
}
