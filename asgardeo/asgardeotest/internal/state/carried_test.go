package state

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// Values that JSON does not encode would be lost in the file.
func TestFieldsThatJSONDoesNotCarryRefused(t *testing.T) {
	type good struct {
		Name  string
		At    time.Time
		cache string `state:"derived"`
	}
	type nested struct {
		Items []map[string]*struct{ Inner struct{ lost int } }
	}
	for name, test := range map[string]struct {
		of   reflect.Type
		want string
	}{
		"good":       {reflect.TypeFor[*good](), ""},
		"unexported": {reflect.TypeFor[nested](), "lost"},
		"left out": {reflect.TypeFor[struct {
			Gone int `json:"-"`
		}](), "Gone"},
		"function": {reflect.TypeFor[struct{ Do func() }](), "func()"},
	} {
		err := checkCarried(test.of)
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: error %v, want %q in it", name, err, test.want)
		}
	}
	_ = good{}.cache
}
