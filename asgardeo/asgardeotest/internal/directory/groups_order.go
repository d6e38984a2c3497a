package directory

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"iter"
	"slices"
)

// Lists have groups in the order of the hashes of their names. An index has each
// group under the first digit of its hash, the first two digits and so on, with
// the number of groups for each of these prefixes. The cost of a page therefore
// does not depend on its start.

// hashDigits is the number of hexadecimal digits of the longest prefix: with
// 65,536 prefixes, each has few groups.
const hashDigits = 4

func hashOf(name string) uint64 {
	hash := fnv.New64a()
	hash.Write([]byte(name))
	return hash.Sum64()
}

func compareHashes(a, b *group) int { return cmp.Compare(hashOf(a.Name), hashOf(b.Name)) }

// hashPrefixes returns the keys of a group in the index.
func (g *group) hashPrefixes() []string {
	digits := fmt.Sprintf("%016x", hashOf(g.Name))
	var prefixes []string
	for length := 1; length <= hashDigits; length++ {
		prefixes = append(prefixes, digits[:length])
	}
	return prefixes
}

// allGroups is the sequence of all groups of an organization.
type allGroups struct{ *organizationState }

func (a allGroups) Len() int { return a.groups.Len() }

func (a allGroups) Page(start, count int) iter.Seq[*group] {
	return func(yield func(*group) bool) {
		left := count
		a.visit("", start, func(g *group) bool {
			left--
			return left >= 0 && yield(g)
		})
	}
}

// visit yields the groups under a prefix after skipping the first ones. It reports
// whether the caller wants more.
func (a allGroups) visit(prefix string, skip int, yield func(*group) bool) bool {
	if len(prefix) == hashDigits {
		groups := a.groupsByHash.With(prefix)
		slices.SortFunc(groups, compareHashes)
		for _, g := range groups[skip:] {
			if !yield(g) {
				return false
			}
		}
		return true
	}
	for _, digit := range "0123456789abcdef" {
		longer := prefix + string(digit)
		if n := a.groupsByHash.Len(longer); skip >= n {
			skip -= n
			continue
		}
		if !a.visit(longer, skip, yield) {
			return false
		}
		skip = 0
	}
	return true
}
