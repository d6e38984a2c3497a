package rest

import (
	"errors"
	"fmt"
	"math/rand/v2"
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
		"the first again":      {pages{"": {[]string{"a", "b"}, "1"}, "1": {[]string{"a", "b"}, "2"}}, "[a b]", ErrUnexpectedResponse},
		"a cursor to itself":   {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "1"}}, "[a]", ErrUnexpectedResponse},
		"a cycle":              {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "2"}, "2": {[]string{"c"}, "1"}}, "[a b]", ErrUnexpectedResponse},
		"a cycle of nothing":   {pages{"": {Next: "1"}, "1": {Next: "1"}}, "[]", ErrUnexpectedResponse},
		"after an empty one":   {pages{"": {[]string{"a", "b"}, "1"}, "1": {Next: "2"}, "2": {[]string{"a", "b"}, "3"}}, "[a b]", ErrUnexpectedResponse},
		"something before it":  {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"a"}, "2"}, "2": {[]string{"b"}, "3"}, "3": {Items: []string{"b"}}}, "[a b]", nil},
		"one item for ever": {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"a"}, "2"}, "2": {[]string{"a"}, "3"}, "3": {[]string{"a"}, "4"},
			"4": {[]string{"a"}, "5"}}, "[a]", ErrUnexpectedResponse},
		"two by turns":    {pages{"": {[]string{"a", "b"}, "1"}, "1": {[]string{"c", "d"}, "2"}, "2": {[]string{"a", "b"}, "3"}}, "[a b c d]", ErrUnexpectedResponse},
		"three by turns":  {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b", "c"}, "2"}, "2": {[]string{"d", "e"}, "3"}, "3": {[]string{"b", "c"}, "4"}}, "[a b c d e]", ErrUnexpectedResponse},
		"an earlier item": {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "2"}, "2": {[]string{"a"}, "3"}, "3": {Items: []string{"c"}}}, "[a b c]", nil},
		"items by turns": {pages{"": {[]string{"a"}, "1"}, "1": {[]string{"b"}, "2"}, "2": {[]string{"a"}, "3"}, "3": {[]string{"b"}, "4"}, "4": {[]string{"a"}, "5"},
			"5": {[]string{"b"}, "6"}}, "[a b]", ErrUnexpectedResponse},
		"no keys":  {pages{"": {[]string{"", ""}, "1"}, "1": {[]string{"", ""}, "2"}}, "[ ]", ErrUnexpectedResponse},
		"an error": {pages{"": {[]string{"a"}, "lost"}}, "[a]", broken},
	} {
		c := testClient(nil)
		all := Pages(c, "op", func(from string) (Page[string], error) {
			page, ok := tt.pages[from]
			if !ok {
				return page, broken
			}
			return page, nil
		}, func(s *string) string { return *s })
		for range 2 { // it can be used again
			got, errs := []string{}, 0
			for item, err := range all {
				if err != nil {
					if errs++; item != nil || !errors.Is(err, tt.err) {
						t.Errorf("%s: got %v, %v", name, item, err)
					}
					continue
				}
				got = append(got, *item)
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
	}, func(n *int) string { return strconv.Itoa(*n) })
	for item := range all {
		if *item == 3 {
			break
		}
	}
	if fetches != 3 {
		t.Errorf("%d pages were fetched", fetches)
	}
}

// A server cannot keep the caller waiting forever with empty pages, but some empty pages are accepted.
func TestEmptyPages(t *testing.T) {
	t.Parallel()
	for empty, want := range map[int]bool{maxEmptyPages - 1: true, maxEmptyPages: false, 1 << 40: false} {
		fetches, items, failed := 0, 0, error(nil)
		for _, err := range Pages(testClient(nil), "op", func(string) (Page[int], error) {
			if fetches++; fetches > empty {
				return Page[int]{Items: []int{1}}, nil
			}
			return Page[int]{Next: fmt.Sprint(fetches)}, nil
		}, func(*int) string { return "" }) {
			if failed = err; err == nil {
				items++
			}
		}
		if ok := failed == nil && items == 1; ok != want || !want && (items != 0 || !errors.Is(failed, ErrUnexpectedResponse)) || fetches > maxEmptyPages {
			t.Errorf("%d empty pages: %d items, %v after %d requests", empty, items, failed, fetches)
		}
	}
}

// newestFirst lists a listing of letters with pages of limit; change may change the listing before each request.
func newestFirst(t *testing.T, list string, first, limit int, change func(request int, list string) string) (got string, requests int, err error) {
	t.Helper()
	fetch := func(offset, limit int) ([]byte, bool, error) {
		if requests++; requests > 1000 {
			t.Fatal("no end")
		}
		list = change(requests, list)
		from := min(offset, len(list))
		to := min(from+limit, len(list))
		return []byte(list[from:to]), to < len(list), nil
	}
	for item, failed := range NewestFirst(testClient(nil), "op", first, limit, fetch, func(b *byte) string { return string(*b) }) {
		if err = failed; err == nil {
			got += string(*item)
		}
	}
	return got, requests, err
}

// An item that exists during the whole iteration occurs exactly once, even if others are created and deleted.
func TestNewestFirst(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		limit int
		at    int                 // request before which the change happens
		do    func(string) string // the change
		want  string
	}{
		"nothing happens":           {3, 0, nil, "abcdefgh"},
		"one item at a time":        {1, 0, nil, "abcdefgh"},
		"one page":                  {100, 0, nil, "abcdefgh"},
		"one is created":            {3, 2, func(l string) string { return "Z" + l }, "abcdefgh"},
		"two are created":           {3, 2, func(l string) string { return "YZ" + l }, "abcdefgh"},
		"a page is created":         {3, 2, func(l string) string { return "XYZ" + l }, "abcXYZdefgh"},
		"more than a page":          {3, 2, func(l string) string { return "UVWXYZ" + l }, "abcUVWXYZdefgh"},
		"one is deleted":            {3, 2, func(l string) string { return l[1:] }, "abcdefgh"},
		"the last seen is deleted":  {3, 2, func(l string) string { return strings.Replace(l, "c", "", 1) }, "abcdefgh"},
		"all seen are deleted":      {3, 3, func(l string) string { return l[5:] }, "abcdefgh"},
		"one in front is deleted":   {3, 2, func(l string) string { return strings.Replace(l, "d", "", 1) }, "abcefgh"},
		"deleted and created":       {3, 3, func(l string) string { return "Z" + l[3:] }, "abcdefgh"},
		"seen deleted, many made":   {3, 3, func(l string) string { return "VWXYZ" + l[5:] }, "abcdeVWXYZfgh"},
		"the rest is deleted":       {3, 2, func(l string) string { return l[:3] }, "abc"},
		"all but the end":           {3, 4, func(l string) string { return "h" }, "abcdefgh"},
		"everything is deleted":     {3, 2, func(string) string { return "" }, "abc"},
		"the same, listed twice":    {3, 1, func(string) string { return "aabbccdd" }, "abcd"},
		"deleted on the last page":  {4, 3, func(l string) string { return l[2:] }, "abcdefgh"},
		"deleted with small pages":  {2, 5, func(l string) string { return l[4:] }, "abcdefgh"},
		"created behind small ones": {2, 2, func(l string) string { return "Z" + l }, "abcdefgh"},
	} {
		got, _, err := newestFirst(t, "abcdefgh", 0, tt.limit, func(n int, list string) string {
			if n == tt.at {
				return tt.do(list)
			}
			return list
		})
		if got != tt.want || err != nil {
			t.Errorf("%s: got %s, %v, want %s", name, got, err, tt.want)
		}
	}
}

// An iteration that begins in the middle does not return earlier items.
func TestNewestFirstFromTheMiddle(t *testing.T) {
	t.Parallel()
	got, requests, err := newestFirst(t, "abcdefgh", 3, 3, func(n int, list string) string {
		if n == 3 {
			return strings.Replace(list, "d", "", 1)
		}
		return list
	})
	if got != "defgh" || err != nil {
		t.Errorf("got %s, %v after %d requests", got, err, requests)
	}
}

// After random changes, no item that remained is missing, and no item occurs twice.
func TestNewestFirstAtRandom(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		random := rand.New(rand.NewPCG(seed, 0))
		stays := "abcdefghijklmnopqrstuvwxyz"
		made := byte('A')
		got, _, err := newestFirst(t, "abcdefghijklmnopqrstuvwxyz", 0, 2+random.IntN(6), func(_ int, list string) string {
			for range random.IntN(3) {
				if n := random.IntN(4); n == 0 && made <= 'Z' {
					list = string(made) + list
					made++
				} else if n == 1 && len(list) > 0 {
					gone := string(list[random.IntN(len(list))])
					list, stays = strings.Replace(list, gone, "", 1), strings.Replace(stays, gone, "", 1)
				}
			}
			return list
		})
		for _, letter := range stays {
			if !strings.ContainsRune(got, letter) {
				t.Errorf("seed %d: %c is not in %s", seed, letter, got)
			}
		}
		for _, letter := range got {
			if strings.Count(got, string(letter)) > 1 {
				t.Errorf("seed %d: %c is in %s more than once", seed, letter, got)
			}
		}
		if err != nil {
			t.Errorf("seed %d: %v", seed, err)
		}
	}
}

// If the pages of a server are inconsistent, the iteration soon ends with an error.
func TestNewestFirstWithInconsistentPages(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		page func(request, offset int) string
		want string
		err  bool
	}{
		"the offset is ignored":        {func(int, int) string { return "ab" }, "ab", true},
		"nothing behind the first one": {func(_, offset int) string { return "ab"[:max(0, 2-2*offset)] }, "ab", true},
		"pages by turns":               {func(request, _ int) string { return []string{"ab", "cd"}[request%2] }, "cd", true},
		"the same in another order":    {func(request, _ int) string { return []string{"ab", "ba"}[request%2] }, "ba", true},
		"one item for ever":            {func(int, int) string { return "a" }, "a", true},
		"an end that is not announced": {func(_, offset int) string { return "abc"[min(offset, 3):] }, "abc", false},
	} {
		got, requests, failed := "", 0, error(nil)
		fetch := func(offset, _ int) ([]byte, bool, error) {
			if requests++; requests > 2*maxEmptyPages {
				t.Fatal(name, "has no end")
			}
			return []byte(tt.page(requests, offset)), true, nil
		}
		for item, err := range NewestFirst(testClient(nil), "op", 0, 2, fetch, func(b *byte) string { return string(*b) }) {
			if failed = err; err == nil {
				got += string(*item)
			}
		}
		if got != tt.want || errors.Is(failed, ErrUnexpectedResponse) != tt.err || (failed != nil) != tt.err {
			t.Errorf("%s: got %s, %v after %d requests", name, got, failed, requests)
		}
	}
}

func TestCursorOfLinks(t *testing.T) {
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
