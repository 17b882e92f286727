package index

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// defaultSchema is the schema of an index whose URL names none.
const defaultSchema = "dupes"

// maxName is the bytes of a name that PostgreSQL keeps; it cuts off the rest.
const maxName = 63

// Shown is a place without any password. A password in which / or @ is not
// encoded makes a URL that reads in two ways; of such a one too much is left
// out rather than too little: all from the first colon to the last @.
func Shown(place string) string {
	if !isPostgres(place) {
		return place
	}
	scheme, rest, _ := strings.Cut(place, "://")
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		user, _, _ := strings.Cut(rest[:at], ":")
		rest = user + rest[at:]
	}
	rest, query, _ := strings.Cut(rest, "?")
	return scheme + "://" + rest + joinQuery(withoutSecrets(strings.Split(query, "&")))
}

// withoutSecrets leaves out the parameters that are passwords, and what stands
// behind one without a name: the rest of a password with an &.
func withoutSecrets(params []string) []string {
	secret := false
	return slices.DeleteFunc(params, func(p string) bool {
		name, _, named := strings.Cut(p, "=")
		if key, err := url.PathUnescape(name); err != nil || strings.Contains(strings.ToLower(key), "password") {
			secret = true
			return true
		}
		return secret && !named
	})
}

func joinQuery(params []string) string {
	params = slices.DeleteFunc(params, func(p string) bool { return p == "" })
	if len(params) == 0 {
		return ""
	}
	return "?" + strings.Join(params, "&")
}

// twofold reports a URL that pgx would read in another way than Shown: what
// pgx takes for a host or a database, and prints, may be of the password then.
func twofold(place string) bool {
	_, rest, _ := strings.Cut(place, "://")
	first, last := strings.IndexAny(rest, "@/"), strings.LastIndexByte(rest, '@')
	return last >= 0 && first != last
}

// cutSchema takes the parameter schema out of a URL that is not twofold.
func cutSchema(place string) (dsn, schema string, err error) {
	schema = defaultSchema
	at := strings.LastIndexByte(place, '@') + 1 // a password may hold a ?
	base, query, _ := strings.Cut(place[at:], "?")
	params := slices.DeleteFunc(strings.Split(query, "&"), func(p string) bool {
		name, value, _ := strings.Cut(p, "=")
		if name == "schema" {
			schema, err = url.PathUnescape(value)
		}
		return name == "schema"
	})
	if err != nil || schema == "" || len(schema) > maxName || strings.ContainsRune(schema, 0) {
		return "", "", fmt.Errorf("%q: schema: want a name of 1 to %d bytes", Shown(place), maxName)
	}
	return place[:at] + base + joinQuery(params), schema, nil
}
