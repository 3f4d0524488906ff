# A PostgreSQL server only for tests and benchmarks, with a new cluster in a temporary folder.

postgres_folder=

# PostgreSQL refuses to run as root, so for root it runs as the user `postgres` of the Debian package.
as_postgres() {
    if [ "$(id -u)" -eq 0 ]; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi
}

# start_postgres FOLDER [FSYNC]: the data of tests is thrown away, so commits do not wait for the disk unless FSYNC is `on`.
start_postgres() {
    local programs port fsync=${2:-off}
    programs=$(postgres_programs)
    port=$(free_port)
    postgres_folder=$1/postgres
    mkdir "$postgres_folder"
    [ "$(id -u)" -ne 0 ] || chown postgres "$postgres_folder"
    as_postgres "$programs/initdb" --pgdata "$postgres_folder/data" --username postgres --auth trust --encoding UTF8 --no-sync >/dev/null
    echo "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$postgres_folder -c fsync=$fsync -c max_connections=300" >"$postgres_folder/options"
    start_postgres_again
    export TEST_POSTGRES="postgres://postgres@127.0.0.1:$port/postgres"
    echo "PostgreSQL for the tests: $TEST_POSTGRES"
}

# Starts the server of `postgres_folder` with the options that it had before.
start_postgres_again() {
    as_postgres "$(postgres_programs)/pg_ctl" --pgdata "$postgres_folder/data" --log "$postgres_folder/log" --silent --wait \
        --options "$(cat "$postgres_folder/options")" start
}

stop_postgres() {
    [ -n "$postgres_folder" ] && [ -d "$postgres_folder/data" ] || return 0
    as_postgres "$(postgres_programs)/pg_ctl" --pgdata "$postgres_folder/data" --mode immediate --silent stop || true
}
