package asgardeo

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Servers for [WithBaseURL].
const (
	// BaseURLUS is the server of Asgardeo in the United States. It is the default.
	BaseURLUS = "https://api.asgardeo.io"
	// BaseURLEU is the server of Asgardeo in the European Union.
	BaseURLEU = "https://api.eu.asgardeo.io"
)

// SuperTenant is the name of the organization that every WSO2 Identity Server has. The URLs of this organization have
// no /t/ part.
const SuperTenant = "carbon.super"

// isCloud reports whether a valid URL belongs to the Asgardeo cloud.
func isCloud(base string) bool {
	u, err := url.Parse(base)
	return err == nil && slices.Contains([]string{BaseURLUS, BaseURLEU}, "https://"+strings.ToLower(u.Hostname()))
}

// isOrganization reports whether name is a valid name of an organization, which is safe as a path segment.
func isOrganization(name string) bool {
	odd := func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r))
	}
	return name != "" && !strings.ContainsFunc(name, odd) && !strings.ContainsAny(name[:1], "._-") && !strings.Contains(name, "..")
}

// organizationURL returns the URL of the organization. The base URL may already end with the organization's path.
// Errors name setting, the source of the organization.
func (s *settings) organizationURL(setting, organization string) (string, error) {
	switch {
	case organization == "":
		return "", fmt.Errorf("%s is empty", setting)
	case !isOrganization(organization):
		return "", fmt.Errorf("%s %q is not a name of letters, digits, '.', '_' and '-'", setting, organization)
	}
	base, name := cmp.Or(s.baseURL, BaseURLUS), cmp.Or(s.baseName, "the base URL")
	u, err := url.Parse(base)
	if err == nil {
		err = checkHost(u.Hostname())
	} else {
		err = nil // it quotes the URL, which may contain a password
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("%s %w", name, err)
	case strings.ContainsAny(base, "@?#"): // not quoted either
		return "", fmt.Errorf("%s contains user information, a query or a fragment", name)
	case u == nil, u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "", !validPort(u.Port()), !plainPath(u.Path):
		return "", fmt.Errorf("%s %q does not have the form https://host", name, base)
	case u.Scheme == "http" && !s.insecure && !loopback(u.Hostname()):
		return "", fmt.Errorf("%s %q would send credentials without encryption: use https", name, base)
	}
	base = strings.TrimRight(base, "/")
	path := strings.TrimRight(u.EscapedPath(), "/")
	tenant := "/t/" + organization
	if strings.HasSuffix(path, tenant) {
		return base, nil
	}
	if err := checkBasePath(base, path, organization); err != nil {
		return "", fmt.Errorf("%s %q %w", name, base, err)
	}
	if organization == SuperTenant {
		return base, nil
	}
	return base + tenant, nil
}

// websites are the first labels of the hosts that serve pages to users instead of the API.
var websites = []string{"console", "myaccount", "accounts"}

// checkHost rejects the hosts of the cloud that do not serve the API.
func checkHost(host string) error {
	site, domain, _ := strings.Cut(strings.ToLower(host), ".")
	if !slices.Contains(websites, site) || domain != "asgardeo.io" && domain != "eu.asgardeo.io" {
		return nil
	}
	return fmt.Errorf("is the address of the website %s, not of the API: use https://api.%s", host, domain)
}

// endpoints are the beginnings of the paths of endpoints and pages below an organization or a server.
var endpoints = []string{"/oauth2", "/oidc", "/scim2", "/api/server", "/api/users", "/console", "/myaccount", "/carbon", "/.well-known"}

// checkBasePath rejects a path that is not a prefix of the paths of the organization.
func checkBasePath(base, path, organization string) error {
	if _, below, ok := strings.Cut(path+"/", "/t/"); ok {
		name, more, _ := strings.Cut(below, "/")
		switch {
		case name == "":
			return errors.New("has no organization after /t/")
		case name != organization:
			return fmt.Errorf("belongs to another organization than %q", organization)
		}
		return beyond(base, len(strings.TrimSuffix(more, "/"))+1)
	}
	for _, endpoint := range endpoints {
		if i := strings.Index(path+"/", endpoint+"/"); i >= 0 {
			return beyond(base, len(path)-i)
		}
	}
	return nil
}

// beyond returns the error for a base URL with n extra bytes at its end.
func beyond(base string, n int) error {
	return fmt.Errorf("is the address of an endpoint or a page below the organization: use %s", base[:len(base)-n])
}

// plainPath reports whether a path has no dot segments and no empty segments, except at the end.
func plainPath(p string) bool {
	p = strings.TrimRight(p, "/")
	segments := strings.Split(p, "/")
	return p == "" || segments[0] == "" && !slices.ContainsFunc(segments[1:], func(s string) bool { return s == "" || s == "." || s == ".." })
}

func validPort(port string) bool {
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" || err == nil && n > 0
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || ip != nil && ip.IsLoopback()
}
