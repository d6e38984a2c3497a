// Package claims manages the OpenID Connect scopes of an organization: which claims about a user an application gets with
// each scope. It is the OIDC scope management API of WSO2 Identity Server 7. Asgardeo does not document this API.
//
// Use it through the Claims field of asgardeo.Client.
package claims

//go:generate go run ../internal/tools/overlay ../openapi/overlay.yaml ../openapi/claims.yaml
//go:generate go tool oapi-codegen -config ../openapi/claims.cfg.yaml ../openapi/claims.yaml
