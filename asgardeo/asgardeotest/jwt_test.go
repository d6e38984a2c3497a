package asgardeotest_test

import (
	"net/url"
	"testing"
)

// keyIDs returns the ids in the key set, in order.
func (s *session) keyIDs() []string {
	s.t.Helper()
	return names(s.do("GET", "/oauth2/jwks", nil, "Authorization", "").want(200).object()["keys"], "kid")
}

func TestKeyRotation(t *testing.T) {
	s := start(t)
	_, id, secret := s.newClient("jwt", object{"accessToken": object{"type": "JWT"}})
	introspect := func(token string) *answer {
		return s.form("/oauth2/introspect", url.Values{"token": {token}}, "Authorization", "Bearer "+s.token).want(200)
	}
	before := s.tokenFor(id, secret, "")
	if err := s.srv.RotateSigningKey(); err != nil {
		t.Fatal(err)
	}
	after := s.tokenFor(id, secret, "")
	old, _ := s.verify(before)
	current, _ := s.verify(after)
	if ids := s.keyIDs(); len(ids) != 2 || ids[0] != current.KeyID || ids[1] != old.KeyID {
		t.Errorf("the keys are %v, want %s and %s", ids, current.KeyID, old.KeyID)
	}
	introspect(before).wantMembers(object{"active": true})

	s.srv.RetireSigningKeys()
	if ids := s.keyIDs(); len(ids) != 1 || ids[0] != current.KeyID {
		t.Errorf("the keys are %v, want %s", ids, current.KeyID)
	}
	introspect(before).wantMembers(object{"active": false})
	introspect(after).wantMembers(object{"active": true})
	s.do("GET", usersAPI, nil).want(200) // opaque tokens have no key
}

// A server that has signed nothing has one key, before and after a rotation.
func TestKeyRotationFirst(t *testing.T) {
	s := start(t)
	s.srv.RetireSigningKeys()
	if err := s.srv.RotateSigningKey(); err != nil {
		t.Fatal(err)
	}
	if ids := s.keyIDs(); len(ids) != 2 {
		t.Errorf("the keys are %v, want two", ids)
	}
}
