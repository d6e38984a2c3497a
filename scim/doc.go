// Package scim manages users and roles: the SCIM 2.0 API (RFC 7643, RFC 7644) of Asgardeo and of WSO2 Identity
// Server 7.
//
// Use it through the SCIM field of asgardeo.Client.
package scim

//go:generate go tool oapi-codegen -config ../openapi/scim.cfg.yaml ../openapi/scim.yaml
