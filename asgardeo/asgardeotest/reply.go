package asgardeotest

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"
)

const (
	mediaJSON = "application/json"
	mediaForm = "application/x-www-form-urlencoded"
	mediaSCIM = "application/scim+json"
	mediaHTML = "text/html;charset=UTF-8"
	mediaFile = "application/octet-stream"

	mediaMultipart = "multipart/form-data"
)

// A reply is an answer not yet written.
type reply struct {
	status int
	header http.Header
	body   []byte
	broken Break // where the connection ends, if it does
}

// empty is an answer without a body.
func empty(status int) reply { return reply{status: status} }

// asJSON is an answer whose body is v. A value that cannot be encoded is a
// mistake of this package, which the 500 makes visible.
func asJSON(status int, v any) reply {
	body, err := json.Marshal(v)
	if err != nil {
		return reply{status: http.StatusInternalServerError, body: []byte(err.Error())}
	}
	return reply{status: status, body: body}.with("Content-Type", mediaJSON)
}

// asIndentedJSON is asJSON for the bodies that are written for people.
func asIndentedJSON(status int, v any) reply {
	out := asJSON(status, v)
	var indented bytes.Buffer
	if json.Indent(&indented, out.body, "", "  ") == nil {
		out.body = indented.Bytes()
	}
	return out
}

// with returns the answer with one more header.
func (r reply) with(name, value string) reply {
	header := make(http.Header, len(r.header)+1)
	maps.Copy(header, r.header)
	header.Set(name, value)
	r.header = header
	return r
}

func (r reply) write(w http.ResponseWriter, now time.Time) {
	w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
	maps.Copy(w.Header(), r.header)
	if r.broken != 0 {
		r.writeBroken(w)
		return
	}
	if r.status != http.StatusNoContent && r.status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(r.body)))
	}
	w.WriteHeader(r.status)
	// A client that went away is not the server's concern.
	_, _ = w.Write(r.body)
}
