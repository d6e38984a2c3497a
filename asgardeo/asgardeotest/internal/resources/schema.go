package resources

import "slices"

// validSchema reports whether a value is a JSON schema. It only checks the
// keywords that validKeyword knows.
func validSchema(v any) bool {
	schema, ok := v.(map[string]any)
	if !ok {
		_, ok = v.(bool)
		return ok
	}
	for keyword, value := range schema {
		if !validKeyword(keyword, value) {
			return false
		}
	}
	return true
}

// validKeyword reports whether the value of a common keyword is valid. Other
// keywords are accepted.
func validKeyword(keyword string, v any) bool {
	switch keyword {
	case "type":
		return schemaType(v) || listOf(v, schemaType)
	case "required":
		return listOf(v, isString)
	case "enum":
		return listOf(v, func(any) bool { return true })
	case "properties", "patternProperties":
		return mapOf(v, validSchema)
	case "items", "additionalProperties", "not":
		return validSchema(v)
	case "allOf", "anyOf", "oneOf":
		return listOf(v, validSchema)
	}
	return true
}

func schemaType(v any) bool {
	name, ok := v.(string)
	return ok && slices.Contains([]string{"null", "boolean", "object", "array", "number", "integer", "string"}, name)
}

func isString(v any) bool {
	_, ok := v.(string)
	return ok
}

func listOf(v any, valid func(any) bool) bool {
	list, ok := v.([]any)
	return ok && !slices.ContainsFunc(list, func(item any) bool { return !valid(item) })
}

func mapOf(v any, valid func(any) bool) bool {
	members, ok := v.(map[string]any)
	for _, member := range members {
		ok = ok && valid(member)
	}
	return ok
}
