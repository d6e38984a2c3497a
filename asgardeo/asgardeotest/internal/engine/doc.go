// Package engine implements the server of the stand-in without its APIs:
// organizations, routing, access control, limits, faults and the log of
// requests. The APIs are domains; [New] receives their operations.
package engine
