package apiresources

import "context"

// CollectionsClient reads the collections in which the console shows the scopes of the server's own APIs. The server
// answers it without an access token.
type CollectionsClient struct{ ops operations }

// collectionList is the answer of a listing, which has no pages.
type collectionList struct {
	Collections []Collection `json:"apiResourceCollections"`
}

// List returns the collections (GET /meta/api-resource-collections). The params may be nil; the API resources of each
// collection come only if Attributes is "apiResources".
func (c *CollectionsClient) List(ctx context.Context, params *ListCollectionsParams) ([]Collection, error) {
	list, _, err := c.ops.listCollections(ctx, params)
	if err != nil {
		return nil, err
	}
	return list.Collections, nil
}

// Get returns a collection with its API resources (GET /meta/api-resource-collections/{id}).
func (c *CollectionsClient) Get(ctx context.Context, id string) (*Collection, error) {
	collection, _, err := c.ops.getCollection(ctx, id)
	return collection, err
}
