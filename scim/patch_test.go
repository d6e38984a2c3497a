package scim_test

import (
	"context"
	"errors"
	"maps"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// removals are the methods that put ids into the paths of operations.
var removals = []resttest.Refusal{
	{Operation: "scim.Groups.RemoveMembers", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.Groups.RemoveMembers(ctx, "g1", "fine", id))
	}},
	{Operation: "scim.Roles.RemoveUsers", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.Roles.RemoveUsers(ctx, "r1", "fine", id))
	}},
	{Operation: "scim.Roles.RemoveGroups", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.Roles.RemoveGroups(ctx, "r1", id, "fine"))
	}},
	{Operation: "scim.Roles.RemovePermissions", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.Roles.RemovePermissions(ctx, "r1", id))
	}},
	{Operation: "scim.RolesV3.RemovePermissions", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.RolesV3.RemovePermissions(ctx, "r1", id))
	}},
	{Operation: "scim.RolesV3.RemoveUsers", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.RolesV3.RemoveUsers(ctx, "r1", id))
	}},
	{Operation: "scim.RolesV3.RemoveGroups", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.RolesV3.RemoveGroups(ctx, "r1", id))
	}},
}

// additions are the methods that add things by their ids, of which there must be some.
var additions = []resttest.Refusal{
	{Operation: "scim.Roles.AddUsers", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.Roles.AddUsers(ctx, "r1", some(id)...))
	}},
	{Operation: "scim.Roles.AddGroups", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.Roles.AddGroups(ctx, "r1", some(id)...))
	}},
	{Operation: "scim.Roles.AddPermissions", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.Roles.AddPermissions(ctx, "r1", some(id)...))
	}},
	{Operation: "scim.RolesV3.AddPermissions", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.RolesV3.AddPermissions(ctx, "r1", some(id)...))
	}},
	{Operation: "scim.RolesV3.AddUsers", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.RolesV3.AddUsers(ctx, "r1", some(id)...))
	}},
	{Operation: "scim.RolesV3.AddGroups", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.RolesV3.AddGroups(ctx, "r1", some(id)...))
	}},
	{Operation: "scim.Groups.AddMembers", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
		return resttest.Result(c.SCIM.Groups.AddMembers(ctx, "g1", some(id)...))
	}},
}

// some is an id beside a good one, or no id at all.
func some(id string) []string {
	if id == "none" {
		return nil
	}
	return []string{"fine", id}
}

func TestEmptyAdditions(t *testing.T) {
	t.Parallel()
	resttest.RefusedWords(t, additions, "", "none")
	resttest.RefusedWords(t, []resttest.Refusal{
		{Operation: "scim.RolesV3.ReplaceUsers", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.SCIM.RolesV3.ReplaceUsers(ctx, "r1", "fine", id))
		}},
		{Operation: "scim.RolesV3.ReplaceGroups", Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
			return resttest.Result(c.SCIM.RolesV3.ReplaceGroups(ctx, "r1", id))
		}},
	}, "")
}

// An operation without a path says what it changes by what its value has. On groups and roles it is sent with the path.
func TestPatchWithoutPath(t *testing.T) {
	t.Parallel()
	for value, test := range map[string]struct {
		call func(context.Context, *scim.Client) error
		want string
	}{
		"user": {func(ctx context.Context, c *scim.Client) error {
			_, err := c.Users.Update(ctx, "1", []scim.PatchOperation{scim.Add("", scim.User{NickName: "kim"})})
			return err
		}, `"value":{"nickName":"kim"}`},
		"role": {func(ctx context.Context, c *scim.Client) error {
			_, err := c.Roles.Update(ctx, "1", []scim.PatchOperation{scim.Add("", scim.Role{Users: []scim.Reference{{Value: "u1"}}})})
			return err
		}, `"path":"users","value":[{"value":"u1"}]`},
		"group": {func(ctx context.Context, c *scim.Client) error {
			_, err := c.Groups.Update(ctx, "1", []scim.PatchOperation{scim.Add("", scim.Group{Members: []scim.Reference{{Value: "u1"}}})})
			return err
		}, `"path":"members","value":[{"value":"u1","display":""}]`},
	} {
		s := resttest.New(t, someone)
		if err := test.call(t.Context(), s.Client.SCIM); err != nil {
			t.Errorf("%s: %v", value, err)
			continue
		}
		resttest.WantJSON(t, s.Bodies()[0], patchBody(`{"op":"add",`+test.want+`}`))
	}
}

// Such ids would end the filter of the path, or give it more than three words.
func TestIDsThatPathsCannotHold(t *testing.T) {
	t.Parallel()
	resttest.RefusedWords(t, removals, "", " ", "a b", "a\tb", "a\u00a0b", "a\nb", `a"b`, `"a"`, `a\b`, "a]", "[a", "1 or value pr")
}

func TestNobodyToRemove(t *testing.T) {
	t.Parallel()
	s := resttest.New(t)
	for what, call := range map[string]func(context.Context) error{
		"members": func(ctx context.Context) error { _, err := s.Client.SCIM.Groups.RemoveMembers(ctx, "g1"); return err },
		"users":   func(ctx context.Context) error { _, err := s.Client.SCIM.Roles.RemoveUsers(ctx, "r1"); return err },
		"permissions": func(ctx context.Context) error {
			_, err := s.Client.SCIM.RolesV3.RemovePermissions(ctx, "r1")
			return err
		},
		"groups": func(ctx context.Context) error { _, err := s.Client.SCIM.RolesV3.RemoveGroups(ctx, "r1"); return err },
	} {
		if err := call(t.Context()); !errors.Is(err, asgardeo.ErrInvalidInput) {
			t.Errorf("%s: %v", what, err)
		}
	}
	s.WantLines()
}

func TestPatchRefusals(t *testing.T) {
	t.Parallel()
	updates := []struct {
		operation string
		singly    bool // one attribute in each operation
		// unchangeable are attributes that the server ignores or refuses.
		unchangeable []string
		call         func(context.Context, *scim.Client, []scim.PatchOperation) (any, error)
	}{
		{"scim.Users.Update", false, nil, func(ctx context.Context, c *scim.Client, ops []scim.PatchOperation) (any, error) {
			return resttest.Result(c.Users.Update(ctx, "1", ops))
		}},
		{"scim.Me.Update", false, nil, func(ctx context.Context, c *scim.Client, ops []scim.PatchOperation) (any, error) {
			return resttest.Result(c.Me.Update(ctx, ops))
		}},
		{"scim.Groups.Update", true, nil, func(ctx context.Context, c *scim.Client, ops []scim.PatchOperation) (any, error) {
			return resttest.Result(c.Groups.Update(ctx, "1", ops))
		}},
		{"scim.Roles.Update", true, []string{"audience", "members"}, func(ctx context.Context, c *scim.Client, ops []scim.PatchOperation) (any, error) {
			return resttest.Result(c.Roles.Update(ctx, "1", ops))
		}},
		{"scim.RolesV1.Update", true, []string{"audience"}, func(ctx context.Context, c *scim.Client, ops []scim.PatchOperation) (any, error) {
			return resttest.Result(c.RolesV1.Update(ctx, "1", ops))
		}},
		{"scim.RolesV3.Update", true, []string{"users", "groups", "audience"}, func(ctx context.Context, c *scim.Client, ops []scim.PatchOperation) (any, error) {
			return resttest.Result(c.RolesV3.Update(ctx, "1", ops))
		}},
		{"scim.RolesV3.UpdateUsers", false, nil, func(ctx context.Context, c *scim.Client, ops []scim.PatchOperation) (any, error) {
			return resttest.Result(c.RolesV3.UpdateUsers(ctx, "1", ops))
		}},
		{"scim.RolesV3.UpdateGroups", false, nil, func(ctx context.Context, c *scim.Client, ops []scim.PatchOperation) (any, error) {
			return resttest.Result(c.RolesV3.UpdateGroups(ctx, "1", ops))
		}},
	}
	for _, update := range updates {
		refused := map[string][]scim.PatchOperation{
			"no operations":                  nil,
			"an empty list":                  {},
			"removal of nothing":             {scim.Replace("displayName", "x"), scim.Remove("")},
			"a value that is not JSON":       {scim.Add("x", func() {})},
			"a value without path, not JSON": {scim.Add("", make(chan int))},
		}
		if update.singly {
			maps.Copy(refused, map[string][]scim.PatchOperation{
				"an attribute twice":       {scim.Add("", map[string]string{"displayName": "x", "DisplayName": "y"})},
				"no attribute":             {scim.Add("", map[string]string{})},
				"no path, no object":       {scim.Add("", "x")},
				"no path, nothing":         {scim.Replace("", nil)},
				"removal of the name":      {scim.Remove("displayName")},
				"a filter of two words":    {scim.Remove("members[display pr]"), scim.Remove("users[display pr]")},
				"another operator":         {scim.Remove(`users[value ne "1"]`), scim.Remove(`members[value ne "1"]`)},
				"a filter of many words":   {scim.Remove(`users[display eq "a b"]`), scim.Remove(`members[display eq "a b"]`)},
				"an attribute of an item":  {scim.Remove(`users[value eq "1"].display`), scim.Remove(`members[value eq "1"].display`)},
				"a filter that is not one": {scim.Remove(`users[`), scim.Remove(`members[`)},
			})
		}
		for _, name := range update.unchangeable {
			refused[name+" by its path"] = []scim.PatchOperation{scim.Add(name, []scim.Reference{{Value: "1"}})}
			refused[name+" without path"] = []scim.PatchOperation{scim.Add("", map[string]any{name: []string{}})}
		}
		var refusals []resttest.Refusal
		for what, operations := range refused {
			refusals = append(refusals, resttest.Refusal{
				Operation: update.operation, Note: what,
				Call: func(ctx context.Context, c *asgardeo.Client, _ string) (any, error) {
					return update.call(ctx, c.SCIM, operations)
				},
			})
		}
		resttest.Refused(t, refusals)
	}
}

func wantErrors(t *testing.T, err error, text string, is ...error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), text) {
		t.Fatalf("error %v, want %q", err, text)
	}
	for _, target := range is {
		if !errors.Is(err, target) {
			t.Errorf("errors.Is(%q, %q) is false", err, target)
		}
	}
}
