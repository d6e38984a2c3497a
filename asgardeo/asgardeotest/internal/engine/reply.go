package engine

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"time"
)

// Media types.
const (
	MediaJSON = "application/json"
	MediaForm = "application/x-www-form-urlencoded"
	MediaHTML = "text/html;charset=UTF-8"
)

// A Reply is a response that is not written yet.
type Reply struct {
	Status int
	Header http.Header
	Body   []byte

	broken Disconnect // where the connection ends, if it does
}

// Empty returns a response without a body.
func Empty(status int) Reply { return Reply{Status: status} }

// JSON returns a response with the body v. A value that cannot be encoded is a
// bug of the stand-in; the response is then 500.
func JSON(status int, v any) Reply {
	body, err := json.Marshal(v)
	if err != nil {
		return Reply{Status: http.StatusInternalServerError, Body: []byte(err.Error())}
	}
	return Reply{Status: status, Body: body}.With("Content-Type", MediaJSON)
}

// IndentedJSON is like [JSON] with line breaks.
func IndentedJSON(status int, v any) Reply {
	out := JSON(status, v)
	var indented bytes.Buffer
	if json.Indent(&indented, out.Body, "", "  ") == nil {
		out.Body = indented.Bytes()
	}
	return out
}

// With returns the response with one more header.
func (r Reply) With(name, value string) Reply {
	header := make(http.Header, len(r.Header)+1)
	maps.Copy(header, r.Header)
	header.Set(name, value)
	r.Header = header
	return r
}

func (r Reply) write(w http.ResponseWriter, now time.Time) {
	w.Header().Set("Date", now.UTC().Format(http.TimeFormat))
	maps.Copy(w.Header(), r.Header)
	if r.broken != 0 {
		r.writeBroken(w)
		return
	}
	if r.Status != http.StatusNoContent && r.Status != http.StatusNotModified {
		w.Header().Set("Content-Length", strconv.Itoa(len(r.Body)))
	}
	w.WriteHeader(r.Status)
	// The error of a client that has disconnected is ignored.
	_, _ = w.Write(r.Body)
}
