package scim_test

import (
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/internal/resttest"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

func FuzzUserRoundTrip(f *testing.F) {
	f.Add([]byte(losslessUser)) // more are in testdata
	f.Add([]byte(losslessRole))
	f.Fuzz(resttest.SameAgain[scim.User])
}

func TestRandomRoundTrip(t *testing.T) {
	t.Parallel()
	resttest.RandomSameAgain[scim.User](t)
	resttest.RandomSameAgain[scim.Role](t)
	resttest.RandomSameAgain[scim.Group](t)
}
