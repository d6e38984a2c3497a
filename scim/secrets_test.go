package scim_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/secret"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

type credentials struct {
	Name     string            `json:"nickName,omitempty"`
	Password *string           `json:"password,omitempty"`
	More     map[string]string `json:"urn:example:user,omitempty"`
}

// A plain password in an operation is sent but never shown, regardless of the place of the operation.
func TestPasswordsInPatches(t *testing.T) {
	t.Parallel()
	const text = "pa55word-of-kim"
	type named string
	for name, test := range map[string]struct {
		operation scim.PatchOperation
		sent      string
	}{
		"path":                {scim.Replace("password", text), `{"op":"replace","path":"password","value":"TEXT"}`},
		"letter case":         {scim.Add("PASSWORD", text), `{"op":"add","path":"PASSWORD","value":"TEXT"}`},
		"URN":                 {scim.Replace("urn:ietf:params:scim:schemas:core:2.0:User:password", text), `{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:password","value":"TEXT"}`},
		"dot":                 {scim.Replace("urn:example:user.tempPassword", text), `{"op":"replace","path":"urn:example:user.tempPassword","value":"TEXT"}`},
		"filter":              {scim.Replace(`password[type eq "x"]`, text), `{"op":"replace","path":"password[type eq \"x\"]","value":"TEXT"}`},
		"pointer":             {scim.Replace("password", new(text)), `{"op":"replace","path":"password","value":"TEXT"}`},
		"named type":          {scim.Replace("password", named(text)), `{"op":"replace","path":"password","value":"TEXT"}`},
		"raw JSON":            {scim.Replace("password", json.RawMessage(`"`+text+`"`)), `{"op":"replace","path":"password","value":"TEXT"}`},
		"list":                {scim.Replace("password", []string{text}), `{"op":"replace","path":"password","value":["TEXT"]}`},
		"object":              {scim.Replace("password", map[string]any{"value": text}), `{"op":"replace","path":"password","value":{"value":"TEXT"}}`},
		"map":                 {scim.Add("", map[string]any{"password": text}), `{"op":"add","value":{"password":"TEXT"}}`},
		"map of texts":        {scim.Replace("", map[string]string{"Password": text}), `{"op":"replace","value":{"Password":"TEXT"}}`},
		"map with a URN":      {scim.Add("", map[string]any{"urn:ietf:params:scim:schemas:core:2.0:User:password": text}), `{"op":"add","value":{"urn:ietf:params:scim:schemas:core:2.0:User:password":"TEXT"}}`},
		"struct":              {scim.Add("", credentials{"kim", new(text), nil}), `{"op":"add","value":{"nickName":"kim","password":"TEXT"}}`},
		"pointer to a struct": {scim.Replace("", &credentials{More: map[string]string{"clientSecret": text}}), `{"op":"replace","value":{"urn:example:user":{"clientSecret":"TEXT"}}}`},
		"user":                {scim.Add("", &scim.User{Password: secret.New(text)}), `{"op":"add","value":{"password":"TEXT"}}`},
		"secret":              {scim.Replace("pin", secret.New(text)), `{"op":"replace","path":"pin","value":"TEXT"}`},
		"secrets in a list":   {scim.Replace("pins", []any{new(secret.New(text))}), `{"op":"replace","path":"pins","value":["TEXT"]}`},
		"literal":             {scim.PatchOperation{Op: scim.PatchOpReplace, Path: "password", Value: text}, `{"op":"replace","path":"password","value":"TEXT"}`},
		"literal with a map":  {scim.PatchOperation{Op: scim.PatchOpAdd, Value: map[string]any{"password": text}}, `{"op":"add","value":{"password":"TEXT"}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			resttest.WantJSON(t, encode(t, test.operation), strings.ReplaceAll(test.sent, "TEXT", text))
			places := []any{
				test.operation, &test.operation, []scim.PatchOperation{test.operation}, []*scim.PatchOperation{&test.operation},
				struct{ Operations []*scim.PatchOperation }{[]*scim.PatchOperation{&test.operation}}, map[string]scim.PatchOperation{"x": test.operation},
			}
			if !strings.HasPrefix(name, "literal") {
				places = append(places, struct{ operation scim.PatchOperation }{test.operation}, struct{ hidden []any }{places}, test.operation.Value)
			}
			for _, place := range places {
				for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%t", "%U"} {
					shown := fmt.Sprintf(verb, place)
					for _, form := range []string{text, fmt.Sprintf("%x", text), strings.Trim(fmt.Sprint([]byte(text)), "[]"), fmt.Sprintf("%U", []rune(text))[1:20]} {
						if strings.Contains(shown, form) {
							t.Errorf("%s of a %T: %s", verb, place, shown)
						}
					}
				}
				var log bytes.Buffer
				slog.New(slog.NewTextHandler(&log, nil)).Info("x", "value", place, "list", []any{place})
				if strings.Contains(log.String(), text) {
					t.Errorf("the log of a %T: %s", place, &log)
				}
			}
			resttest.LogsRedacted(t, test.operation, text)
			resttest.LogsRedacted(t, &test.operation, text)
		})
	}
}

// What is no secret stays what the caller gave, and is shown.
func TestPatchesKeepOtherValues(t *testing.T) {
	t.Parallel()
	list := []scim.Reference{{Value: "u1"}}
	for _, value := range []any{"Dr", 17, nil, true, list, map[string]any{"nickName": "password", "x": []any{1}}, credentials{Name: "password"}, &credentials{}, make(chan int)} {
		operation := scim.Replace("title", value)
		if got := operation.Value; !reflect.DeepEqual(got, value) {
			t.Errorf("%#v became %#v", value, got)
		}
	}
	if got := fmt.Sprintf("%+v", scim.Replace("title", "Dr")); !strings.Contains(got, "Path:title") || !strings.Contains(got, "Value:Dr") {
		t.Error(got)
	}
	if got := fmt.Sprintf("%v", scim.Add("", map[string]any{"nickName": "kim", "password": "pa55word"})); !strings.Contains(got, "nickName:kim") || !strings.Contains(got, "password:[redacted]") {
		t.Error(got)
	}
}

// The server's error of an operation may repeat the password.
func TestBulkResultsWithoutSecrets(t *testing.T) {
	t.Parallel()
	const text = "pa55word-of-kim"
	s := resttest.New(t, resttest.Reply{Status: 200, Body: `{"Operations":[
		{"bulkId":"b-1","status":{"code":400},"response":{"status":"400","detail":"not pa55word-of-kim"}},
		{"bulkId":"b-2","status":{"code":409},"response":"{\"detail\":\"cut: pa55word...\"}"},
		{"bulkId":"b-3","status":{"code":500},"response":{"detail":"cGE1NXdvcmQtb2Yta2lt"}}
	]}`})
	var bulk scim.Bulk
	bulk.SetPrefix("b")
	bulk.CreateUser(&scim.User{UserName: "kim", Password: secret.New(text)})
	bulk.UpdateUser("u1", []scim.PatchOperation{scim.Replace("PassWord", text)})
	bulk.UpdateUser("u2", []scim.PatchOperation{scim.Add("", map[string]any{"password": text})})
	results, err := s.Client.SCIM.Bulk.Send(t.Context(), &bulk)
	if err != nil || results.Err() == nil {
		t.Fatalf("%v, %v", err, results.Err())
	}
	for _, result := range results {
		shown := fmt.Sprintf("%v %+v %s %s", result, result.Operation, result.Body, result.Err)
		if strings.Contains(shown, "pa55word") || strings.Contains(shown, "cGE1") || strings.Count(shown, "[redacted]") < 2 {
			t.Errorf("%s", shown)
		}
	}
}
