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
			row("apiresources.Create", post, resources, create, d.create),
			row("apiresources.List", get, resources, view, d.list),
			row("apiresources.Get", get, resource, view, d.show),
			row("apiresources.Update", patch, resource, update, d.modify),
			row("apiresources.Delete", del, resource, remove, d.remove),
			row("apiresources.Scopes.List", get, resourceScopes, view, d.listScopesOfResource),
			row("apiresources.Scopes.Replace", put, resourceScopes, update, d.replaceScopes),
			row("apiresources.Scopes.Update", patch, resourceScopes+"/{scopeName}", update, d.modifyScope),
			row("apiresources.Scopes.Delete", del, resourceScopes+"/{scopeName}", remove, d.removeScope),
			row("apiresources.Scopes.UpdateByID", patch, resourceScopes+"/id/{scopeId}", update, d.modifyScopeByID),
			row("apiresources.Scopes.DeleteByID", del, resourceScopes+"/id/{scopeId}", remove, d.removeScopeByID),
			row("apiresources.Scopes.ListInOrganization", get, scopes, view, d.listScopes),
			row("apiresources.AuthorizationDetailsTypes.ListInOrganization", get, types, view, d.listDetailsTypes),
			row("apiresources.AuthorizationDetailsTypes.Exists", head, types, view, d.probeDetailsTypes),
			row("apiresources.AuthorizationDetailsTypes.List", get, resourceTypes, view, d.listDetailsTypesOfResource),
			row("apiresources.AuthorizationDetailsTypes.Add", put, resourceTypes, update, d.addDetailsTypes),
			row("apiresources.AuthorizationDetailsTypes.Get", get, resourceType, view, d.showDetailsType),
			row("apiresources.AuthorizationDetailsTypes.Update", patch, resourceType, update, d.replaceDetailsType),
			row("apiresources.AuthorizationDetailsTypes.Delete", del, resourceType, remove, d.removeDetailsType),
			public("apiresources.ConsoleCollections.List", collection, d.listCollections),
			public("apiresources.ConsoleCollections.Get", collection+"/{collectionId}", d.showCollection),
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
