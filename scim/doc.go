// Package scim manages users, groups and roles: the SCIM 2.0 API (RFC 7643, RFC 7644) of Asgardeo and of WSO2 Identity
// Server 7.
//
// Use it through the SCIM field of asgardeo.Client.
//
// Listings take a filter as text. [UserFilter], [GroupFilter] and [RoleFilter] write one, and refuse what the server
// would misread. [Add], [Remove] and [Replace] make the operations of an Update. A [Bulk] collects operations that
// [BulkClient.Send] carries out together.
//
// Unlike in the other packages, optional text is a plain string, and an empty one is left out: SCIM knows no empty text,
// an attribute without a value is absent (RFC 7643, section 2.5). [Remove] clears an attribute.
//
// What is read, changed and sent back differs in what was changed, and in nothing else. AdditionalProperties holds the
// members that have no field, and those that came in a form which their field cannot give back: null or empty text, half a
// surrogate pair, a time with zeros at its end or that is none, true as text, an object that came as a bare string, a value
// of another JSON type. Such a member counts until its field is given another value. Names in another letter case are the
// same attribute, and are sent as the field is spelled.
package scim

//go:generate go run ../internal/tools/overlay ../openapi/overlay.yaml ../openapi/scim.yaml
//go:generate go tool oapi-codegen -config ../openapi/scim.cfg.yaml ../openapi/scim.yaml
