package rest

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func TestPages(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	type pages map[string]Page[string]
	for name, tt := range map[string]struct {
		pages pages
		want  string
		err   error
	}{
		"none":                 {pages{"": {}}, "[]", nil},
		"one":                  {pages{"": {Items: []string{"a", "b"}}}, "[a b]", nil},
		"three":                {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "2"}, "2": {Items: []string{"c"}}}, "[a b c]", nil},
		"an empty one between": {pages{"": {[]string{"a"}, "1"}, "1": {Next: "2"}, "2": {Items: []string{"c"}}}, "[a c]", nil},
		"the last is empty":    {pages{"": {[]string{"a"}, "1"}, "1": {}}, "[a]", nil},
		"the first again":      {pages{"": {[]string{"a", "b"}, "1"}, "1": {[]string{"a", "b"}, "2"}}, "[a b]", ErrUnexpectedAnswer},
		"a cursor to itself":   {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "1"}}, "[a]", ErrUnexpectedAnswer},
		"a cycle":              {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "2"}, "2": {[]string{"c"}, "1"}}, "[a b]", ErrUnexpectedAnswer},
		"a cycle of nothing":   {pages{"": {Next: "1"}, "1": {Next: "1"}}, "[]", ErrUnexpectedAnswer},
		"after an empty one":   {pages{"": {[]string{"a", "b"}, "1"}, "1": {Next: "2"}, "2": {[]string{"a", "b"}, "3"}}, "[a b]", ErrUnexpectedAnswer},
		"something before it":  {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"a"}, "2"}, "2": {[]string{"b"}, "3"}, "3": {Items: []string{"b"}}}, "[a b]", nil},
		"one item for ever": {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"a"}, "2"}, "2": {[]string{"a"}, "3"}, "3": {[]string{"a"}, "4"},
			"4": {[]string{"a"}, "5"}}, "[a]", ErrUnexpectedAnswer},
		"two by turns":    {pages{"": {[]string{"a", "b"}, "1"}, "1": {[]string{"c", "d"}, "2"}, "2": {[]string{"a", "b"}, "3"}}, "[a b c d]", ErrUnexpectedAnswer},
		"three by turns":  {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b", "c"}, "2"}, "2": {[]string{"d", "e"}, "3"}, "3": {[]string{"b", "c"}, "4"}}, "[a b c d e]", ErrUnexpectedAnswer},
		"an earlier item": {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "2"}, "2": {[]string{"a"}, "3"}, "3": {Items: []string{"c"}}}, "[a b c]", nil},
		"items by turns": {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "2"}, "2": {[]string{"a"}, "3"}, "3": {[]string{"b"}, "4"}, "4": {[]string{"a"}, "5"},
			"5": {[]string{"b"}, "6"}}, "[a b]", ErrUnexpectedAnswer},
		"no keys":  {pages{"": {[]string{"", ""}, "1"}, "1": {[]string{"", ""}, "2"}}, "[ ]", ErrUnexpectedAnswer},
		"an error": {pages{"": {[]string{"a"}, "lost"}}, "[a]", broken},
	} {
		c := testClient(nil)
		all := Pages(c, "op", func(from string) (Page[string], error) {
			page, ok := tt.pages[from]
			if !ok {
				return page, broken
			}
			return page, nil
		}, func(s string) string { return s })
		for range 2 { // it may be ranged over again
			got, errs := []string{}, 0
			for item, err := range all {
				if err != nil {
					if errs++; item != "" || !errors.Is(err, tt.err) {
						t.Errorf("%s: got %q, %v", name, item, err)
					}
					continue
				}
				got = append(got, item)
			}
			if fmt.Sprint(got) != tt.want || (errs == 1) != (tt.err != nil) || errs > 1 {
				t.Errorf("%s: got %v and %d errors, want %s", name, got, errs, tt.want)
			}
		}
	}
}

func TestPagesStops(t *testing.T) {
	t.Parallel()
	fetches := 0
	all := Pages(testClient(nil), "op", func(string) (Page[int], error) {
		fetches++
		return Page[int]{Items: []int{fetches, 0}, Next: fmt.Sprint(fetches)}, nil
	}, strconv.Itoa)
	for item := range all {
		if item == 3 {
			break
		}
	}
	if fetches != 3 {
		t.Errorf("%d pages were fetched", fetches)
	}
}

// A server cannot keep the caller for ever by leading from nothing to nothing, but it may do so for a while.
func TestEmptyPages(t *testing.T) {
	t.Parallel()
	for empty, want := range map[int]bool{maxEmptyPages - 1: true, maxEmptyPages: false, 1 << 40: false} {
		fetches, items, failed := 0, 0, error(nil)
		for _, err := range Pages(testClient(nil), "op", func(string) (Page[int], error) {
			if fetches++; fetches > empty {
				return Page[int]{Items: []int{1}}, nil
			}
			return Page[int]{Next: fmt.Sprint(fetches)}, nil
		}, func(int) string { return "" }) {
			if failed = err; err == nil {
				items++
			}
		}
		if ok := failed == nil && items == 1; ok != want || !want && (items != 0 || !errors.Is(failed, ErrUnexpectedAnswer)) || fetches > maxEmptyPages {
			t.Errorf("%d empty pages: %d items, %v after %d requests", empty, items, failed, fetches)
		}
	}
}

func TestCursor(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{
		"/t/org/api-resources?limit=1&after=a%2Bb%3D": "a+b=", "https://h/x?after=1#f": "1", "?after=1&after=2": "1",
		"": "", "/x": "", "/x?before=1": "", "://": "", "/x?after=%zz": "", "after=1": "",
	} {
		if got, err := Cursor(link); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v", link, got, err)
		}
	}
	if !strings.Contains(testClient(nil).repeatedPage("op", "x").Error(), `"x"`) {
		t.Error("the error does not say where")
	}
}
