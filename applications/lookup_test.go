package applications_test

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

func byName(name string) lookup {
	return func(ctx context.Context, c *asgardeo.Client) (*applications.Application, error) {
		return c.Applications.GetByName(ctx, name)
	}
}

func byClientID(id string) lookup {
	return func(ctx context.Context, c *asgardeo.Client) (*applications.Application, error) {
		return c.Applications.GetByClientID(ctx, id)
	}
}

type lookup func(context.Context, *asgardeo.Client) (*applications.Application, error)

// listed is the line of the request for a page of what the filter holds for.
func listed(filter string, offset int) string {
	line := "GET " + root + "?filter=" + url.QueryEscape(filter) + "&limit=100"
	if offset > 0 {
		line += "&offset=" + strconv.Itoa(offset)
	}
	return line
}

func TestLookup(t *testing.T) {
	t.Parallel()
	const shop, client = `name eq "Shop"`, `clientId eq "c 1"`
	for note, test := range map[string]struct {
		call    lookup
		replies []resttest.Reply
		send    []string
		is      error // nil if the application a1 is to be found
		op      string
	}{
		"by name": {
			call: byName("Shop"), replies: []resttest.Reply{page("1", `{"id":"a1","name":"Shop"}`), read},
			send: []string{listed(shop, 0), getNew[0]},
		},
		"by client id": {
			call: byClientID("c 1"), replies: []resttest.Reply{page("1", `{"id":"a1","name":"Shop","clientId":"c 1"}`), read},
			send: []string{listed(client, 0), getNew[0]},
		},
		"a name that looks alike": {
			call: byName("Shop"), replies: []resttest.Reply{page("2", `{"id":"a0","name":"shop"},{"id":"a1","name":"Shop"}`), read},
			send: []string{listed(shop, 0), getNew[0]},
		},
		"on the second page": {
			call:    byName("Shop"),
			replies: []resttest.Reply{page("2", `{"id":"a0","name":"SHOP"}`), page("2", `{"id":"a1","name":"Shop"}`), read},
			send:    []string{listed(shop, 0), listed(shop, 1), getNew[0]},
		},
		"absent": {
			call: byName("Shop"), replies: []resttest.Reply{page("0", "")}, send: []string{listed(shop, 0)},
			is: asgardeo.ErrNotFound, op: "applications.GetByName",
		},
		"absent, but alike": {
			call: byClientID("c 1"), replies: []resttest.Reply{page("1", `{"id":"a1","clientId":"C 1"}`)}, send: []string{listed(client, 0)},
			is: asgardeo.ErrNotFound, op: "applications.GetByClientID",
		},
		"ambiguous": {
			call: byClientID("c 1"), replies: []resttest.Reply{page("2", `{"id":"1","clientId":"c 1"},{"id":"2","clientId":"c 1"}`)},
			send: []string{listed(client, 0)}, is: asgardeo.ErrAmbiguous, op: "applications.GetByClientID",
		},
		"ambiguous on two pages": {
			call:    byName("Shop"),
			replies: []resttest.Reply{page("2", `{"id":"1","name":"Shop"}`), page("2", `{"id":"2","name":"Shop"}`)},
			send:    []string{listed(shop, 0), listed(shop, 1)}, is: asgardeo.ErrAmbiguous, op: "applications.GetByName",
		},
		"the listing fails": {
			call: byName("Shop"), replies: []resttest.Reply{{Status: 403, Type: "-"}}, send: []string{listed(shop, 0)},
			is: asgardeo.ErrForbidden, op: "applications.List",
		},
		"the second page fails": {
			call: byName("Shop"), replies: []resttest.Reply{page("2", `{"id":"a1","name":"Shop"}`), {Status: 500, Type: "-"}},
			send: []string{listed(shop, 0), listed(shop, 1)}, is: asgardeo.ErrServer, op: "applications.List",
		},
		"it is deleted in between": {
			call: byName("Shop"), replies: []resttest.Reply{page("1", `{"id":"a1","name":"Shop"}`), {Status: 404, Type: "-"}},
			send: []string{listed(shop, 0), getNew[0]}, is: asgardeo.ErrNotFound, op: "applications.Get",
		},
		"no name":      {call: byName(""), is: asgardeo.ErrInvalidInput, op: "applications.GetByName"},
		"no client id": {call: byClientID(""), is: asgardeo.ErrInvalidInput, op: "applications.GetByClientID"},
		"a name with both kinds of quotes": {
			call: byName(`both "a" and 'b'`), replies: []resttest.Reply{page("2", `{"id":"a0","name":"both \"a\" and c"},{"id":"a1","name":"both \"a\" and 'b'"}`), read},
			send: []string{listed(`name sw 'both "a" and'`, 0), getNew[0]},
		},
		"a client id with a backslash": {
			call: byClientID(`a\b`), replies: []resttest.Reply{page("2", `{"id":"a0","clientId":"ab"},{"id":"a1","clientId":"a\\b"}`), read},
			send: []string{listed(`clientId sw "a"`, 0), getNew[0]},
		},
		"a client id that no filter can begin with": {
			call: byClientID(`\b`), replies: []resttest.Reply{page("2", `{"id":"a0","clientId":"b"},{"id":"a1","clientId":"\\b"}`), read},
			send: []string{"GET " + root + "?attributes=clientId&limit=100", getNew[0]},
		},
		"a space in front": {
			call: byName(" Shop"), replies: []resttest.Reply{page("1", `{"id":"a0","name":"Shop"}`)},
			send: []string{"GET " + root + "?limit=100"}, is: asgardeo.ErrNotFound, op: "applications.GetByName",
		},
		"a name with the operator eq": {
			call: byName("Acme EQ"), replies: []resttest.Reply{page("1", `{"id":"a0","name":"Acme E"}`)},
			send: []string{listed(`name sw "Acme E"`, 0)}, is: asgardeo.ErrNotFound, op: "applications.GetByName",
		},
		"an operator that the server looks for later": {
			call: byName("GT Sales and Co"), replies: []resttest.Reply{page("2", `{"id":"a0","name":"GT"},{"id":"a1","name":"GT Sales and Co"}`), read},
			send: []string{listed(`name eq "GT Sales and Co"`, 0), getNew[0]},
		},
	} {
		t.Run(note, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, test.replies...)
			app, err := test.call(t.Context(), s.Client)
			s.WantLines(test.send...)
			if test.is == nil {
				if err != nil || app.ID != "a1" || app.Name != "Shop" {
					t.Errorf("(%+v, %v)", app, err)
				}
				return
			}
			var e *asgardeo.Error
			if app != nil || !errors.Is(err, test.is) || !errors.As(err, &e) || e.Operation != test.op {
				t.Fatalf("(%+v, %#v)", app, err)
			}
			if test.is == asgardeo.ErrInvalidInput && strings.Count(err.Error(), test.is.Error()) != 1 {
				t.Errorf("the text %q repeats itself", err)
			}
		})
	}
}

// A response that the API does not define is an error, and is not sent back.
func TestUnexpectedFirstAnswerEndsTheMethod(t *testing.T) {
	t.Parallel()
	resttest.NotBelieved(t, map[string]func(context.Context, *asgardeo.Client) error{
		"GetByName": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.GetByName(ctx, "a")
			return err
		},
		"GetByClientID": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.Applications.GetByClientID(ctx, "a")
			return err
		},
		"All": func(ctx context.Context, c *asgardeo.Client) error {
			for _, err := range c.Applications.All(ctx, nil) {
				return err
			}
			return nil
		},
		"OIDC.AddCallback": func(ctx context.Context, c *asgardeo.Client) error {
			return c.Applications.OIDC.AddCallback(ctx, "a1", "https://a")
		},
		"OIDC.RemoveCallback": func(ctx context.Context, c *asgardeo.Client) error {
			return c.Applications.OIDC.RemoveCallback(ctx, "a1", "https://a")
		},
	})
}

// If a success response is not the one of the operation, the outcome of the request is unknown.
func TestUnexpectedAnswerToAChangeLeavesTheOutcomeUnknown(t *testing.T) {
	t.Parallel()
	for body, status := range map[string]int{`{}`: 200, `{"code":"900900","message":"m"}`: 201, `{"fault":{}}`: 200, ``: 204} {
		s := resttest.New(t, resttest.Reply{Status: status, Body: body})
		app, err := s.Client.Applications.Register(t.Context(), applications.NewM2M("a"))
		if app != nil || !errors.Is(err, asgardeo.ErrUnexpectedResponse) || !errors.Is(err, asgardeo.ErrOutcomeUnknown) {
			t.Errorf("%d %s: got %+v, %v", status, body, app, err)
		}
	}
}
