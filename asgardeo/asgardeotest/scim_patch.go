package asgardeotest

import (
	"net/http"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/filter"
)

// A patchOperation is an operation of a SCIM PATCH, its op in lower case.
type patchOperation struct {
	op, path string
	value    any
	hasPath  bool
	hasValue bool
}

// patchOperations reads the envelope of a PATCH, of which the case of the names
// matters.
func (c *call) patchOperations() ([]patchOperation, error) {
	doc, err := c.scimBody()
	if err != nil {
		return nil, err
	}
	raw, ok := doc["Operations"].([]any)
	if !ok {
		return nil, scimFailure(http.StatusBadRequest, "invalidSyntax", "Invalid JSON schema.")
	}
	operations := make([]patchOperation, 0, len(raw))
	for _, item := range raw {
		fields, ok := item.(document)
		if !ok {
			return nil, scimInvalidSyntax()
		}
		op, err := patchOperationOf(fields)
		if err != nil {
			return nil, err
		}
		operations = append(operations, op)
	}
	return operations, nil
}

func patchOperationOf(fields document) (patchOperation, error) {
	var op patchOperation
	name, ok := fields["op"].(string)
	if path, given := fields["path"]; given {
		if op.path, op.hasPath = path.(string); !op.hasPath {
			return op, scimInvalidSyntax()
		}
	}
	if !ok && fields["op"] != nil {
		return op, scimInvalidSyntax()
	}
	op.op = strings.ToLower(name)
	op.value, op.hasValue = fields["value"]
	switch {
	case op.op != "add" && op.op != "remove" && op.op != "replace":
		return op, scimFailure(http.StatusBadRequest, "invalidSyntax", "The operation "+name+" is none of add, remove and replace.")
	case op.op == "remove" && !op.hasPath:
		return op, scimFailure(http.StatusBadRequest, "noTarget", "A removal must have a path.")
	}
	return op, nil
}

func valueMissing(op patchOperation) failure {
	return scimInvalidValue("The operation %s must have a value.", op.op)
}

// A patchPath is a parsed path: attribute[filter].sub.
type patchPath struct {
	attribute, sub string
	filter         *filter.Condition
}

func parsePatchPath(path string) (patchPath, error) {
	invalid := scimFailure(http.StatusBadRequest, "invalidPath", "The path "+path+" is not valid.")
	head, rest, filtered := strings.Cut(path, "[")
	if !filtered {
		attribute, sub, _ := strings.Cut(head, ".")
		if attribute == "" {
			return patchPath{}, invalid
		}
		return patchPath{attribute: attribute, sub: sub}, nil
	}
	end := strings.LastIndexByte(rest, ']')
	if head == "" || end < 0 {
		return patchPath{}, invalid
	}
	sub, dotted := strings.CutPrefix(rest[end+1:], ".")
	if !dotted && sub != "" {
		return patchPath{}, invalid
	}
	parts := strings.Fields(rest[:end])
	if len(parts) != 3 {
		return patchPath{}, scimFailure(http.StatusBadRequest, "invalidSyntax", "The filter of the path "+path+" is not valid.")
	}
	return patchPath{
		attribute: head, sub: sub,
		filter: &filter.Condition{Attribute: parts[0], Operator: strings.ToLower(parts[1]), Value: strings.Trim(parts[2], `"`)},
	}, nil
}
