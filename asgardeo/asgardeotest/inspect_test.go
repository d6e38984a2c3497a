package asgardeotest_test

import (
	"maps"
	"net/url"
	"path/filepath"
	"slices"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
)

func TestSeedAndInspect(t *testing.T) {
	t.Parallel()
	file := asgardeotest.WithStateFile(filepath.Join(t.TempDir(), "state.db"))
	s := start(t, file)
	api := s.srv.AddAPIResource("https://orders.example", "orders:read", "orders:write")
	other := s.srv.AddAPIResource("https://stock.example", "stock:read")
	app := s.srv.AddApplication("shop", "shop-id", "shop-secret", "orders:read", "stock:read")
	kim, lee := s.srv.AddUser("kim", "correct horse"), s.srv.AddUser("DEFAULT/lee", "")

	group := s.srv.AddGroup("DEFAULT/night", lee)
	s.grant("shop-id", "shop-secret", "orders:read orders:write stock:read").
		want(200).wantMembers(object{"scope": "orders:read stock:read"})
	s.do("GET", "/scim2/Users/"+kim, nil).want(200).wantMembers(object{"userName": "kim"})
	s.srv.AddRole("buyer", []string{"orders:read"}, kim)
	s.form("/oauth2/token", url.Values{
		"grant_type": {"password"}, "username": {"kim"}, "password": {"correct horse"}, "scope": {"orders:read stock:read"},
		"client_id": {"shop-id"}, "client_secret": {"shop-secret"},
	}).want(200).wantMembers(object{"scope": "orders:read"})
	members := s.do("GET", "/scim2/Groups/"+group, nil).want(200).object()["members"]
	if got := names(members, "value"); !slices.Equal(got, []string{lee}) {
		t.Errorf("the members of the group are %q, want %q", got, lee)
	}
	s.do("GET", "/api/server/v1/api-resources/"+api, nil).want(200).wantMembers(object{"name": "https://orders.example"})

	s.srv.Close()
	again := start(t, file).srv // additions in Go are kept like those of a client
	for name, test := range map[string]struct{ got, want map[string]string }{
		"users":         {again.Users(), map[string]string{"kim": kim, "DEFAULT/lee": lee}},
		"groups":        {again.Groups(), map[string]string{"DEFAULT/night": group}},
		"applications":  {again.Applications(), map[string]string{"shop": app}},
		"API resources": {again.APIResources(), map[string]string{"https://orders.example": api, "https://stock.example": other}},
	} {
		if !maps.Equal(test.got, test.want) {
			t.Errorf("%s: got %v, want %v", name, test.got, test.want)
		}
	}
}

func TestSeedingPanicsLikeTheAPIRefuses(t *testing.T) {
	t.Parallel()
	srv := start(t).srv
	srv.AddUser("kim", "")
	srv.AddSubOrganization("branch")
	for name, add := range map[string]func(){
		"duplicate user":         func() { srv.AddUser("KIM", "") },
		"short password":         func() { srv.AddUser("lee", "short") },
		"unknown scope":          func() { srv.AddApplication("shop", "id", "secret", "none") },
		"no organization name":   func() { srv.AddSubOrganization(" ") },
		"duplicate organization": func() { srv.AddSubOrganization("Branch") },
		"name of the root":       func() { srv.AddSubOrganization(srv.Organization) },
		"system scope":           func() { srv.AddAPIResource("https://orders.example", "internal_orders") },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("it did not panic")
				}
			}()
			add()
		})
	}
}

// A sub-organization is seeded like the organization of the server, and
// separately from it.
func TestSeedSubOrganization(t *testing.T) {
	s := start(t)
	s.srv.AddAPIResource("https://orders.example", "orders:read")
	app := s.srv.AddApplication("shop", "shop-id", "shop-secret", "orders:read")
	branch := s.srv.AddSubOrganization("branch")
	id := branch.ID
	kim := branch.AddUser("kim", "correct horse")
	branch.AddGroup("staff", kim)
	role := branch.AddRole("buyer", nil, kim)

	if got := branch.Users(); len(got) != 1 || got["kim"] != kim || branch.Groups()["staff"] == "" {
		t.Errorf("below: got users %v, groups %v", got, branch.Groups())
	}
	if len(s.srv.Users())+len(s.srv.Groups()) != 0 {
		t.Errorf("in the root: got users %v, groups %v", s.srv.Users(), s.srv.Groups())
	}
	if found := s.srv.SubOrganization("BRANCH"); *found != *branch || s.srv.SubOrganizations()["branch"] != id {
		t.Errorf("found %v, all %v, want %v", found, s.srv.SubOrganizations(), branch)
	}
	below := s.in(id, "internal_org_user_mgt_view internal_org_role_mgt_view")
	below.do("GET", "/o/scim2/Users/"+kim, nil).want(200).wantMembers(object{"userName": "kim"})
	below.do("GET", "/o/scim2/v2/Roles/"+role, nil).want(200).wantMembers(object{"displayName": "buyer"})

	if s.switchable("shop-id", "shop-secret", id) {
		t.Error("an application that is not shared gets a token")
	}
	branch.ShareApplication(app)
	if !s.switchable("shop-id", "shop-secret", id) {
		t.Error("an application that is shared gets no token")
	}
	for name, add := range map[string]func(){
		"unknown organization": func() { s.srv.SubOrganization("none") },
		"the root":             func() { s.srv.SubOrganization(s.srv.Organization) },
		"duplicate user":       func() { branch.AddUser("KIM", "") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			add()
		}()
	}
	s.srv.AddUser("lee", "") // nothing is locked
}
