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
	// BaseURLUS is the Asgardeo cloud in the United States, the default.
	BaseURLUS = "https://api.asgardeo.io"
	// BaseURLEU is the Asgardeo cloud in the European Union.
	BaseURLEU = "https://api.eu.asgardeo.io"
)

// SuperTenant is the organization that a WSO2 Identity Server has from the beginning. Its URLs have no /t/ part.
const SuperTenant = "carbon.super"

// isCloud reports whether a valid URL is one of the Asgardeo cloud.
func isCloud(base string) bool {
	u, err := url.Parse(base)
	return err == nil && slices.Contains([]string{BaseURLUS, BaseURLEU}, "https://"+strings.ToLower(u.Hostname()))
}

// isOrganization reports whether name can be a segment of a path without meaning anything else.
func isOrganization(name string) bool {
	odd := func(r rune) bool {
		return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || strings.ContainsRune("._-", r))
	}
	return name != "" && !strings.ContainsFunc(name, odd) && !strings.ContainsAny(name[:1], "._-") && !strings.Contains(name, "..")
}

// organizationURL returns the URL of the organization. The base URL may end with the organization's part. The setting
// that the organization comes from is named in errors.
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
		err = nil // the error would quote a URL that may have a password
	}
	switch {
	case err != nil:
		return "", fmt.Errorf("%s %w", name, err)
	case strings.ContainsAny(base, "@?#"): // not quoted for the same reason
		return "", fmt.Errorf("%s has more than scheme, host and path", name)
	case u == nil, u.Scheme != "https" && u.Scheme != "http", u.Hostname() == "", !validPort(u.Port()), !plainPath(u.Path):
		return "", fmt.Errorf("%s %q is not of the form https://host", name, base)
	case u.Scheme == "http" && !s.insecure && !loopback(u.Hostname()):
		return "", fmt.Errorf("%s %q would send credentials in the clear: use https", name, base)
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

// websites are the hosts, without the domain, that show pages to users. The API has hosts of its own.
var websites = []string{"console", "myaccount", "accounts"}

// checkHost refuses the hosts of the cloud that are not the API's.
func checkHost(host string) error {
	site, domain, _ := strings.Cut(strings.ToLower(host), ".")
	if !slices.Contains(websites, site) || domain != "asgardeo.io" && domain != "eu.asgardeo.io" {
		return nil
	}
	return fmt.Errorf("is the address of a website, %s, and not of the API: use https://api.%s", host, domain)
}

// endpoints begin the paths of endpoints and pages below an organization, or below the server.
var endpoints = []string{"/oauth2", "/oidc", "/scim2", "/api/server", "/api/users", "/console", "/myaccount", "/carbon", "/.well-known"}

// checkBasePath refuses a path that is not a prefix of the paths of the organization.
func checkBasePath(base, path, organization string) error {
	if _, below, ok := strings.Cut(path+"/", "/t/"); ok {
		name, more, _ := strings.Cut(below, "/")
		switch {
		case name == "":
			return errors.New("has no organization after /t/")
		case name != organization:
			return fmt.Errorf("is of another organization than %q", organization)
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

// beyond returns the error for a base URL whose last n bytes are too many.
func beyond(base string, n int) error {
	return fmt.Errorf("is the address of an endpoint or a page below the organization: use %s", base[:len(base)-n])
}

// plainPath refuses dot segments and empty ones, except at the end.
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
