"""What happens to a running program: kills, a full disk, databases and other servers that stop or hang, and slow clients."""
import http.client, os, random, socket, subprocess, threading, time

from program import Answer, Demo, Program, SilentServer, wait_until

QUESTIONS = ["structures", "governance", "impact", "voice"]
# How long a page may take while something else hangs, in seconds: many times what it takes on a busy machine, and less than what hangs.
PATIENCE = 20
# How long the program may take to stop, in seconds. Requests in progress have ten.
SHUTDOWN = 40


def answers(programs):
    """An answer for each question, each with a signed-in visitor, on the programs in turn."""
    visitors = [programs[at % len(programs)].signed_in() for at in range(len(QUESTIONS))]
    draft = visitors[0].draft()
    return [Answer(visitor, f"{draft}/questions/{question}") for visitor, question in zip(visitors, QUESTIONS)]


def write(answer, stop, statuses):
    """Saves until `stop` is set or the program is gone."""
    while not stop.is_set():
        try:
            status = answer.save()
        except (OSError, http.client.HTTPException):
            return
        statuses[status] = statuses.get(status, 0) + 1
        if status != 200:
            time.sleep(0.05)


class Writers:
    """Threads that save answers while something happens."""

    def __init__(self, answers):
        self.answers, self.stop, self.statuses = answers, threading.Event(), {}
        self.threads = [threading.Thread(target=write, args=(answer, self.stop, self.statuses)) for answer in answers]
        for thread in self.threads:
            thread.start()

    def end(self):
        """Ends the threads. Returns how many versions were acknowledged, and the numbers of responses by status."""
        self.stop.set()
        for thread in self.threads:
            thread.join()
        return self.acknowledged(), self.statuses

    def acknowledged(self):
        """How many versions have been acknowledged so far."""
        return sum(answer.version for answer in self.answers)

    def refused(self):
        """How many forms were refused so far."""
        return sum(count for status, count in self.statuses.copy().items() if status != 200)

    def wait_for_more(self, why):
        """Waits until some more versions are acknowledged."""
        before = self.acknowledged()
        wait_until(lambda: self.acknowledged() >= before + len(self.answers), why)


def lost(answers, program):
    visitor = program.signed_in()
    return sum(not answer.is_kept(visitor) for answer in answers)


def kills(work, rounds):
    """The program is killed while answers are saved."""
    data, acknowledged, missing = work / "data", 0, 0
    program = Program(data)
    for _ in range(rounds):
        written = answers([program])
        writers = Writers(written)
        time.sleep(random.uniform(0.2, 1.2))
        program.kill()
        acknowledged += writers.end()[0]
        program = Program(data)
        missing += lost(written, program)
    program.stop()
    return {"kills": rounds, "acknowledged": acknowledged, "lost": missing}, missing == 0 and acknowledged > 0


def mount(data, size, option=""):
    """Mounts a small file system, or with `remount,` gives it another size, in bytes. Returns whether that is possible."""
    command = ["mount", "-t", "tmpfs", "-o", f"{option}size={size},mode=700", "tmpfs", str(data)]
    return os.geteuid() == 0 and subprocess.run(command, stderr=subprocess.DEVNULL).returncode == 0


def full_disk(work, _):
    """The disk fills up while answers are saved, and is freed again."""
    data = work / "data"
    data.mkdir()
    if not mount(data, 2**30):
        why = "it cannot be mounted here" if os.geteuid() == 0 else "only root can mount it"
        return {"skipped": f"a small file system is filled, and {why}"}, None
    try:
        program = Program(data)
        # As much as the demo needs, whatever its size, and a little more.
        room = os.statvfs(data)
        assert mount(data, (room.f_blocks - room.f_bfree) * room.f_frsize + 8 * 2**20, "remount,")
        writers = Writers(answers([program]))
        writers.wait_for_more("nothing was saved before the disk was full")
        with open(data / "filling", "wb", buffering=0) as filling:
            try:
                while filling.write(bytes(65536)):
                    pass
            except OSError:
                pass
        # The write-ahead log has pages to write over. Only when they are used up does a form need space.
        filled = time.monotonic()
        wait_until(lambda: writers.refused() >= len(writers.answers), "the disk is full, and everything is saved")
        seconds, left = time.monotonic() - filled, os.statvfs(data).f_bavail
        during = program.visitor().get("/signatories").status
        refused = writers.refused()
        (data / "filling").unlink()
        before = writers.acknowledged()
        writers.wait_for_more("nothing was saved after there was space again")
        acknowledged, statuses = writers.end()
        missing = lost(writers.answers, program)
        program.stop()
        counts = {"acknowledged": acknowledged, "responses": statuses, "refused while full": refused, "first refusal, s": round(seconds, 1),
                  "blocks left": left, "after": acknowledged - before, "lost": missing}
        return counts, missing == 0 and refused > 0 and acknowledged > before and during == 200 and set(statuses) <= {200, 503}
    finally:
        subprocess.run(["umount", "-l", str(data)], check=False)


def two_instances(work, _):
    """Two instances share a database. One is killed, and its visitors go to the other."""
    # Instances sign with the same keys, and read the same responses.
    shared = Demo.database("two_instances")
    if not shared:
        return {"skipped": "there is no PostgreSQL server: use tests/attack/run"}, None
    first = Program(work / "first", *shared)
    second = Program(work / "second", *shared)
    writers = Writers(answers([first, second]))
    writers.wait_for_more("nothing was saved by two instances")
    first.kill()
    before = writers.acknowledged()
    writers.wait_for_more("nothing was saved after one instance was killed")
    acknowledged, _ = writers.end()
    missing = lost(writers.answers, second)
    second.stop()
    return {"acknowledged": acknowledged, "after": acknowledged - before, "lost": missing}, missing == 0


def database_stopped(work, _):
    """PostgreSQL is stopped while answers are saved, and started again."""
    shared, control = Demo.database("database_stopped"), os.environ.get("ATTACK_POSTGRES_CONTROL")
    if not shared:
        return {"skipped": "there is no PostgreSQL server: use tests/attack/run"}, None
    program = Program(work / "data", *shared)
    wait_until(lambda: program.visitor().get("/log/checkpoint").status == 200, "the first checkpoint was not signed")
    writers, link = Writers(answers([program])), program.sign_in_link()
    # The page is visited shortly before, as public pages are all day. It stays in memory while people sign in and save answers, because
    # that changes nothing that is public.
    assert program.visitor().get("/signatories").status == 200
    program.signed_in(path=link)
    writers.wait_for_more("nothing was saved before the database was stopped")
    subprocess.run([*control.split(), "stop"], check=True)
    slowest, statuses_of_page, began = 0.0, {}, time.monotonic()
    while time.monotonic() - began < 5:
        asked = time.monotonic()
        status = program.visitor().get("/signatories").status
        statuses_of_page[status] = statuses_of_page.get(status, 0) + 1
        slowest = max(slowest, time.monotonic() - asked)
    refused = writers.refused()
    subprocess.run([*control.split(), "start"], check=True)
    before = writers.acknowledged()
    writers.wait_for_more("nothing was saved after the database was started again")
    acknowledged, statuses = writers.end()
    missing = lost(writers.answers, program)
    program.stop()
    counts = {"acknowledged": acknowledged, "responses": statuses, "public pages meanwhile": statuses_of_page, "refused meanwhile": refused,
              "after": acknowledged - before, "slowest public page, s": round(slowest, 2), "lost": missing}
    held = missing == 0 and refused > 0 and set(statuses_of_page) == {200} and slowest < PATIENCE and set(statuses) <= {200, 503}
    return counts, held


def mail_hangs(work, _):
    """The email server accepts connections and never says anything."""
    silent = SilentServer()
    program = Program(work / "data", "--smtp", f"smtp://127.0.0.1:{silent.port}", "--mail-from", "Assay <assay@example.org>")
    visitor, slowest = program.visitor(), 0.0
    for turn in range(5):
        began = time.monotonic()
        sent = visitor.submit("/sign-in", "/sign-in", email=f"person{turn}@northmoor.example" if turn else "rowan.ellery@northmoor.example")
        assert sent.status in (200, 303), sent.status
        assert program.visitor().get("/signatories").status == 200
        slowest = max(slowest, time.monotonic() - began)
    wait_until(lambda: silent.accepted, "the mailer did not connect")
    seconds = program.stop()
    counts = {"connections of the mailer": len(silent.accepted), "slowest, s": round(slowest, 2), "shutdown, s": round(seconds, 1)}
    return counts, bool(silent.accepted) and slowest < PATIENCE and seconds < SHUTDOWN


def slow_clients(work, _):
    """1,005 clients send half a request, and one half a form. Others are served, and the program ends when it is told to."""
    program = Program(work / "data")
    host, port = program.address.split(":")
    half = []
    for _ in range(1005):
        client = socket.socket()
        client.settimeout(5)
        try:
            client.connect((host, int(port)))
            client.sendall(b"GET / HTTP/1.1\r\nHost: a")
            half.append(client)
        except OSError:
            client.close()
    form = socket.create_connection((host, int(port)))
    form.sendall(b"POST /sign-in HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nemail=")
    slowest = 0.0
    for _ in range(10):
        began = time.monotonic()
        assert program.visitor().get("/").status == 200
        slowest = max(slowest, time.monotonic() - began)
    seconds = program.stop()
    for client in half:
        client.close()
    return {"half-sent requests": len(half), "slowest page, s": round(slowest, 2), "shutdown, s": round(seconds, 1)}, slowest < PATIENCE and seconds < SHUTDOWN


ALL = [kills, full_disk, two_instances, database_stopped, mail_hangs, slow_clients]
