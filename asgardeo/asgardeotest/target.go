package asgardeotest

import (
	"net/http"
	"slices"
	"strings"
)

// A target is what the path of a request addresses.
type target struct {
	tenantKnown bool
	// below tells a path below /o/: it addresses the organization that the
	// token is for.
	below bool
	// older is the id of the organization that is in a path of the older form.
	older   string
	path    string // what is left, escaped
	display string // the path below the base URL of the server
}

// routable reports whether there can be an operation at the path. Below the
// root those are the management APIs, and in the older form it is one alone.
func (t target) routable() bool {
	switch {
	case t.older != "":
		return t.path == introspectPath
	case t.below:
		return familyOf(t.path) != familyOAuth
	}
	return t.tenantKnown
}

// metadataPath is where the metadata of RFC 8414 are in front of the path of
// an organization.
const metadataPath = "/.well-known/oauth-authorization-server"

// targetOf cuts the base of the organization off the escaped path. Of a path
// that does not have it, the rest still matters, for the body of the refusal.
func (s *Server) targetOf(r *http.Request) target {
	path := r.URL.EscapedPath()
	base := "/t/" + s.Organization
	if below(path, metadataPath+base) {
		path = base + metadataPath + strings.TrimPrefix(path, metadataPath+base)
	}
	if !below(path, base) {
		if _, after, ok := strings.Cut(strings.TrimPrefix(path, "/t/"), "/"); ok {
			path = "/" + after
		}
		return target{path: path, display: path}
	}
	rest := strings.TrimPrefix(path, base)
	out := target{tenantKnown: true, path: rest, display: rest}
	if below(rest, "/o") {
		out.below, out.path = true, strings.TrimPrefix(rest, "/o")
		if first, after, _ := strings.Cut(strings.TrimPrefix(out.path, "/"), "/"); !slices.Contains(webApps, first) {
			out.older, out.path = first, "/"+after
		}
	}
	return out
}

// webApps are the first elements of the paths that can follow /o/.
var webApps = []string{"api", "scim2", "oauth2", "oidc"}

func familyOf(path string) family {
	switch {
	case below(path, "/scim2"):
		return familySCIM
	case below(path, "/api"):
		return familyServer
	default:
		return familyOAuth
	}
}
