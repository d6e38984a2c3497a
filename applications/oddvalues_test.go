package applications_test

import (
	"errors"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo"
	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
)

// One application with members of another type than documented does not make the page unreadable.
func TestMembersOfAnotherType(t *testing.T) {
	t.Parallel()
	const page = `{"totalResults":"3","count":{},"links":[],"applications":[{"id":"1","name":"a"},
		{"id":2,"name":17,"description":{},"clientId":[],"access":true,"advancedConfigurations":"x"},
		{"id":"3","name":"c","Name":"d"}]}`
	s := resttest.New(t, resttest.Reply{Status: 200, Body: page})
	got, err := s.Client.Applications.List(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	apps := got.Applications
	if len(apps) != 3 || got.TotalResults != 3 || apps[1].ID != "2" || apps[1].Name != "17" || apps[1].Description != "" || apps[2].Name != "c" {
		t.Errorf("got %+v", got)
	}
	for _, body := range []string{`{"totalResults":1,"applications":"x"}`, `{"totalResults":[],"applications":[]}`, `{"totalResults":1,"applications":[1]}`, `[]`} {
		s := resttest.New(t, resttest.Reply{Status: 200, Body: body})
		if got, err := s.Client.Applications.List(t.Context(), nil); !errors.Is(err, asgardeo.ErrUnexpectedResponse) {
			t.Errorf("%s: got %+v, %v", body, got, err)
		}
	}
}

// A configuration is sent back unchanged, except that each member has the name of its field and comes once.
func TestConfigurationOfOtherTypes(t *testing.T) {
	t.Parallel()
	const odd = `{"metadataURL":17,"manualConfiguration":{"issuer":5,"assertionConsumerUrls":"https://a","responseSigning":true,
		"singleSignOnProfile":{"bindings":["HTTP_POST",1,null],"assertion":[]},"enableAssertionQueryProfile":"maybe"}}`
	s := resttest.New(t,
		resttest.Reply{Status: 200, Body: `{"id":"t1","name":"t","application":{"name":"a","inboundProtocolConfiguration":{"saml":` + odd + `,"SAML":{},"Oidc":{"ClientID":"c1","clientid":"c2"}}}}`},
		resttest.Reply{Status: 200, Body: "{}"})
	template, err := s.Client.Applications.Templates.Get(t.Context(), "t1")
	if err != nil {
		t.Fatal(err)
	}
	if got := template.Application.InboundProtocolConfiguration; got.OIDC.ClientID != "c2" || got.SAML.ManualConfiguration.Issuer != "5" {
		t.Errorf("got %+v", got)
	}
	if err := s.Client.Applications.Templates.Replace(t.Context(), "t1", template); err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, s.Bodies()[1], `{"id":"t1","name":"t","application":{"name":"a","inboundProtocolConfiguration":{"saml":`+odd+`,"oidc":{"clientId":"c2"}}}}`)

	request := applications.CreateRequest{Name: "a"}
	if err := request.UnmarshalJSON([]byte(`{"Name":"Shop","NAME":"Other","description":7}`)); err != nil {
		t.Fatal(err)
	}
	resttest.WantJSON(t, encode(t, request), `{"name":"Other","description":7}`)
}
