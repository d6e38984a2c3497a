package scim_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// lookups find a resource by its name; that of the resources is in the member attribute. Roles have no stores, and case
// counts.
var lookups = []struct {
	operation, list, attribute, line string
	roles                            bool
	get                              func(ctx context.Context, c *scim.Client, name string, p ...scim.AttributeOption) (id string, err error)
}{
	{
		operation: "scim.Users.GetByUserName", list: "scim.Users.List", attribute: "userName", line: "GET " + users,
		get: func(ctx context.Context, c *scim.Client, name string, p ...scim.AttributeOption) (string, error) {
			return idOf(func(u *scim.User) string { return u.ID })(c.Users.GetByUserName(ctx, name, p...))
		},
	},
	{
		operation: "scim.Groups.GetByName", list: "scim.Groups.List", attribute: "displayName", line: "GET " + groups,
		get: func(ctx context.Context, c *scim.Client, name string, p ...scim.AttributeOption) (string, error) {
			return idOf(func(g *scim.Group) string { return g.ID })(c.Groups.GetByName(ctx, name, p...))
		},
	},
	{
		operation: "scim.Roles.GetByName", list: "scim.Roles.List", attribute: "displayName", line: "GET " + roles, roles: true,
		get: func(ctx context.Context, c *scim.Client, name string, p ...scim.AttributeOption) (string, error) {
			return idOf(func(r *scim.Role) string { return r.ID })(c.Roles.GetByName(ctx, name, scim.Audience{Display: "not compared"}, p...))
		},
	},
	{
		operation: "scim.RolesV3.GetByName", list: "scim.RolesV3.List", attribute: "displayName", line: "GET " + rolesV3, roles: true,
		get: func(ctx context.Context, c *scim.Client, name string, p ...scim.AttributeOption) (string, error) {
			return idOf(func(r *scim.Role) string { return r.ID })(c.RolesV3.GetByName(ctx, name, scim.Audience{}, p...))
		},
	},
}

func idOf[T any](id func(*T) string) func(*T, error) (string, error) {
	return func(found *T, err error) (string, error) {
		if err != nil {
			if found != nil {
				err = errors.Join(err, errors.New("there is a result beside the error"))
			}
			return "", err
		}
		return id(found), nil
	}
}

func TestLookups(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		what, name string
		has        string // names, of which the ids are a, b, ...
		want       string // id
		is         error
		// filter is the operator and the value, if there is a filter. The test applies to roles, stores, or both.
		filter        string
		roles, stores bool
	}{
		{"alone", "kim", "kim", "a", nil, `eq "kim"`, true, true},
		{"absent", "kim", "", "", asgardeo.ErrNotFound, `eq "kim"`, true, true},
		{"another", "kim", "kimberley pat", "", asgardeo.ErrNotFound, `eq "kim"`, true, true},
		{"two", "kim", "kim kim", "", asgardeo.ErrAmbiguous, `eq "kim"`, true, true},
		{"case counts", "kim", "Kim kim KIM", "b", nil, `eq "kim"`, true, true},
		{"case does not count", "KIM", "kim", "a", nil, `eq "KIM"`, false, true},
		{"names differ only in case", "KIM", "kim Kim", "", asgardeo.ErrAmbiguous, `eq "KIM"`, false, true},
		{"case of a role", "KIM", "kim", "", asgardeo.ErrNotFound, `eq "KIM"`, true, false},
		{"the store is added", "kim", "DEFAULT/kim", "a", nil, `eq "kim"`, false, true},
		{"the store is requested", "DEFAULT/kim", "AGENT/kim DEFAULT/kim", "b", nil, `eq "DEFAULT/kim"`, false, true},
		{"the store is left out", "DEFAULT/kim", "kim", "a", nil, `eq "DEFAULT/kim"`, false, true},
		{"the store in another case", "default/kim", "DEFAULT/kim", "a", nil, `eq "default/kim"`, false, true},
		{"another store", "DEFAULT/kim", "AGENT/kim", "", asgardeo.ErrNotFound, `eq "DEFAULT/kim"`, false, true},
		{"several stores", "kim", "DEFAULT/kim AGENT/kim", "", asgardeo.ErrAmbiguous, `eq "kim"`, false, true},
		{"no name", "", "", "", asgardeo.ErrInvalidInput, "", true, true},
		{"the store and no other", "SECONDARY/x", "x SECONDARY/x DEFAULT/x", "b", nil, `eq "SECONDARY/x"`, false, true},
		{"the store and no store", "SECONDARY/x", "SECONDARY/x x", "a", nil, `eq "SECONDARY/x"`, false, true},
		{"the store, in another case", "SECONDARY/x", "x secondary/X", "b", nil, `eq "SECONDARY/x"`, false, true},
		{"the store, twice", "SECONDARY/x", "SECONDARY/x secondary/x x", "", asgardeo.ErrAmbiguous, `eq "SECONDARY/x"`, false, true},
		{"no store, one of two", "x", "SECONDARY/x x", "", asgardeo.ErrAmbiguous, `eq "x"`, false, true},
		{"a role with a slash", "SECONDARY/x", "x SECONDARY/x secondary/x", "b", nil, `eq "SECONDARY/x"`, true, false},
		{"a space", "kim_berry", "kim kim_berry kim_b", "b", nil, `eq kim berry`, false, true},
		{"a space in a role", "kim_berry", "kim kim_berry kim_b", "b", nil, `eq "kim berry"`, true, false},
		{"a space behind a store", "DEFAULT/kim_berry", "DEFAULT/kim_berry", "a", nil, `eq DEFAULT/kim berry`, false, true},
		{"two spaces", "kim__berry", "kim_berry kim__berry", "b", nil, `sw "kim"`, true, true},
		{"a space in front", "_kim", "kim _kim", "b", nil, "", true, true},
		{"a space at the end", "kim_", "kim kim_", "b", nil, `sw "kim"`, true, true},
		{"a quote", `k"im`, `k k"im`, "b", nil, `sw "k"`, true, true},
		{"a quote behind a store", `DEFAULT/"im`, `DEFAULT/im DEFAULT/"im`, "b", nil, "", false, true},
		{"a character behind a store", `DEFAULT/k"im`, `DEFAULT/kim DEFAULT/k"im`, "b", nil, `sw "DEFAULT/k"`, false, true},
		{"a parenthesis", "kim(x)", "kim kim(x)", "b", nil, `eq "kim(x)"`, false, true},
		{"a parenthesis in a role", "kim(x)", "kim kim(x)", "b", nil, `sw "kim"`, true, false},
		{"a parenthesis at the edge of a word", "kim_(x)", "kim kim_(x)", "b", nil, `sw "kim"`, false, true},
		{"a character that a role cannot have", "a#b", "a_b a#b", "b", nil, `sw "a"`, true, false},
		{"the same among words", "a_b#c", "a_b a_b#c", "b", nil, `eq "a b#c"`, true, false},
		{"beyond Latin-1", "kimł", "kim kimł", "b", nil, `eq "kimł"`, true, true},
		{"two words beyond Latin-1", "管理_者", "管理 管理_者", "b", nil, `eq "管理 者"`, true, false},
		{"a connective", "or", "or", "a", nil, `eq "or"`, false, true},
		{"a role that is a connective", "or", "or", "a", nil, `sw "o"`, true, false},
		{"a connective in front", "and_more", "and and_more", "b", nil, `sw "and"`, false, true},
		{"a connective among words", "bread_and_butter", "bread bread_and_butter", "b", nil, `sw bread an`, false, true},
		{"the operator", "acme_eq_x", "acme acme_eq_x", "b", nil, `sw acme e`, false, true},
		{"another operator", "acme_co", "acme acme_co", "b", nil, `eq acme co`, false, true},
		{"a long one", strings.Repeat("é", 60) + `"`, "é " + strings.Repeat("é", 60) + `"`, "b", nil, `sw "` + strings.Repeat("é", 50) + `"`, true, true},
	} {
		for _, lookup := range lookups {
			if lookup.roles && !test.roles || !lookup.roles && !test.stores {
				continue
			}
			t.Run(lookup.operation+"/"+test.what, func(t *testing.T) {
				t.Parallel()
				spaces := strings.NewReplacer("_", " ")
				var list []string
				for i, name := range strings.Fields(test.has) {
					list = append(list, `{"id":"`+string(rune('a'+i))+`","`+lookup.attribute+`":`+encode(t, spaces.Replace(name))+`}`)
				}
				s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"totalResults":1,"Resources":[` + strings.Join(list, ",") + `]}`}, page(0))
				id, err := lookup.get(t.Context(), s.Client.SCIM, spaces.Replace(test.name))
				if id != test.want || !errors.Is(err, test.is) {
					t.Errorf("got %q, %v, want %q, %v", id, err, test.want, test.is)
				}
				var e *asgardeo.Error
				if test.is != nil && (!errors.As(err, &e) || e.Operation != lookup.operation || e.StatusCode != 0) {
					t.Errorf("error %#v, want one of %s", err, lookup.operation)
				}
				line := lookup.line + "?count=100"
				if test.filter != "" {
					line += "&filter=" + url.QueryEscape(lookup.attribute+" "+test.filter)
				}
				switch {
				case test.name == "":
					s.WantLines()
				case lookup.operation == "scim.Users.GetByUserName" && !strings.HasPrefix(test.filter, "eq "):
					s.WantLines(line+"&startIndex=1", line+fmt.Sprintf("&startIndex=%d", 1+len(list))) // any number of users
				default:
					s.WantLines(line + "&startIndex=1")
				}
			})
		}
	}
}

// A lookup requests the attribute that it compares, even if the options exclude it. It returns the error of a failed list.
func TestLookupRequests(t *testing.T) {
	t.Parallel()
	for _, lookup := range lookups {
		t.Run(lookup.operation, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"totalResults":3,"Resources":[{"id":"a"},{"id":"b"}]}`},
				resttest.Reply{Status: 200, Body: `{"totalResults":3,"Resources":[{"id":"b"},{"id":"c","` + lookup.attribute + `":"x"}]}`},
				resttest.Reply{Status: 403, Type: "-"})
			if id, err := lookup.get(t.Context(), s.Client.SCIM, "x", scim.WithAttributes("schemas"), scim.WithoutAttributes(" "+strings.ToUpper(lookup.attribute), "meta")); id != "c" || err != nil {
				t.Errorf("got %q, %v", id, err)
			}
			const count, rest = "&count=100&excludedAttributes=meta&filter=", "+eq+%22x%22&startIndex="
			line := lookup.line + "?attributes=schemas," + lookup.attribute + count + lookup.attribute + rest
			second := "3"
			if lookup.roles { // the second page begins with the last role of the first
				second = "2"
			}
			s.WantLines(line+"1", line+second)
			var e *asgardeo.Error
			if _, err := lookup.get(t.Context(), s.Client.SCIM, "x"); !errors.Is(err, asgardeo.ErrForbidden) || !errors.As(err, &e) || e.Operation != lookup.list {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestLookupOfRoleByAudience(t *testing.T) {
	t.Parallel()
	both := scim.Audience{Type: scim.AudienceTypeApplication, Value: "a-1"}
	for _, test := range []struct {
		name, filter string
		audience     scim.Audience
		is           error
	}{
		{"reader", `displayName eq "reader" and audience.value eq "a-1" and audience.type eq "application"`, both, nil},
		{"a reader", `displayName eq "a reader" and audience.value eq "a-1" and audience.type eq "application"`, both, nil},
		{" reader", `audience.type eq "organization"`, scim.Audience{Type: scim.AudienceTypeOrganization}, nil},
		{"reader", `displayName eq "reader" and audience.value eq "a b"`, scim.Audience{Value: "a b"}, nil},
		{"reader", `displayName eq "reader" and audience.value sw "a"`, scim.Audience{Value: "a#b"}, nil},
		{"reader", `displayName eq "reader"`, scim.Audience{Value: "#"}, nil},
		{"", "", both, asgardeo.ErrInvalidInput},
	} {
		for _, lookup := range []struct {
			path string
			get  func(*scim.Client) (*scim.Role, error)
		}{
			{roles, func(c *scim.Client) (*scim.Role, error) {
				return c.Roles.GetByName(t.Context(), test.name, test.audience)
			}},
			{rolesV3, func(c *scim.Client) (*scim.Role, error) {
				return c.RolesV3.GetByName(t.Context(), test.name, test.audience)
			}},
		} {
			s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"totalResults":1,"Resources":[{"id":"r1","displayName":` + encode(t, test.name) + `}]}`})
			found, err := lookup.get(s.Client.SCIM)
			if !errors.Is(err, test.is) || (found != nil) != (test.is == nil) {
				t.Errorf("%q: got %+v, %v", test.name, found, err)
			}
			if test.is != nil {
				s.WantLines()
				continue
			}
			s.WantLines("GET " + lookup.path + "?count=100&filter=" + url.QueryEscape(test.filter) + "&startIndex=1")
		}
	}
}

// What the server left unfiltered is compared here: the id of an audience exactly, its type in any case.
func TestLookupComparesAudiences(t *testing.T) {
	t.Parallel()
	for audience, want := range map[string]string{
		`{"type":"APPLICATION","value":"a-1"}`: "r1", `{"type":"application","value":"a-1"}`: "r1", `{"value":"a-1"}`: "r1",
		`{"type":"organization","value":"a-1"}`: "", `{"type":"application","value":"A-1"}`: "",
	} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"totalResults":1,"Resources":[{"id":"r1","displayName":"reader","audience":` + audience + `}]}`})
		found, err := s.Client.SCIM.Roles.GetByName(t.Context(), "reader", scim.Audience{Type: scim.AudienceTypeApplication, Value: "a-1"})
		if (want == "") != errors.Is(err, asgardeo.ErrNotFound) || want != "" && (err != nil || found.ID != want) {
			t.Errorf("%s: got %+v, %v, want %q", audience, found, err, want)
		}
	}
}

// A response that the API does not define is an error, not an empty result.
func TestUnexpectedFirstAnswerEndsTheMethod(t *testing.T) {
	t.Parallel()
	resttest.NotBelieved(t, map[string]func(context.Context, *asgardeo.Client) error{
		"Users.GetByUserName": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Users.GetByUserName(ctx, "a")
			return err
		},
		"Groups.GetByName": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Groups.GetByName(ctx, "a")
			return err
		},
		"Roles.GetByName": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Roles.GetByName(ctx, "a", scim.Audience{})
			return err
		},
		"RolesV3.All": func(ctx context.Context, c *asgardeo.Client) error { return first(c.SCIM.RolesV3.All(ctx, nil)) },
		"Users.All":   func(ctx context.Context, c *asgardeo.Client) error { return first(c.SCIM.Users.All(ctx, nil)) },
		"Groups.All":  func(ctx context.Context, c *asgardeo.Client) error { return first(c.SCIM.Groups.All(ctx, nil)) },
		"Groups.Update": func(ctx context.Context, c *asgardeo.Client) error {
			_, err := c.SCIM.Groups.Update(ctx, "g1", []scim.PatchOperation{scim.Replace("displayName", "a")})
			return err
		},
	})
}

// first returns the error that a sequence begins with.
func first[T any](seq iter.Seq2[T, error]) error {
	for _, err := range seq {
		return err
	}
	return nil
}

// A response without a list of operations is a failure of the whole request, with an unknown outcome.
func TestBulkAnswersWithoutOperations(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"Operations":null}`, `{"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkResponse"]}`, `{"Operations":{}}`} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: body})
		var bulk scim.Bulk
		operation := bulk.DeleteGroup("1")
		results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk)
		for _, err := range []error{err, results.Of(operation).Err} {
			if !errors.Is(err, asgardeo.ErrUnexpectedResponse) || !errors.Is(err, asgardeo.ErrOutcomeUnknown) {
				t.Errorf("%s: %v", body, err)
			}
		}
	}
}
