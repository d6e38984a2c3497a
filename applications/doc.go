// Package applications manages the applications of an organization, their OpenID Connect configuration, and the APIs
// that they are authorized for: the applications API of Asgardeo and of WSO2 Identity Server 7.
//
// Use it through the Applications field of asgardeo.Client.
package applications

//go:generate go tool oapi-codegen -config ../openapi/applications.cfg.yaml ../openapi/applications.yaml
