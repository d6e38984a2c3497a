package localaws

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"time"
)

type stageSettings struct {
	AutoDeploy  bool   `json:"autoDeploy"`
	Description string `json:"description,omitempty"`
}

type stageResource struct {
	stageSettings
	CreatedDate                 string            `json:"createdDate"`
	DeploymentID                string            `json:"deploymentId,omitempty"`
	LastDeploymentStatusMessage string            `json:"lastDeploymentStatusMessage,omitempty"`
	LastUpdatedDate             string            `json:"lastUpdatedDate"`
	StageName                   string            `json:"stageName"`
	Tags                        map[string]string `json:"tags"`
}

type stage struct {
	stageResource               // without its deployment, which depends on the time
	deployments   []*deployment // oldest first
}

// deployment is a copy of an API's configuration for one stage. It takes effect
// automatically at its time.
type deployment struct {
	id       string
	created  time.Time
	ready    time.Time
	snapshot snapshot
	problem  string // why it fails; empty if it succeeds
}

type deploymentResource struct {
	AutoDeployed            bool   `json:"autoDeployed"`
	CreatedDate             string `json:"createdDate"`
	DeploymentID            string `json:"deploymentId"`
	DeploymentStatus        string `json:"deploymentStatus"`
	DeploymentStatusMessage string `json:"deploymentStatusMessage,omitempty"`
	Description             string `json:"description"`
}

// snapshot has the routes that the data plane serves. It never changes.
type snapshot []deployedRoute

type deployedRoute struct {
	route
	integration *integration // nil without a target
	authorizer  *authorizer  // nil for an open route
}

type createStageRequest struct {
	stageSettings
	StageName string            `json:"stageName"`
	Tags      map[string]string `json:"tags"`
}

var stageNamePattern = regexp.MustCompile(`^(\$default|[a-zA-Z0-9_-]{1,128})$`)

func (s *Server) createStage(r *http.Request, body []byte) (any, error) {
	var in createStageRequest
	if err := decode(body, &in); err != nil {
		return nil, err
	}
	if !stageNamePattern.MatchString(in.StageName) {
		return nil, badRequestf("Stage name only allows a-z, A-Z, 0-9, hyphen and underscore")
	}
	return s.withAPI(r, func(a *httpAPI) (any, error) {
		if _, exists := a.stages[in.StageName]; exists {
			return nil, conflictf("Stage already exists")
		}
		now := time.Now()
		st := &stage{stageResource: stageResource{
			stageSettings:   in.stageSettings,
			CreatedDate:     timestamp(now),
			LastUpdatedDate: timestamp(now),
			StageName:       in.StageName,
			Tags:            orEmpty(in.Tags),
		}}
		a.stages[in.StageName] = st
		if st.AutoDeploy {
			s.deploy(a, st, now)
		}
		return st.describe(now), nil
	})
}

func (s *Server) getStages(r *http.Request, _ []byte) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) {
		now := time.Now()
		resources := make(map[string]stageResource, len(a.stages))
		for name, st := range a.stages {
			resources[name] = st.describe(now)
		}
		return paginate(r, resources)
	})
}

func (s *Server) getStage(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "stage", apiStages, func(_ *httpAPI, st *stage) (any, error) {
		return st.describe(time.Now()), nil
	})
}

func (s *Server) updateStage(r *http.Request, body []byte) (any, error) {
	return withItem(s, r, "stage", apiStages, func(a *httpAPI, st *stage) (any, error) {
		next := st.stageSettings
		if err := decode(body, &next); err != nil {
			return nil, err
		}
		now := time.Now()
		turnedOn := next.AutoDeploy && !st.AutoDeploy
		st.stageSettings = next
		st.LastUpdatedDate = timestamp(now)
		if turnedOn {
			s.deploy(a, st, now)
		}
		return st.describe(now), nil
	})
}

func (s *Server) deleteStage(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "stage", apiStages, func(a *httpAPI, st *stage) (any, error) {
		delete(a.stages, st.StageName)
		return nil, nil
	})
}

// autoDeploy follows a change of the API.
func (s *Server) autoDeploy(a *httpAPI) {
	now := time.Now()
	for _, st := range a.stages {
		if st.AutoDeploy {
			s.deploy(a, st, now)
		}
	}
}

// deploy copies the current state of the API, which is served after the lag.
func (s *Server) deploy(a *httpAPI, st *stage, now time.Time) {
	d := &deployment{id: randomID(6), created: now, ready: now.Add(s.opts.DeployLag)}
	valid := false
	for _, r := range a.routes {
		deployed := deployedRoute{route: r}
		if in, exists := a.integrations[r.integrationID()]; exists {
			deployed.integration = &in
			valid = true
		}
		if auth, exists := a.authorizers[r.AuthorizerID]; exists {
			deployed.authorizer = &auth
		}
		d.snapshot = append(d.snapshot, deployed)
	}
	switch {
	case len(a.routes) == 0:
		d.problem = "Unable to deploy API because no routes exist in this API"
	case !valid:
		d.problem = "Unable to deploy API because no valid routes exist in this API"
	}
	a.deployments[d.id] = d
	st.deployments = append(st.deployments, d)
}

// live returns the deployment that a stage serves: the last one that is ready
// and has not failed. It is nil before the first.
func (st *stage) live(now time.Time) *deployment {
	for _, d := range slices.Backward(st.deployments) {
		if !now.Before(d.ready) && d.problem == "" {
			return d
		}
	}
	return nil
}

// describe returns the stage with its current deployment.
func (st *stage) describe(now time.Time) stageResource {
	resource := st.stageResource
	if d := st.live(now); d != nil {
		resource.DeploymentID = d.id
	}
	for _, d := range slices.Backward(st.deployments) {
		if now.Before(d.ready) {
			continue // the message is about the last attempt that has ended
		}
		if d.problem == "" {
			resource.LastDeploymentStatusMessage = fmt.Sprintf("Successfully deployed stage with deployment ID '%s'", d.id)
		} else {
			resource.LastDeploymentStatusMessage = "Deployment attempt failed: " + d.problem
		}
		break
	}
	return resource
}

func (d *deployment) describe(now time.Time) deploymentResource {
	resource := deploymentResource{
		AutoDeployed:     true,
		CreatedDate:      timestamp(d.created),
		DeploymentID:     d.id,
		DeploymentStatus: "DEPLOYED",
		Description:      "Automatic deployment triggered by changes to the Api configuration",
	}
	switch {
	case now.Before(d.ready):
		resource.DeploymentStatus = "PENDING"
	case d.problem != "":
		resource.DeploymentStatus = "FAILED"
		resource.DeploymentStatusMessage = d.problem
	}
	return resource
}

func (s *Server) getDeployments(r *http.Request, _ []byte) (any, error) {
	return s.withAPI(r, func(a *httpAPI) (any, error) {
		now := time.Now()
		resources := make(map[string]deploymentResource, len(a.deployments))
		for id, d := range a.deployments {
			resources[id] = d.describe(now)
		}
		return paginate(r, resources)
	})
}

func (s *Server) getDeployment(r *http.Request, _ []byte) (any, error) {
	return withItem(s, r, "deployment", apiDeployments, func(_ *httpAPI, d *deployment) (any, error) {
		return d.describe(time.Now()), nil
	})
}
