package serverapi

import (
	"encoding/base64"
	"slices"
	"strconv"
)

// Cursor decodes a cursor: a row key in base64. It returns nil if the cursor is
// empty.
func Cursor(raw string) (row *int, ok bool) {
	if raw == "" {
		return nil, true
	}
	decoded, err := base64.StdEncoding.DecodeString(raw)
	if err != nil {
		return nil, false
	}
	key, err := strconv.ParseInt(string(decoded), 10, 32)
	if err != nil {
		return nil, false
	}
	return new(int(key)), true
}

// EncodeCursor is the reverse of [Cursor].
func EncodeCursor(row int) string {
	return base64.StdEncoding.EncodeToString([]byte(strconv.Itoa(row)))
}

// Window returns the start and end of a page among items in ascending order of
// their rows. The page is before a row, after one, or at the start. A limit of
// 0 means no limit.
func Window[T any](items []T, row func(T) int, limit int, before, after *int) (start, end int) {
	compare := func(item T, key int) int { return row(item) - key }
	if limit == 0 {
		limit = len(items)
	}
	if before != nil {
		end, _ = slices.BinarySearchFunc(items, *before, compare)
		return max(0, end-limit), end
	}
	if after != nil {
		start, _ = slices.BinarySearchFunc(items, *after+1, compare)
	}
	return start, start + min(limit, len(items)-start)
}
