"""Starts the program with the demo, and visits it as a person would."""
import atexit, collections, html, http.client, json, os, pathlib, re, shutil, signal, socket, subprocess, tempfile, threading, time, urllib.parse

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
ASSAY = os.environ.get("ASSAY_PROGRAM", str(ROOT / "target/debug/assay"))
LEAD = "rowan.ellery@northmoor.example"
# How long any response may take. Longer ones count as hanging.
TIMEOUT = 90
# How long it is waited for something that takes a second on an idle machine.
MAX_WAIT = 60

Response = collections.namedtuple("Response", "status headers body")


def assay(*arguments, check=True):
    """Runs a command of the program, and returns its output. With `check`, it must succeed."""
    done = subprocess.run([ASSAY, *map(str, arguments)], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
    if check and done.returncode != 0:
        raise AssertionError(f"assay {' '.join(map(str, arguments))}: {done.returncode}\n{done.stdout}")
    return done.stdout if check else (done.returncode, done.stdout)


def wait_until(condition, otherwise):
    """Waits until a condition is true. Fails if it is not after a time that a busy machine does not need."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < MAX_WAIT, otherwise
        time.sleep(0.1)


class Demo:
    """What the demo fills: a data folder and a database, each of which is copied because filling it takes long."""

    lock, folder = threading.RLock(), None

    @classmethod
    def fill(cls, name, *arguments):
        """Fills a folder, once. Returns it."""
        with cls.lock:
            if cls.folder is None:
                cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="assay-attack-demo."))
                atexit.register(shutil.rmtree, cls.folder, True)
            if not (cls.folder / name).exists():
                Program(cls.folder / name, *arguments, fill=True).stop()
            return cls.folder / name

    @classmethod
    def copy_to(cls, data):
        shutil.copytree(cls.fill("data"), data, dirs_exist_ok=True)
        os.chmod(data, 0o700)

    @classmethod
    def database(cls, name):
        """Creates a filled database on the server of `tests/attack/run`. Returns the settings of its instances; nothing without a server."""
        server = os.environ.get("ATTACK_POSTGRES")
        if not server:
            return []
        keys = lambda folder: ["--signing-keys", folder / "signing-keys.json", "--response-keys", folder / "keys"]
        address = lambda database: f"{server.rpartition('/')[0]}/{database}"
        create = lambda database, template: subprocess.run(["psql", "-q", server, "-c", f"create database {database} template {template}"], check=True)
        with cls.lock:
            if cls.folder is None or not (cls.folder / "postgres").exists():
                create("filled", "template1")
            folder = cls.fill("postgres", "--database", address("filled"))
        create(name, "filled")
        return ["--database", address(name), *keys(folder)]


class Program:
    """`assay serve` with the demo on a free port."""

    def __init__(self, data, *arguments, fill=False):
        self.data, self.settings = pathlib.Path(data), ["--data", str(data)]
        for name, value in zip(arguments, arguments[1:]):
            if name in ("--database", "--signing-keys", "--response-keys"):
                self.settings += [name, str(value)]
        if not fill and "--database" not in arguments and not (self.data / "assay.db").exists():
            Demo.copy_to(self.data)
        self.process = subprocess.Popen([ASSAY, "serve", "--demo", "--port", "0", "--data", str(data), *map(str, arguments)], text=True,
                                        stdout=subprocess.PIPE, stderr=open(self.data.parent / "log", "a"), env={**os.environ, "RUST_LOG": "warn"})
        lines = []
        for line in self.process.stdout:
            lines.append(line)
            if line.startswith("Ready"):
                break
        else:
            raise AssertionError(f"the program did not start: {''.join(lines)}")
        self.address = re.search(r"http://(127\.0\.0\.1:\d+)", lines[0]).group(1)
        self.links = {line.split(": http")[0]: re.search(r"http://127\.0\.0\.1:\d+(/\S+)", line).group(1) for line in lines if re.search(r": http://127\.0\.0\.1:\d+/", line)}
        # The pipe would fill up otherwise.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()

    def log(self):
        """What this program and others with the same parent folder have logged."""
        return (self.data.parent / "log").read_text()

    def submission(self):
        """The slug of a signatory, and the identity of a submission of theirs that was signed here."""
        visitor = self.visitor()
        for slug in re.findall(r'/signatories/([^"/]+)"', visitor.get("/signatories.json").body):
            for one in re.findall(rf'/signatories/{slug}/submissions/([0-9a-f-]{{36}})', visitor.get(f"/signatories/{slug}").body):
                if visitor.get(f"/signatories/{slug}/submissions/{one}/receipt.json").status == 200:
                    return slug, one
        raise AssertionError("the demo has no submission with a receipt")

    def command(self, *arguments, check=True):
        """Runs another command on the same data."""
        return assay(*self.settings, *arguments, check=check)

    def kill(self):
        """Ends the program as a power cut does."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        """Ends the program as an operator does. Returns the seconds that it took."""
        began = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=TIMEOUT)
        return time.monotonic() - began

    def visitor(self):
        return Visitor(self.address)

    def sign_in_link(self, email=LEAD):
        """A link that signs in a visitor."""
        return urllib.parse.urlsplit(self.command("sign-in", "--base", f"http://{self.address}", email).strip()).path

    def signed_in(self, email=LEAD, path=None):
        """A visitor who is signed in, by that link or a new one."""
        visitor, path = self.visitor(), path or self.sign_in_link(email)
        sent = visitor.submit(path, path)
        assert sent.status == 303, (sent.status, sent.body[:500])
        return visitor


class Visitor:
    """A browser: one connection and its cookies."""

    def __init__(self, address):
        self.address, self.cookies, self.connection = address, {}, None

    def request(self, method, path, body=None, headers=None):
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        for attempt in (1, 2):
            if self.connection is None:
                self.connection = http.client.HTTPConnection(self.address, timeout=TIMEOUT)
            try:
                self.connection.request(method, path, body, headers)
                answer = self.connection.getresponse()
                text = answer.read()
                break
            except (http.client.RemoteDisconnected, ConnectionError, http.client.CannotSendRequest):
                self.connection = None
                # An idle connection may have been closed. A form is not sent twice.
                if method != "GET" or attempt == 2:
                    raise
        if answer.will_close:
            self.connection = None
        for cookie in answer.headers.get_all("set-cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return Response(answer.status, answer.headers, text.decode("utf-8", "replace"))

    def get(self, path):
        """Gets a page, after redirects."""
        for _ in range(5):
            response = self.request("GET", path)
            if response.status not in (303, 307, 308):
                break
            path = response.headers["location"].removeprefix(f"http://{self.address}")
        return response

    def post(self, path, fields, headers=None):
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{self.address}", **(headers or {})}
        return self.request("POST", path, urllib.parse.urlencode(fields), headers)

    def hidden(self, page, action):
        """The hidden fields of a form on a page."""
        body = self.get(page).body
        at = body.find(f'action="{action}"')
        assert at >= 0, f"{page} has no form with the action {action}"
        form = body[at:body.index("</form>", at)]
        return {name: html.unescape(value) for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)}

    def submit(self, page, action, **fields):
        """Sends a form of a page."""
        return self.post(action, {**self.hidden(page, action), **fields})

    def upload(self, action, fields, name, file, bytes):
        """Sends a form with a file. Returns the status and the page."""
        boundary = "boundary-of-the-attack"
        parts = [f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode() for key, value in fields.items()]
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: application/json\r\n\r\n'
        body = b"".join([*parts, head.encode(), bytes, f"\r\n--{boundary}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Origin": f"http://{self.address}"}
        response = self.request("POST", action, body, headers)
        return response.status, response.body

    def draft(self):
        """The path of the draft self-assessment on the home page."""
        return re.search(r"/assessments/[0-9a-f-]{36}", self.get("/home").body).group(0)


class Answer:
    """An answer that is saved again and again, as the script of its page does."""

    def __init__(self, visitor, path):
        self.visitor, self.path, self.version = visitor, path, 0
        page = visitor.get(path).body
        field = lambda name: re.search(f'name="{name}" value="([^"]*)"', page).group(1)
        self.csrf, self.revision = field("csrf"), field("revision")

    def save(self):
        """Saves the next version. Returns the status; 200 acknowledges it."""
        text = f"Version {self.version + 1} of {self.path}"
        response = self.visitor.post(self.path, {"csrf": self.csrf, "revision": self.revision, "text": text}, {"Accept": "application/json"})
        if response.status == 200:
            self.revision = json.loads(response.body)["revision"]
            self.version += 1
        return response.status

    def is_kept(self, visitor):
        """Whether the last acknowledged version is there. One more may have been saved without being acknowledged."""
        text = re.search(r'<textarea[^>]*id="text"[^>]*>\n?([^<]*)', visitor.get(self.path).body).group(1)
        return any(text == f"Version {version} of {self.path}" for version in (self.version, self.version + 1)) or (self.version == 0 and "Version" not in text)


class SilentServer:
    """A server that accepts connections and never says anything."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port, self.accepted = self.socket.getsockname()[1], []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                self.accepted.append(self.socket.accept()[0])
            except OSError:
                return
