package conformance

import "net/url"

var oauthTable = table{
	rows: []row{
		{"1.5", "token", "opaque token", func(s *session) *answer {
			return s.form("/oauth2/token", url.Values{
				"grant_type": {"client_credentials"}, "client_id": {s.srv.ClientID}, "client_secret": {s.srv.ClientSecret},
				"scope": {"internal_api_resource_view unknown"},
			})
		}, body(200, `{"access_token":"*","token_type":"Bearer","expires_in":3600,"scope":"internal_api_resource_view"}`,
			"Cache-Control", "no-store", "Pragma", "no-cache")},
		{"1.3", "token", "wrong secret", func(s *session) *answer {
			return s.form("/oauth2/token", url.Values{
				"grant_type": {"client_credentials"}, "client_id": {s.srv.ClientID}, "client_secret": {"wrong"},
			})
		}, oauthError(401, "invalid_client").describing("Client credentials are invalid.").
			with("WWW-Authenticate", "Basic realm=127.0.0.1")},
	},
	rowless: []string{
		"introspect",
		"jwks",
		"oauthMetadata",
		"oidcDiscovery",
		"revoke",
	},
}
