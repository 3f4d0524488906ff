# An S3 server only for tests: rclone, which checks signatures and stores buckets as folders.

s3_process=

start_s3() {
    local port tries
    port=$(free_port)
    mkdir -p "$1/s3/evidence"
    export AWS_ACCESS_KEY_ID=assay AWS_SECRET_ACCESS_KEY=not-a-secret
    export TEST_S3="s3://evidence?region=eu-west-2&endpoint=http://127.0.0.1:$port"
    target/tools/s3/bin/rclone serve s3 --config "$1/rclone.conf" --auth-key "$AWS_ACCESS_KEY_ID,$AWS_SECRET_ACCESS_KEY" --addr "127.0.0.1:$port" "$1/s3" >"$1/s3.log" 2>&1 &
    s3_process=$!
    for tries in {1..50}; do
        (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null && { echo "S3 for the tests: $TEST_S3"; return; }
        sleep 0.1
    done
    echo "The S3 server did not start:" >&2
    cat "$1/s3.log" >&2
    return 1
}

stop_s3() {
    [ -z "$s3_process" ] || kill "$s3_process" 2>/dev/null || true
}
