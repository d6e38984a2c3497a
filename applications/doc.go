// Package applications manages the applications of an organization: their protocols (OpenID Connect, SAML and others),
// client secrets, login steps, the APIs that they are authorized for, sharing with organizations below, import and export,
// and templates. It is the applications API of Asgardeo and of WSO2 Identity Server 7.
//
// Use it through the Applications field of asgardeo.Client. [Client.Register] creates an application of a usual kind, such as
// [NewM2M], and returns its credentials.
//
// What is read, changed and sent back differs in what was changed, and in nothing else: members that have no field, or
// came with a value of another JSON type than theirs, are in AdditionalProperties. Optional values are pointers, because
// absent and zero differ for the server; new(value) makes one. Lists and maps are left out if nil, and sent if empty.
package applications

//go:generate go run ../internal/tools/overlay ../openapi/overlay.yaml ../openapi/applications.yaml
//go:generate go tool oapi-codegen -config ../openapi/applications.cfg.yaml ../openapi/applications.yaml
