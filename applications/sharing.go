package applications

import (
	"context"
	"iter"
	"slices"

	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// SharingClient shares applications of an organization with the organizations below it. Calls
// that name several organizations continue in the background: the result only confirms that the process has started.
type SharingClient struct{ ops operations }

// Share shares an application with the organizations that the request names (POST /applications/share).
func (c *SharingClient) Share(ctx context.Context, request *ShareSelectedRequest) (*SharingProcess, error) {
	process, _, err := c.ops.shareSelected(ctx, request)
	return process, err
}

// ShareWithAll shares an application with all organizations (POST /applications/share-with-all).
func (c *SharingClient) ShareWithAll(ctx context.Context, request *ShareAllRequest) (*SharingProcess, error) {
	process, _, err := c.ops.shareAll(ctx, request)
	return process, err
}

// Update changes the roles that are shared with an application (PATCH /applications/share). Each operation requires a
// Value.
func (c *SharingClient) Update(ctx context.Context, request *SharingUpdateRequest) (*SharingProcess, error) {
	if request != nil && slices.ContainsFunc(request.Operations, func(o SharingOperation) bool { return o.Value == nil }) {
		return nil, c.ops.rest.Invalid(string(OpSharingUpdate), "an operation has no Value, and the server fails without one")
	}
	process, _, err := c.ops.updateSharing(ctx, request)
	return process, err
}

// Unshare ends the sharing with the organizations that the request names (POST /applications/unshare).
func (c *SharingClient) Unshare(ctx context.Context, request *UnshareSelectedRequest) (*SharingProcess, error) {
	process, _, err := c.ops.unshareSelected(ctx, request)
	return process, err
}

// UnshareFromAll ends all sharing of an application (POST /applications/unshare-with-all).
func (c *SharingClient) UnshareFromAll(ctx context.Context, request *UnshareAllRequest) (*SharingProcess, error) {
	process, _, err := c.ops.unshareAll(ctx, request)
	return process, err
}

// ListOrganizations returns one page of the organizations that an application is shared with (GET
// /applications/{id}/share). The params may be nil.
func (c *SharingClient) ListOrganizations(ctx context.Context, applicationID string, params *ListSharedOrganizationsParams) (*SharedOrganizationPage, error) {
	page, _, err := c.ops.listSharedOrganizations(ctx, applicationID, params)
	return page, err
}

// AllOrganizations iterates over the organizations that an application is shared with, from the page that params
// describe to the last one. The params may be nil. An error ends the iteration.
func (c *SharingClient) AllOrganizations(ctx context.Context, applicationID string, params *ListSharedOrganizationsParams) iter.Seq2[*SharedOrganization, error] {
	var query ListSharedOrganizationsParams
	if params != nil {
		query = *params
	}
	if query.Limit <= 0 {
		query.Limit = pageSize
	}
	fetch := func(from string) (rest.Page[SharedOrganization], error) {
		query := query
		if from != "" {
			query.After, query.Before = from, ""
		}
		page, resp, err := c.ops.listSharedOrganizations(ctx, applicationID, &query)
		if err != nil {
			return rest.Page[SharedOrganization]{}, err
		}
		out := rest.Page[SharedOrganization]{Items: page.Organizations}
		for _, link := range page.Links {
			if link.Rel != LinkRelationNext {
				continue
			}
			// The link itself leads to another API; its cursor is good.
			if out.Next, err = rest.Cursor(link.Href); err != nil {
				return out, c.ops.rest.Unexpected(string(OpSharingListOrganizations), resp, "%w", err)
			}
		}
		return out, nil
	}
	return rest.Pages(c.ops.rest, string(OpSharingListOrganizations), fetch, func(o *SharedOrganization) string { return o.ID })
}

type sharedApplicationList struct {
	Applications []SharedApplication `json:"sharedApplications"`
}

// ListApplications returns the copies of an application in other organizations (GET /applications/{id}/shared-apps).
func (c *SharingClient) ListApplications(ctx context.Context, applicationID string) ([]SharedApplication, error) {
	list, _, err := c.ops.listSharedApplications(ctx, applicationID)
	if err != nil {
		return nil, err
	}
	return list.Applications, nil
}

// DeleteApplications deletes all copies of an application (DELETE /applications/{id}/shared-apps).
func (c *SharingClient) DeleteApplications(ctx context.Context, applicationID string) error {
	_, err := c.ops.deleteSharedApplications(ctx, applicationID)
	return err
}

// ShareNow shares an application and returns after it is shared (POST /applications/{id}/share).
//
// Deprecated: use [SharingClient.Share] or [SharingClient.ShareWithAll].
func (c *SharingClient) ShareNow(ctx context.Context, applicationID string, request *ShareRequest) error {
	_, err := c.ops.share(ctx, applicationID, request)
	return err
}

// UnshareNow ends the sharing with one organization (DELETE /applications/{id}/share/{organizationId}).
//
// Deprecated: use [SharingClient.Unshare].
func (c *SharingClient) UnshareNow(ctx context.Context, applicationID, organizationID string) error {
	_, err := c.ops.unshareOrganization(ctx, applicationID, organizationID)
	return err
}
