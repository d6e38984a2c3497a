package scim

// SetPrefix makes the bulkIds of a Bulk known.
func (b *Bulk) SetPrefix(prefix string) { b.prefix = prefix }
