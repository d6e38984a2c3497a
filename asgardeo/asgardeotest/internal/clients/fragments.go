package clients

import "github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/state"

// fragment returns the fragment with an id, or nil. A fragment represents, in a
// sub-organization, an application of the root that is shared with it. It has
// no client, and cannot be changed there.
func (o *organization) fragment(id string) *application {
	root := o.d.root()
	sh := root.Shares.Get(id)
	if sh == nil || sh.OrganizationID != o.ID {
		return nil
	}
	return root.application(sh.ApplicationID).fragment(sh)
}

// fragmentNamed returns the fragment with a name, or nil.
func (o *organization) fragmentNamed(name string) *application {
	app := o.d.root().Applications.Named(name)
	if app == nil {
		return nil
	}
	return o.fragmentOf(app)
}

// fragmentOf returns the fragment of an application, or nil.
func (o *organization) fragmentOf(app *application) *application {
	sh := o.d.root().share(app, o.ID)
	if sh == nil {
		return nil
	}
	return app.fragment(sh)
}

// sharedHere returns the applications that have a fragment in the organization,
// in order of their creation.
func (o *organization) sharedHere() []*application {
	root := o.d.root()
	var ids state.IDSet
	for _, sh := range root.sharesWith.With(o.ID) {
		ids.Add(sh.ApplicationID)
	}
	return root.Applications.InOrder(&ids)
}

func (a *application) fragment(sh *share) *application {
	settings := a.Settings
	advanced := *settings.AdvancedConfigurations
	advanced.Fragment = true
	settings.AdvancedConfigurations = &advanced
	return &application{ID: sh.ID, Version: a.Version, Settings: settings, Enabled: a.Enabled, Audience: a.Audience}
}
