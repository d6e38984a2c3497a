package main

import (
	"strings"

	"gopkg.in/yaml.v3"
)

const schemas = "#/components/schemas/"

// inResponses returns the names of the schemas to which successful responses refer, also through others.
func inResponses(root *yaml.Node) []string {
	reached := map[string]bool{}
	var reach func(node *yaml.Node)
	reach = func(node *yaml.Node) {
		walk(node, "", func(_, key, value string) {
			if key != "$ref" || reached[value] {
				return
			}
			reached[value] = true
			if target := resolve(root, value); target != nil {
				reach(target)
			}
		})
	}
	for _, path := range members(member(root.Content[0], "paths")) {
		for _, operation := range members(path) {
			for status, response := range members(member(operation, "responses")) {
				if strings.HasPrefix(status, "2") {
					reach(response)
				}
			}
		}
	}
	var names []string
	for name := range members(member(member(root.Content[0], "components"), "schemas")) {
		if reached[schemas+name] {
			names = append(names, name)
		}
	}
	return names
}

// resolve returns the part of the document that a reference leads to, nil if there is no such part.
func resolve(root *yaml.Node, reference string) *yaml.Node {
	node := root.Content[0]
	for name := range strings.SplitSeq(strings.TrimPrefix(reference, "#/"), "/") {
		node = member(node, name)
	}
	return node
}
