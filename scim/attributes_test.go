package scim_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// projected are calls that name attributes, each in another way.
var projected = map[string]struct {
	kind, operation string
	call            func(ctx context.Context, c *scim.Client, names []string) error
}{
	"a projection of a user": {"user", "scim.Users.Get", func(ctx context.Context, c *scim.Client, names []string) error {
		_, err := c.Users.Get(ctx, "1", scim.WithAttributes(names...))
		return err
	}},
	"what a user is without": {"user", "scim.Me.Get", func(ctx context.Context, c *scim.Client, names []string) error {
		_, err := c.Me.Get(ctx, scim.WithoutAttributes(names...))
		return err
	}},
	"a list of users": {"user", "scim.Users.List", func(ctx context.Context, c *scim.Client, names []string) error {
		_, err := c.Users.List(ctx, &scim.ListUsersParams{ExcludedAttributes: names})
		return err
	}},
	"a search for users": {"user", "scim.Users.Search", func(ctx context.Context, c *scim.Client, names []string) error {
		_, err := c.Users.Search(ctx, &scim.SearchRequest{Attributes: names})
		return err
	}},
	"a projection of a group": {"group", "scim.Groups.Create", func(ctx context.Context, c *scim.Client, names []string) error {
		_, err := c.Groups.Create(ctx, &scim.Group{DisplayName: "x"}, scim.WithAttributes(names...))
		return err
	}},
	"a search for groups": {"group", "scim.Groups.Search", func(ctx context.Context, c *scim.Client, names []string) error {
		_, err := c.Groups.Search(ctx, &scim.SearchRequest{ExcludedAttributes: names})
		return err
	}},
	"a list of roles": {"role", "scim.RolesV3.List", func(ctx context.Context, c *scim.Client, names []string) error {
		_, err := c.RolesV3.List(ctx, &scim.ListRolesParams{Attributes: names})
		return err
	}},
}

func TestAttributesAreNamedAsTheServerDoes(t *testing.T) {
	t.Parallel()
	const enterprise, custom = scim.SchemaEnterpriseUser, scim.SchemaCustomUser
	for _, test := range []struct {
		kind, names string // names are separated by "|"
		want        string // empty if they are refused
	}{
		{"user", "userName|title", "userName,title"},
		{"user", "userName, title ,,", "userName,title"},
		{"user", "NAME.familyname", "NAME.familyname"},
		{"user", enterprise + ":employeeNumber", enterprise + ".employeeNumber"},
		{"user", enterprise + ".manager.value", enterprise + ".manager.value"},
		{"user", strings.ToUpper(enterprise) + ":manager.value", enterprise + ".manager.value"},
		{"user", enterprise, enterprise},
		{"user", "urn:scim:wso2:schema:country|" + custom + ":tags", "urn:scim:wso2:schema.country," + custom + ".tags"},
		{"user", "urn:scim:wso2:agent:schema:owner", "urn:scim:wso2:agent:schema.owner"},
		{"user", "urn:example:own:User.size", "urn:example:own:User.size"},
		{"user", scim.SchemaUser + ":title|" + scim.SchemaUser + ".name.givenName", "title,name.givenName"},
		{"user", "urn:ietf:params:scim:schemas:core:2.0:meta.created", "meta.created"},
		{"user", scim.SchemaUser, ""},
		{"user", "employeeNumber", ""},
		{"user", "userName|country", ""},
		{"user", "members", ""},
		{"group", scim.SchemaGroup + ":members.value|roles|externalId", "members.value,roles,externalId"},
		{"group", "userName", ""},
		{"group", strings.ToLower(scim.SchemaGroup), ""},
		{"role", scim.SchemaRole + ":users|AUDIENCE.type|associatedApplications", "users,AUDIENCE.type,associatedApplications"},
		{"role", "members", ""},
	} {
		for what, projection := range projected {
			if projection.kind != test.kind {
				continue
			}
			t.Run(what+"/"+test.names, func(t *testing.T) {
				t.Parallel()
				s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"id":"1","totalResults":0}`})
				names := strings.Split(test.names, "|")
				err := projection.call(t.Context(), s.Client.SCIM, names)
				if test.want == "" {
					s.WantLines()
					var e *asgardeo.Error
					if !errors.Is(err, asgardeo.ErrInvalidInput) || !errors.As(err, &e) || e.Operation != projection.operation {
						t.Errorf("got %v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				if got := sentAttributes(t, s); got != test.want {
					t.Errorf("sent %s, want %s", got, test.want)
				}
				if strings.Join(names, "|") != test.names {
					t.Errorf("the caller's list became %q", names)
				}
			})
		}
	}
}

// sentAttributes returns the attributes that the only request names, in its query or its body.
func sentAttributes(t *testing.T, s *resttest.Server) string {
	t.Helper()
	_, query, _ := strings.Cut(s.Lines()[0], "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	var body struct{ Attributes, ExcludedAttributes []string }
	if text := s.Bodies()[0]; strings.Contains(text, "SearchRequest") {
		if err := json.Unmarshal([]byte(text), &body); err != nil {
			t.Fatal(err)
		}
	}
	return values.Get("attributes") + values.Get("excludedAttributes") + strings.Join(append(body.Attributes, body.ExcludedAttributes...), ",")
}
