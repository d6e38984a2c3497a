package scimengine

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

// readOnly returns the attribute with itself and its sub-attributes marked as
// read-only.
func (a Attribute) readOnly() Attribute {
	a.Mutability = "READ_ONLY"
	for i := range a.SubAttributes {
		a.SubAttributes[i].Mutability = "READ_ONLY"
	}
	return a
}

func (a Attribute) many() Attribute { a.MultiValued = true; return a }

// kind returns the kind of the attribute's values in a request.
func (a Attribute) kind() Kind {
	switch {
	case a.Mutability == "READ_ONLY":
		return KindReadOnly
	case a.MultiValued:
		return KindMulti
	case a.Type == "COMPLEX":
		return KindComplex
	case a.Type == "BOOLEAN":
		return KindBoolean
	}
	return KindText
}

// UserSchemas are the schemas of users, in the order the real server
// lists them.
var UserSchemas = []Schema{
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
	{SystemSchema, "System User", "System User", []Attribute{
		boolAttribute("askPassword", "Asks the user to choose a password. It is not kept."),
		boolAttribute("verifyEmail", "Asks the user to confirm the address. It is not kept."),
		boolAttribute("accountLocked", "Whether the account is locked."),
		boolAttribute("accountDisabled", "Whether the account is disabled."),
		textAttribute("country", "The country."),
	}},
	{AgentSchema, "Agent", "Agent", []Attribute{}},
	{CustomSchema, "Custom User", "Custom User", []Attribute{}},
}

func coreAttributes() []Attribute {
	id := textAttribute("id", "The id of the resource.").readOnly()
	id.Required, id.CaseExact, id.Returned, id.Uniqueness = true, true, "ALWAYS", "SERVER"
	return []Attribute{
		id,
		textAttribute("externalId", "An id the client chose."),
		objectAttribute("meta", "What the server notes down about the resource.",
			textAttribute("resourceType", "The kind of resource."), linkAttribute("location", "The URL of the resource."),
			described("DATE_TIME", "created", "When the resource was made."),
			described("DATE_TIME", "lastModified", "When the resource was changed last.")).readOnly(),
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
			textAttribute("type", "What the address is for.")).many(),
		listAttribute("entitlements", "Things the user has."),
		listAttribute("x509Certificates", "Certificates in base64."),
		objectAttribute("groups", "The groups the user is in.",
			textAttribute("value", "The id of the group."), linkAttribute("$ref", "The URL of the group."),
			textAttribute("display", "The name of the group.")).many().readOnly(),
		objectAttribute("roles", "The roles of the user.",
			textAttribute("value", "The id of the role."), linkAttribute("$ref", "The URL of the role."),
			textAttribute("display", "The name of the role."), textAttribute("audienceValue", "The id of the audience."),
			textAttribute("audienceDisplay", "The name of the audience."), textAttribute("audienceType", "The kind of the audience.")).many().readOnly(),
	}
}

// UserKinds are the attributes of users. Those of an extension are in a member
// with the name of its schema.
var UserKinds = func() Kinds {
	kinds := Kinds{"schemas": KindReadOnly}
	for _, extension := range UserExtensions {
		kinds[extension] = KindComplex
	}
	for _, schema := range UserSchemas {
		if _, extension := kinds[schema.ID]; extension {
			continue
		}
		for _, attribute := range schema.Attributes {
			kinds[attribute.Name] = attribute.kind()
		}
	}
	return kinds
}()
