package directory

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/seed-01804ef5/asgardeo-go/asgardeo/asgardeotest/internal/scimengine"
)

const (
	minPasswordLength = 8
	maxPasswordLength = 64
)

// A passwordHash is the stored form of a password: a single round of HMAC-SHA256,
// so that thousands of users can be created quickly. It keeps the password out of
// logs and files. It is too weak to protect a real password.
type passwordHash struct{ Salt, Sum []byte }

func hashPassword(password string) *passwordHash {
	salt := make([]byte, sha256.Size)
	_, _ = rand.Read(salt) // documented never to fail
	return &passwordHash{Salt: salt, Sum: passwordSum(salt, password)}
}

func passwordSum(salt []byte, password string) []byte {
	mac := hmac.New(sha256.New, salt)
	mac.Write([]byte(password))
	return mac.Sum(nil)
}

// hasPassword reports whether the user signs in with a password.
func (u *user) hasPassword(password string) bool {
	return u.Password != nil && subtle.ConstantTimeCompare(passwordSum(u.Password.Salt, password), u.Password.Sum) == 1
}

// canSignIn reports whether the account is active, and neither disabled nor
// locked.
func (u *user) canSignIn() bool {
	system, _ := u.Attributes[scimengine.SystemSchema].(document)
	return !isText(u.Attributes["active"], "false") &&
		!isText(system["accountDisabled"], "true") && !isText(system["accountLocked"], "true")
}

// isText compares an attribute that may be a boolean or the text of one.
func isText(value any, text string) bool {
	return value != nil && strings.EqualFold(fmt.Sprint(value), text)
}

// takePassword removes the password from the attributes and checks it. It returns
// the empty string if there is no password.
func takePassword(attributes document) (string, error) {
	password, ok := attributes["password"].(string)
	if !ok {
		return "", nil
	}
	delete(attributes, "password")
	if n := utf8.RuneCountInString(password); n < minPasswordLength || n > maxPasswordLength {
		return "", scimengine.InvalidValue("The password must have between %d and %d characters.", minPasswordLength, maxPasswordLength)
	}
	return password, nil
}
