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
		row("applications.List", get, "", scopeView, listApplications),
		row("applications.Create", post, "", scopeCreate, createApplication, scopeScriptUpdate),
		row("applications.Get", get, app, scopeView, getApplication),
		row("applications.Update", patch, app, scopeUpdate, patchApplication, scopeScriptUpdate),
		row("applications.Delete", del, app, scopeDelete, deleteApplication),
		row("applications.ListInboundProtocols", get, inbound+"/", scopeView, listInboundProtocols),
		row("applications.OIDC.Get", get, oidc, scopeView, getOIDC, scopeSecretView),
		row("applications.OIDC.Replace", put, oidc, scopeUpdate, putOIDC),
		row("applications.OIDC.Delete", del, oidc, scopeDelete, deleteOIDC),
		row("applications.OIDC.RegenerateSecret", post, oidc+"/regenerate-secret", scopeSecretCreate, regenerateSecret),
		row("applications.OIDC.DisableClient", post, oidc+"/revoke", scopeCreate, revokeClient),
		row("applications.AuthorizedAPIs.List", get, app+"/authorized-apis", scopeView, listAuthorizedAPIs),
		row("applications.AuthorizedAPIs.Create", post, app+"/authorized-apis", scopeUpdate, addAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),
		row("applications.AuthorizedAPIs.Update", patch, app+"/authorized-apis/{apiId}", scopeUpdate, patchAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),
		row("applications.AuthorizedAPIs.Delete", del, app+"/authorized-apis/{apiId}", scopeUpdate, deleteAuthorizedAPI, scopeBusinessAPI, scopeInternalAPI),

		files(row("applications.Import", post, "/import", scopeCreate, importApplication, scopeScriptUpdate), mediaMultipart),
		files(row("applications.ImportReplace", put, "/import", scopeUpdate, importForUpdate, scopeScriptUpdate), mediaMultipart),
		files(row("applications.ExportXML", get, app+"/export", scopeView, exportApplication), "", mediaFile),
		files(row("applications.Export", get, app+"/exportFile", scopeView, exportFile), "", exportTypes()...),
		row("applications.ChangeOwner", put, app+"/owner", scopeAdmin, changeOwner),
		row("applications.UpdateScript", put, app+"/authenticationSequence/script", scopeScriptUpdate, updateScript),
		row("applications.ListAuthenticators", get, app+"/authenticators", scopeView, listAuthenticators),
		row("applications.GetResident", get, "/resident", scopeView, getResident),
		row("applications.ReplaceResident", put, "/resident", scopeUpdate, updateResident),

		row("applications.Secrets.Create", post, oidc+"/secrets", scopeSecretCreate, createSecret),
		row("applications.Secrets.List", get, oidc+"/secrets", scopeSecretView, listSecrets),
		row("applications.Secrets.Get", get, oidc+"/secrets/{secretId}", scopeSecretView, getSecret),
		row("applications.Secrets.Delete", del, oidc+"/secrets/{secretId}", scopeSecretDelete, deleteSecret),
		row("applications.SAML.Get", get, inbound+"/saml", scopeView, getInbound(samlSlot)),
		row("applications.SAML.Replace", put, inbound+"/saml", scopeUpdate, putInbound(samlSlot, acceptSAML)),
		row("applications.SAML.Delete", del, inbound+"/saml", scopeDelete, deleteInbound(samlSlot)),
		row("applications.PassiveSTS.Get", get, inbound+"/passive-sts", scopeView, getInbound(passiveSTSSlot)),
		row("applications.PassiveSTS.Replace", put, inbound+"/passive-sts", scopeUpdate, putInbound(passiveSTSSlot, acceptPassiveSTS)),
		row("applications.PassiveSTS.Delete", del, inbound+"/passive-sts", scopeDelete, deleteInbound(passiveSTSSlot)),
		row("applications.WSTrust.Get", get, inbound+"/ws-trust", scopeView, getInbound(wsTrustSlot)),
		row("applications.WSTrust.Replace", put, inbound+"/ws-trust", scopeUpdate, putInbound(wsTrustSlot, acceptWSTrust)),
		row("applications.WSTrust.Delete", del, inbound+"/ws-trust", scopeDelete, deleteInbound(wsTrustSlot)),
		row("applications.CustomProtocols.Get", get, inbound+"/{inboundProtocolId}", scopeView, getCustomInbound),
		row("applications.CustomProtocols.Replace", put, inbound+"/{inboundProtocolId}", scopeUpdate, putCustomInbound),
		row("applications.CustomProtocols.Delete", del, inbound+"/{inboundProtocolId}", scopeDelete, deleteCustomInbound),

		row("applications.Metadata.Protocols", get, "/meta/inbound-protocols", scopeView, metadata(protocolList)),
		row("applications.Metadata.SAML", get, "/meta/inbound-protocols/saml", scopeView, metadata(samlMetadataView)),
		row("applications.Metadata.OIDC", get, "/meta/inbound-protocols/oidc", scopeView, metadata(oidcMetadataView)),
		row("applications.Metadata.WSTrust", get, "/meta/inbound-protocols/ws-trust", scopeView, metadata(wsTrustMetadataView)),
		row("applications.Metadata.CustomProtocol", get, "/meta/inbound-protocols/{inboundProtocolId}", scopeView, getCustomProtocolMetadata),
		row("applications.Metadata.ScriptTemplates", get, "/meta/adaptive-auth-templates", scopeView, metadata(adaptiveTemplatesView)),
		row("applications.Metadata.Groups", get, "/meta/groups", scopeView, listDiscoverableGroups),

		row("applications.Templates.List", get, "/templates", scopeView, listTemplates),
		row("applications.Templates.Create", post, "/templates", scopeCreate, createTemplate),
		row("applications.Templates.Get", get, "/templates/{template-id}", scopeView, getTemplate),
		row("applications.Templates.Replace", put, "/templates/{template-id}", scopeUpdate, updateTemplate),
		row("applications.Templates.Delete", del, "/templates/{template-id}", scopeDelete, deleteTemplate),

		row("applications.Sharing.ShareNow", post, app+"/share", scopeShareCreate, shareApplication),
		row("applications.Sharing.ListOrganizations", get, app+"/share", scopeShareView, listSharedOrganizations),
		row("applications.Sharing.UnshareNow", del, app+"/share/{shared-organization-id}", scopeShareDelete, unshareOrganization),
		row("applications.Sharing.ListApplications", get, app+"/shared-apps", scopeShareView, listSharedApps),
		row("applications.Sharing.DeleteApplications", del, app+"/shared-apps", scopeShareDelete, deleteSharedApps),
		row("applications.Sharing.Share", post, "/share", scopeShareCreate, shareSelected),
		row("applications.Sharing.Update", patch, "/share", scopeShareCreate, patchSharing),
		row("applications.Sharing.ShareWithAll", post, "/share-with-all", scopeShareCreate, shareAll),
		row("applications.Sharing.Unshare", post, "/unshare", scopeShareDelete, unshareSelected),
		row("applications.Sharing.UnshareFromAll", post, "/unshare-with-all", scopeShareDelete, unshareAll),

		row("applications.LoginFlow.Generate", post, "/loginflow/generate", scopeUpdate, generateLoginFlow),
		row("applications.LoginFlow.Status", get, "/loginflow/status/{operation_id}", scopeUpdate, getLoginFlowStatus),
		row("applications.LoginFlow.Result", get, "/loginflow/result/{operation_id}", scopeUpdate, getLoginFlowResult),
	}
}
