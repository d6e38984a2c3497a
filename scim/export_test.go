package scim

// SetPrefix makes the bulkIds of a Bulk known.
func (b *Bulk) SetPrefix(prefix string) { b.prefix = prefix }

// What is generated from the document.
var (
	API     = &api
	Answers = answers[:]
)
