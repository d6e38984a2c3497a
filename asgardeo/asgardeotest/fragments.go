package asgardeotest

// fragments are what stands in an organization for the applications of the
// root that are shared with it. They are applications without a client, and
// change only as the application and its sharing do.
func (o *organization) fragments() []*application {
	if o.isRoot() {
		return nil
	}
	var fragments []*application
	for _, app := range o.root().Applications {
		if sh := app.Sharing.share(o.ID); sh != nil {
			fragments = append(fragments, app.fragment(sh))
		}
	}
	return fragments
}

func (o *organization) fragment(id string) *application {
	return find(o.fragments(), func(a *application) bool { return a.ID == id })
}

func (a *application) fragment(sh *share) *application {
	settings := a.Settings
	advanced := *settings.AdvancedConfigurations
	advanced.Fragment = true
	settings.AdvancedConfigurations = &advanced
	return &application{ID: sh.ApplicationID, Version: a.Version, Settings: settings, Enabled: a.Enabled, Audience: a.Audience}
}
