// Package state implements the state of the stand-in: collections of entries,
// and the database file that stores them. It is independent of the contents of
// the entries.
//
// A [Registry] holds entries by id and name, a [Relation] links ids to one
// another, and a [Value] holds one value. Their zero values are ready to use and
// live in memory.
//
// A [DB] keeps collections in a database file. [Section.Keep] binds a collection
// to a place in the file and loads its rows. From then on every change is noted,
// and [Batch.Commit] writes the rows that have changed. The cost of a write
// depends only on the size of the change.
//
// The lock given to [Open] must be held while collections and sections are used.
// [Batch.Commit], [DB.Commit], [DB.Verify], [DB.Export] and [DB.Close] are called
// without the lock.
package state
