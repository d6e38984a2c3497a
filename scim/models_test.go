package scim_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// A user and a role with members that the SDK does not know, on every level, and with values that are easily damaged.
const (
	losslessUser = `{
		"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:example:robot"],
		"id": "u1", "us\u0065rName": "DEFAULT/k\"\u00e9\\m", "externalId": "x", "active": false, "title": "Dr",
		"meta": {
			"created": "2026-03-04T05:06:07Z", "lastModified": "2026-03-04T05:06:07.123456789Z", "resourceType": "User",
			"version": "W/1"
		},
		"name": {"givenName": "Kim", "familyName": "<Öz & Co>", "secondFamilyName": null},
		"emails": [
			{"value": "a@example.com", "primary": true, "verified": false},
			{"type": "home", "primary": false, "value": "b@example.com"}
		],
		"phoneNumbers": [{"type": "pager", "value": "1", "extension": 12345678901234567890}],
		"photos": [{"value": "https://p", "sizes": [[1, 2], []]}],
		"ims": [], "entitlements": [{"value": "e", "x": 1.50}], "x509Certificates": [{"value": "MII", "x": {}}],
		"addresses": [{"type": "moon", "country": "LU", "geo": {"lat": 49.60, "lon": -6e-1}}],
		"groups": [{"value": "g1", "$ref": "https://g1", "direct": true}],
		"roles": [{"value": "r1", "audienceType": "galaxy", "type": "default", "nested": {"a": [null]}}],
		"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": {
			"department": "d", "manager": {"value": "u9", "$ref": "https://u9", "mood": null}, "floor": 3
		},
		"urn:scim:wso2:schema": {"big": 123456789012345678901234567890, "nothing": null, "list": [1, "2", [3]]},
		"urn:scim:schemas:extension:custom:User": {"q\"uo\\te\u00e9": {"a": {}}},
		"urn:example:robot": {"model": {"name": "R2", "arms": [{}, null]}, "weight": 1e400},
		"q\"uo\\te\u00e9": "v", "nothing": null, "": 0
	}`
	losslessRole = `{
		"schemas": ["urn:ietf:params:scim:schemas:extension:2.0:Role"],
		"id": "r1", "displayN\u0061me": "reader",
		"meta": {"location": "https://r1", "systemRole": false, "etag": 7},
		"audience": {"type": "galaxy", "value": "o1", "display": "example", "x": 12345678901234567890},
		"permissions": [{"value": "stock:read", "$ref": "https://p", "since": "2026"}],
		"users": [{"value": "u1", "x": null}], "groups": [],
		"associatedApplications": [{"value": "a1", "x": [[]]}],
		"properties": [{"name": "p", "value": "v", "x": {"y": 1.0}}],
		"nothing": null, "more": [{"deep": [null]}]
	}`
)

func TestUserIsLossless(t *testing.T) {
	t.Parallel()
	got := resttest.Reply{Status: 200, Body: losslessUser}
	s := resttest.New(t, got, someone, someone)
	person, err := s.Client.SCIM.Users.Get(t.Context(), "u1")
	if err != nil {
		t.Fatal(err)
	}
	replace := func() {
		t.Helper()
		if _, err := s.Client.SCIM.Users.Replace(t.Context(), "u1", person); err != nil {
			t.Fatal(err)
		}
	}
	replace()
	person.Title = ""
	person.Active = new(true)
	person.Emails[0].Value = "c@example.com"
	person.Enterprise.Manager.Value = "u8"
	replace()

	bodies := s.Bodies()
	resttest.WantJSON(t, bodies[1], losslessUser)
	resttest.WantJSON(t, bodies[2], strings.NewReplacer(
		`"active": false, "title": "Dr"`, `"active": true`, "a@example.com", "c@example.com", `"u9"`, `"u8"`,
	).Replace(losslessUser))
}

func TestRolesAreLossless(t *testing.T) {
	t.Parallel()
	type call = func(context.Context, *scim.Client) error
	for name, test := range map[string]func() (call, call){
		"v2": func() (call, call) {
			var duty *scim.Role
			return func(ctx context.Context, c *scim.Client) (err error) { duty, err = c.Roles.Get(ctx, "r1"); return },
				func(ctx context.Context, c *scim.Client) error {
					duty.DisplayName = "writer"
					_, err := c.Roles.Replace(ctx, "r1", duty)
					return err
				}
		},
		"v3": func() (call, call) {
			var duty *scim.Role
			return func(ctx context.Context, c *scim.Client) (err error) { duty, err = c.RolesV3.Get(ctx, "r1"); return },
				func(ctx context.Context, c *scim.Client) error {
					duty.DisplayName = "writer"
					_, err := c.RolesV3.Replace(ctx, "r1", duty)
					return err
				}
		},
		"group": func() (call, call) {
			var team *scim.Group
			return func(ctx context.Context, c *scim.Client) (err error) { team, err = c.Groups.Get(ctx, "r1"); return },
				func(ctx context.Context, c *scim.Client) error {
					team.DisplayName = "writer"
					_, err := c.Groups.Replace(ctx, "r1", team)
					return err
				}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			get, replace := test()
			s := resttest.New(t, resttest.Reply{Status: 200, Body: losslessRole}, reader)
			if err := get(t.Context(), s.Client.SCIM); err != nil {
				t.Fatal(err)
			}
			if err := replace(t.Context(), s.Client.SCIM); err != nil {
				t.Fatal(err)
			}
			resttest.WantJSON(t, s.Bodies()[1], strings.Replace(losslessRole, `"reader"`, `"writer"`, 1))
		})
	}
}

func TestLossless(t *testing.T) {
	t.Parallel()
	resttest.Lossless[scim.User](t)
	resttest.Lossless[scim.Group](t)
	resttest.Lossless[scim.Role](t)
	resttest.Lossless[scim.RoleV1](t)
	resttest.Lossless[scim.ResourceType](t)
	resttest.Lossless[scim.Schema](t)
	resttest.Lossless[scim.ServiceProviderConfig](t)
}

// A time is sent back unchanged, regardless of the number of its digits.
func TestTimesGoBackAsTheyCame(t *testing.T) {
	t.Parallel()
	const digits = "123456789"
	for n := range len(digits) + 1 {
		for _, fraction := range []string{digits[:n], strings.Repeat("0", n)} {
			text := strings.Replace("2026-12-31T23:59:59."+fraction+"Z", ".Z", "Z", 1)
			t.Run(text, func(t *testing.T) {
				t.Parallel()
				s := resttest.New(t, resttest.Reply{Status: 200, Body: fmt.Sprintf(`{"id":"u1","meta":{"created":%q}}`, text)}, someone)
				person, err := s.Client.SCIM.Users.Get(t.Context(), "u1")
				if err != nil {
					t.Fatal(err)
				}
				want, err := time.Parse(time.RFC3339Nano, text)
				if err != nil || !person.Meta.Created.Equal(want) || !person.Meta.LastModified.IsZero() {
					t.Errorf("%+v, want %v (%v)", person.Meta, want, err)
				}
				if _, err := s.Client.SCIM.Users.Replace(t.Context(), "u1", person); err != nil {
					t.Fatal(err)
				}
				resttest.WantJSON(t, s.Bodies()[1], fmt.Sprintf(`{"id":"u1","schemas":[%q],"meta":{"created":%q}}`, scim.SchemaUser, text))
			})
		}
	}
}

// Servers send addresses as strings or as objects, or both at once, and get back what they sent.
func TestEmailsKeepTheirForm(t *testing.T) {
	t.Parallel()
	for emails, changed := range map[string]string{
		`["a@example.com", "b\u0040example.com"]`:                                                   `["c@example.com", "b@example.com"]`,
		`["a@example.com", {"type": "home", "value": "b@example.com"}]`:                             `["c@example.com", {"type": "home", "value": "b@example.com"}]`,
		`[{"value": "a@example.com", "primary": true}, {"type": "home", "value": "b@example.com"}]`: `[{"value": "c@example.com", "primary": true}, {"type": "home", "value": "b@example.com"}]`,
	} {
		t.Run(emails, func(t *testing.T) {
			t.Parallel()
			var person scim.User
			if err := json.Unmarshal([]byte(`{"emails":`+emails+`}`), &person); err != nil {
				t.Fatal(err)
			}
			if len(person.Emails) != 2 || person.Emails[0].Value != "a@example.com" || person.Emails[1].Value != "b@example.com" {
				t.Errorf("got %+v", person.Emails)
			}
			resttest.WantJSON(t, encode(t, person), `{"emails":`+emails+`}`)
			person.Emails[0].Value = "c@example.com"
			resttest.WantJSON(t, encode(t, person), `{"emails":`+changed+`}`)
			person.Emails[0].Primary = new(false)
			if got := encode(t, person); !strings.Contains(got, `"primary":false`) || !strings.Contains(got, `"value":"c@example.com"`) {
				t.Errorf("a string that became more than a value is an object: %s", got)
			}
		})
	}
}

// A server may send an address as a plain string.
func TestAddressThatIsAStringGoesBackAsOne(t *testing.T) {
	t.Parallel()
	const body = `{"addresses":["Main Street 1",{"type":"home","formatted":"Side Street 2"}]}`
	var person scim.User
	if err := json.Unmarshal([]byte(body), &person); err != nil {
		t.Fatal(err)
	}
	if person.Addresses[0].Value != "Main Street 1" || person.Addresses[1].Formatted != "Side Street 2" {
		t.Errorf("got %+v", person.Addresses)
	}
	resttest.WantJSON(t, encode(t, person), body)
}

// A value that is odd does not spoil the page, and is sent back unchanged.
func TestValuesOfOtherFormsGoBackAsTheyCame(t *testing.T) {
	t.Parallel()
	const sent = `{"userName":"","active":"true","title":"","nickName":null,"emails":[{"value":"a@example.com","primary":"FALSE"}],
		"meta":{"created":"yesterday","lastModified":1767323045}}`
	var page scim.UserPage
	if err := json.Unmarshal([]byte(`{"Resources":[`+sent+`]}`), &page); err != nil {
		t.Fatal(err)
	}
	person := page.Users[0]
	if person.Active == nil || !*person.Active || *person.Emails[0].Primary || !person.Meta.Created.IsZero() {
		t.Errorf("got %+v", person)
	}
	resttest.WantJSON(t, encode(t, person), sent)
	person.Active = new(false)
	person.Title = "Dr"
	person.Meta.Created = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	resttest.WantJSON(t, encode(t, person), strings.NewReplacer(`"true"`, `false`, `"title":""`, `"title":"Dr"`,
		"yesterday", "2026-01-02T03:04:05Z").Replace(sent))
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	resttest.RoundTrip[scim.User](t, `{}`)
	resttest.RoundTrip[scim.UserPage](t, `{}`)
	resttest.RoundTrip[scim.Role](t, `{}`)
	resttest.RoundTrip[scim.RolePage](t, `{}`)
	resttest.RoundTrip[scim.PatchOperation](t, `{"op":""}`)
	resttest.RoundTrip[scim.Group](t, `{}`)
	resttest.RoundTrip[scim.GroupPage](t, `{}`)
	resttest.RoundTrip[scim.RoleV1](t, `{}`)
	resttest.RoundTrip[scim.RoleV1Page](t, `{}`)
	resttest.RoundTrip[scim.SearchRequest](t, `{}`)
}

func TestPasswordsAreNotPrinted(t *testing.T) {
	t.Parallel()
	const value = "s3cret-of-kim"
	password := secret.New(value)
	person := scim.User{UserName: "kim", Password: password}
	for name, holder := range map[string]any{
		"User":           person,
		"*User":          &person,
		"[]User":         []scim.User{person},
		"UserPage":       scim.UserPage{Users: []scim.User{person}},
		"PatchOperation": scim.PatchOperation{Op: scim.PatchOpReplace, Path: "password", Value: password},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resttest.Redacted(t, holder, value)
		})
	}
	resttest.LogsRedacted(t, person, value)
	for _, holder := range []slog.LogValuer{
		&person,
		scim.UserPage{Users: []scim.User{person}},
		scim.Replace("password", password),
		scim.Replace("password", value),
		scim.Replace("urn:ietf:params:scim:schemas:core:2.0:User:Password", value),
		scim.Replace("pin", password),
		scim.Add("", person),
		scim.Add("", map[string]any{"list": []any{map[string]string{"password": value}}}),
	} {
		resttest.LogsRedacted(t, holder, value)
	}
	if person.Password != password {
		t.Error("logging changed the value")
	}

	if password.Reveal() != value {
		t.Errorf("the password is %q", password.Reveal())
	}
	resttest.WantJSON(t, encode(t, &person), `{"userName":"kim","password":"`+value+`"}`)
}

func encode(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
