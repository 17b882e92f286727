#!/usr/bin/env bash
# A private PostgreSQL server for the tests, all of it in one folder:
#
#	.ci/postgres.sh start DIR    makes and starts it, prints its URL
#	.ci/postgres.sh restart DIR  as a server restarts: every connection is lost;
#	                             with "immediate" behind DIR as after a crash
#	.ci/postgres.sh stop DIR     DIR may be removed then
#
# It listens on a free port of 127.0.0.1 and wants a password, which is in the
# URL. Where PostgreSQL is not installed, Debian's is, by apt-get. The server
# refuses to run as root, so root runs it as another user, who must be able to
# reach DIR.
set -euo pipefail
exec 3>&1 1>&2 # only the URL goes to standard output

die() {
	echo "postgres.sh: $*"
	exit 1
}

# tools prints the folder of initdb and pg_ctl: the newest of Debian's, which
# are not in PATH, or what PATH has.
tools() {
	local found
	found=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1) || true
	if [ -x "$found/initdb" ]; then
		echo "$found"
	elif command -v initdb >/dev/null; then
		dirname "$(command -v initdb)"
	fi
}

install() {
	echo "no PostgreSQL: trying to install Debian's"
	local sudo=
	[ "$(id -u)" = 0 ] || sudo="sudo -n"
	{
		$sudo apt-get update &&
			$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql
	} >/dev/null 2>&1 || die "apt-get cannot install postgresql"
}

# as_owner runs a command as whom the server runs as.
as_owner() {
	if [ "$(id -u)" = 0 ]; then
		runuser -u "$owner" -- "$@"
	else
		"$@"
	fi
}

# control runs pg_ctl. The server keeps what is open, so that is nothing that
# anybody waits for.
control() {
	as_owner "$bin/pg_ctl" -s -w -t 60 -D "$dir/data" -l "$dir/log" "$@" </dev/null >/dev/null 2>&1 3>&-
}

create() {
	mkdir -p "$dir"
	(umask 077 && od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$dir/password")
	if [ "$(id -u)" = 0 ]; then
		chown -R "$owner" "$dir"
		runuser -u "$owner" -- test -w "$dir" || die "user $owner cannot reach $dir"
	fi
	as_owner "$bin/initdb" -D "$dir/data" -U dupes -A scram-sha-256 --pwfile "$dir/password" -E UTF8 --locale C --no-sync >/dev/null
}

# start tries ports until one is free.
start() {
	[ -d "$dir/data" ] || create
	for _ in $(seq 20); do
		port=$((20000 + RANDOM % 12000)) # below those that systems give to clients
		as_owner tee "$dir/data/postgresql.auto.conf" >/dev/null <<-END
			port = $port
			listen_addresses = '127.0.0.1'
			unix_socket_directories = ''
		END
		if control start; then
			echo "postgres://dupes:$(as_owner cat "$dir/password")@127.0.0.1:$port/postgres?sslmode=disable" >&3
			return
		fi
		grep -q "Address already in use" "$dir/log" || break
	done
	tail -n 20 "$dir/log"
	die "the server does not start"
}

case "$# ${3:-fast}" in
"2 fast" | "3 fast" | "3 immediate") ;;
*) die "want: start DIR, restart DIR [fast|immediate] or stop DIR" ;;
esac
bin=$(tools)
if [ -z "$bin" ]; then
	install
	bin=$(tools)
	[ -n "$bin" ] || die "no initdb, not even after installing postgresql"
fi
owner=postgres
id "$owner" >/dev/null 2>&1 || owner=nobody
[ "$1" != start ] || mkdir -p "$2"
dir=$(cd "$2" && pwd)
cd "$dir"
case $1 in
start) start ;;
restart | stop) control -m "${3:-fast}" "$1" || die "cannot $1 the server in $dir: see $dir/log" ;;
*) die "$1: want start, restart or stop" ;;
esac
