package crash

import (
	"context"
	"crypto/rand"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// server is the URL of a PostgreSQL server to test with.
func server(t testing.TB) string {
	t.Helper()
	url := os.Getenv("DUPES_TEST_POSTGRES")
	if url == "" {
		t.Skip("DUPES_TEST_POSTGRES is not set: no PostgreSQL to test with")
	}
	return url
}

// password is that of the server, where its URL says it.
func password() string {
	u, err := url.Parse(os.Getenv("DUPES_TEST_POSTGRES"))
	if err != nil {
		return ""
	}
	secret, _ := u.User.Password()
	return secret
}

// schema is a place in it that is dropped after the test. Its connections have
// its name.
func schema(t testing.TB) string {
	t.Helper()
	name := "dupes_crash_" + strings.ToLower(rand.Text()[:12])
	t.Cleanup(func() { sql(t, "drop schema if exists "+name+" cascade") })
	and := "?"
	if strings.Contains(server(t), "?") {
		and = "&"
	}
	return server(t) + and + "application_name=" + name + "&schema=" + name
}

func schemaOf(place string) string {
	_, name, _ := strings.Cut(place, "schema=")
	return name
}

func connect(t testing.TB) *pgx.Conn {
	t.Helper()
	c, err := pgx.Connect(t.Context(), server(t))
	if err != nil {
		t.Fatal("connect to DUPES_TEST_POSTGRES: not possible") // the error may say the password
	}
	return c
}

// sql runs a statement.
func sql(t testing.TB, statement string, args ...any) {
	t.Helper()
	c, err := pgx.Connect(context.Background(), server(t))
	if err != nil {
		t.Fatal("connect to DUPES_TEST_POSTGRES: not possible")
	}
	defer c.Close(context.Background())
	if _, err := c.Exec(context.Background(), statement, args...); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

// settle waits until the server has noticed that the processes at a place are
// no more: it ends what it was told before.
func settle(t testing.TB, place string) {
	t.Helper()
	if isFolder(place) {
		return
	}
	c := connect(t)
	defer c.Close(context.Background())
	for n, end := 1, time.Now().Add(hangs); n > 0; time.Sleep(5 * time.Millisecond) {
		if err := c.QueryRow(t.Context(), "select count(*) from pg_stat_activity where application_name = $1", schemaOf(place)).Scan(&n); err != nil {
			t.Fatal(err)
		}
		if n > 0 && time.Now().After(end) {
			t.Fatalf("%d connections of a killed process after %s", n, hangs)
		}
	}
}
