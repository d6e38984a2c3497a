package asgardeotest

import "fmt"

// RotateSigningKey generates a new key, which signs all further tokens. Earlier
// keys stay in the key set, and the tokens that they signed stay valid, until
// [Server.RetireSigningKeys] is called.
func (s *Server) RotateSigningKey() error {
	var err error
	s.change(func() { err = s.domains.oauth.RotateSigningKey() })
	if err != nil {
		return fmt.Errorf("asgardeotest: signing key: %w", err)
	}
	return nil
}

// RetireSigningKeys removes all keys but the newest from the key set. The
// server then refuses the tokens that the removed keys signed.
func (s *Server) RetireSigningKeys() { s.change(s.domains.oauth.RetireSigningKeys) }

// SetClientKeys registers the public keys that verify the assertions of a
// client that authenticates with private_key_jwt (RFC 7523). The keys are a
// JSON Web Key Set (RFC 7517) and replace those registered before. The server
// also accepts assertions that the certificate of the application verifies, of
// type PEM or JWKS. A key set is only fetched from a loopback address.
func (s *Server) SetClientKeys(clientID string, keySet []byte) error {
	var err error
	s.change(func() { err = s.domains.oauth.SetClientKeys(clientID, keySet) })
	if err != nil {
		return fmt.Errorf("asgardeotest: keys of the client %s: %w", clientID, err)
	}
	return nil
}
