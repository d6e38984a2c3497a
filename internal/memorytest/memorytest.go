// Package memorytest measures the memory that hostile success responses take. It is
// separate from resttest so that tests inside the service packages, which have access
// to all response types, can use it.
package memorytest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

const (
	// Factor limits the memory that may be allocated while a response is read and
	// decoded, as a multiple of its size. It counts all allocations, not only the
	// memory in use at one time.
	Factor = 12
	size   = 2 << 20
)

// NoRace skips a test that measures memory under the race detector, which allocates
// too.
func NoRace(t *testing.T) {
	t.Helper()
	if race {
		t.Skip("the race detector allocates too")
	}
}

// Answers fails the test unless types are the types of all responses that the code of
// the package reads, by their names in that code. It then reads responses that consist
// of many elements: for every list, map and object on every level, the elements are as
// small as possible and take as much memory as possible.
func Answers(t *testing.T, types map[string]Type) {
	NoRace(t)
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, file := range files {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range answer.FindAllSubmatch(code, -1) {
			if !strings.HasSuffix(file, "_test.go") {
				want = append(want, string(found[1]))
			}
		}
	}
	slices.Sort(want)
	want = slices.Compact(want)
	if got := slices.Sorted(maps.Keys(types)); len(want) == 0 || !slices.Equal(got, want) {
		t.Fatalf("the test has the types\n%q, the code reads\n%q", got, want)
	}
	seen := map[string]bool{}
	for name, answers := range types {
		floods := floods{seen: seen}
		floods.walk(answers.of, "", "")
		floods.bodies = append(floods.bodies, answers.more...)
		for _, body := range floods.bodies {
			measure(t, name, body, answers.read)
		}
	}
	t.Logf("%d kinds of responses", len(seen))
}

// answer matches the code that reads a response.
var answer = regexp.MustCompile(`rest\.(?:Do|Optional)\[(.+)\]\(`)

// Type is the type of a response.
type Type struct {
	of   reflect.Type
	read func(*testing.T, *rest.Client) error
	more []Flood
}

// Of returns the type of a response, for which Answers generates responses. more are
// additional responses, for a type that reads other types too.
func Of[T any](more ...Flood) Type {
	return Type{reflect.TypeFor[T](), func(t *testing.T, c *rest.Client) error {
		_, _, err := rest.Do[T](t.Context(), c, &rest.Call{Operation: "test", Method: http.MethodGet, Path: "/x", Public: true})
		return err
	}, more}
}

// Flood is a response of many elements, with the text before and after them. A percent
// sign in the element is replaced by a number.
type Flood struct{ Before, Element, After string }

func (f Flood) String() string { return f.Before + f.Element + "," + f.Element + ",…" + f.After }

func (f Flood) body() string {
	room := size - len(f.Before) - len(f.After)
	elements := strings.Repeat(f.Element+",", room/(len(f.Element)+1))
	if strings.Contains(f.Element, "%") {
		var b strings.Builder
		for n := 0; b.Len() < room-len(f.Element)-10; n++ {
			b.WriteString(strings.ReplaceAll(f.Element, "%", strconv.Itoa(n)))
			b.WriteByte(',')
		}
		elements = b.String()
	}
	return f.Before + strings.TrimSuffix(elements, ",") + f.After
}

// measure reads a response, which may be refused, and fails the test if that allocates
// too much memory.
func measure(t *testing.T, name string, f Flood, read func(*testing.T, *rest.Client) error) {
	t.Helper()
	body := f.body()
	if one := f.Before + f.Element + f.After; !json.Valid([]byte(one)) {
		t.Fatalf("%s: %s is not JSON", name, one)
	}
	client := &rest.Client{
		BaseURL: "https://server.example", HTTP: &http.Client{Transport: transport(body)}, Timeout: time.Minute,
		Retry: rest.Retry{MaxAttempts: 1}, NewError: func(f *rest.Failure) error { return f.Err },
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := read(t, client)
	runtime.ReadMemStats(&after)
	if err != nil && !errors.Is(err, rest.ErrUnexpectedResponse) {
		t.Errorf("%s: %s: %v", name, f, err)
	}
	if taken := float64(after.TotalAlloc-before.TotalAlloc) / float64(len(body)); taken > Factor {
		t.Errorf("%s: %s takes %.1f times its size (%v)", name, f, taken, err)
	}
}

// transport responds with a body of unknown length, like that of a compressed one.
type transport string

func (body transport) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Request: req, Header: http.Header{"Content-Type": {"application/json"}},
		Body: io.NopCloser(strings.NewReader(string(body))), ContentLength: -1,
	}, nil
}

// floods are the responses for the lists, maps and objects in a type.
type floods struct {
	seen   map[string]bool
	bodies []Flood
}

// add adds a response unless there is one of the same kind for the same type.
func (f *floods) add(kind string, t reflect.Type, before, element, after string) {
	if key := fmt.Sprint(kind, t); !f.seen[key] {
		f.seen[key] = true
		f.bodies = append(f.bodies, Flood{before, element, after})
	}
}

func (f *floods) walk(t reflect.Type, before, after string) {
	raw := t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8
	if raw || t == reflect.TypeFor[time.Time]() || t == reflect.TypeFor[secret.String]() || t == reflect.TypeFor[secret.JSON]() {
		return
	}
	switch t.Kind() {
	case reflect.Pointer:
		f.walk(t.Elem(), before, after)
	case reflect.Map:
		f.add("map", t, before+"{", `"%":0`, "}"+after)
		f.add("map of lists", t, before+"{", `"%":[]`, "}"+after)
		f.add("map of one", t, before+"{", `"":{}`, "}"+after)
		f.walk(t.Elem(), before+`{"x":`, "}"+after)
	case reflect.Slice:
		for _, element := range []string{"{}", "null", `""`, `{"":0}`, full(t.Elem())} {
			f.add("list of "+element, t, before+"[", element, "]"+after)
		}
		f.walk(t.Elem(), before+"[", "]"+after)
	case reflect.Struct:
		if f.seen[t.String()] {
			return
		}
		f.seen[t.String()] = true
		f.add("members", t, before+"{", `"%":0`, "}"+after)
		for field := range t.Fields() {
			name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			if name == "-" {
				continue
			}
			for _, value := range []string{"{}", "[{}]"} {
				f.add("repeated "+value, field.Type, before+"{", `"`+name+`":`+value, "}"+after)
			}
			f.walk(field.Type, before+`{"`+name+`":`, "}"+after)
		}
	}
}

// full returns an object with an empty object for each field that can have one, and a
// list of one for each list.
func full(t reflect.Type) string {
	if t.Kind() != reflect.Struct {
		return "1"
	}
	var members []string
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch value := field.Type; {
		case name == "-":
		case value.Kind() == reflect.Slice && value.Elem().Kind() == reflect.Struct:
			members = append(members, `"`+name+`":[{}]`)
		case value.Kind() == reflect.Pointer && value.Elem().Kind() == reflect.Struct, value.Kind() == reflect.Map:
			members = append(members, `"`+name+`":{}`)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}
