package asgardeotest

import "fmt"

// RotateSigningKey makes a new key, which signs every token from now on. The
// keys before it stay in the key set, and the tokens they signed stay valid,
// until [Server.RetireSigningKeys].
func (s *Server) RotateSigningKey() error {
	var err error
	s.change(func() { err = s.domains.oauth.RotateSigningKey() })
	if err != nil {
		return fmt.Errorf("asgardeotest: signing key: %w", err)
	}
	return nil
}

// RetireSigningKeys takes all keys but the newest out of the key set. The
// server refuses the tokens they signed.
func (s *Server) RetireSigningKeys() { s.change(s.domains.oauth.RetireSigningKeys) }

// SetClientKeys registers the public keys that verify the assertions of a
// client which authenticates with private_key_jwt (RFC 7523). The keys are a
// JSON Web Key Set (RFC 7517), and take the place of those registered before.
// The certificate of an application verifies too, whether its type is PEM or
// JWKS; a key set is fetched from a loopback address only.
func (s *Server) SetClientKeys(clientID string, keySet []byte) error {
	var err error
	s.change(func() { err = s.domains.oauth.SetClientKeys(clientID, keySet) })
	if err != nil {
		return fmt.Errorf("asgardeotest: keys of the client %s: %w", clientID, err)
	}
	return nil
}
