// Package applications manages the applications of an organization: their protocols (OpenID Connect, SAML and others),
// client secrets, login steps, the APIs that they are authorized for, sharing with organizations below, import and export,
// and templates. It is the applications API of Asgardeo and of WSO2 Identity Server 7.
//
// Use it through the Applications field of asgardeo.Client. [Client.Register] creates an application of a common kind, such as
// [NewM2M], and returns its credentials.
//
// Filters are written with package filter and attributes such as [Name]. A filter that the server cannot evaluate is
// asgardeo.ErrInvalidInput.
//
// A value that was read can be changed and sent back: only the changed members differ. AdditionalProperties holds
// members without a field and members whose value has another JSON type than the field. Optional values are pointers,
// because the server distinguishes absent and zero values. Write them with new(value), and read them with get methods such
// as GetType, which accept a nil receiver. A nil list or map is omitted; an empty one is sent.
package applications

//go:generate go run ../internal/tools/overlay ../openapi/overlay.yaml ../openapi/applications.yaml
//go:generate go tool oapi-codegen -config ../openapi/applications.cfg.yaml ../openapi/applications.yaml
