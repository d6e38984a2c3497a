package jsonscan

import "testing"

func TestValueLen(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]int{
		`{}`: 2, `{"a":[1,{"b":"]}"}]}, `: 20, `[]]`: 2, `"a\"b" `: 6, `"\\","`: 4, `17,`: 2, `17}`: 2, `true]`: 4, `null `: 4, `-1e3:`: 4,
		``: 0, `17`: 0, `{`: 0, `[1,2`: 0, `"a`: 0, `"a\"`: 0, `{"a":"}`: 0, `]`: 0, `,`: 0, ` 1`: 0,
	} {
		if got := ValueLen([]byte(data)); got != want {
			t.Errorf("%s: got %d, want %d", data, got, want)
		}
	}
}

func TestStringLen(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]int{
		`""`: 2, `"a" "b"`: 3, `"\""`: 4, `"\\"`: 4, `"\\\"" `: 6, `"ä"`: 4, ``: 0, `"`: 0, `"\"`: 0, `"\\\"`: 0, `"a`: 0,
	} {
		if got := StringLen([]byte(data)); got != want {
			t.Errorf("%s: got %d, want %d", data, got, want)
		}
	}
}

func TestCountElements(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]int{
		`[]`: 0, `[ ]`: 0, `[1]`: 1, `[[]]`: 1, `[{}]`: 1, `[""]`: 1, `[1, "a,b", [2,3], {"c":4,"d":5}]`: 4, `["\"",","],6`: 2, "[\n null\n]": 1,
	} {
		if got := CountElements([]byte(data)); got != want {
			t.Errorf("%s: got %d, want %d", data, got, want)
		}
	}
}

func TestUnquote(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]string{
		`""`: "", `"a b"`: "a b", `"\"\\"`: `"\`, `"\u00e9é"`: "éé", `"\ud83d\ude00"`: "😀", `"\ud83d"`: "\ufffd",
	} {
		if got := string(Unquote([]byte(data))); got != want {
			t.Errorf("%s: got %q, want %q", data, got, want)
		}
	}
}
