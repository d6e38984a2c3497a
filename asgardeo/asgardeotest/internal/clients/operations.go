package clients

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// pathPrefix is the path prefix of the operations.
const pathPrefix = serverapi.Prefix + "/applications"

const (
	scopeCreate       = "internal_application_mgt_create"
	scopeView         = "internal_application_mgt_view"
	scopeUpdate       = "internal_application_mgt_update"
	scopeDelete       = "internal_application_mgt_delete"
	scopeSecretCreate = "internal_application_mgt_client_secret_create"
	scopeSecretView   = "internal_application_mgt_client_secret_view"
	scopeSecretDelete = "internal_application_mgt_client_secret_delete"
	scopeBusinessAPI  = "internal_application_business_api_update"
	scopeInternalAPI  = "internal_application_internal_api_update"
	scopeScriptUpdate = "internal_application_script_update"
	scopeAdmin        = "internal_organization_admin"
	scopeShareCreate  = "internal_shared_application_create"
	scopeShareView    = "internal_shared_application_view"
	scopeShareDelete  = "internal_shared_application_delete"
)

// managementScopes are the scopes of the API resource, in its order.
var managementScopes = []string{
	scopeCreate, scopeView, scopeUpdate, scopeDelete, scopeSecretCreate, scopeSecretView, scopeSecretDelete,
	scopeBusinessAPI, scopeInternalAPI, scopeScriptUpdate, scopeAdmin, scopeShareCreate, scopeShareView, scopeShareDelete,
}

// scopesBelow are the scopes with an irregular or unchanged name in
// sub-organizations.
var scopesBelow = map[string]string{
	scopeAdmin:       engine.OrganizationScopePrefix + "application_mgt_update",
	scopeShareCreate: scopeShareCreate,
	scopeShareView:   scopeShareView,
	scopeShareDelete: scopeShareDelete,
}

func (d *Clients) operations() []engine.Operation {
	const (
		get     = http.MethodGet
		post    = http.MethodPost
		put     = http.MethodPut
		patch   = http.MethodPatch
		del     = http.MethodDelete
		app     = "/{applicationId}"
		inbound = app + "/inbound-protocols"
		oidc    = inbound + "/oidc"
	)
	row := func(name, method, path, scope string, h handler, conditional ...string) engine.Operation {
		return engine.Operation{
			Name: name, Method: method, Path: pathPrefix + path,
			Scopes: []string{scope}, Conditional: conditional, Handler: d.handler(h),
		}
	}
	files := func(op engine.Operation, consumes string, produces ...string) engine.Operation {
		op.Consumes, op.Produces = consumes, produces
		return op
	}
	return []engine.Operation{
		row("listApplications", get, "", scopeView, listApplications),
		row("createApplication", post, "", scopeCreate, createApplication, scopeScriptUpdate),
		row("getApplication", get, app, scopeView, getApplication),
		row("patchApplication", patch, app, scopeUpdate, patchApplication, scopeScriptUpdate),
		row("deleteApplication", del, app, scopeDelete, deleteApplication),
		row("listInboundProtocols", get, inbound+"/", scopeView, listInboundProtocols),
		row("getInboundOAuthConfiguration", get, oidc, scopeView, getOIDC, scopeSecretView),
		row("updateInboundOAuthConfiguration", put, oidc, scopeUpdate, putOIDC),
		row("deleteInboundOAuthConfiguration", del, oidc, scopeDelete, deleteOIDC),
		row("regenerateOAuthClientSecret", post, oidc+"/regenerate-secret", scopeSecretCreate, regenerateSecret),
		row("revokeOAuthClient", post, oidc+"/revoke", scopeCreate, revokeClient),
		row("listAuthorizedAPIs", get, app+"/authorized-apis", scopeView, listAuthorizedAPIs),
		row("addAuthorizedAPI", post, app+"/authorized-apis", scopeUpdate, addAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),
		row("patchAuthorizedAPI", patch, app+"/authorized-apis/{apiId}", scopeUpdate, patchAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),
		row("deleteAuthorizedAPI", del, app+"/authorized-apis/{apiId}", scopeUpdate, deleteAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),

		files(row("importApplication", post, "/import", scopeCreate, importApplication, scopeScriptUpdate), mediaMultipart),
		files(row("importApplicationForUpdate", put, "/import", scopeUpdate, importForUpdate, scopeScriptUpdate), mediaMultipart),
		files(row("exportApplication", get, app+"/export", scopeView, exportApplication), "", mediaFile),
		files(row("exportApplicationAsFile", get, app+"/exportFile", scopeView, exportFile), "", exportTypes()...),
		row("changeApplicationOwner", put, app+"/owner", scopeAdmin, changeOwner),
		row("updateAuthenticationScript", put, app+"/authenticationSequence/script", scopeScriptUpdate, updateScript),
		row("getConfiguredAuthenticators", get, app+"/authenticators", scopeView, listAuthenticators),
		row("getResidentApplication", get, "/resident", scopeView, getResident),
		row("updateResidentApplication", put, "/resident", scopeUpdate, updateResident),

		row("createOAuthClientSecret", post, oidc+"/secrets", scopeSecretCreate, createSecret),
		row("getOAuthClientSecrets", get, oidc+"/secrets", scopeSecretView, listSecrets),
		row("getOAuthClientSecret", get, oidc+"/secrets/{secretId}", scopeSecretView, getSecret),
		row("deleteOAuthClientSecret", del, oidc+"/secrets/{secretId}", scopeSecretDelete, deleteSecret),
		row("getInboundSAMLConfiguration", get, inbound+"/saml", scopeView, getInbound(samlSlot)),
		row("updateInboundSAMLConfiguration", put, inbound+"/saml", scopeUpdate, putInbound(samlSlot, acceptSAML)),
		row("deleteInboundSAMLConfiguration", del, inbound+"/saml", scopeDelete, deleteInbound(samlSlot)),
		row("getPassiveStsConfiguration", get, inbound+"/passive-sts", scopeView, getInbound(passiveSTSSlot)),
		row("updatePassiveStsConfiguration", put, inbound+"/passive-sts", scopeUpdate, putInbound(passiveSTSSlot, acceptPassiveSTS)),
		row("deletePassiveStsConfiguration", del, inbound+"/passive-sts", scopeDelete, deleteInbound(passiveSTSSlot)),
		row("getWSTrustConfiguration", get, inbound+"/ws-trust", scopeView, getInbound(wsTrustSlot)),
		row("updateWSTrustConfiguration", put, inbound+"/ws-trust", scopeUpdate, putInbound(wsTrustSlot, acceptWSTrust)),
		row("deleteWSTrustConfiguration", del, inbound+"/ws-trust", scopeDelete, deleteInbound(wsTrustSlot)),
		row("getCustomInboundConfiguration", get, inbound+"/{inboundProtocolId}", scopeView, getCustomInbound),
		row("updateCustomInboundConfiguration", put, inbound+"/{inboundProtocolId}", scopeUpdate, putCustomInbound),
		row("deleteCustomInboundConfiguration", del, inbound+"/{inboundProtocolId}", scopeDelete, deleteCustomInbound),

		row("getInboundProtocols", get, "/meta/inbound-protocols", scopeView, metadata(protocolList)),
		row("getSAMLMetadata", get, "/meta/inbound-protocols/saml", scopeView, metadata(samlMetadataView)),
		row("getOIDCMetadata", get, "/meta/inbound-protocols/oidc", scopeView, metadata(oidcMetadataView)),
		row("getWSTrustMetadata", get, "/meta/inbound-protocols/ws-trust", scopeView, metadata(wsTrustMetadataView)),
		row("getCustomProtocolMetadata", get, "/meta/inbound-protocols/{inboundProtocolId}", scopeView, getCustomProtocolMetadata),
		row("getAdaptiveAuthTemplates", get, "/meta/adaptive-auth-templates", scopeView, metadata(adaptiveTemplatesView)),
		row("getGroups", get, "/meta/groups", scopeView, listDiscoverableGroups),

		row("getAllApplicationTemplates", get, "/templates", scopeView, listTemplates),
		row("createApplicationTemplate", post, "/templates", scopeCreate, createTemplate),
		row("getApplicationTemplate", get, "/templates/{template-id}", scopeView, getTemplate),
		row("updateApplicationTemplate", put, "/templates/{template-id}", scopeUpdate, updateTemplate),
		row("deleteApplicationTemplate", del, "/templates/{template-id}", scopeDelete, deleteTemplate),

		row("shareOrgApplication", post, app+"/share", scopeShareCreate, shareApplication),
		row("shareOrgApplicationGet", get, app+"/share", scopeShareView, listSharedOrganizations),
		row("shareOrgApplicationDelete", del, app+"/share/{shared-organization-id}", scopeShareDelete, unshareOrganization),
		row("sharedApplicationsGet", get, app+"/shared-apps", scopeShareView, listSharedApps),
		row("sharedApplicationsAllDelete", del, app+"/shared-apps", scopeShareDelete, deleteSharedApps),
		row("shareApplicationWithSelected", post, "/share", scopeShareCreate, shareSelected),
		row("patchApplicationSharing", patch, "/share", scopeShareCreate, patchSharing),
		row("shareApplicationWithAll", post, "/share-with-all", scopeShareCreate, shareAll),
		row("unshareApplicationFromSelected", post, "/unshare", scopeShareDelete, unshareSelected),
		row("unshareApplicationFromAll", post, "/unshare-with-all", scopeShareDelete, unshareAll),

		row("generateLoginFlow", post, "/loginflow/generate", scopeUpdate, generateLoginFlow),
		row("getLoginFlowGenerationStatus", get, "/loginflow/status/{operation_id}", scopeUpdate, getLoginFlowStatus),
		row("getLoginFlowGenerationResult", get, "/loginflow/result/{operation_id}", scopeUpdate, getLoginFlowResult),
	}
}
