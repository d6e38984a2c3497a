package scim_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// One resource with members of another type than documented does not make the page unreadable, and is sent back unchanged.
func TestMembersOfAnotherType(t *testing.T) {
	t.Parallel()
	const page = `{"totalResults":"3","itemsPerPage":{},"schemas":"urn:x","Resources":[{"id":"1"},%s,{"id":"3"}]}`
	for name, test := range map[string]struct {
		odd      string
		sendBack func(context.Context, *scim.Client) (n int, err error)
	}{
		"users": {`{"id":"2","schemas":["urn:u"],"userName":"kim","nickName":17,"title":{"x":1},"active":1,"name":"Kim","meta":[],"emails":[17,"a@example.com",null,[],{"value":false,"primary":"yes"}],
			"phoneNumbers":"1","urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":"u9","department":["d"]},"urn:scim:wso2:schema":"x"}`,
			func(ctx context.Context, c *scim.Client) (int, error) {
				page, err := c.Users.List(ctx, nil)
				if err != nil {
					return 0, err
				}
				if u := page.Users[1]; u.NickName != "17" || u.Title != "" || u.Emails[1].Value != "a@example.com" || page.TotalResults != 3 {
					return 0, fmt.Errorf("got %+v", u)
				}
				_, err = c.Users.Replace(ctx, "2", &page.Users[1])
				return len(page.Users), err
			}},
		"groups": {`{"id":2,"schemas":["urn:g"],"displayName":true,"members":{"value":"u1"},"roles":["r1",{"value":1}]}`,
			func(ctx context.Context, c *scim.Client) (int, error) {
				page, err := c.Groups.List(ctx, nil)
				if err != nil {
					return 0, err
				}
				if page.Groups[1].ID != "2" || page.Groups[1].DisplayName != "true" {
					return 0, fmt.Errorf("got %+v", page.Groups[1])
				}
				_, err = c.Groups.Replace(ctx, "2", &page.Groups[1])
				return len(page.Groups), err
			}},
		"roles": {`{"id":"2","schemas":["urn:r"],"displayName":5,"audience":"organization","permissions":["stock:read",7],"meta":{"systemRole":"no","created":5}}`,
			func(ctx context.Context, c *scim.Client) (int, error) {
				page, err := c.Roles.List(ctx, nil)
				if err != nil {
					return 0, err
				}
				_, err = c.Roles.Replace(ctx, "2", &page.Roles[1])
				return len(page.Roles), err
			}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := resttest.New(t, resttest.Reply{Status: 200, Body: fmt.Sprintf(page, test.odd)}, resttest.Reply{Status: 200, Body: `{"id":"2"}`})
			if n, err := test.sendBack(t.Context(), s.Client.SCIM); err != nil || n != 3 {
				t.Fatalf("%d, %v", n, err)
			}
			resttest.WantJSON(t, s.Bodies()[1], test.odd)
		})
	}
}

// Attribute names in another case are the same attribute, and are sent once, under the name that the server documents.
func TestNamesInAnotherCase(t *testing.T) {
	t.Parallel()
	for read, sent := range map[string]string{
		`{"UserName":"kim","displayname":"Kim","NAME":{"GivenName":"K","familyname":7}}`: `{"userName":"lee","displayName":"Kim","name":{"givenName":"K","familyName":7}}`,
		`{"USERNAME":"a","userName":"kim","username":"b","Emails":[{"Value":"a@example.com","TYPE":"home"}]}`: `{"userName":"lee",
			"emails":[{"value":"a@example.com","type":"home"}]}`,
		`{"username":["kim"],"URN:ietf:params:scim:schemas:extension:enterprise:2.0:user":{"Department":"d","MANAGER":{"Value":"u9"}}}`: `{"userName":"lee",
			"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"d","manager":{"value":"u9"}}}`,
		`{"robot":1,"Robot":2,"Username":"x"}`: `{"userName":"lee","robot":1}`,
	} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"id":"1","schemas":["urn:x"],` + read[1:]}, resttest.Reply{Status: 200, Body: `{"id":"1"}`})
		person, err := s.Client.SCIM.Users.Get(t.Context(), "1")
		if err != nil {
			t.Fatal(err)
		}
		person.UserName = "lee"
		if _, err := s.Client.SCIM.Users.Replace(t.Context(), "1", person); err != nil {
			t.Fatal(err)
		}
		resttest.WantJSON(t, s.Bodies()[1], `{"id":"1","schemas":["urn:x"],`+sent[1:])
		if strings.Count(strings.ToLower(s.Bodies()[1]), `"username":`) != 1 {
			t.Errorf("%s is sent as %s", read, s.Bodies()[1])
		}
	}
}

// What a caller relies on to be there must have its type: without it, it would seem that nothing is there.
func TestPagesOfAnotherType(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"totalResults":1,"Resources":{}}`, `{"totalResults":1,"Resources":"x"}`, `{"totalResults":1,"resources":3}`, `{"totalResults":{},"Resources":[]}`,
		`{"totalResults":"many","Resources":[]}`, `{"totalResults":1,"Resources":[17]}`, `{"totalResults":1,"Resources":[null]}`, `{"totalResults":1,"Resources":[[]]}`,
		`[]`, `"x"`, `1`,
	} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: body}, resttest.Reply{Status: 200, Body: body})
		if page, err := s.Client.SCIM.Users.List(t.Context(), nil); !errors.Is(err, asgardeo.ErrUnexpectedResponse) {
			t.Errorf("users: %s: got %+v, %v", body, page, err)
		}
		if page, err := s.Client.SCIM.RolesV3.List(t.Context(), nil); !errors.Is(err, asgardeo.ErrUnexpectedResponse) {
			t.Errorf("roles: %s: got %+v, %v", body, page, err)
		}
	}
}
