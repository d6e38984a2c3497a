package scimengine

import (
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// An Operation is an operation of a SCIM PATCH. Its op is in lower case.
type Operation struct {
	Op, Path string
	Value    any
	HasPath  bool
	HasValue bool
}

// ParseOperations reads the operations from the body of a PATCH. The names of members
// are case-sensitive.
func ParseOperations(doc Document) ([]Operation, error) {
	raw, ok := doc["Operations"].([]any)
	if !ok {
		return nil, refuse("invalidSyntax", "Invalid JSON schema.")
	}
	operations := make([]Operation, 0, len(raw))
	for _, item := range raw {
		fields, ok := item.(Document)
		if !ok {
			return nil, InvalidSyntax()
		}
		op, err := patchOperationOf(fields)
		if err != nil {
			return nil, err
		}
		operations = append(operations, op)
	}
	return operations, nil
}

func patchOperationOf(fields Document) (Operation, error) {
	var op Operation
	name, ok := fields["op"].(string)
	if path, given := fields["path"]; given {
		if op.Path, op.HasPath = path.(string); !op.HasPath {
			return op, InvalidSyntax()
		}
	}
	if !ok && fields["op"] != nil {
		return op, InvalidSyntax()
	}
	op.Op = strings.ToLower(name)
	op.Value, op.HasValue = fields["value"]
	switch {
	case op.Op != "add" && op.Op != "remove" && op.Op != "replace":
		return op, refuse("invalidSyntax", "The operation %s is not add, remove or replace.", name)
	case op.Op == "remove" && !op.HasPath:
		return op, noTarget("A removal must have a path.")
	}
	return op, nil
}

// A patchPath is a parsed path: attribute[filter].sub.
type patchPath struct {
	attribute, sub string
	filter         *filter.Condition
}

func parsePatchPath(path string) (patchPath, error) {
	notValid := InvalidPath("The path %s is not valid.", path)
	head, rest, filtered := strings.Cut(path, "[")
	if !filtered {
		attribute, sub, _ := strings.Cut(head, ".")
		if attribute == "" {
			return patchPath{}, notValid
		}
		return patchPath{attribute: attribute, sub: sub}, nil
	}
	end := strings.LastIndexByte(rest, ']')
	if head == "" || end < 0 {
		return patchPath{}, notValid
	}
	sub, dotted := strings.CutPrefix(rest[end+1:], ".")
	if !dotted && sub != "" {
		return patchPath{}, notValid
	}
	parts := strings.Fields(rest[:end])
	if len(parts) != 3 {
		return patchPath{}, refuse("invalidSyntax", "The filter of the path %s is not valid.", path)
	}
	return patchPath{
		attribute: head, sub: sub,
		filter: &filter.Condition{Attribute: parts[0], Operator: strings.ToLower(parts[1]), Value: strings.Trim(parts[2], `"`)},
	}, nil
}
