// Package jsonscan finds the ends of JSON values without decoding them. Once Go 1.26 is out of support, the Decoder of
// encoding/json/jsontext replaces it.
package jsonscan

import (
	"bytes"
	"encoding/json"
	"unicode/utf8"
)

// Space contains the characters that are allowed between JSON tokens.
const Space = " \t\r\n"

// ValueLen returns the length of the JSON value at the start of data, or 0 if the value is incomplete.
func ValueLen(data []byte) int {
	depth := 0
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			end := StringLen(data[i:])
			if end == 0 {
				return 0
			}
			i += end - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		case ',', ':', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
			continue
		default:
			continue
		}
		if depth == 0 {
			return i + 1
		}
	}
	return 0
}

// CountElements returns the number of elements of the JSON array at the start of data. For an object, it returns the
// number of members. The data must be valid JSON.
func CountElements(data []byte) int {
	depth, n, empty := 0, 1, true
	for i := 0; i < len(data); i++ {
		switch data[i] {
		case '"':
			i += StringLen(data[i:]) - 1
			empty = false
		case '{', '[':
			depth++
			empty = empty && depth == 1
		case '}', ']':
			if depth--; depth == 0 {
				if empty {
					return 0
				}
				return n
			}
		case ',':
			if depth == 1 {
				n++
			}
		case ' ', '\t', '\r', '\n':
		default:
			empty = false
		}
	}
	return n
}

// StringLen returns the length of the JSON string at the start of data, or 0 if the string is incomplete.
func StringLen(data []byte) int {
	for end := 1; end < len(data); end++ {
		n := bytes.IndexByte(data[end:], '"')
		if n < 0 {
			break
		}
		end += n
		backslashes := 0
		for data[end-1-backslashes] == '\\' {
			backslashes++
		}
		if backslashes%2 == 0 {
			return end + 1
		}
	}
	return 0
}

// plainString reports whether a JSON string contains no escapes and only ASCII characters.
func plainString(data []byte) bool {
	for _, b := range data[1 : len(data)-1] {
		if b == '\\' || b >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// Unquote returns the value of a valid JSON string. The result may share memory with data.
func Unquote(data []byte) []byte {
	if plainString(data) {
		return data[1 : len(data)-1]
	}
	var s string
	_ = json.Unmarshal(data, &s) // it is valid
	return []byte(s)
}
