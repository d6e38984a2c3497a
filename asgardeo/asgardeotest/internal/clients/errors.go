package clients

import (
	"net/http"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/engine"
	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/serverapi"
)

// invalidApplication refuses an invalid request.
func invalidApplication(description string) engine.Failure {
	return serverapi.Fail(http.StatusBadRequest, "APP-60001", "The request is invalid.", description)
}

func forbiddenApplication(description string) engine.Failure {
	return serverapi.Fail(http.StatusForbidden, "APP-60008", "The operation is forbidden.", description)
}

// operationForbidden refuses a request that requires another scope because of its
// content.
func operationForbidden(scope string) engine.Failure {
	return serverapi.Fail(http.StatusForbidden, "APP-60520", "Forbidden", "The token does not have the scope "+scope+".")
}

func duplicateName() engine.Failure {
	return serverapi.Fail(http.StatusConflict, "APP-60007", "The application already exists.", "An application with this name already exists.")
}

func duplicateClient() engine.Failure {
	return serverapi.Fail(http.StatusConflict, "OAUTH-60008", "The OAuth client already exists.",
		"An OAuth client with this id or this application name already exists.")
}

// cannotCreate refuses a creation whose body cannot be mapped.
func cannotCreate() engine.Failure {
	return serverapi.Fail(http.StatusInternalServerError, "APP-65006", "Unexpected error.", "Unexpected error while creating the application.")
}

func unknownApplication() engine.Failure {
	return serverapi.Fail(http.StatusNotFound, "APP-60006", "The application was not found.", "There is no such application.")
}

func badSetting(code, description string) engine.Failure {
	return serverapi.Fail(http.StatusBadRequest, code, "The configuration is not supported.", description)
}

func forbiddenFragment() engine.Failure {
	return forbiddenApplication("A shared application cannot be changed where it is shared.")
}
