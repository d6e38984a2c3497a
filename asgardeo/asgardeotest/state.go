package asgardeotest

// stateFormat is the version of the format of state files. A change that older
// versions of this package would misread takes a new one.
const stateFormat = 1

// WithStateFile keeps the state in a file, so that it outlives the server: the
// organization and everything in it, the credentials of the management
// application, and the tokens and keys. The file is read if it exists. Options
// that choose credentials go before those in it; one that chooses another
// organization is an error.
//
// A request that changed something is answered once the change is on disk. The
// file is replaced as a whole, by renaming, so that it is complete at any
// moment; requests that arrive together share one write. A write takes longer
// the more there is: about 70 ms with 10,000 users. The file is JSON, it holds
// secrets, and only its owner may read it. A path that is a symbolic link stands
// for the file it leads to, which must exist.
//
// One server at a time can use the file: [Start] fails when another one does. An
// empty file beside it, whose name ends in .lock, is locked for that until
// [Server.Close] or the end of the process, except on Windows and other systems
// without flock.
func WithStateFile(path string) Option {
	return func(c *config) { c.stateFile = path }
}

// A savedServer is the content of a state file.
type savedServer struct {
	Format       int       `json:"format"`
	Random       []byte    `json:"random,omitempty" state:"unwatched"` // the position in the sequence of a seed
	Organization *snapshot `json:"organization"`
}

// Section makes a state file keep the members of a snapshot each by itself.
func (*snapshot) Section() {}

// Section makes a state file keep the members of a state each by itself.
func (*state) Section() {}

// view shows what a state file keeps, for [store.File.Save].
func (t *tenant) view(encode func(doc any, last int)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	encode(&savedServer{Format: stateFormat, Random: t.random.Position(), Organization: t.snapshot}, t.changes)
}
