// Package state holds the state of the stand-in: collections of entries, and the
// file that keeps them. It knows nothing about what the entries are.
//
// A [Registry] holds entries by id and name, a [Relation] links ids to one
// another, and a [Value] holds one value. Their zero values are ready to use and
// live in memory.
//
// A [DB] keeps collections in a database file. [Section.Keep] binds a collection
// to a place in the file and loads what is there. From then on every change is
// noted, and [Batch.Commit] writes the rows that have changed, so that the cost of
// a write is that of the change.
//
// Collections and sections are used with the lock held that was given to [Open].
// [Batch.Commit], [DB.Commit], [DB.Verify], [DB.Export] and [DB.Close] are called
// without it.
package state
