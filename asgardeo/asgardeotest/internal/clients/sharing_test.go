package clients

import (
	"net/http"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/model"
)

func TestFragments(t *testing.T) {
	t.Parallel()
	b := start(t)
	root, north, south := b.tenant.Root(), b.addOrganization("north"), b.addOrganization("south")
	app := b.create(root, full)
	b.ok("POST", "/"+app+"/share", `{"sharedOrganizations":["`+north.ID+`","unknown","`+root.ID+`"]}`)
	b.ok("POST", "/share", `{"applicationId":"`+app+`","organizations":[{"orgId":"`+root.ID+`","policy":"SELECTED_ORG_ONLY","roleSharing":{"mode":"ALL"}}]}`)
	var shared struct {
		List []sharedApplication `json:"sharedApplications"`
	}
	decode(t, b.ok("GET", "/"+app+"/shared-apps", ""), &shared)
	if len(shared.List) != 1 || shared.List[0].OrganizationID != north.ID {
		t.Fatalf("shared with %+v", shared.List)
	}
	fragment := shared.List[0].ApplicationID
	if got := b.okAt(north, "GET", "/"+fragment, "").Body.String(); !strings.Contains(got, `"name":"full"`) || strings.Contains(got, "client\"") {
		t.Errorf("the fragment is %s", got)
	}
	for _, test := range []struct {
		at, path string
		status   int
	}{
		{north.ID, "/" + fragment, http.StatusForbidden}, {south.ID, "/" + fragment, http.StatusNotFound},
		{root.ID, "/" + fragment, http.StatusNotFound}, {north.ID, "/" + app, http.StatusNotFound},
	} {
		if out := b.do(b.tenant.Organization(test.at), "PATCH", test.path, `{}`); out.Code != test.status {
			t.Errorf("changing %s: got status %d, want %d", test.path, out.Code, test.status)
		}
	}
	if out := b.do(north, "POST", "", `{"name":"full"}`); out.Code != http.StatusConflict {
		t.Errorf("a second application with the name of a fragment: got status %d", out.Code)
	}
	want := model.Application{ID: fragment, Name: "full", OwnRoles: true, Fragment: true}
	if got := b.clients.Application(north, fragment); got == nil || *got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
	if b.clients.Application(south, fragment) != nil {
		t.Error("an organization sees the fragment of another one")
	}
	b.ok("PATCH", "/"+app, `{"name":"renamed"}`)
	same(t, "fragments", b.names(north, ""), []string{"renamed"})
	b.ok("POST", "/unshare-with-all", `{"applicationId":"`+app+`"}`)
	same(t, "fragments", b.names(north, ""), []string{})
}

func TestNewOrganizationsGetWhatIsSharedWithAll(t *testing.T) {
	t.Parallel()
	b := start(t)
	root := b.tenant.Root()
	share := func(name, policy string) {
		app := b.create(root, `{"name":"`+name+`"}`)
		b.ok("POST", "/share-with-all", `{"applicationId":"`+app+`","policy":"`+policy+`","roleSharing":{"mode":"NONE"}}`)
	}
	share("present", "ALL_EXISTING_ORGS_ONLY")
	share("future", "ALL_EXISTING_AND_FUTURE_ORGS")
	share("ended", "ALL_EXISTING_AND_FUTURE_ORGS")
	b.ok("POST", "/unshare-with-all", `{"applicationId":"`+b.clients.IDs()["ended"]+`"}`)
	same(t, "newcomer", b.names(b.addOrganization("north"), ""), []string{"future"})
}

// Rows, which cursors consist of, are not reused.
func TestRowsOfSharesAreNotUsedAgain(t *testing.T) {
	t.Parallel()
	b := start(t)
	north, south := b.addOrganization("north"), b.addOrganization("south")
	app := b.create(b.tenant.Root(), `{"name":"app"}`)
	for range 2 {
		b.ok("POST", "/"+app+"/share", `{"sharedOrganizations":["`+south.ID+`","`+north.ID+`"]}`)
		b.ok("DELETE", "/"+app+"/shared-apps", "")
	}
	b.ok("POST", "/"+app+"/share", `{"sharedOrganizations":["`+south.ID+`","`+north.ID+`"]}`)
	root := b.clients.root()
	got := []int{root.share(root.application(app), north.ID).Row, root.share(root.application(app), south.ID).Row}
	same(t, "rows in order of the organizations", got, []int{5, 6})
}
