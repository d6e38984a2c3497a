package claims

// dialect are the claims of the OpenID Connect dialect of an organization.
var dialect = []string{
	"username", "name", "given_name", "family_name", "middle_name", "nickname", "preferred_username", "profile",
	"picture", "website", "upn", "groups", "roles", "email", "email_verified", "gender", "birthdate", "zoneinfo",
	"locale", "phone_number", "phone_number_verified", "address", "updated_at", "formatted", "street_address",
	"locality", "region", "postal_code", "country",
}

// defaultScopes returns the scopes of a new tenant.
func defaultScopes() []*scope {
	define := func(name, displayName, description string, claims ...string) *scope {
		return &scope{name, displayName, &description, known(claims)}
	}
	return []*scope{
		define("openid", "Open ID", "Indicate the use of OpenID Connect protocol."),
		define("profile", "Profile", "Retrieve profile information of the user.",
			"name", "family_name", "given_name", "middle_name", "nickname", "preferred_username", "profile", "picture",
			"website", "gender", "birthdate", "zoneinfo", "locale", "updated_at", "username"),
		define("email", "Email", "View information related to email address of the user.", "email", "email_verified"),
		define("address", "Address", "View the address of the user.",
			"address", "street_address", "locality", "region", "postal_code", "country"),
		define("phone", "Phone", "View information related to phone number of the user.", "phone_number", "phone_number_verified"),
		define("groups", "Groups", "View groups the user belongs to.", "groups"),
		define("roles", "Roles", "View the roles assigned to the user.", "roles"),
	}
}
