package clients

import (
	"fmt"
	"slices"
	"testing"
)

// The newest application comes first. Fragments come before all others, in the
// order of the applications that they represent.
func TestListHasFragmentsFirst(t *testing.T) {
	t.Parallel()
	b := start(t)
	root, north := b.tenant.Root(), b.addOrganization("north")
	var ids []string
	for i := range 4 {
		ids = append(ids, b.create(root, fmt.Sprintf(`{"name":"root%d"}`, i)))
		b.create(north, fmt.Sprintf(`{"name":"own%d"}`, i))
	}
	for _, i := range []int{3, 1, 2} {
		b.ok("POST", "/"+ids[i]+"/share", `{"sharedOrganizations":["`+north.ID+`"]}`)
	}
	same(t, "root", b.names(root, ""), []string{"root3", "root2", "root1", "root0"})
	all := []string{"root3", "root2", "root1", "own3", "own2", "own1", "own0"}
	same(t, "north", b.names(north, ""), all)
	for offset := range len(all) + 2 {
		for limit := 1; limit < len(all)+2; limit++ {
			start := min(offset, len(all))
			got := b.names(north, fmt.Sprintf("?offset=%d&limit=%d", offset, limit))
			same(t, fmt.Sprintf("page %d, %d", offset, limit), got, all[start:min(start+limit, len(all))])
		}
	}
	b.ok("DELETE", "/"+ids[2], "")
	same(t, "after a removal", b.names(north, "?limit=3"), []string{"root3", "root1", "own3"})
}

// A filter finds the same applications with and without an index.
func TestFiltersByIndex(t *testing.T) {
	t.Parallel()
	b := start(t)
	root, north := b.tenant.Root(), b.addOrganization("north")
	b.create(root, full)
	b.create(root, `{"name":"full2"}`)
	b.create(root, `{"name":"named","inboundProtocolConfiguration":{"oidc":{"clientId":"c","grantTypes":["password"]}}}`)
	own := b.create(north, `{"name":"full"}`)
	b.ok("POST", "/"+b.clients.IDs()["full"]+"/share", `{"sharedOrganizations":["`+north.ID+`"]}`)
	twice := slices.Repeat([]string{"full"}, 2)
	for query, want := range map[string][]string{
		"name+eq+full":                         slices.Repeat([]string{"full"}, 5), // once for each protocol
		"clientId+eq+c":                        {"named"},
		"clientId+eq+client":                   slices.Repeat([]string{"full"}, 5),
		"issuer+eq+issuer":                     slices.Repeat([]string{"full"}, 5),
		"issuer+eq+other":                      {},
		"name+eq+named+and+clientId+eq+client": {},
		"name+co+am+and+clientId+eq+c":         {"named"},
		"name+eq+named+or+name+eq+full2":       {"named", "full2"},
		"clientId+eq+%22++%22":                 {"full2"}, // of those without a client
	} {
		same(t, query, b.names(root, "?filter="+query), want)
	}
	same(t, "own and fragment", b.names(north, "?filter=name+eq+full"), twice)
	b.okAt(north, "DELETE", "/"+own, "")
	same(t, "fragment", b.names(north, "?filter=name+eq+full"), twice[:1])
}
