package apiresources

import "context"

// ConsoleCollectionsClient reads the collections in which the console shows the scopes of the server's own APIs. The
// server does not require an access token.
type ConsoleCollectionsClient struct{ ops operations }

// collectionList is the response of List, which is not divided into pages.
type collectionList struct {
	Collections []ConsoleCollection `json:"apiResourceCollections"`
}

// List returns the collections (GET /meta/api-resource-collections). The params may be nil. The collections contain their
// API resources only if Attributes contains [AttributeAPIResources].
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
