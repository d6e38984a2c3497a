package resources

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// Domain returns the operations. The operations of a zero Resources only have
// names and scopes.
func (d *Resources) Domain() engine.Domain {
	const (
		resources  = serverapi.Prefix + "/api-resources"
		scopes     = serverapi.Prefix + "/scopes"
		types      = serverapi.Prefix + "/authorization-details-types"
		collection = serverapi.Prefix + "/meta/api-resource-collections"

		resource       = resources + "/{apiResourceId}"
		resourceScopes = resource + "/scopes"
		resourceTypes  = resource + "/authorization-details-types"
		resourceType   = resourceTypes + "/{authorizationDetailsTypeId}"

		create = "internal_api_resource_create"
		view   = "internal_api_resource_view"
		update = "internal_api_resource_update"
		remove = "internal_api_resource_delete"

		get, head, post, put, patch, del = http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete
	)
	row := func(name, method, path, scope string, h engine.Handler) engine.Operation {
		return engine.Operation{Name: name, Method: method, Path: path, Scopes: []string{scope}, Handler: h}
	}
	public := func(name, path string, h engine.Handler) engine.Operation {
		return engine.Operation{Name: name, Method: get, Path: path, Access: engine.PublicAccess, Handler: h}
	}
	rules := engine.CRUD("internal_api_resource")
	return engine.Domain{
		Operations: []engine.Operation{
			row("addAPIResource", post, resources, create, d.create),
			row("listAPIResources", get, resources, view, d.list),
			row("getAPIResource", get, resource, view, d.show),
			row("patchAPIResource", patch, resource, update, d.modify),
			row("deleteAPIResource", del, resource, remove, d.remove),
			row("listAPIResourceScopes", get, resourceScopes, view, d.listScopesOfResource),
			row("putAPIResourceScopes", put, resourceScopes, update, d.replaceScopes),
			row("patchAPIResourceScope", patch, resourceScopes+"/{scopeName}", update, d.modifyScope),
			row("deleteAPIResourceScope", del, resourceScopes+"/{scopeName}", remove, d.removeScope),
			row("patchAPIResourceScopeByID", patch, resourceScopes+"/id/{scopeId}", update, d.modifyScopeByID),
			row("deleteAPIResourceScopeByID", del, resourceScopes+"/id/{scopeId}", remove, d.removeScopeByID),
			row("listScopes", get, scopes, view, d.listScopes),
			row("listAuthorizationDetailsTypes", get, types, view, d.listDetailsTypes),
			row("isAuthorizationDetailsTypeExists", head, types, view, d.probeDetailsTypes),
			row("getAuthorizationDetailsTypes", get, resourceTypes, view, d.listDetailsTypesOfResource),
			row("addAuthorizationDetailsTypes", put, resourceTypes, update, d.addDetailsTypes),
			row("getAuthorizationDetailsType", get, resourceType, view, d.showDetailsType),
			row("updateAuthorizationDetailsType", patch, resourceType, update, d.replaceDetailsType),
			row("deleteAuthorizationDetailsType", del, resourceType, remove, d.removeDetailsType),
			public("getAPIResourceCollections", collection, d.listCollections),
			public("getAPIResourceCollectionByCollectionId", collection+"/{collectionId}", d.showCollection),
		},
		Surfaces: []engine.Surface{
			{Prefix: resources, Scopes: rules},
			{Prefix: scopes, Scopes: rules},
			{Prefix: types, Scopes: rules},
		},
		OnlyInRoot: []engine.RootPart{
			{Prefix: resources, Readable: true},
			{Prefix: scopes, Readable: true},
			{Prefix: types},
		},
		APIs: []engine.ManagementAPI{{
			Name: "API Resource Management API", Identifier: resources,
			Scopes: []string{create, view, update, remove},
		}},
	}
}
