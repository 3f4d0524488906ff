# An SMTP server only for tests, which accepts every email and stores it in a maildir.

smtp_process=

start_smtp() {
    local port tries
    port=$(free_port)
    export TEST_SMTP=127.0.0.1:$port TEST_SMTP_MAIL=$1/mail
    target/tools/smtp/bin/aiosmtpd --nosetuid --listen "$TEST_SMTP" --class aiosmtpd.handlers.Mailbox "$TEST_SMTP_MAIL" >"$1/smtp.log" 2>&1 &
    smtp_process=$!
    for tries in {1..50}; do
        (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null && { echo "SMTP for the tests: $TEST_SMTP, emails in $TEST_SMTP_MAIL"; return; }
        sleep 0.1
    done
    echo "The SMTP server did not start:" >&2
    cat "$1/smtp.log" >&2
    return 1
}

stop_smtp() {
    [ -z "$smtp_process" ] || kill "$smtp_process" 2>/dev/null || true
}
