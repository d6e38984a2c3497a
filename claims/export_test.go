package claims

// What is generated from the document.
var (
	API     = &api
	Answers = answers[:]
)
