# shellcheck shell=bash
# What the benches share: private servers in $dir, a fresh database and virtual host on them, their processes.

# fresh NAME: an empty database and an empty virtual host of this name, and the environment that leads to them.
fresh() {
    eval "$("$root/scripts/services" env --dir "$dir")"
    psql -q "$TIERLINE_DATABASE_URL" -c "DROP DATABASE IF EXISTS $1 WITH (FORCE)" -c "CREATE DATABASE $1" 2>/dev/null ||
        fail "the database $1 cannot be made"
    "$dir/rabbitmqctl" -q delete_vhost "$1" >/dev/null 2>&1 || true
    "$dir/rabbitmqctl" -q add_vhost "$1"
    "$dir/rabbitmqctl" -q set_permissions -p "$1" tierline '.*' '.*' '.*'
    export TIERLINE_DATABASE_URL=${TIERLINE_DATABASE_URL%/*}/$1 TIERLINE_AMQP_URL=${TIERLINE_AMQP_URL%/*}/$1
}

# Builds bin/tap in $dir.
build_tap() {
    mkdir -p "$dir/bin"
    local libraries
    libraries=$(pkg-config --cflags --libs libpq librabbitmq) || fail "libraries are missing; run scripts/install-packages"
    # shellcheck disable=SC2086
    cc -std=gnu11 -O2 -Wall -Wextra -Werror -D_GNU_SOURCE "$root"/scripts/bench.d/tap.c \
        "$root"/scripts/bench.d/roofline/{broker,die}.c $libraries -o "$dir/bin/tap"
}

# Builds the fleet as it is released, unless $build says no.
build_fleet() {
    [ "$build" = yes ] || return 0
    say "building …"
    (cd "$root" && swift build -c release --static-swift-stdlib) >"$dir/build.log" 2>&1 || fail "the build failed; see $dir/build.log"
}

postgres_pid() { head -1 "$dir/postgres/data/postmaster.pid"; }
rabbitmq_pid() { cat "$dir/rabbitmq/pid"; }

ready_workers() {
    psql -qtA "$TIERLINE_DATABASE_URL" -c "SELECT count(*) FROM worker_presence WHERE is_ready"
}
