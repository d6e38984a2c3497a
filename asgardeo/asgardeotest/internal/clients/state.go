package clients

import (
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"
)

// format is the version of the format in which applications are stored.
const format = 1

// An organizationState is the state of an organization.
type organizationState struct {
	Applications state.Registry[*application]
	Shares       state.Registry[*share] // of the applications
	Resident     state.Value[provisioningConfig]
	Templates    state.Registry[*template]
	LoginFlows   state.Registry[*loginFlow]

	// Applications without the protocol are not in the first two, and have an
	// empty key in the other two.
	byClientID, byIssuer, byRealm, byAudience *state.Index[*application]

	byResource *state.Index[*application] // that they are authorized for
	byPolicy   *state.Index[*application] // of sharing with all organizations
	sharesOf   *state.Index[*share]       // by application
	sharesWith *state.Index[*share]       // by organization
}

// keep binds a state to a part of the database, and creates its indexes.
func keep(part *state.Section, s *organizationState) {
	part.Keep("applications", &s.Applications)
	part.Keep("shares", &s.Shares)
	part.Keep("resident", &s.Resident)
	part.Keep("templates", &s.Templates)
	part.Keep("loginFlows", &s.LoginFlows)

	s.byClientID = state.NewIndex(&s.Applications, func(a *application) []string {
		if a.OIDC == nil {
			return nil
		}
		return []string{a.OIDC.ClientID}
	})
	s.byIssuer = state.NewIndex(&s.Applications, func(a *application) []string {
		if a.SAML == nil {
			return nil
		}
		return []string{a.SAML.Issuer}
	})
	s.byRealm = state.NewIndex(&s.Applications, func(a *application) []string { return []string{a.realm()} })
	s.byAudience = state.NewIndex(&s.Applications, func(a *application) []string { return []string{a.trustedAudience()} })
	s.byResource = state.NewIndex(&s.Applications, (*application).resourceIDs)
	s.byPolicy = state.NewIndex(&s.Applications, func(a *application) []string {
		if a.Sharing.Policy == "" {
			return nil
		}
		return []string{a.Sharing.Policy}
	})
	s.sharesOf = state.NewIndex(&s.Shares, func(sh *share) []string { return []string{sh.ApplicationID} })
	s.sharesWith = state.NewIndex(&s.Shares, func(sh *share) []string { return []string{sh.OrganizationID} })
}
