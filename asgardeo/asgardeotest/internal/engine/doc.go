// Package engine is the server of the stand-in without its APIs: organizations,
// routing, access control, limits, faults and the log of requests. The APIs are
// domains, whose operations are handed to [New].
package engine
