// Package scim manages users, groups and roles: the SCIM 2.0 API (RFC 7643, RFC 7644) of Asgardeo and of WSO2 Identity
// Server 7.
//
// Use it through the SCIM field of asgardeo.Client.
//
// Filters are written with package filter and attributes such as [UserName]. A filter that the server cannot
// evaluate is asgardeo.ErrInvalidInput. [Add], [Remove] and [Replace] make the operations of an Update. A [Bulk] collects
// operations that [BulkClient.Send] carries out together.
//
// Unlike in the other packages, optional strings are plain, and empty ones are omitted: in SCIM an attribute without a
// value is absent (RFC 7643, section 2.5). [Remove] clears an attribute.
//
// A value that was read can be changed and sent back: only the changed members differ. AdditionalProperties holds
// members without a field, and values that the field cannot reproduce exactly, such as null, empty strings, lone
// surrogates, unusual timestamps, and booleans sent as strings. Such a value is sent until its field is changed. Attribute
// names are case-insensitive: a name in another case is read into the same field, and sent in the case of the field.
//
// The attributes that an organization has defined are in an [Extension], such as the field Custom of [User]:
//
//	user.Custom.Set("costCenter", "4711")
//	costCenter, ok := user.Custom.Text("costCenter")
package scim

//go:generate go run ../internal/tools/overlay ../openapi/overlay.yaml ../openapi/scim.yaml
//go:generate go tool oapi-codegen -config ../openapi/scim.cfg.yaml ../openapi/scim.yaml
