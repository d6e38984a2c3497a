package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const head = "overlay: 1.0.0\nx-speakeasy-jsonpath: rfc9535\ninfo: {title: x, version: 1.0.0}\nactions:\n"

const things = `openapi: 3.0.3
servers:
  - url: https://example.com/t/{organization}/things/v1
components:
  schemas:
    Thing:
      properties:
        key: {type: string, x-go-type: secret.String}
        pins: {type: array, items: {type: string, x-go-type: secret.String}}
        inner:
          properties:
            seeds: {additionalProperties: {x-go-type: secret.JSON}}
        parent: {$ref: '#/components/schemas/Box'}
    Box:
      properties:
        things: {type: array, items: {$ref: '#/components/schemas/Thing'}}
    Page:
      properties:
        boxes: {type: array, items: {$ref: '#/components/schemas/Box'}}
    Color:
      properties:
        name: {type: string}
`

// write creates a folder with the document things and the given files, and returns its
// path.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	all := map[string]string{
		"things.yaml": things, "things.cfg.yaml": "", "overlay.yaml": head + "  - {target: $.components, update: {x-a: true}}\n",
	}
	for name, text := range files {
		all[name] = text
	}
	for name, text := range all {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestRulesNeedTargets(t *testing.T) {
	t.Parallel()
	const dead = head + "  - {target: '$.components.schemas.Gone', update: {x-a: true}}\n"
	const color = head + "  - {target: '$.components.schemas.Color', update: {x-a: true}}\n"
	const other = "openapi: 3.0.3\ncomponents:\n  schemas: {}\n"
	for name, test := range map[string]struct {
		files map[string]string
		want  string // in the error; empty: none
	}{
		"no rules of its own":                {},
		"common, in no document":             {map[string]string{"overlay.yaml": dead}, "schemas.Gone"},
		"common, in another document":        {map[string]string{"overlay.yaml": dead, "other.cfg.yaml": "", "other.yaml": strings.Replace(things, "Color", "Gone", 1)}, ""},
		"of this document, missing":          {map[string]string{"things.overlay.yaml": dead}, "things.overlay.yaml"},
		"of this document, hit":              {map[string]string{"things.overlay.yaml": color}, ""},
		"no path":                            {map[string]string{"things.overlay.yaml": head + "  - {target: '$.[', update: {x-a: true}}\n"}, "things.overlay.yaml"},
		"common, in this document only":      {map[string]string{"overlay.yaml": color, "other.cfg.yaml": "", "other.yaml": other}, ""},
		"a secret in a parameter":            {map[string]string{"things.yaml": things + "  parameters: {p: {schema: {type: string, x-go-type: secret.String}}}\n"}, "outside"},
		"a schema that is a secret":          {map[string]string{"things.yaml": things + "    Key: {type: string, x-go-type: secret.String}\n"}, "Key"},
		"a secret with a hyphen":             {map[string]string{"things.yaml": strings.Replace(things, "        key:", "        api-key:", 1)}, "api-key"},
		"two servers":                        {map[string]string{"things.yaml": strings.Replace(things, "servers:", "servers:\n  - url: https://example.org/t/{organization}/things/v1", 1)}, "one server"},
		"a server without organization":      {map[string]string{"things.yaml": strings.Replace(things, "{organization}", "example", 1)}, "/t/example/things/v1"},
		"a secret in the body of a response": {map[string]string{"things.yaml": things + "paths: {/x: {get: {schema: {x-go-type: secret.JSON}}}}\n"}, "outside"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := write(t, test.files)
			err := run(filepath.Join(dir, "overlay.yaml"), filepath.Join(dir, "things.yaml"))
			if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

// result runs the tool and returns the overlay of things.
func result(t *testing.T) string {
	t.Helper()
	dir := write(t, nil)
	if err := run(filepath.Join(dir, "overlay.yaml"), filepath.Join(dir, "things.yaml")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "zz_things.overlay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestServerIsReducedToThePathBelowTheOrganization(t *testing.T) {
	t.Parallel()
	const want = "  - target: $.servers[0]\n    update:\n      url: /things/v1\n"
	if got := result(t); !strings.Contains(got, want) {
		t.Errorf("got\n%s\nwant in it\n%s", got, want)
	}
}

func TestSchemasInResponsesAreMarked(t *testing.T) {
	t.Parallel()
	text := strings.Replace(things, "components:", `paths:
  /things:
    post:
      parameters:
        - schema: {$ref: '#/components/schemas/Order'}
      requestBody: {$ref: '#/components/requestBodies/Thing'}
      responses: {'200': {$ref: '#/components/responses/Thing'}, '400': {$ref: '#/components/schemas/Failure'}}
components:
  responses: {Thing: {content: {application/json: {schema: {$ref: '#/components/schemas/Made'}}}}}
  requestBodies: {Thing: {content: {application/json: {schema: {$ref: '#/components/schemas/Wanted'}}}}}`, 1) + `
    Made: {properties: {kind: {allOf: [{$ref: '#/components/schemas/Kind'}]}, parts: {items: {$ref: '#/components/schemas/Made'}}}}
    Wanted: {properties: {kind: {$ref: '#/components/schemas/Kind'}, format: {$ref: '#/components/schemas/Format'}}}
    Kind: {type: string, enum: [a, b]}
    Format: {type: string, enum: [xml, json]}
    Order: {type: string, enum: [up, down]}
    Failure: {properties: {code: {type: string}}}
`
	dir := write(t, map[string]string{"things.yaml": text})
	root, err := load(filepath.Join(dir, "things.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if got := inResponses(root); strings.Join(got, " ") != "Made Kind" {
		t.Errorf("got %q, want Made and Kind", got)
	}
	if err := run(filepath.Join(dir, "overlay.yaml"), filepath.Join(dir, "things.yaml")); err != nil {
		t.Fatal(err)
	}
	result, err := os.ReadFile(filepath.Join(dir, "zz_things.overlay.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if want := "  - target: $.components.schemas.Kind\n    update:\n      x-in-response: true\n"; !strings.Contains(string(result), want) {
		t.Errorf("got\n%s\nwant in it\n%s", result, want)
	}
}

func TestSchemasThatHoldASecretAreMarked(t *testing.T) {
	t.Parallel()
	_, got, _ := strings.Cut(result(t), "  - target: $.components.schemas.")
	const want = `Box
    update:
      x-holds-secret: true
  - target: $.components.schemas.Page
    update:
      x-holds-secret: true
  - target: $.components.schemas.Thing
    update:
      x-holds-secret: true
      x-secret-members: [key, pins, seeds]
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
