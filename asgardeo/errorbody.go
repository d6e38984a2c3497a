package asgardeo

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/seed-01804ef5/asgardeo-go/internal/lossless"
	"github.com/seed-01804ef5/asgardeo-go/internal/rest"
)

// report holds the texts of an error response, named like the fields of [Error].
type report struct {
	code, message, description, scimType, traceID string
}

// readReport reads the body of an error response. It supports the formats of the server APIs, SCIM, OAuth 2.0 (RFC
// 6749, section 5.2), RFC 9457, and those of gateways and frameworks, which wrap such an object or contain a list of
// them. It returns false if the body is not JSON or has no text.
func readReport(body []byte) (report, bool) {
	var r report
	r.read(bytes.TrimPrefix(bytes.TrimSpace(body), []byte(rest.ByteOrderMark)), 0)
	return r, r != report{traceID: r.traceID}
}

// maxWrapping limits the depth of objects and lists around a report.
const maxWrapping = 4

// read adds the texts of a JSON value to the report; it does not replace texts. The JSON types of members differ
// between the parts of the server, so all members are read as text.
func (r *report) read(value json.RawMessage, depth int) {
	if depth > maxWrapping || len(value) == 0 {
		return
	}
	switch value[0] {
	case '"':
		set(&r.message, text(value))
	case '[':
		r.readList(value, depth)
	case '{':
		r.readObject(value, depth)
	}
}

func (r *report) readObject(object json.RawMessage, depth int) {
	var members map[string]json.RawMessage
	if lossless.Unmarshal(object, &members) != nil {
		return
	}
	for name, value := range members { // some gateways use another case
		if lower := strings.ToLower(name); members[lower] == nil {
			members[lower] = value
		}
	}
	first := func(names ...string) string {
		for _, name := range names {
			if s := text(members[strings.ToLower(name)]); s != "" {
				return s
			}
		}
		return ""
	}
	set(&r.code, first("code", "errorCode"))
	set(&r.message, first("message", "errorMessage", "title", "faultstring"))
	set(&r.description, first("description", "detail", "error_description", "errorDescription"))
	set(&r.scimType, first("scimType"))
	set(&r.traceID, first("traceId"))
	if oauth := first("error"); r.code == "" {
		set(&r.code, oauth)
	} else {
		set(&r.message, oauth)
	}
	for _, wrapper := range []string{"fault", "error", "errors", "detail"} {
		if value := members[wrapper]; len(value) > 0 && (value[0] == '{' || value[0] == '[') {
			r.read(value, depth+1)
		}
	}
}

// readList joins the texts of several reports. The other members are those of the first report.
func (r *report) readList(list json.RawMessage, depth int) {
	const most = 10
	var items []json.RawMessage
	if lossless.Unmarshal(list, &items) != nil {
		return
	}
	var texts []string
	for i, item := range items[:min(len(items), most)] {
		var one report
		one.read(item, depth+1)
		if i == 0 {
			set(&r.code, one.code)
			set(&r.scimType, one.scimType)
			set(&r.traceID, one.traceID)
		}
		if s := join(": ", one.message, one.description); s != "" {
			texts = append(texts, s)
		}
	}
	set(&r.description, clip(strings.Join(texts, "; ")))
}

// set sets a text unless it is already set.
func set(field *string, value string) {
	if *field == "" {
		*field = value
	}
}

// text returns the value of a JSON string, a number as written, the joined texts of a list, or "" for other types.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return clip(s)
	}
	var n json.Number
	if json.Unmarshal(raw, &n) == nil {
		return n.String()
	}
	var list []string
	if json.Unmarshal(raw, &list) == nil {
		return clip(strings.Join(list, "; "))
	}
	return ""
}

// clip truncates a text to the limit for an Error.
func clip(s string) string {
	if len(s) <= maxErrorBody {
		return s
	}
	return strings.ToValidUTF8(s[:maxErrorBody], "") + "..."
}

func join(separator string, texts ...string) string {
	var out []string
	for _, s := range texts {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, separator)
}

// plainText returns the text of a body that is not JSON. For an HTML page that is the title or, if there is no title,
// the first heading. For other markup, such as the XML of a gateway, it is everything between the tags.
func plainText(body string) string {
	body = strings.TrimSpace(strings.TrimPrefix(strings.ToValidUTF8(body, ""), rest.ByteOrderMark))
	if !strings.HasPrefix(body, "<") {
		return body
	}
	for _, element := range []string{"title", "h1", "h2"} {
		if s := oneLine(withoutTags(content(body, element))); s != "" {
			return s
		}
	}
	return withoutTags(body)
}

// content returns the content of the first element with the given name. It returns "" if there is no such element or
// the element does not end.
func content(body, element string) string {
	lower := asciiLower(body) // has the same length
	start := strings.Index(lower, "<"+element)
	if start < 0 {
		return ""
	}
	_, after, _ := strings.Cut(lower[start:], ">")
	end := strings.Index(after, "</"+element)
	if end < 0 {
		return ""
	}
	from := len(lower) - len(after)
	return body[from : from+end]
}

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

// withoutTags removes tags, comments, and the content of scripts and styles.
func withoutTags(body string) string {
	var out strings.Builder
	for body != "" {
		before, after, found := strings.Cut(body, "<")
		out.WriteString(before)
		if !found {
			break
		}
		end := ">"
		switch lower := asciiLower(after[:min(len(after), len("script"))]); {
		case strings.HasPrefix(lower, "!--"):
			end = "-->"
		case strings.HasPrefix(lower, "script"):
			end = "</script>"
		case strings.HasPrefix(lower, "style"):
			end = "</style>"
		}
		_, body, _ = strings.Cut(after, end)
		out.WriteByte(' ')
	}
	return entities.Replace(out.String())
}

// entities are the HTML entities that occur in titles. The table of package html would make every program 70 KB larger.
var entities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&apos;", "'", "&nbsp;", " ", "&amp;", "&")
