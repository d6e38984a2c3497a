package scimengine

import (
	"regexp"
	"slices"
	"strings"
)

// A target is the part of a resource that the path of an operation refers to: an
// attribute of the resource or of an extension, a sub-attribute, or some of the
// items of a list.
type target struct {
	t         *ResourceType
	doc       Document
	extension string // the schema, or empty
	attribute Attribute
	sub       string
	filtered  bool
	filter    string
}

// holder returns the object that has the attribute. It is nil for an extension
// of which the resource has no attribute.
func (g target) holder() Document {
	if g.extension == "" {
		return g.doc
	}
	part, _ := g.doc[g.extension].(Document)
	return part
}

func (g target) current() any { return g.holder()[g.attribute.Name] }

func (g target) set(value any) {
	if g.holder() == nil {
		g.doc[g.extension] = Document{}
	}
	g.holder()[g.attribute.Name] = value
}

// absent returns the error for the removal of an attribute that the resource does
// not have.
func (g target) absent(name string) error {
	if g.extension != "" {
		return InvalidPath("No such sub attribute with the name : %s in the attribute : %s", name, g.extension)
	}
	return InvalidPath("No such attribute with the name : %s in the current resource", name)
}

func (g target) remove() { delete(g.holder(), g.attribute.Name) }

// item returns the value of the attribute that consists of one object.
func (g target) item(doc Document) any {
	if g.attribute.MultiValued {
		return []any{doc}
	}
	return doc
}

// objects returns the objects in the value of the attribute.
func (g target) objects() []Document {
	switch value := g.current().(type) {
	case Document:
		return []Document{value}
	case []any:
		var docs []Document
		for _, item := range value {
			if doc, ok := item.(Document); ok {
				docs = append(docs, doc)
			}
		}
		return docs
	}
	return nil
}

// targetOf finds the target of a path. Names are case-sensitive. The schema of
// the resource type itself is not recognized.
func (t *ResourceType) targetOf(doc Document, op Operation) (target, error) {
	g := target{t: t, doc: doc}
	head, rest, filtered := strings.Cut(op.Path, "[")
	names := pathNames(head)
	if filtered {
		g.filtered = true
		var tail string
		g.filter, tail, _ = strings.Cut(rest, "]")
		if sub, ok := strings.CutPrefix(tail, "."); ok {
			names = append(names, sub)
		}
	}
	missing := func(name string, topLevel bool) error {
		switch {
		case op.Op == "remove" && !filtered:
			return g.absent(name)
		case filtered:
			return InvalidPath("No such attribute with the name : %s", name)
		case topLevel:
			return Misplaced("No attribute with the name : %s", name)
		}
		return noTarget("No such attribute with the name : %s", name)
	}
	isExtension := slices.Contains(t.extensions, names[0])
	if isExtension && len(names) > 1 {
		extension, _ := t.attribute(names[0])
		g.extension, names = names[0], names[1:]
		var ok bool
		if g.attribute, ok = extension.part(names[0]); !ok {
			return g, missing(names[0], false)
		}
	} else {
		var ok bool
		if g.attribute, ok = t.attribute(names[0]); !ok || isExtension {
			return g, missing(names[0], len(names) == 1 && !isExtension)
		}
	}
	if len(names) > 2 {
		return g, missing(names[len(names)-1], false)
	}
	if len(names) == 2 {
		g.sub = names[1]
	}
	return g, nil
}

// pathNames splits a path at its last colon, and the rest at the dots. It drops
// empty names at the end.
func pathNames(head string) []string {
	names := strings.Split(head, ".")
	if i := strings.LastIndexByte(head, ':'); i >= 0 {
		names = append([]string{head[:i]}, strings.Split(head[i+1:], ".")...)
	}
	for len(names) > 1 && names[len(names)-1] == "" {
		names = names[:len(names)-1]
	}
	return names
}

// addPath matches the paths that are valid in an add operation. It includes
// only three schemas, those of the standard.
var addPath = func() *regexp.Regexp {
	const (
		name    = `[A-Za-z][A-Za-z0-9_-]*`
		compare = name + `(?:\.` + name + `)? (?:pr|[A-Za-z]{2} (?:"[^"]*"|true|false|null|-?[0-9.]+))`
	)
	urns := strings.Join([]string{regexp.QuoteMeta(UserSchema), regexp.QuoteMeta(EnterpriseSchema), regexp.QuoteMeta(GroupSchema)}, "|")
	return regexp.MustCompile(`^(?:(?:` + urns + `):)?` + name + `(?:\.` + name + `)?(?:\[` + compare + `(?: (?:and|or) ` + compare + `)*\](?:\.` + name + `)?)?$`)
}()

// checkAddPath refuses the paths that an add operation cannot have.
func checkAddPath(path string) error {
	if !addPath.MatchString(path) {
		return refuse("invalidSyntax", "Path value is not a valid syntax according to the SCIM PATCH PATH Rule. path: %s", path)
	}
	if rest, ok := strings.CutPrefix(path, EnterpriseSchema+":"); ok && strings.Contains(rest, ".") && !strings.Contains(rest, "[") {
		return noTarget("According to SCIM specification max one sub attribute can be allowed for SCIM attribute. path: %s", path)
	}
	return nil
}
