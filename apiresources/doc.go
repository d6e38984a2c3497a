// Package apiresources manages the APIs that an organization protects, and the OAuth 2.0 scopes they define: the API
// resources API of Asgardeo and of WSO2 Identity Server 7.
//
// Use it through the APIResources field of asgardeo.Client.
//
// Filters are written with package filter and attributes such as [Name]. A filter that the server cannot evaluate is
// asgardeo.ErrInvalidInput.
package apiresources

//go:generate go run ../internal/tools/overlay ../openapi/overlay.yaml ../openapi/apiresources.yaml
//go:generate go tool oapi-codegen -config ../openapi/apiresources.cfg.yaml ../openapi/apiresources.yaml
