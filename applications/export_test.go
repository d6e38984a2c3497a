package applications

// What is generated from the document.
var (
	API     = &api
	Answers = answers[:]
)
