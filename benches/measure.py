"""Measures Assay and its peers and baselines in one run, and prints a table. Started by `benches/run`.

The peer for the public page is nginx (from Debian) serving the same bytes as a file. The baseline for saving is one durable SQLite commit.
Everything runs on this machine, with visitors and server on the same cores.
"""
import json, os, pathlib, resource, shutil, signal, socket, subprocess, sys, tempfile, time, urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
QUICK = "--quick" in sys.argv
POSTGRES = os.environ.get("TEST_POSTGRES")
SECONDS = 2 if QUICK else 5
TICK = os.sysconf("SC_CLK_TCK")
# A debug build shows that everything runs. Its figures say nothing.
BUILD = ROOT / "target" / ("debug" if "--debug" in sys.argv else "release")
ASSAY, BENCHES = str(BUILD / "assay"), str(BUILD / "benches")
# The name of each page, and its aim: the CPU time of the server.
PAGES = {
    "public": ("public page", ""),
    "plan": ("plan page", "aim: under 1,000 µs"),
    "tasks": ("task list", "aim: under 1,000 µs"),
    "question": ("a question", "aim: under 1,000 µs"),
    "workbench": ("workbench", "aim: under 1,000 µs"),
    "round": ("round of 100 submissions", "aim: under 1,000 µs"),
    "moderation": ("moderation of 100 drafts", "aim: under 5,000 µs"),
}


def run(*command, **more):
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE, cwd=ROOT, **more).stdout


SERVERS = []


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def process_tree(pid):
    """Returns the ids of a process and its descendants."""
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid] + [p for child in children for p in process_tree(int(child))]


def cpu_seconds(pid):
    total = 0
    for member in process_tree(pid):
        fields = pathlib.Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def resident_mb(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024


def measure(pid, address, places, what):
    """Warms up for a second, then measures. Returns requests a second, CPU time of the server per request in µs, and p99 in ms."""
    load = lambda seconds: json.loads(run(BENCHES, "load", "--address", address, "--places", places, "--what", what, "--seconds", str(seconds)))
    load(1)
    before = cpu_seconds(pid)
    result = load(SECONDS)
    cpu = (cpu_seconds(pid) - before) / result["requests"] * 1e6
    return result["per_second"], cpu, result["p99"] / 1000


def start_assay(database, data, *more):
    port = free_port()
    began = time.perf_counter()
    server = subprocess.Popen([ASSAY, "serve", "--port", str(port), "--data", data, "--database", database, *more],
                              env={**os.environ, "RUST_LOG": "warn"}, stdout=subprocess.DEVNULL)
    SERVERS.append(server)
    while True:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health").read()
            return server, f"127.0.0.1:{port}", (time.perf_counter() - began) * 1000
        except OSError:
            if server.poll() is not None:
                sys.exit("the server did not start")
            time.sleep(0.002)


def wait_until_idle(server):
    """Waits until the server has finished the work of its first night, which would be counted as work for visitors. Returns the seconds."""
    began, before = time.perf_counter(), cpu_seconds(server.pid)
    while True:
        time.sleep(2)
        now = cpu_seconds(server.pid)
        if now - before < 0.05:
            return time.perf_counter() - began - 2
        before = now


def stop(server):
    server.send_signal(signal.SIGTERM)
    server.wait()


def start_nginx(work, page):
    port = free_port()
    site = work / "nginx"
    (site / "logs").mkdir(parents=True)
    (site / "page.html").write_bytes(page)
    (site / "nginx.conf").write_text(f"""
        worker_processes 1; pid {site}/pid; error_log {site}/error.log; daemon off; user root;
        events {{ worker_connections 256; }}
        http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=10; keepalive_requests 100000000; types {{ text/html html; }}
               server {{ listen 127.0.0.1:{port}; root {site}; }} }}""")
    server = subprocess.Popen(["nginx", "-p", str(site), "-c", str(site / "nginx.conf")])
    SERVERS.append(server)
    time.sleep(0.5)
    return server, f"127.0.0.1:{port}"


def row(*cells):
    print("| " + " | ".join(cells) + " |", flush=True)


def database_of(kind, name, work):
    if kind == "sqlite":
        return f"sqlite:{work}/{name}.db"
    run("psql", "-q", POSTGRES, "-c", f"create database bench_{name}_{os.getpid()}")
    return POSTGRES.rpartition("/")[0] + f"/bench_{name}_{os.getpid()}"


def deadline(kinds, work):
    """The last evening before a deadline: leads of 100 organisations read, and save with one request in five."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    print("\nA deadline: 100 organisations, one request in five saves an answer.\n")
    row("on", "connections", "requests/s", "median, ms", "p99, ms", "saved", "refused", "failed", "memory, MB (limit 150)", "limit")
    row(*["---"] * 10)
    limits = {64: "p99 under 100 ms, none refused", 900: "p99 under 1 s, none refused", 3000: "refuses instead of hanging"}
    for kind in kinds:
        database = database_of(kind, "deadline", work)
        places = work / f"deadline-{kind}.json"
        places.write_text(run(BENCHES, "fill", "--database", database, "--organisations", "100"))
        # Every visitor comes from one address here, as behind a proxy.
        server, address, _ = start_assay(database, str(work / "data"), "--behind-proxy")
        wait_until_idle(server)
        for connections, limit in limits.items():
            seen = json.loads(run(BENCHES, "deadline", "--address", address, "--places", str(places), "--connections", str(connections), "--seconds", str(3 * SECONDS)))
            row(kind, str(connections), f"{seen['per_second']:,.0f}", f"{seen['p50'] / 1000:.1f}", f"{seen['p99'] / 1000:.1f}", str(seen["saved"]), str(seen["refused"]), str(seen["failed"]), f"{resident_mb(server.pid):.0f}", limit)
        stop(server)


def main():
    work = pathlib.Path(tempfile.mkdtemp(prefix="assay-bench."))
    work.chmod(0o755)
    kinds = ["sqlite"] if QUICK else ["sqlite", "postgres"]
    if "--deadline" in sys.argv:
        deadline(kinds, work)
        return
    if "postgres" in kinds and not POSTGRES:
        sys.exit("run benches/run, which starts a PostgreSQL server")
    print(f"\nEach figure: {SECONDS} s after 1 s of warming up, 8 connections, visitors on the same {os.cpu_count()} cores.\n")
    row("what", "on", "organisations", "requests/s", "server CPU, µs each", "p99, ms", "peer or baseline in the same run")
    row(*["---"] * 7)
    starts = []
    for kind in kinds:
        for organisations in (150, 1500):
            name = f"sector{organisations}"
            database = database_of(kind, name, work)
            places = work / f"{kind}{organisations}.json"
            places.write_text(run(BENCHES, "fill", "--database", database, "--organisations", str(organisations)))
            server, address, ready = start_assay(database, str(work / "data"))
            idle, night = resident_mb(server.pid), wait_until_idle(server)
            page = urllib.request.urlopen(f"http://{address}/signatories/organisation-0").read()
            nginx, nginx_address = start_nginx(work / f"{kind}{organisations}", page)
            peer = measure(nginx.pid, nginx_address, str(places), "file")
            stop(nginx)
            for what, (name, aim) in PAGES.items():
                rate, cpu, p99 = measure(server.pid, address, str(places), what)
                comparison = aim or f"nginx, the same {len(page) // 1024} kB as a file: {peer[0]:,.0f}/s, {peer[1]:.0f} µs, {peer[2]:.2f} ms"
                row(name, kind, str(organisations), f"{rate:,.0f}", f"{cpu:.0f}", f"{p99:.2f}", comparison)
            limit = float(run(BENCHES, "commits", "--file", str(work / f"{kind}{organisations}-limit.db"), "--seconds", str(SECONDS)))
            rate, cpu, p99 = measure(server.pid, address, str(places), "save")
            row("save an answer", kind, str(organisations), f"{rate:,.0f}", f"{cpu:.0f}", f"{p99:.2f}", f"bare durable SQLite commits: {limit:,.0f}/s")
            starts.append((kind, organisations, ready, night, idle, resident_mb(server.pid)))
            stop(server)
    print()
    row("on", "organisations", "start, ms (aim 200)", "first night, s", "resident at start, MB", "after the load, MB (aim 80)")
    row(*["---"] * 6)
    for kind, organisations, ready, night, idle, after in starts:
        row(kind, str(organisations), f"{ready:.0f}", f"{night:.0f}", f"{idle:.0f}", f"{after:.0f}")
    deadline(kinds, work)
    shutil.rmtree(work)


if __name__ == "__main__":
    try:
        main()
    finally:
        for server in SERVERS:
            server.kill()
