package apiresources

import "context"

// ConsoleCollectionsClient reads the collections in which the console shows the scopes of the server's own APIs. The server
// answers it without an access token.
type ConsoleCollectionsClient struct{ ops operations }

// collectionList is the answer of a listing, which has no pages.
type collectionList struct {
	Collections []ConsoleCollection `json:"apiResourceCollections"`
}

// List returns the collections (GET /meta/api-resource-collections). The params may be nil; the API resources of each
// collection come only if Attributes is "apiResources".
func (c *ConsoleCollectionsClient) List(ctx context.Context, params *ListConsoleCollectionsParams) ([]ConsoleCollection, error) {
	list, _, err := c.ops.listConsoleCollections(ctx, params)
	if err != nil {
		return nil, err
	}
	return list.Collections, nil
}

// Get returns a collection with its API resources (GET /meta/api-resource-collections/{id}).
func (c *ConsoleCollectionsClient) Get(ctx context.Context, id string) (*ConsoleCollection, error) {
	collection, _, err := c.ops.getConsoleCollection(ctx, id)
	return collection, err
}
