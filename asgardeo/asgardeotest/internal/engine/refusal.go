package engine

import (
	"fmt"
	"net/http"
	"strings"
)

// DetailForbidden is the detail of the error for missing scopes.
const DetailForbidden = "Operation is not permitted. You do not have permissions to make this request."

// A refusal is an error of the stages in front of the services. Its body
// differs from the errors of a service.
type refusal struct {
	status      int
	description string
}

func unauthorized() Failure {
	return refusal{http.StatusUnauthorized, "Authorization failure. Authorization information was invalid or missing from your request."}
}

func forbidden() Failure { return refusal{http.StatusForbidden, DetailForbidden} }

func (f refusal) Error() string { return f.description }

func (f refusal) Reply(c *Call) Reply {
	refuse := c.family.Refuse
	if refuse == nil {
		refuse = refuseManagement
	}
	out := refuse(c, f.status, f.description).With("Content-Type", MediaJSON+";charset=UTF-8")
	if f.status == http.StatusUnauthorized {
		out = out.With("WWW-Authenticate", "Bearer realm="+c.server.Host)
	}
	return out
}

// A refusalBody is the body of a refusal by the management APIs. Only here is
// the code a number.
type refusalBody struct {
	Code        int    `json:"code"`
	Message     string `json:"message"`
	Description string `json:"description"`
	TraceID     string `json:"traceId,omitempty"`
}

func refuseManagement(c *Call, status int, description string) Reply {
	return IndentedJSON(status, refusalBody{status, http.StatusText(status), description, c.correlation()})
}

// unknownTenant returns a response in JSON only to a client that sends JSON.
func unknownTenant(c *Call) Reply {
	const message = "The organization does not exist or is not active."
	if strings.Contains(c.Request.Header.Get("Content-Type"), MediaJSON) {
		return JSON(http.StatusNotFound, refusalBody{Code: http.StatusNotFound, Message: message, Description: message}).
			With("Content-Type", MediaJSON+";charset=UTF-8")
	}
	return page(http.StatusNotFound, message)
}

// misrouted refuses a path that contains the id of an organization. The real
// server has a separate list of the paths that may.
func misrouted() Reply {
	return JSON(http.StatusNotFound, refusalBody{
		Code:    http.StatusNotFound,
		Message: "Organization specific routing failed.", Description: "Unsupported organization specific routing endpoint.",
	})
}

// page returns an HTML response.
func page(status int, message string) Reply {
	text := fmt.Sprintf("<!doctype html><title>%s</title><p>%s</p>\n", http.StatusText(status), message)
	return Reply{Status: status, Body: []byte(text)}.With("Content-Type", MediaHTML)
}
