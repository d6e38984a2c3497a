package scim

import (
	"slices"
	"strings"
)

// quotePathFilters returns the operations with the values of their path filters quoted.
func quotePathFilters(operations []PatchOperation) []PatchOperation {
	operations = slices.Clone(operations)
	for i := range operations {
		operations[i].Path = quotePathFilter(operations[i].Path)
	}
	return operations
}

// quotePathFilter quotes the value in the filter of a path, as in emails[type eq work].value: the server rejects an add
// without the quotes. In version 3 of the roles API, the path may consist of the filter alone.
func quotePathFilter(path string) string {
	start, end := strings.IndexByte(path, '[')+1, strings.LastIndexByte(path, ']')
	if start == 0 {
		end = len(path)
	}
	if end < start {
		return path
	}
	words := strings.Split(path[start:end], " ")
	if len(words) != 3 || words[2] == "" || strings.Contains(words[2], `"`) || words[2] == "true" || words[2] == "false" {
		return path
	}
	return path[:start] + words[0] + " " + words[1] + ` "` + words[2] + `"` + path[end:]
}
