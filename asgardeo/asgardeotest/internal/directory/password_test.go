package directory

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

func TestPasswordSurvivesJSON(t *testing.T) {
	const secret = "aBcd!23#"
	saved, err := json.Marshal(user{Password: hashPassword(secret)})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(saved), secret) {
		t.Errorf("saved %s", saved)
	}
	var loaded user
	if err := json.Unmarshal(saved, &loaded); err != nil {
		t.Fatal(err)
	}
	if !loaded.hasPassword(secret) || loaded.hasPassword("another1") || loaded.hasPassword("") {
		t.Error("the loaded user does not have the one password")
	}
	if (&user{}).hasPassword("") {
		t.Error("a user without a password signs in with none")
	}
}

func TestCanSignIn(t *testing.T) {
	for name, test := range map[string]struct {
		attributes document
		want       bool
	}{
		"plain":          {nil, true},
		"active":         {document{"active": true}, true},
		"inactive":       {document{"active": false}, false},
		"inactive text":  {document{"active": "false"}, false},
		"disabled":       {document{scimengine.SystemSchema: document{"accountDisabled": true}}, false},
		"locked text":    {document{scimengine.SystemSchema: document{"accountLocked": "TRUE"}}, false},
		"neither":        {document{scimengine.SystemSchema: document{"accountLocked": false, "accountDisabled": "false"}}, true},
		"another schema": {document{scimengine.CustomSchema: document{"accountLocked": true}}, true},
	} {
		if got := (&user{Attributes: test.attributes}).canSignIn(); got != test.want {
			t.Errorf("%s: canSignIn is %t, want %t", name, got, test.want)
		}
	}
}
