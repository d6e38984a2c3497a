package rest

import (
	"fmt"
	"io"
)

// Redacted is shown in place of a secret.
const Redacted = "[redacted]"

// FormatSecret is the Format method of types that hold a secret. Without one, a verb that does not fit the type, such
// as %d, would print the value.
func FormatSecret(f fmt.State) { _, _ = io.WriteString(f, Redacted) }
