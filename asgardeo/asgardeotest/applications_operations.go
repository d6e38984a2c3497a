package asgardeotest

import "net/http"

func applicationOperations() []operation {
	const (
		create       = "internal_application_mgt_create"
		view         = "internal_application_mgt_view"
		update       = "internal_application_mgt_update"
		remove       = "internal_application_mgt_delete"
		secretCreate = "internal_application_mgt_client_secret_create"
		secretDelete = "internal_application_mgt_client_secret_delete"
		shareCreate  = "internal_shared_application_create"
		shareView    = "internal_shared_application_view"
		shareDelete  = "internal_shared_application_delete"
		get          = http.MethodGet
		post         = http.MethodPost
		put          = http.MethodPut
		patch        = http.MethodPatch
		del          = http.MethodDelete
		app          = "/{applicationId}"
		inbound      = app + "/inbound-protocols"
		oidc         = inbound + "/oidc"
	)
	row := func(name, method, path, scope string, h handler, conditional ...string) operation {
		return operation{
			name: name, method: method, path: "/api/server/v1/applications" + path, family: familyServer,
			scopes: []string{scope}, conditional: conditional, handler: h,
		}
	}
	files := func(op operation, consumes string, produces ...string) operation {
		op.consumes, op.produces = consumes, produces
		return op
	}
	return []operation{
		row("listApplications", get, "", view, listApplications),
		row("createApplication", post, "", create, createApplication, scopeScriptUpdate),
		row("getApplication", get, app, view, getApplication),
		row("patchApplication", patch, app, update, patchApplication, scopeScriptUpdate),
		row("deleteApplication", del, app, remove, deleteApplication),
		row("listInboundProtocols", get, inbound+"/", view, listInboundProtocols),
		row("getInboundOAuthConfiguration", get, oidc, view, getOIDC, scopeSecretView),
		row("updateInboundOAuthConfiguration", put, oidc, update, putOIDC),
		row("deleteInboundOAuthConfiguration", del, oidc, remove, deleteOIDC),
		row("regenerateOAuthClientSecret", post, oidc+"/regenerate-secret", secretCreate, regenerateSecret),
		row("revokeOAuthClient", post, oidc+"/revoke", create, revokeClient),
		row("listAuthorizedAPIs", get, app+"/authorized-apis", view, listAuthorizedAPIs),
		row("addAuthorizedAPI", post, app+"/authorized-apis", update, addAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),
		row("patchAuthorizedAPI", patch, app+"/authorized-apis/{apiId}", update, patchAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),
		row("deleteAuthorizedAPI", del, app+"/authorized-apis/{apiId}", update, deleteAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),

		files(row("importApplication", post, "/import", create, importApplication, scopeScriptUpdate), mediaMultipart),
		files(row("importApplicationForUpdate", put, "/import", update, importForUpdate, scopeScriptUpdate), mediaMultipart),
		files(row("exportApplication", get, app+"/export", view, exportApplication), "", mediaFile),
		files(row("exportApplicationAsFile", get, app+"/exportFile", view, exportFile), "", exportTypes()...),
		row("changeApplicationOwner", put, app+"/owner", "internal_organization_admin", changeOwner),
		row("updateAuthenticationScript", put, app+"/authenticationSequence/script", scopeScriptUpdate, updateScript),
		row("getConfiguredAuthenticators", get, app+"/authenticators", view, listAuthenticators),
		row("getResidentApplication", get, "/resident", view, getResident),
		row("updateResidentApplication", put, "/resident", update, updateResident),

		row("createOAuthClientSecret", post, oidc+"/secrets", secretCreate, createSecret),
		row("getOAuthClientSecrets", get, oidc+"/secrets", scopeSecretView, listSecrets),
		row("getOAuthClientSecret", get, oidc+"/secrets/{secretId}", scopeSecretView, getSecret),
		row("deleteOAuthClientSecret", del, oidc+"/secrets/{secretId}", secretDelete, deleteSecret),
		row("getInboundSAMLConfiguration", get, inbound+"/saml", view, getInbound(samlSlot)),
		row("updateInboundSAMLConfiguration", put, inbound+"/saml", update, putInbound(samlSlot, acceptSAML)),
		row("deleteInboundSAMLConfiguration", del, inbound+"/saml", remove, deleteInbound(samlSlot)),
		row("getPassiveStsConfiguration", get, inbound+"/passive-sts", view, getInbound(passiveSTSSlot)),
		row("updatePassiveStsConfiguration", put, inbound+"/passive-sts", update, putInbound(passiveSTSSlot, acceptPassiveSTS)),
		row("deletePassiveStsConfiguration", del, inbound+"/passive-sts", remove, deleteInbound(passiveSTSSlot)),
		row("getWSTrustConfiguration", get, inbound+"/ws-trust", view, getInbound(wsTrustSlot)),
		row("updateWSTrustConfiguration", put, inbound+"/ws-trust", update, putInbound(wsTrustSlot, acceptWSTrust)),
		row("deleteWSTrustConfiguration", del, inbound+"/ws-trust", remove, deleteInbound(wsTrustSlot)),
		row("getCustomInboundConfiguration", get, inbound+"/{inboundProtocolId}", view, getCustomInbound),
		row("updateCustomInboundConfiguration", put, inbound+"/{inboundProtocolId}", update, putCustomInbound),
		row("deleteCustomInboundConfiguration", del, inbound+"/{inboundProtocolId}", remove, deleteCustomInbound),

		row("getInboundProtocols", get, "/meta/inbound-protocols", view, metadata(protocolList)),
		row("getSAMLMetadata", get, "/meta/inbound-protocols/saml", view, metadata(samlMetadataView)),
		row("getOIDCMetadata", get, "/meta/inbound-protocols/oidc", view, metadata(oidcMetadataView)),
		row("getWSTrustMetadata", get, "/meta/inbound-protocols/ws-trust", view, metadata(wsTrustMetadataView)),
		row("getCustomProtocolMetadata", get, "/meta/inbound-protocols/{inboundProtocolId}", view, getCustomProtocolMetadata),
		row("getAdaptiveAuthTemplates", get, "/meta/adaptive-auth-templates", view, metadata(adaptiveTemplatesView)),
		row("getGroups", get, "/meta/groups", view, listDiscoverableGroups),

		row("getAllApplicationTemplates", get, "/templates", view, listTemplates),
		row("createApplicationTemplate", post, "/templates", create, createTemplate),
		row("getApplicationTemplate", get, "/templates/{template-id}", view, getTemplate),
		row("updateApplicationTemplate", put, "/templates/{template-id}", update, updateTemplate),
		row("deleteApplicationTemplate", del, "/templates/{template-id}", remove, deleteTemplate),

		row("shareOrgApplication", post, app+"/share", shareCreate, shareApplication),
		row("shareOrgApplicationGet", get, app+"/share", shareView, listSharedOrganizations),
		row("shareOrgApplicationDelete", del, app+"/share/{shared-organization-id}", shareDelete, unshareOrganization),
		row("sharedApplicationsGet", get, app+"/shared-apps", shareView, listSharedApps),
		row("sharedApplicationsAllDelete", del, app+"/shared-apps", shareDelete, deleteSharedApps),
		row("shareApplicationWithSelected", post, "/share", shareCreate, shareSelected),
		row("patchApplicationSharing", patch, "/share", shareCreate, patchSharing),
		row("shareApplicationWithAll", post, "/share-with-all", shareCreate, shareAll),
		row("unshareApplicationFromSelected", post, "/unshare", shareDelete, unshareSelected),
		row("unshareApplicationFromAll", post, "/unshare-with-all", shareDelete, unshareAll),

		row("generateLoginFlow", post, "/loginflow/generate", update, generateLoginFlow),
		row("getLoginFlowGenerationStatus", get, "/loginflow/status/{operation_id}", update, getLoginFlowStatus),
		row("getLoginFlowGenerationResult", get, "/loginflow/result/{operation_id}", update, getLoginFlowResult),
	}
}
