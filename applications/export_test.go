package applications

import "github.com/seed-01804ef5/asgardeo-go/filter"

// What is generated from the document.
var (
	API     = &api
	Answers = answers[:]
)

// FilterText writes a filter of applications.
func FilterText(f filter.Filter) (string, error) { return f.InternalText(&ofApplications) }
