package scimengine

import (
	"strings"
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
	if _, ok := doc["operations"]; ok && doc["Operations"] == nil {
		return nil, refuse("invalidSyntax", "Invalid JSON schema.")
	}
	raw, ok := doc["Operations"].([]any)
	if !ok {
		return nil, InvalidSyntax()
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
	case fields["op"] == nil:
		return op, refuse("invalidSyntax", "Operation can not be null.")
	case op.Op != "add" && op.Op != "remove" && op.Op != "replace":
		return op, refuse("invalidSyntax", "Unknown operation: %s", name)
	case op.Op == "remove" && !op.HasPath:
		return op, noTarget("No path value specified for remove operation")
	}
	return op, nil
}
