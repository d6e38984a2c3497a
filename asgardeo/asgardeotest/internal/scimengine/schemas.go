package scimengine

import (
	"slices"
	"strings"
)

// The names of the schemas.
const (
	CoreSchema       = "urn:ietf:params:scim:schemas:core:2.0"
	UserSchema       = "urn:ietf:params:scim:schemas:core:2.0:User"
	EnterpriseSchema = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
	SystemSchema     = "urn:scim:wso2:schema"
	AgentSchema      = "urn:scim:wso2:agent:schema"
	CustomSchema     = "urn:scim:schemas:extension:custom:User"
	GroupSchema      = "urn:ietf:params:scim:schemas:core:2.0:Group"
	RoleSchema       = "urn:ietf:params:scim:schemas:extension:2.0:Role"
)

// An Attribute describes an attribute (RFC 7643 section 7). Its keywords are in
// capital letters, as in the real server.
type Attribute struct {
	Name          string      `json:"name"`
	Type          string      `json:"type"`
	Description   string      `json:"description"`
	MultiValued   bool        `json:"multiValued"`
	Required      bool        `json:"required"`
	CaseExact     bool        `json:"caseExact"`
	Mutability    string      `json:"mutability"`
	Returned      string      `json:"returned"`
	Uniqueness    string      `json:"uniqueness"`
	SubAttributes []Attribute `json:"subAttributes,omitempty"`
}

// A Schema describes the attributes of a schema.
type Schema struct {
	ID          string      `json:"id"`
	Name        string      `json:"name"`
	Description string      `json:"description"`
	Attributes  []Attribute `json:"attributes"`
}

// described returns the description of an attribute with the usual settings.
// The other functions change it.
func described(kind, name, description string) Attribute {
	return Attribute{
		Name: name, Type: kind, Description: description,
		Mutability: "READ_WRITE", Returned: "DEFAULT", Uniqueness: "NONE",
	}
}

func textAttribute(name, description string) Attribute {
	return described("STRING", name, description)
}
func boolAttribute(name, description string) Attribute {
	return described("BOOLEAN", name, description)
}
func linkAttribute(name, description string) Attribute {
	return described("REFERENCE", name, description)
}

func objectAttribute(name, description string, parts ...Attribute) Attribute {
	a := described("COMPLEX", name, description)
	a.SubAttributes = parts
	return a
}

// listAttribute describes a list of values of different types, such as home and
// work.
func listAttribute(name, description string) Attribute {
	a := objectAttribute(name, description,
		textAttribute("value", "The value."), textAttribute("type", "What the value is for."),
		textAttribute("display", "The display name."), boolAttribute("primary", "Whether the value is the preferred one."))
	a.MultiValued = true
	return a
}

// ReadOnly returns the attribute with itself and its sub-attributes marked as
// read-only.
func (a Attribute) ReadOnly() Attribute {
	a.Mutability = "READ_ONLY"
	a.SubAttributes = slices.Clone(a.SubAttributes)
	for i := range a.SubAttributes {
		a.SubAttributes[i].Mutability = "READ_ONLY"
	}
	return a
}

// Many returns the attribute as a multi-valued one.
func (a Attribute) Many() Attribute { a.MultiValued = true; return a }

// UserSchemas returns the schemas of users, in the order the real server lists
// them. custom are the attributes that the organization defines.
func UserSchemas(custom []Attribute) []Schema {
	return []Schema{
		{CoreSchema, "Core", "Core", coreAttributes()},
		{UserSchema, "User", "User Account", userSchemaAttributes()},
		{EnterpriseSchema, "Enterprise User", "Enterprise User", []Attribute{
			textAttribute("employeeNumber", "The number the employer gave."),
			textAttribute("costCenter", "The cost center."),
			textAttribute("organization", "The organization the user works for."),
			textAttribute("division", "The division."),
			textAttribute("department", "The department."),
			objectAttribute("manager", "The manager.",
				textAttribute("value", "The id of the manager."), linkAttribute("$ref", "The URL of the manager."),
				textAttribute("displayName", "The name of the manager.")),
		}},
		{SystemSchema, "System User", "System User", systemAttributes()},
		{AgentSchema, "Agent", "Agent", []Attribute{}},
		{CustomSchema, "Custom User", "Custom User", append([]Attribute{}, custom...)},
	}
}

// systemAttributes returns the attributes that the server adds to those of the
// standard.
func systemAttributes() []Attribute {
	var attributes []Attribute
	add := func(kind, names string, change ...func(Attribute) Attribute) {
		for name := range strings.FieldsSeq(names) {
			a := described(kind, name, "An attribute of the account.")
			for _, apply := range change {
				a = apply(a)
			}
			attributes = append(attributes, a)
		}
	}
	add("BOOLEAN", `askPassword verifyEmail verifyMobile tenantAdminAskPassword forcePasswordReset accountLocked accountDisabled
		emailVerified phoneVerified emailOTPDisabled smsOTPDisabled isLiteUser isReadOnlyUser`)
	add("INTEGER", `failedEmailOTPAttempts failedSMSOTPAttempts failedTOTPAttempts failedBackupCodeAttempts failedPushAuthAttempts
		failedLoginAttempts failedLoginAttemptsBeforeSuccess failedLoginLockoutCount failedPasswordRecoveryAttempts`)
	add("STRING", `accountState lockedReason lastLoginTime lastLogonTime lastPasswordUpdateTime oneTimePassword managedOrg
		passwordExpiryTime sharedType`, Attribute.ReadOnly)
	add("STRING", `preferredChannel unlockTime dateOfBirth pendingMobileNumber country userSourceId totpEnabled backupCodeEnabled
		enabledAuthenticators preferredMFAOption`)
	add("STRING", `emailAddresses verifiedEmailAddresses mobileNumbers verifiedMobileNumbers`, Attribute.Many)
	pending := objectAttribute("pendingEmails", "The addresses that the user has not confirmed.",
		textAttribute("value", "The address."), textAttribute("type", "What the address is for."))
	return append(attributes, pending.Many())
}

// NewAttribute describes an attribute that an organization defines. kind is one
// of the types of RFC 7643 section 2.3, in capital letters.
func NewAttribute(name, kind string, parts ...Attribute) Attribute {
	a := described(kind, name, "An attribute of the organization.")
	a.SubAttributes = parts
	return a
}

func coreAttributes() []Attribute {
	id := textAttribute("id", "The id of the resource.").ReadOnly()
	id.Required, id.CaseExact, id.Returned, id.Uniqueness = true, true, "ALWAYS", "SERVER"
	return []Attribute{
		id,
		textAttribute("externalId", "An id the client chose."),
		objectAttribute("meta", "What the server notes down about the resource.",
			textAttribute("resourceType", "The kind of resource."), linkAttribute("location", "The URL of the resource."),
			described("DATE_TIME", "created", "When the resource was made."),
			described("DATE_TIME", "lastModified", "When the resource was changed last.")).ReadOnly(),
	}
}

func userSchemaAttributes() []Attribute {
	userName := textAttribute("userName", "The name the user signs in with.")
	userName.Required, userName.Uniqueness = true, "SERVER"
	password := textAttribute("password", "The password.")
	password.Mutability, password.Returned = "WRITE_ONLY", "NEVER"
	return []Attribute{
		userName,
		objectAttribute("name", "The parts of the name.",
			textAttribute("formatted", "The whole name."), textAttribute("familyName", "The last name."),
			textAttribute("givenName", "The first name."), textAttribute("middleName", "The middle name."),
			textAttribute("honorificPrefix", "What stands before the name."), textAttribute("honorificSuffix", "What stands behind the name.")),
		textAttribute("displayName", "The display name."),
		textAttribute("nickName", "What friends call the user."),
		linkAttribute("profileUrl", "The URL of a page about the user."),
		textAttribute("title", "The job title."),
		textAttribute("userType", "What the user is to the organization."),
		textAttribute("preferredLanguage", "The tag of a language."),
		textAttribute("locale", "The tag of a language for dates and numbers."),
		textAttribute("timezone", "The name of a time zone."),
		boolAttribute("active", "Whether the account is in use."),
		password,
		listAttribute("emails", "The addresses for mail."),
		listAttribute("phoneNumbers", "The telephone numbers."),
		listAttribute("ims", "The addresses for instant messages."),
		listAttribute("photos", "The URLs of pictures."),
		objectAttribute("addresses", "The postal addresses.",
			textAttribute("formatted", "The whole address."), textAttribute("streetAddress", "Street and house."),
			textAttribute("locality", "The town."), textAttribute("region", "The state or province."),
			textAttribute("postalCode", "The postal code."), textAttribute("country", "The country."),
			textAttribute("type", "What the address is for.")).Many(),
		listAttribute("entitlements", "Things the user has."),
		listAttribute("x509Certificates", "Certificates in base64."),
		objectAttribute("groups", "The groups the user is in.",
			textAttribute("value", "The id of the group."), linkAttribute("$ref", "The URL of the group."),
			textAttribute("display", "The name of the group.")).Many().ReadOnly(),
		objectAttribute("roles", "The roles of the user.",
			textAttribute("value", "The id of the role."), linkAttribute("$ref", "The URL of the role."),
			textAttribute("display", "The name of the role."), textAttribute("audienceValue", "The id of the audience."),
			textAttribute("audienceDisplay", "The name of the audience."), textAttribute("audienceType", "The kind of the audience.")).Many().ReadOnly(),
	}
}
