#!/usr/bin/env bash
# Tests `dupes serve` against its own OpenAPI document, by Schemathesis: what
# the document promises must hold for requests that nobody thought of, and what
# it does not allow must be refused. It needs Python 3 with venv and pip, and
# the binary in $DUPES (./dupes; built if it is not there).
#
#	.ci/schemathesis.sh [MORE ARGUMENTS OF st run]
#
# The index holds the stories in fixtures/; the server listens on a free port
# and wants a token. The seed is fixed, so that a failure comes again; another
# one is tried by --seed N.
set -euo pipefail
cd "$(dirname "$0")/.."
exec </dev/null

version=4.32.5
dupes=${DUPES:-./dupes}
[ -x "$dupes" ] || make build
dupes=$(realpath "$dupes")

work=$(mktemp -d)
server=
cleanup() {
	if [ -n "$server" ]; then
		kill "$server" 2>/dev/null || true
		wait "$server" 2>/dev/null || true
	fi
	rm -rf "$work"
}
trap cleanup EXIT

# The environment is kept for the next run.
venv=${TMPDIR:-/tmp}/dupes-schemathesis-$version-$(id -u)
if ! [ -x "$venv/bin/st" ]; then
	python3 -m venv --clear "$venv"
	"$venv/bin/pip" install --quiet --disable-pip-version-check "schemathesis==$version"
fi

(umask 077 && od -An -N32 -tx1 /dev/urandom | tr -d ' \n' >"$work/token")
"$dupes" index build --index "$work/seen" --quiet fixtures/stories
: >"$work/log"
"$dupes" serve --index "$work/seen" --listen 127.0.0.1:0 --token-file "$work/token" 2>"$work/log" &
server=$!
url=
for _ in $(seq 100); do
	url=$(sed -n 's/^dupes: listening on //p' "$work/log")
	[ -z "$url" ] || break
	kill -0 "$server" 2>/dev/null || break
	sleep 0.1
done
if [ -z "$url" ]; then
	cat "$work/log"
	echo "schemathesis.sh: the server does not start"
	exit 1
fi

# Run where it may leave its files behind.
status=0
(cd "$work" && "$venv/bin/st" run "$url/v1/openapi.json" \
	--header "Authorization: Bearer $(cat token)" \
	--checks all --mode all --phases examples,coverage,fuzzing,stateful \
	--max-examples 200 --seed 1 --no-color "$@") | tee "$work/out" || status=$?

# A server that is told to stop ends with 0, and has had nothing to say.
kill -TERM "$server"
ended=0
wait "$server" || ended=$?
server=
if [ "$ended" != 0 ] || [ "$(wc -l <"$work/log")" != 1 ]; then
	cat "$work/log"
	echo "schemathesis.sh: the server ended with $ended"
	status=1
fi
# Of the cases that failed some are the same failure: what counts is whether
# there are any.
passed=$(sed -n 's/.* generated, .*\b\([0-9]\+\) passed.*/\1/p' "$work/out" | tail -n 1)
if [ "${passed:-0}" -lt 1000 ]; then
	echo "schemathesis.sh: too few test cases"
	status=1
fi
echo "schemathesis: ${passed:-0} passed, $((status != 0)) failed"
exit "$status"
