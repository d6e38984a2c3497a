package asgardeo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"os"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/apiresources"
	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest"
	"github.com/seed-01804ef5/asgardeo-go/claims"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// operations are the operations of each API package.
var operations = map[string][]string{
	"apiresources": texts(apiresources.Operations()),
	"applications": texts(applications.Operations()),
	"claims":       texts(claims.Operations()),
	"scim":         texts(scim.Operations()),
}

func texts[Op ~string](ops []Op) []string {
	out := make([]string, len(ops))
	for i, op := range ops {
		out[i] = string(op)
	}
	return out
}

// Each operation has a constant with a comment, whose name is derived from the name of the operation.
func TestOperationsHaveConstants(t *testing.T) {
	t.Parallel()
	for _, api := range documented(t) {
		code, err := os.ReadFile("../" + api + "/zz_generated.go")
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, constant := range regexp.MustCompile(`(?m)^\t(Op\w+) +Op = "(.*)" +// .+$`).FindAllStringSubmatch(string(code), -1) {
			name, value := constant[1], constant[2]
			method, ok := strings.CutPrefix(value, api+".")
			if want := "Op" + strings.ReplaceAll(method, ".", ""); !ok || name != want {
				t.Errorf("%s: the constant of %s is %s, want %s", api, value, name, want)
			}
			found = append(found, value)
		}
		slices.Sort(found)
		if len(found) == 0 || !slices.Equal(found, operations[api]) {
			t.Errorf("%s: the constants are %q, the operations %q", api, found, operations[api])
		}
	}
}

// namesOf records the name of each request from its context.
type namesOf struct{ names []string }

func (n *namesOf) RoundTrip(r *http.Request) (*http.Response, error) {
	info, _ := asgardeo.RequestInfoFromContext(r.Context())
	n.names = append(n.names, info.Operation)
	return http.DefaultTransport.RoundTrip(r)
}

// A request has the same name in the context that traces use, in logs, in its error, in the log and the faults of the
// stand-in, and among the operations of its API. The test sends every operation of the stand-in that the SDK supports.
func TestRequestsHaveOneName(t *testing.T) {
	t.Parallel()
	org := asgardeotest.NewServer()
	defer org.Close()
	var (
		traced namesOf
		logged bytes.Buffer
	)
	client, err := asgardeo.New(org.Organization, asgardeo.WithBaseURL(org.URL), asgardeo.WithRevokeOnClose(),
		asgardeo.WithClientCredentials(org.ClientID, org.ClientSecret), asgardeo.WithRetry(asgardeo.RetryPolicy{MaxAttempts: 1}),
		asgardeo.WithHTTPClient(&http.Client{Transport: &traced}), asgardeo.WithLogger(slog.New(slog.NewJSONHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if err != nil {
		t.Fatal(err)
	}
	var bulk scim.Bulk
	bulk.DeleteUser("1")
	given := []any{
		&applications.OIDCConfiguration{GrantTypes: []applications.GrantType{applications.GrantTypePassword}},
		&applications.SAMLConfiguration{MetadataURL: new("u")}, &applications.PassiveSTSConfiguration{Realm: "r", ReplyTo: "u"},
		&applications.WSTrustConfiguration{Audience: "a", CertificateAlias: "c"}, &applications.CustomProtocolConfiguration{Name: "n", ConfigName: "c"},
		&applications.Template{Name: "n", Application: applications.CreateRequest{Name: "n"}},
		[]scim.PatchOperation{scim.Replace("displayName", "x")}, scim.Reference{Value: "u1"}, &bulk,
		[]scim.PatchOperation{scim.Replace("", []string{"x"})},
	}
	for field, value := range reflect.ValueOf(client).Elem().Fields() {
		if !field.IsExported() {
			continue
		}
		api := path.Base(field.Type.Elem().PkgPath())
		for _, method := range resttest.Methods(value.Interface()) {
			if name := api + "." + method.Name; !slices.Contains(operations[api], name) {
				t.Errorf("%s is not among the operations", name)
			}
			before := len(traced.names)
			e, failed := errors.AsType[*asgardeo.Error](method.Call(t, value.Interface(), given))
			sent := traced.names[before:]
			if failed && e.StatusCode != 0 && (len(sent) == 0 || sent[len(sent)-1] != e.Operation) {
				t.Errorf("the error of %s.%s is of %s, after %q", api, method.Name, e.Operation, sent)
			}
			for _, name := range sent {
				if !slices.Contains(operations[api], name) && name != "oauth2.Token" {
					t.Errorf("%s.%s sends %s, which is not among the operations", api, method.Name, name)
				}
			}
		}
	}
	if _, err := client.ProviderMetadata(t.Context()); err != nil {
		t.Error(err)
	}
	if err := client.Close(t.Context()); err != nil {
		t.Error(err)
	}

	var served, inLog []string
	for _, request := range org.Requests() {
		served = append(served, request.Operation)
	}
	for line := range strings.Lines(logged.String()) {
		var record struct{ Operation string }
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatal(err)
		}
		if record.Operation != "" {
			inLog = append(inLog, record.Operation)
		}
	}
	if !slices.Equal(traced.names, served) {
		t.Errorf("the stand-in served\n%q, sent were\n%q", served, traced.names)
	}
	if !slices.Equal(slices.Compact(inLog), slices.Compact(slices.Clone(served))) {
		t.Errorf("the log has\n%q, sent were\n%q", inLog, served)
	}
	notSent := []string{"oauth2.Introspect", "oauth2.JWKS", "oauth2.Metadata"}
	for _, name := range asgardeotest.Operations() {
		if slices.Contains(served, name) == slices.Contains(notSent, name) {
			t.Errorf("%s is among the requests, or should be", name)
		}
	}
}
