package localaws

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
)

var gatewayOperations = []restOperation{
	{"POST /v2/apis", "CreateApi", http.StatusCreated, (*Server).createAPI},
	{"GET /v2/apis", "GetApis", http.StatusOK, (*Server).getAPIs},
	{"GET /v2/apis/{api}", "GetApi", http.StatusOK, (*Server).getAPI},
	{"PATCH /v2/apis/{api}", "UpdateApi", http.StatusOK, (*Server).updateAPI},
	{"DELETE /v2/apis/{api}", "DeleteApi", http.StatusNoContent, (*Server).deleteAPI},

	{"POST /v2/apis/{api}/integrations", "CreateIntegration", http.StatusCreated, (*Server).createIntegration},
	{"GET /v2/apis/{api}/integrations", "GetIntegrations", http.StatusOK, (*Server).getIntegrations},
	{"GET /v2/apis/{api}/integrations/{integration}", "GetIntegration", http.StatusOK, (*Server).getIntegration},
	{"PATCH /v2/apis/{api}/integrations/{integration}", "UpdateIntegration", http.StatusOK, (*Server).updateIntegration},
	{"DELETE /v2/apis/{api}/integrations/{integration}", "DeleteIntegration", http.StatusNoContent, (*Server).deleteIntegration},

	{"POST /v2/apis/{api}/routes", "CreateRoute", http.StatusCreated, (*Server).createRoute},
	{"GET /v2/apis/{api}/routes", "GetRoutes", http.StatusOK, (*Server).getRoutes},
	{"GET /v2/apis/{api}/routes/{route}", "GetRoute", http.StatusOK, (*Server).getRoute},
	{"PATCH /v2/apis/{api}/routes/{route}", "UpdateRoute", http.StatusOK, (*Server).updateRoute},
	{"DELETE /v2/apis/{api}/routes/{route}", "DeleteRoute", http.StatusNoContent, (*Server).deleteRoute},

	{"POST /v2/apis/{api}/stages", "CreateStage", http.StatusCreated, (*Server).createStage},
	{"GET /v2/apis/{api}/stages", "GetStages", http.StatusOK, (*Server).getStages},
	{"GET /v2/apis/{api}/stages/{stage}", "GetStage", http.StatusOK, (*Server).getStage},
	{"PATCH /v2/apis/{api}/stages/{stage}", "UpdateStage", http.StatusOK, (*Server).updateStage},
	{"DELETE /v2/apis/{api}/stages/{stage}", "DeleteStage", http.StatusNoContent, (*Server).deleteStage},

	{"POST /v2/apis/{api}/authorizers", "CreateAuthorizer", http.StatusCreated, (*Server).createAuthorizer},
	{"GET /v2/apis/{api}/authorizers", "GetAuthorizers", http.StatusOK, (*Server).getAuthorizers},
	{"GET /v2/apis/{api}/authorizers/{authorizer}", "GetAuthorizer", http.StatusOK, (*Server).getAuthorizer},
	{"PATCH /v2/apis/{api}/authorizers/{authorizer}", "UpdateAuthorizer", http.StatusOK, (*Server).updateAuthorizer},
	{"DELETE /v2/apis/{api}/authorizers/{authorizer}", "DeleteAuthorizer", http.StatusNoContent, (*Server).deleteAuthorizer},

	{"GET /v2/apis/{api}/deployments", "GetDeployments", http.StatusOK, (*Server).getDeployments},
	{"GET /v2/apis/{api}/deployments/{deployment}", "GetDeployment", http.StatusOK, (*Server).getDeployment},
}

// Each resource is a struct with the members of a response of AWS. It embeds a
// struct with the settings that a PATCH may change.

type apiSettings struct {
	Name                      string `json:"name"`
	Description               string `json:"description,omitempty"`
	Version                   string `json:"version,omitempty"`
	DisableExecuteAPIEndpoint bool   `json:"disableExecuteApiEndpoint"`
}

type apiResource struct {
	apiSettings
	APIEndpoint               string            `json:"apiEndpoint"`
	APIID                     string            `json:"apiId"`
	APIKeySelectionExpression string            `json:"apiKeySelectionExpression"`
	CreatedDate               string            `json:"createdDate"`
	IPAddressType             string            `json:"ipAddressType"`
	ProtocolType              string            `json:"protocolType"`
	RouteSelectionExpression  string            `json:"routeSelectionExpression"`
	Tags                      map[string]string `json:"tags"`
}

// httpAPI is an API with all resources that belong to it and are deleted with
// it.
type httpAPI struct {
	apiResource
	integrations map[string]integration
	routes       map[string]route
	authorizers  map[string]authorizer
	stages       map[string]*stage
	deployments  map[string]*deployment
}

type integrationSettings struct {
	ConnectionType       string `json:"connectionType"`
	Description          string `json:"description,omitempty"`
	IntegrationMethod    string `json:"integrationMethod"`
	IntegrationType      string `json:"integrationType"`
	IntegrationURI       string `json:"integrationUri"`
	PayloadFormatVersion string `json:"payloadFormatVersion"`
	TimeoutInMillis      int    `json:"timeoutInMillis"`
}

type integration struct {
	integrationSettings
	IntegrationID string `json:"integrationId"`
}

type routeSettings struct {
	AuthorizationScopes []string `json:"authorizationScopes,omitempty"`
	AuthorizationType   string   `json:"authorizationType"`
	AuthorizerID        string   `json:"authorizerId,omitempty"`
	OperationName       string   `json:"operationName,omitempty"`
	RouteKey            string   `json:"routeKey"`
	Target              string   `json:"target,omitempty"`
}

type route struct {
	routeSettings
	APIKeyRequired bool   `json:"apiKeyRequired"`
	RouteID        string `json:"routeId"`
}

func badRequestf(format string, args ...any) error {
	return failf(http.StatusBadRequest, "BadRequestException", format, args...)
}

func conflictf(format string, args ...any) error {
	return failf(http.StatusConflict, "ConflictException", format, args...)
}

func notFoundf(format string, args ...any) error {
	return failf(http.StatusNotFound, "NotFoundException", format, args...)
}

func timestamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// withAPI runs an operation on the API in the path, with the lock held.
func (s *Server) withAPI(r *http.Request, do func(*httpAPI) (any, error)) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := r.PathValue("api")
	a, exists := s.apis[id]
	if !exists {
		return nil, notFoundf("Invalid API identifier specified %s", id)
	}
	return do(a)
}

// withItem runs an operation on one item of the API in the path.
func withItem[T any](s *Server, r *http.Request, kind string, items func(*httpAPI) map[string]T, do func(*httpAPI, T) (any, error)) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) {
		id := r.PathValue(kind)
		item, exists := items(a)[id]
		if !exists {
			return nil, notFoundf("Invalid %s identifier specified %s", kind, id)
		}
		return do(a, item)
	})
}

func apiIntegrations(a *httpAPI) map[string]integration { return a.integrations }
func apiRoutes(a *httpAPI) map[string]route             { return a.routes }
func apiStages(a *httpAPI) map[string]*stage            { return a.stages }
func apiAuthorizers(a *httpAPI) map[string]authorizer   { return a.authorizers }
func apiDeployments(a *httpAPI) map[string]*deployment  { return a.deployments }

// unchanged returns one item, for a GET.
func unchanged[T any](_ *httpAPI, item T) (any, error) { return item, nil }

type createAPIRequest struct {
	apiSettings
	ProtocolType string            `json:"protocolType"`
	Tags         map[string]string `json:"tags"`
}

func (s *Server) createAPI(_ *http.Request, body []byte) (any, error) {
	var in createAPIRequest
	if err := decode(body, &in); err != nil {
		return nil, err
	}
	if in.Name == "" {
		return nil, badRequestf("Name is required")
	}
	if in.ProtocolType != "HTTP" {
		return nil, notImplementedf("the protocol type %q", in.ProtocolType)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	// Names are not unique: creating an API twice creates two APIs.
	id := randomID(10)
	a := &httpAPI{
		apiResource: apiResource{
			apiSettings:               in.apiSettings,
			APIEndpoint:               s.url + dataPlanePrefix + id,
			APIID:                     id,
			APIKeySelectionExpression: "$request.header.x-api-key",
			CreatedDate:               timestamp(time.Now()),
			IPAddressType:             "ipv4",
			ProtocolType:              in.ProtocolType,
			RouteSelectionExpression:  "$request.method $request.path",
			Tags:                      orEmpty(in.Tags),
		},
		integrations: make(map[string]integration),
		routes:       make(map[string]route),
		authorizers:  make(map[string]authorizer),
		stages:       make(map[string]*stage),
		deployments:  make(map[string]*deployment),
	}
	s.apis[id] = a
	return a.apiResource, nil
}

func (s *Server) getAPIs(r *http.Request, _ []byte) (any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	resources := make(map[string]apiResource, len(s.apis))
	for id, a := range s.apis {
		resources[id] = a.apiResource
	}
	return paginate(r, resources)
}

func (s *Server) getAPI(r *http.Request, _ []byte) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) { return a.apiResource, nil })
}

func (s *Server) updateAPI(r *http.Request, body []byte) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) {
		next := a.apiSettings
		if err := decode(body, &next); err != nil {
			return nil, err
		}
		a.apiSettings = next
		return a.apiResource, nil
	})
}

func (s *Server) deleteAPI(r *http.Request, _ []byte) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) {
		delete(s.apis, a.APIID)
		return nil, nil
	})
}

func (s *Server) createIntegration(r *http.Request, body []byte) (any, error) {
	in := integrationSettings{ConnectionType: "INTERNET", IntegrationMethod: "POST", TimeoutInMillis: 30000}
	if err := decode(body, &in); err != nil {
		return nil, err
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	return s.withAPI(r, func(a *httpAPI) (any, error) {
		created := integration{in, randomID(7)}
		a.integrations[created.IntegrationID] = created
		s.autoDeploy(a)
		return created, nil
	})
}

func (in integrationSettings) check() error {
	switch {
	case in.IntegrationType != "AWS_PROXY":
		return notImplementedf("the integration type %q", in.IntegrationType)
	case in.ConnectionType != "INTERNET":
		return notImplementedf("the connection type %q", in.ConnectionType)
	case in.PayloadFormatVersion == "1.0":
		return notImplementedf("the payload format version 1.0")
	case in.PayloadFormatVersion == "":
		return badRequestf("PayloadFormatVersion is a required parameter for integration")
	case in.PayloadFormatVersion != "2.0":
		return badRequestf("Invalid PayloadFormatVersion specified. Supported versions are 1.0 and 2.0")
	case integrationFunction(in.IntegrationURI) == "":
		return badRequestf("Invalid function ARN or invalid uri")
	case in.TimeoutInMillis < 50 || in.TimeoutInMillis > 30000:
		return badRequestf("Timeout should be between 50 ms and 30000 ms")
	}
	return nil
}

// integrationURIPattern matches a function's ARN, alone or inside the ARN of
// the action that invokes it.
var integrationURIPattern = regexp.MustCompile(
	`^(?:arn:[a-z-]+:apigateway:[a-z0-9-]+:lambda:path/2015-03-31/functions/)?(arn:[a-z-]+:lambda:[a-z0-9-]+:\d{12}:function:[a-zA-Z0-9-_]+)(?:/invocations)?$`)

// integrationFunction returns the ARN of the function in an integration URI.
func integrationFunction(uri string) string {
	if m := integrationURIPattern.FindStringSubmatch(uri); m != nil {
		return m[1]
	}
	return ""
}

func (s *Server) getIntegrations(r *http.Request, _ []byte) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) { return paginate(r, a.integrations) })
}

func (s *Server) getIntegration(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "integration", apiIntegrations, unchanged)
}

func (s *Server) updateIntegration(r *http.Request, body []byte) (any, error) {
	return withItem(s, r, "integration", apiIntegrations, func(a *httpAPI, item integration) (any, error) {
		if err := decode(body, &item.integrationSettings); err != nil {
			return nil, err
		}
		if err := item.check(); err != nil {
			return nil, err
		}
		a.integrations[item.IntegrationID] = item
		s.autoDeploy(a)
		return item, nil
	})
}

func (s *Server) deleteIntegration(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "integration", apiIntegrations, func(a *httpAPI, item integration) (any, error) {
		var users []string
		for _, id := range slices.Sorted(maps.Keys(a.routes)) {
			if a.routes[id].integrationID() == item.IntegrationID {
				users = append(users, id)
			}
		}
		if users != nil {
			return nil, conflictf("Cannot delete Integration because it is referenced by the following Routes with Ids: [%s]",
				strings.Join(users, ", "))
		}
		delete(a.integrations, item.IntegrationID)
		s.autoDeploy(a)
		return nil, nil
	})
}

const targetPrefix = "integrations/"

func (r route) integrationID() string { return strings.TrimPrefix(r.Target, targetPrefix) }

func (s *Server) createRoute(r *http.Request, body []byte) (any, error) {
	in := routeSettings{AuthorizationType: "NONE"}
	if err := decode(body, &in); err != nil {
		return nil, err
	}
	return s.withAPI(r, func(a *httpAPI) (any, error) {
		return s.putRoute(a, route{routeSettings: in, RouteID: randomID(7)})
	})
}

func (s *Server) updateRoute(r *http.Request, body []byte) (any, error) {
	return withItem(s, r, "route", apiRoutes, func(a *httpAPI, item route) (any, error) {
		// Otherwise decoding would write into the list that is in use.
		item.AuthorizationScopes = slices.Clone(item.AuthorizationScopes)
		if err := decode(body, &item.routeSettings); err != nil {
			return nil, err
		}
		return s.putRoute(a, item)
	})
}

// putRoute stores a new or changed route if its settings are valid.
func (s *Server) putRoute(a *httpAPI, next route) (any, error) {
	if next.AuthorizationType == "NONE" {
		next.AuthorizerID = "" // an open route does not keep its authorizer
	}
	if err := a.checkRoute(next); err != nil {
		return nil, err
	}
	a.routes[next.RouteID] = next
	s.autoDeploy(a)
	return next, nil
}

const maxScopesPerRoute = 10

var routeKeyPattern = regexp.MustCompile(`^(\$default|(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) /\S*)$`)

func (a *httpAPI) checkRoute(next route) error {
	if !routeKeyPattern.MatchString(next.RouteKey) {
		return badRequestf("The provided route key is not formatted properly for HTTP protocol. " +
			"Format should be \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"")
	}
	for _, other := range a.routes {
		if other.RouteKey == next.RouteKey && other.RouteID != next.RouteID {
			return conflictf("Route with key %s already exists for this API", next.RouteKey)
		}
	}
	if next.Target != "" {
		_, exists := a.integrations[next.integrationID()]
		if !exists || !strings.HasPrefix(next.Target, targetPrefix) {
			return badRequestf("Invalid target specified: %s does not name an integration of this API", next.Target)
		}
	}
	return a.checkAuthorization(next)
}

func (a *httpAPI) checkAuthorization(next route) error {
	switch next.AuthorizationType {
	case "JWT":
		if _, exists := a.authorizers[next.AuthorizerID]; !exists {
			return badRequestf("Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.")
		}
	case "NONE":
		if len(next.AuthorizationScopes) > 0 {
			return badRequestf("Invalid Route authorization type specified. " +
				"Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types")
		}
	default:
		return notImplementedf("the authorization type %q", next.AuthorizationType)
	}
	if len(next.AuthorizationScopes) > maxScopesPerRoute {
		return badRequestf("A route can have at most %d authorization scopes", maxScopesPerRoute)
	}
	return nil
}

func (s *Server) getRoutes(r *http.Request, _ []byte) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) { return paginate(r, a.routes) })
}

func (s *Server) getRoute(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "route", apiRoutes, unchanged)
}

func (s *Server) deleteRoute(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "route", apiRoutes, func(a *httpAPI, item route) (any, error) {
		delete(a.routes, item.RouteID)
		s.autoDeploy(a)
		return nil, nil
	})
}

// orEmpty returns an empty object for tags that were not sent.
func orEmpty(tags map[string]string) map[string]string {
	if tags == nil {
		return map[string]string{}
	}
	return tags
}

// jsonText encodes a value that is known to be encodable.
func jsonText(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return string(text)
}
