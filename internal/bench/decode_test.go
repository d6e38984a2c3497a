package bench

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/seed-01804ef5/asgardeo-go/applications"
	"github.com/seed-01804ef5/asgardeo-go/scim"
)

// items joins 100 JSON objects. object returns the object for a number.
func items(object func(i int) string) string {
	list := make([]string, 100)
	for i := range list {
		list[i] = object(i)
	}
	return strings.Join(list, ",")
}

var applicationPage = fmt.Appendf(nil, `{"totalResults":100,"startIndex":1,"count":100,"links":[],"applications":[%s]}`, items(func(i int) string {
	return fmt.Sprintf(`{"id":"3fa85f64-5717-4562-b3fc-2c963f66%04d","name":"application %d","description":"Application number %d",`+
		`"applicationVersion":"v2.0.0","image":"https://example.com/%d.png","accessUrl":"https://app%d.example.com/start",`+
		`"clientId":"c1ient%022d","access":"WRITE","self":"/t/example/api/server/v1/applications/3fa85f64-5717-4562-b3fc-2c963f66%04d"}`, i, i, i, i, i, i, i)
}))

var userPage = fmt.Appendf(nil, `{"totalResults":100,"startIndex":1,"itemsPerPage":100,`+
	`"schemas":["urn:ietf:params:scim:api:messages:2.0:ListResponse"],"Resources":[%s]}`, items(func(i int) string {
	return fmt.Sprintf(`{"id":"3fa85f64-5717-4562-b3fc-2c963f66%04d","userName":"DEFAULT/user%d@example.com",`+
		`"name":{"givenName":"Given%d","familyName":"Family%d"},"emails":[{"value":"user%d@example.com","primary":true},{"type":"home","value":"home%d@example.com"}],`+
		`"roles":[{"value":"r%d","display":"everyone","audienceType":"organization","audienceValue":"o1","audienceDisplay":"example"}],`+
		`"meta":{"created":"2026-01-02T03:04:05.678Z","lastModified":"2026-01-02T03:04:05.678Z","location":"https://api.asgardeo.io/t/example/scim2/Users/%d","resourceType":"User"}}`, i, i, i, i, i, i, i, i)
}))

// The smallest structs with the members that the pages contain.
type (
	plainApplications struct {
		TotalResults, StartIndex, Count int
		Applications                    []struct {
			ID, Name, Description, ApplicationVersion, Image, AccessURL, ClientID, Access, Self string
		}
	}
	plainUsers struct {
		TotalResults, StartIndex, ItemsPerPage int
		Schemas                                []string
		Resources                              []struct {
			ID, UserName string
			Name         struct{ GivenName, FamilyName string }
			Emails       []struct {
				Value, Type string
				Primary     bool
			}
			Roles []struct{ Value, Display, AudienceType, AudienceValue, AudienceDisplay string }
			Meta  struct{ Created, LastModified, Location, ResourceType string }
		}
	}
)

func decode[T any](b *testing.B, by string, data []byte) {
	b.Run("by="+by, func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			if err := json.Unmarshal(data, new(T)); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// Types that only the server writes.
func BenchmarkDecodeApplications(b *testing.B) {
	decode[plainApplications](b, "hand", applicationPage)
	decode[applications.Page](b, "sdk", applicationPage)
}

// Types that keep unknown members.
func BenchmarkDecodeUsers(b *testing.B) {
	decode[plainUsers](b, "hand", userPage)
	decode[scim.UserPage](b, "sdk", userPage)
}
