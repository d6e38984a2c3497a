package applications_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// refused are calls that get a bad argument, by operation and what tells the calls of one operation apart.
type refused map[string]func(ctx context.Context, c *applications.Client, id string) (any, error)

func (r refused) refusals() []resttest.Refusal {
	var list []resttest.Refusal
	for name, call := range r {
		operation, note, _ := strings.Cut(name, ": ")
		list = append(list, resttest.Refusal{
			Operation: "applications." + operation, Note: note,
			Call: func(ctx context.Context, c *asgardeo.Client, id string) (any, error) {
				return call(ctx, c.Applications, id)
			},
		})
	}
	return list
}

// byApplication are the calls with the id of an application.
var byApplication = refused{
	"Get": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Get(ctx, id))
	},
	"Update": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Update(ctx, id, &applications.UpdateRequest{}))
	},
	"UpdateScript": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.UpdateScript(ctx, id, "x")
	},
	"ChangeOwner": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.ChangeOwner(ctx, id, "u1")
	},
	"ListAuthenticators": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.ListAuthenticators(ctx, id))
	},
	"Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Delete(ctx, id)
	},
	"Export": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return content(c.Export(ctx, id, "", false))
	},
	"ExportXML": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return content(c.ExportXML(ctx, id, false))
	},
	"ListInboundProtocols": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.ListInboundProtocols(ctx, id))
	},
	"OIDC.Get": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.OIDC.Get(ctx, id))
	},
	"OIDC.Get: to add a callback": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.AddCallback(ctx, id, "https://a")
	},
	"OIDC.Get: to remove a callback": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.RemoveCallback(ctx, id, "https://a")
	},
	"OIDC.Replace": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.Replace(ctx, id, &applications.OIDCConfiguration{GrantTypes: []applications.GrantType{"password"}})
	},
	"OIDC.Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.Delete(ctx, id)
	},
	"OIDC.DisableClient": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.DisableClient(ctx, id)
	},
	"OIDC.RegenerateSecret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.OIDC.RegenerateSecret(ctx, id))
	},
	"Secrets.Create": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Secrets.Create(ctx, id, nil))
	},
	"Secrets.Get": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Secrets.Get(ctx, id, "s1"))
	},
	"Secrets.List": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Secrets.List(ctx, id))
	},
	"Secrets.Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Secrets.Delete(ctx, id, "s1")
	},
	"SAML.Get": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.SAML.Get(ctx, id))
	},
	"SAML.Replace": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.SAML.Replace(ctx, id, &applications.SAMLConfiguration{MetadataURL: new("u")})
	},
	"SAML.Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.SAML.Delete(ctx, id)
	},
	"PassiveSTS.Get": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.PassiveSTS.Get(ctx, id))
	},
	"PassiveSTS.Replace": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.PassiveSTS.Replace(ctx, id, &applications.PassiveSTSConfiguration{Realm: "r", ReplyTo: "u"})
	},
	"PassiveSTS.Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.PassiveSTS.Delete(ctx, id)
	},
	"WSTrust.Get": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.WSTrust.Get(ctx, id))
	},
	"WSTrust.Replace": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.WSTrust.Replace(ctx, id, &applications.WSTrustConfiguration{Audience: "a", CertificateAlias: "c"})
	},
	"WSTrust.Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.WSTrust.Delete(ctx, id)
	},
	"CustomProtocols.Get": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.CustomProtocols.Get(ctx, id, "cas"))
	},
	"CustomProtocols.Replace": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.CustomProtocols.Replace(ctx, id, "cas", &applications.CustomProtocolConfiguration{Name: "n", ConfigName: "c"})
	},
	"CustomProtocols.Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.CustomProtocols.Delete(ctx, id, "cas")
	},
	"AuthorizedAPIs.List": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.AuthorizedAPIs.List(ctx, id))
	},
	"AuthorizedAPIs.Create": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.AuthorizedAPIs.Create(ctx, id, &applications.AuthorizedAPIRequest{ID: "r1"}))
	},
	"AuthorizedAPIs.Update": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.AuthorizedAPIs.Update(ctx, id, "r1", &applications.AuthorizedAPIUpdateRequest{}))
	},
	"AuthorizedAPIs.Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.AuthorizedAPIs.Delete(ctx, id, "r1")
	},
	"Sharing.ListOrganizations": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Sharing.ListOrganizations(ctx, id, nil))
	},
	"Sharing.ListOrganizations: all": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		for organization, err := range c.Sharing.AllOrganizations(ctx, id, nil) {
			return resttest.Result(organization, err)
		}
		return nil, nil
	},
	"Sharing.ListApplications": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Sharing.ListApplications(ctx, id))
	},
	"Sharing.DeleteApplications": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Sharing.DeleteApplications(ctx, id)
	},
	"Sharing.ShareNow": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Sharing.ShareNow(ctx, id, &applications.ShareRequest{})
	},
	"Sharing.UnshareNow": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Sharing.UnshareNow(ctx, id, "o1")
	},
}

// byProtocol are the calls with the id of a custom protocol.
var byProtocol = refused{
	"CustomProtocols.Get: protocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.CustomProtocols.Get(ctx, "a1", id))
	},
	"CustomProtocols.Replace: protocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.CustomProtocols.Replace(ctx, "a1", id, &applications.CustomProtocolConfiguration{Name: "n", ConfigName: "c"})
	},
	"CustomProtocols.Delete: protocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.CustomProtocols.Delete(ctx, "a1", id)
	},
}

// byOther are the calls with another id.
var byOther = refused{
	"Metadata.CustomProtocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Metadata.CustomProtocol(ctx, id))
	},
	"Secrets.Get: secret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Secrets.Get(ctx, "a1", id))
	},
	"Secrets.Delete: secret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Secrets.Delete(ctx, "a1", id)
	},
	"AuthorizedAPIs.Update: API": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.AuthorizedAPIs.Update(ctx, "a1", id, &applications.AuthorizedAPIUpdateRequest{}))
	},
	"AuthorizedAPIs.Delete: API": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.AuthorizedAPIs.Delete(ctx, "a1", id)
	},
	"Sharing.UnshareNow: organization": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Sharing.UnshareNow(ctx, "a1", id)
	},
	"Templates.Get": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Templates.Get(ctx, id))
	},
	"Templates.Replace": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Templates.Replace(ctx, id, &applications.Template{Name: "n", Application: applications.CreateRequest{Name: "n"}})
	},
	"Templates.Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Templates.Delete(ctx, id)
	},
	"LoginFlow.Status": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.LoginFlow.Status(ctx, id))
	},
	"LoginFlow.Result": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.LoginFlow.Result(ctx, id))
	},
}

func byID() []resttest.Refusal {
	return slices.Concat(byApplication.refusals(), byProtocol.refusals(), byOther.refusals())
}

func TestRefused(t *testing.T) {
	t.Parallel()
	broken := map[string]json.RawMessage{"x": json.RawMessage(`{"a":`)}
	resttest.Refused(t, refused{
		"Create: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Create(ctx, nil))
		},
		"Create: nil to register": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Register(ctx, nil))
		},
		"Create: no callback": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Register(ctx, applications.NewWeb("Shop")))
		},
		"Create: implicit": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Create(ctx, &applications.CreateRequest{Name: "Shop", InboundProtocolConfiguration: &applications.ProtocolConfigurations{
				OIDC: &applications.OIDCConfiguration{GrantTypes: []applications.GrantType{"client_credentials", "implicit"}},
			}}))
		},
		"Create: no consumer of assertions": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Create(ctx, applications.NewSAML("Shop", "urn:shop")))
		},
		"Import: no media type": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Import(ctx, "yaml", strings.NewReader("name: Shop")))
		},
		"Import: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Import(ctx, "", nil))
		},
		"ImportReplace: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.ImportReplace(ctx, "", nil))
		},
		"Update: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return resttest.Result(c.Update(ctx, id, nil))
		},
		"ReplaceResident: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.ReplaceResident(ctx, nil))
		},
		"OIDC.Replace: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.OIDC.Replace(ctx, id, nil)
		},
		"OIDC.Replace: an added member that is not JSON": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.OIDC.Replace(ctx, id, &applications.OIDCConfiguration{AdditionalProperties: broken})
		},
		"SAML.Replace: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.SAML.Replace(ctx, id, nil)
		},
		"SAML.Replace: an added member that is not JSON": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.SAML.Replace(ctx, id, &applications.SAMLConfiguration{
				ManualConfiguration: &applications.SAMLServiceProvider{AdditionalProperties: broken},
			})
		},
		"PassiveSTS.Replace: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.PassiveSTS.Replace(ctx, id, nil)
		},
		"WSTrust.Replace: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.WSTrust.Replace(ctx, id, nil)
		},
		"CustomProtocols.Replace: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.CustomProtocols.Replace(ctx, id, "cas", nil)
		},
		"AuthorizedAPIs.Create: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return resttest.Result(c.AuthorizedAPIs.Create(ctx, id, nil))
		},
		"AuthorizedAPIs.Update: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return resttest.Result(c.AuthorizedAPIs.Update(ctx, id, "r1", nil))
		},
		"Sharing.Share: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.Share(ctx, nil))
		},
		"Sharing.ShareWithAll: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.ShareWithAll(ctx, nil))
		},
		"Sharing.Update: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.Update(ctx, nil))
		},
		"Sharing.Unshare: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.Unshare(ctx, nil))
		},
		"Sharing.UnshareFromAll: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.UnshareFromAll(ctx, nil))
		},
		"Sharing.ShareNow: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.Sharing.ShareNow(ctx, id, nil)
		},
		"Templates.Create: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Templates.Create(ctx, nil))
		},
		"Templates.Replace: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.Templates.Replace(ctx, id, nil)
		},
		"LoginFlow.Generate: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.LoginFlow.Generate(ctx, nil))
		},
	}.refusals())
}
