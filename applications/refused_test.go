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
		return nil, c.Update(ctx, id, &applications.UpdateRequest{})
	},
	"UpdateScript": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.UpdateScript(ctx, id, "x")
	},
	"ChangeOwner": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.ChangeOwner(ctx, id, "u1")
	},
	"ListAuthenticators": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Authenticators(ctx, id))
	},
	"Delete": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Delete(ctx, id)
	},
	"ExportFile": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return content(c.Export(ctx, id, "", false))
	},
	"Export": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return content(c.ExportXML(ctx, id, false))
	},
	"ListInboundProtocols": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.InboundProtocols(ctx, id))
	},
	"GetOIDC": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.OIDC.Get(ctx, id))
	},
	"GetOIDC: to add a callback": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.AddCallback(ctx, id, "https://a")
	},
	"GetOIDC: to remove a callback": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.RemoveCallback(ctx, id, "https://a")
	},
	"ReplaceOIDC": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.Replace(ctx, id, &applications.OIDCConfiguration{GrantTypes: []applications.GrantType{"password"}})
	},
	"DeleteOIDC": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.Delete(ctx, id)
	},
	"RevokeOIDC": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.OIDC.Revoke(ctx, id)
	},
	"RegenerateOIDCSecret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.OIDC.RegenerateSecret(ctx, id))
	},
	"CreateSecret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Secrets.Create(ctx, id, nil))
	},
	"GetSecret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Secrets.Get(ctx, id, "s1"))
	},
	"ListSecrets": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Secrets.List(ctx, id))
	},
	"DeleteSecret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Secrets.Delete(ctx, id, "s1")
	},
	"GetSAML": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.SAML.Get(ctx, id))
	},
	"ReplaceSAML": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.SAML.Replace(ctx, id, &applications.SAMLConfiguration{MetadataURL: new("u")})
	},
	"DeleteSAML": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.SAML.Delete(ctx, id)
	},
	"GetPassiveSTS": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.PassiveSTS.Get(ctx, id))
	},
	"ReplacePassiveSTS": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.PassiveSTS.Replace(ctx, id, &applications.PassiveSTSConfiguration{Realm: "r", ReplyTo: "u"})
	},
	"DeletePassiveSTS": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.PassiveSTS.Delete(ctx, id)
	},
	"GetWSTrust": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.WSTrust.Get(ctx, id))
	},
	"ReplaceWSTrust": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.WSTrust.Replace(ctx, id, &applications.WSTrustConfiguration{Audience: "a", CertificateAlias: "c"})
	},
	"DeleteWSTrust": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.WSTrust.Delete(ctx, id)
	},
	"GetCustomProtocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.CustomProtocols.Get(ctx, id, "cas"))
	},
	"ReplaceCustomProtocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.CustomProtocols.Replace(ctx, id, "cas", &applications.CustomProtocolConfiguration{Name: "n", ConfigName: "c"})
	},
	"DeleteCustomProtocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.CustomProtocols.Delete(ctx, id, "cas")
	},
	"ListAuthorizedAPIs": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.AuthorizedAPIs.List(ctx, id))
	},
	"AuthorizeAPI": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.AuthorizedAPIs.Create(ctx, id, &applications.AuthorizedAPIRequest{ID: "r1"})
	},
	"UpdateAuthorizedAPI": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.AuthorizedAPIs.Update(ctx, id, "r1", &applications.AuthorizedAPIUpdateRequest{})
	},
	"DeauthorizeAPI": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.AuthorizedAPIs.Delete(ctx, id, "r1")
	},
	"ListSharedOrganizations": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Sharing.ListOrganizations(ctx, id, nil))
	},
	"ListSharedOrganizations: all": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		for organization, err := range c.Sharing.AllOrganizations(ctx, id, nil) {
			return resttest.Result(organization, err)
		}
		return nil, nil
	},
	"ListSharedApplications": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Sharing.ListApplications(ctx, id))
	},
	"DeleteSharedApplications": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Sharing.DeleteApplications(ctx, id)
	},
	"Share": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Sharing.ShareNow(ctx, id, &applications.ShareRequest{})
	},
	"UnshareOrganization": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Sharing.UnshareNow(ctx, id, "o1")
	},
}

// byProtocol are the calls with the id of a custom protocol.
var byProtocol = refused{
	"GetCustomProtocol: protocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.CustomProtocols.Get(ctx, "a1", id))
	},
	"ReplaceCustomProtocol: protocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.CustomProtocols.Replace(ctx, "a1", id, &applications.CustomProtocolConfiguration{Name: "n", ConfigName: "c"})
	},
	"DeleteCustomProtocol: protocol": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.CustomProtocols.Delete(ctx, "a1", id)
	},
}

// byOther are the calls with another id.
var byOther = refused{
	"GetCustomProtocolMetadata": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Metadata.CustomProtocol(ctx, id))
	},
	"GetSecret: secret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Secrets.Get(ctx, "a1", id))
	},
	"DeleteSecret: secret": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Secrets.Delete(ctx, "a1", id)
	},
	"UpdateAuthorizedAPI: API": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.AuthorizedAPIs.Update(ctx, "a1", id, &applications.AuthorizedAPIUpdateRequest{})
	},
	"DeauthorizeAPI: API": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.AuthorizedAPIs.Delete(ctx, "a1", id)
	},
	"UnshareOrganization: organization": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Sharing.UnshareNow(ctx, "a1", id)
	},
	"GetTemplate": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.Templates.Get(ctx, id))
	},
	"ReplaceTemplate": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Templates.Replace(ctx, id, &applications.Template{Name: "n", Application: applications.CreateRequest{Name: "n"}})
	},
	"DeleteTemplate": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return nil, c.Templates.Delete(ctx, id)
	},
	"GetLoginFlowStatus": func(ctx context.Context, c *applications.Client, id string) (any, error) {
		return resttest.Result(c.LoginFlow.Status(ctx, id))
	},
	"GetLoginFlowResult": func(ctx context.Context, c *applications.Client, id string) (any, error) {
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
		"ImportFile: no media type": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Import(ctx, "yaml", strings.NewReader("name: Shop")))
		},
		"ImportFile: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Import(ctx, "", nil))
		},
		"ImportReplace: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.ImportReplace(ctx, "", nil))
		},
		"Update: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.Update(ctx, id, nil)
		},
		"ReplaceResident: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.ReplaceResident(ctx, nil))
		},
		"ReplaceOIDC: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.OIDC.Replace(ctx, id, nil)
		},
		"ReplaceOIDC: an added member that is no JSON": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.OIDC.Replace(ctx, id, &applications.OIDCConfiguration{AdditionalProperties: broken})
		},
		"ReplaceSAML: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.SAML.Replace(ctx, id, nil)
		},
		"ReplaceSAML: an added member that is no JSON": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.SAML.Replace(ctx, id, &applications.SAMLConfiguration{
				ManualConfiguration: &applications.SAMLServiceProvider{AdditionalProperties: broken},
			})
		},
		"ReplacePassiveSTS: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.PassiveSTS.Replace(ctx, id, nil)
		},
		"ReplaceWSTrust: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.WSTrust.Replace(ctx, id, nil)
		},
		"ReplaceCustomProtocol: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.CustomProtocols.Replace(ctx, id, "cas", nil)
		},
		"AuthorizeAPI: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.AuthorizedAPIs.Create(ctx, id, nil)
		},
		"UpdateAuthorizedAPI: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.AuthorizedAPIs.Update(ctx, id, "r1", nil)
		},
		"ShareSelected: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.Share(ctx, nil))
		},
		"ShareAll: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.ShareWithAll(ctx, nil))
		},
		"UpdateSharing: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.Update(ctx, nil))
		},
		"UnshareSelected: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.Unshare(ctx, nil))
		},
		"UnshareAll: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Sharing.UnshareFromAll(ctx, nil))
		},
		"Share: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.Sharing.ShareNow(ctx, id, nil)
		},
		"CreateTemplate: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.Templates.Create(ctx, nil))
		},
		"ReplaceTemplate: nil": func(ctx context.Context, c *applications.Client, id string) (any, error) {
			return nil, c.Templates.Replace(ctx, id, nil)
		},
		"GenerateLoginFlow: nil": func(ctx context.Context, c *applications.Client, _ string) (any, error) {
			return resttest.Result(c.LoginFlow.Generate(ctx, nil))
		},
	}.refusals())
}
