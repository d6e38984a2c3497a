package asgardeo_test

import (
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
)

// documented returns the API packages, one for each document.
func documented(t *testing.T) []string {
	t.Helper()
	settings, err := filepath.Glob("../openapi/*.cfg.yaml")
	if err != nil || len(settings) == 0 {
		t.Fatalf("the settings of the documents are %q, %v", settings, err)
	}
	var packages []string
	for _, file := range settings {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := regexp.MustCompile(`(?m)^package: (\w+)$`).FindSubmatch(data)
		if name == nil {
			t.Fatalf("%s names no package", file)
		}
		packages = append(packages, string(name[1]))
	}
	slices.Sort(packages)
	return slices.Compact(packages)
}

// The clients of an organization and of a sub-organization contain the client of every API.
func TestEveryAPIIsRegistered(t *testing.T) {
	t.Parallel()
	client, err := asgardeo.New("example", asgardeo.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: "x"})))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]*asgardeo.Client{"organization": client, "sub-organization": client.SubOrganization("1")} {
		var found []string
		for field, value := range reflect.ValueOf(c).Elem().Fields() {
			if !field.IsExported() {
				continue
			}
			if value.IsNil() {
				t.Errorf("%s: the field %s is nil", name, field.Name)
			}
			found = append(found, path.Base(field.Type.Elem().PkgPath()))
		}
		if slices.Sort(found); !slices.Equal(found, documented(t)) {
			t.Errorf("%s: the client has %q, the documents are of %q", name, found, documented(t))
		}
	}
}

// The documentation of the API packages does not contain what only this module can use.
func TestDocumentationOfAPIPackages(t *testing.T) {
	t.Parallel()
	for _, name := range documented(t) {
		text, err := exec.CommandContext(t.Context(), "go", "doc", "-all", "../"+name).Output()
		if err != nil || !strings.Contains(string(text), "type Client struct") {
			t.Fatalf("%s: %v, %s", name, err, text)
		}
		if found := regexp.MustCompile(`.*(\brest\.[A-Z]|InternalRegister|registrar).*`).FindString(string(text)); found != "" {
			t.Errorf("the documentation of %s has %q", name, found)
		}
	}
}
