# shellcheck shell=bash
# The bare C twin of the fleet: what this machine makes of the same rows and messages. Needs private.sh.

build_twin() {
    mkdir -p "$dir/bin"
    local libraries
    libraries=$(pkg-config --cflags --libs libpq librabbitmq) || fail "libraries are missing; run scripts/install-packages"
    # shellcheck disable=SC2086
    cc -std=gnu11 -O2 -Wall -Wextra -Werror -D_GNU_SOURCE "$root"/scripts/bench.d/roofline/*.c $libraries \
        -o "$dir/bin/roofline"
}

# Every second customer of the load is on the list, as an enterprise.
enter_customers() {
    psql -q -v ON_ERROR_STOP=1 "$TIERLINE_DATABASE_URL" -c "
        WITH entered AS (
            INSERT INTO customer (programme, address)
            SELECT 'archbuilder', 'user' || n || '@customer' || n % 500 || '.example'
            FROM generate_series(0, 4999, 2) AS n RETURNING programme, address
        )
        INSERT INTO plan_assignment (programme, address, plan, valid_from, assigned_by)
        SELECT programme, address, 'enterprise', 'epoch', 'bench' FROM entered"
}

# run_twin SECONDS: writes what it came to into $dir/roofline.json.
run_twin() {
    fresh roofline
    local migration
    for migration in "$root"/Sources/Schema/Migrations/*.sql; do
        psql -q -v ON_ERROR_STOP=1 "$TIERLINE_DATABASE_URL" -f "$migration"
    done
    enter_customers
    say "running the bare C twin for $1 s …"
    "$dir/bin/roofline" "$TIERLINE_DATABASE_URL" "$TIERLINE_AMQP_URL" 2000 "$1" "$(postgres_pid)" "$(rabbitmq_pid)" \
        >"$dir/roofline.json"
}
