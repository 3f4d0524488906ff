"""What an insider with the database, or a lead with a receipt, makes up. Each forgery must be told by everything that reads it.

A forgery that nothing was done to is genuine, and is accepted: each attempt shows that first, so that it cannot hold because
everything is refused."""
import copy, json, shutil, sqlite3, subprocess, uuid

from program import Program, assay, wait_until

OTHER_KEY = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
OTHER_HASH = "0" * 64
# The exit statuses of `assay verify` that accept a file: authentic, and authentic but superseded.
ACCEPTED = {0: "authentic", 3: "superseded"}
TOLD = {1: "changed", 4: "unknown signer", 5: "cannot be verified", 6: "not signed", 7: "database or keys unreadable"}


# Forged files

def edit(change):
    """A forgery that changes the parsed file."""
    def forge(text):
        file = json.loads(text)
        change(file)
        return json.dumps(file, ensure_ascii=False).encode()
    return forge


def within(text, before, after):
    """A forgery that replaces characters of the file, once."""
    assert before in text, before
    return text.replace(before, after, 1).encode()


def signer(file, outer=True, receipt=True):
    if outer:
        file["signatures"][-1]["name"] = "Somebody Else"
    if receipt:
        file["receipt"]["statement"]["signatures"][-1]["statement"]["name"] = "Somebody Else"


def date(file):
    file["submitted"] = file["receipt"]["statement"]["submitted"] = "2026-01-01T00:00:00Z"


def rehash(file):
    """Changes the text, and writes its new hash wherever the file has the old one."""
    from hashlib import sha256
    old = file["sha256"]
    file["submission"]["answers"][0]["text"] += " And more."
    canonical = json.dumps(file["submission"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    new = json.loads(json.dumps(file).replace(old, sha256(canonical.encode()).hexdigest()))
    file.clear()
    file.update(new)


def own_key(file):
    """Names another key as the register's, in the receipt and in its own list."""
    old = file["receipt"]["attestation"]["key"]
    new = json.loads(json.dumps(file).replace(old, OTHER_KEY))
    file.update(new)


def attestation(file):
    """The register's signature of something else."""
    statement = file["receipt"]["statement"]
    file["receipt"]["attestation"] = statement["signatures"][0]["attestation"]


FORGED_FILES = {
    "signer beside the receipt": edit(lambda file: signer(file, receipt=False)),
    "signer in the receipt": edit(lambda file: signer(file, outer=False)),
    "signer in both": edit(signer),
    "job title": edit(lambda file: file["receipt"]["statement"]["signatures"][0]["statement"].update(post="Chancellor")),
    "signed as": edit(lambda file: file["receipt"]["statement"]["signatures"][0]["statement"].update(signed_as="leader")),
    "time of a signature": edit(lambda file: file["signatures"][0].update(at="2026-01-01T00:00:00Z")),
    "date of submission": edit(date),
    "due date": edit(lambda file: file["receipt"]["statement"].update(due="2031-01-01")),
    "title": edit(lambda file: file["submission"]["edition"].update(title="Another form")),
    "organisation": edit(lambda file: file["submission"]["organisation"].update(name="Another University")),
    "answer": edit(lambda file: file["submission"]["answers"][0].update(text="Everything is excellent.")),
    "text and hash": edit(rehash),
    "hash alone": edit(lambda file: file.update(sha256=OTHER_HASH)),
    "signature removed": edit(lambda file: (file["signatures"].pop(), file["receipt"]["statement"]["signatures"].pop())),
    "signature removed beside the receipt": edit(lambda file: file["signatures"].pop()),
    "attestation removed": edit(lambda file: file["receipt"].update(attestation=None)),
    "attestation of a signature removed": edit(lambda file: file["receipt"]["statement"]["signatures"][0].update(attestation=None)),
    "receipt removed": edit(lambda file: file.pop("receipt")),
    "attestation of another statement": edit(attestation),
    "another key": edit(own_key),
    "unknown field": edit(lambda file: file.update(note="Also signed by the Vice-Chancellor")),
    "key twice": lambda text: within(text, '"sha256":', '"sha256": "0", "sha256":'),
    "nested key twice": lambda text: within(text, '"answers": [', '"answers": [], "answers": ['),
    "key of an object in a list twice": lambda text: within(text, '"ask":', '"ask": "Other", "ask":'),
    "key twice by an escape": lambda text: within(text, '"answers": [', '"\\u0061nswers": [], "answers": ['),
    "number with a fraction": lambda text: within(text, '"version": 1', '"version": 1.0'),
    "number with an exponent": lambda text: within(text, '"version": 1', '"version": 1e0'),
    "escape": lambda text: within(text, '"format": "assay-submission"', '"format": "\\u0061ssay-submission"'),
    "UTF-16": lambda text: text.encode("utf-16"),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "Latin-1": lambda text: within(text, '"text": "', '"text": "é').replace("é".encode(), b"\xe9"),
    "two files": lambda text: text.encode() * 2,
    "zero byte": lambda text: text.encode() + b"\0",
    "cut off": lambda text: text.encode()[: len(text) // 2],
    "comment": lambda text: text.encode() + b"// genuine\n",
}


def verify(*arguments):
    """What `assay verify` says of a file: a word, and whether it accepts it."""
    status, printed = assay("verify", *arguments, check=False)
    return ACCEPTED.get(status) or TOLD.get(status, f"status {status}: {printed}"), status in ACCEPTED, status in TOLD


def verify_on_page(visitor, name, bytes):
    """What the page *Verify a file* says of it, in the same way. It counts how many files a visitor verifies."""
    fields = visitor.hidden("/verify", "/verify")
    status, body = visitor.upload("/verify", fields, "file", name, bytes)
    title = body.partition('<h2 id="result">')[2].partition("</h2>")[0] or f"status {status}"
    return title, title.startswith("Authentic"), title in ("Changed", "Unknown signer", "Cannot be verified", "Not signed")


def count(counts, word):
    counts[word] = counts.get(word, 0) + 1


class Site:
    """The demo with a submission, and what a person has of it who keeps its files."""

    def __init__(self, work):
        self.work, self.program = work, Program(work / "data")
        self.slug, self.submission = self.program.submission()
        self.path = f"/signatories/{self.slug}/submissions/{self.submission}"
        self.asked = 0
        self.text = self.program.visitor().get(f"{self.path}/submission.json").body
        self.keys = self.save("keys.json", self.program.visitor().get("/.well-known/assay-keys.json").body.encode())
        self.genuine = self.save("genuine.json", self.text.encode())
        wait_until(lambda: (work / "data/checkpoint.txt").exists(), "the first checkpoint was not kept")

    def save(self, name, bytes):
        path = self.work / name
        path.write_bytes(bytes)
        return path

    def page(self, path=""):
        """The public page, past the cache: the address is another one each time."""
        self.asked += 1
        return self.program.visitor().get(f"{self.path}{path}?{self.asked}")

    def ways(self, file):
        """Each way to verify a file offline and online."""
        return {
            "with the public key": [file, "--key", self.keys],
            "asking the register": [file, "--register", f"http://{self.program.address}"],
            "in the installation": ["--data", self.program.data, file, "--here"],
        }


def forged_files(work, _):
    """A lead changes the file or the receipt, and shows it to others."""
    site, told, believed = Site(work), {}, []
    for way, arguments in site.ways(site.genuine).items():
        assert verify(*arguments)[1], f"the genuine file is not accepted {way}: {verify(*arguments)}"
    visitor = site.program.visitor()
    assert verify_on_page(visitor, "genuine.json", site.text.encode())[1], "the page does not accept the genuine file"
    attempts = 0
    for name, forge in FORGED_FILES.items():
        bytes = forge(site.text)
        assert bytes != site.text.encode(), name
        outcomes = {way: verify(*arguments) for way, arguments in site.ways(site.save("forged.json", bytes)).items()}
        outcomes["on the page"] = verify_on_page(visitor, "forged.json", bytes)
        for way, (word, _, is_told) in outcomes.items():
            attempts += 1
            count(told, word.lower())
            if not is_told:
                believed.append(f"{name}, {way}: {word}")
    site.program.stop()
    return {"forgeries": len(FORGED_FILES), "attempts": attempts, "told": told, "believed": believed or 0}, not believed


# Rows of a submission

def assessment(site):
    return uuid.UUID(site.submission).bytes


# What is changed in the row: the table, the condition for `?` (the self-assessment), the column, and its new value. A column `None` deletes.
OWN = "assessment_id = ?"
TEXT = "hash = (select locked_version_hash from assessment where id = ?)"
SUBMITTED = "signature_id is null and assessment_id = ?"
ROWS = {
    "text": ("locked_version", TEXT, "canonical", "replace(canonical, 'technician', 'professor')"),
    "signer": ("signature", f"role = 'leader' and {OWN}", "name", "'Somebody Else'"),
    "job title": ("signature", f"role = 'leader' and {OWN}", "post", "'Porter'"),
    "time of a signature": ("signature", f"role = 'lead' and {OWN}", "signed_at", "'2026-01-01 00:00:00.000000+00:00'"),
    "signature removed": ("signature", f"role = 'leader' and {OWN}", "voided_at", "'2026-01-01 00:00:00.000000+00:00'"),
    "date of submission": ("assessment", "id = ?", "submitted_at", "'2026-01-01 00:00:00.000000+00:00'"),
    "due date": ("assessment", "id = ?", "due_on", "'2031-01-01'"),
    "another version": ("assessment", "id = ?", "locked_version_hash",
                        "(select locked_version_hash from assessment other where other.step = 'submitted' and other.id <> assessment.id limit 1)"),
    "statement": ("statement", SUBMITTED, "body", "replace(body, 'submitted', 'submitted ')"),
    "receipt removed": ("statement", SUBMITTED, None, None),
}


class Tampering:
    """A change of one table, which is undone at the end."""

    def __init__(self, database, table, where, column, value, identity):
        self.database, self.table, self.where, self.column, self.value, self.identity = database, table, where, column, value, identity

    def __enter__(self):
        with sqlite3.connect(self.database, timeout=30) as connection:
            self.rows = connection.execute(f"select rowid, * from {self.table} where {self.where}", [self.identity]).fetchall()
            names = [one[1] for one in connection.execute(f"pragma table_info({self.table})")]
            change = f"update {self.table} set {self.column} = {self.value}" if self.column else f"delete from {self.table}"
            connection.execute(f"{change} where {self.where}", [self.identity])
            self.names = ", ".join(["rowid", *names])
            changed = connection.execute(f"select rowid, * from {self.table} where {self.where}", [self.identity]).fetchall()
        connection.close()
        assert self.rows and changed != self.rows, f"{self.table}.{self.column} was not changed"
        return self

    def __exit__(self, *_):
        with sqlite3.connect(self.database, timeout=30) as connection:
            connection.execute(f"delete from {self.table} where rowid in ({', '.join(str(row[0]) for row in self.rows)})")
            places = ", ".join("?" * len(self.rows[0]))
            connection.executemany(f"insert into {self.table} ({self.names}) values ({places})", self.rows)
        connection.close()


def audit(data, *arguments):
    """Whether the audit finds something, and what it prints."""
    status, printed = assay("--data", data, "audit", "--without-files", *arguments, check=False)
    assert status in (0, 1) and ("Does not fit" in printed) == (status == 1), printed
    return status == 1, printed


def forged_rows(work, _):
    """An insider changes the rows of a submission while the program runs. The public page, its file and the audit must each tell. Who has
    the genuine file can still verify it with the public key."""
    site = Site(work)
    database, believed, told = site.program.data / "assay.db", [], {}

    def look(what, is_genuine=False):
        page, file = site.page(), site.page("/submission.json")
        found, printed = audit(site.program.data)
        assert verify(*site.ways(site.genuine)["with the public key"])[1], f"{what}: the genuine file is not accepted any more"
        seen = {"page": page.status == 200, "file": file.status == 200, "audit": not found}
        if is_genuine:
            assert all(seen.values()), f"{what}: {seen}: {printed}"
        for reader, believes in seen.items():
            count(told, reader) if not believes else None
            if believes and not is_genuine:
                believed.append(f"{what}, {reader}")

    look("before", is_genuine=True)
    told.clear()
    for what, row in ROWS.items():
        with Tampering(database, *row, assessment(site)):
            look(what)
    tampered = dict(told)
    look("afterwards", is_genuine=True)
    site.program.stop()
    return {"forgeries": len(ROWS), "told by": tampered, "believed": believed or 0}, not believed


# The event log

AT = "place = (select max(place) - 40 from event)"
NEW = "'{\"what\":\"stage-moved\",\"from\":1,\"to\":3}'"
COLUMNS = "author, what, public, happened_at, kind, salt"
LOG = {
    "event changed": [f"update event set what = {NEW} where {AT}"],
    "author changed": [f"update event set author = 'leader' where {AT}"],
    "date changed": [f"update event set happened_at = '2026-01-01 00:00:00.000000+00:00' where {AT}"],
    "event deleted": [f"delete from event where {AT}"],
    "event and entry deleted": [f"delete from log_entry where {AT}", f"delete from event where {AT}"],
    "events exchanged": ["update event set place = case place when 50 then 51 else 50 end where place in (50, 51)"],
    "events and entries exchanged": [
        "update log_entry set place = -1 where place = 50", "update log_entry set place = 50 where place = 51",
        "update log_entry set place = 51 where place = -1",
        "update event set place = case place when 50 then 51 else 50 end where place in (50, 51)",
    ],
    "event inserted as old": [f"insert into event (id, {COLUMNS}) select randomblob(16), {COLUMNS} from event where {AT}"],
    "event repeated with its place": [f"insert into event (id, {COLUMNS}, place) select randomblob(16), {COLUMNS}, place from event where {AT}"],
    "entry changed": ["update log_entry set entry = replace(entry, 'people', 'plan') where place = (select place from log_entry where entry like '%people%' limit 1)"],
    "hashes changed": ["update log_tile set hashes = zeroblob(length(hashes)) where level = 0 and position = 0"],
    "checkpoint at another size": ["update checkpoint set size = size - 1"],
    "checkpoint at another time": ["update checkpoint set note = replace(note, 'time 20', 'time 21')"],
}
# The log as it was when it had so many entries, within the first tile. The checkpoint that the program kept is newer.
EARLIER = 200


def cut_off(connection):
    """The log becomes what it was, with its hashes; its checkpoints are removed."""
    (first,) = connection.execute("select hashes from log_tile where level = 0 and position = 0").fetchone()
    for table, where in (("event", f"place >= {EARLIER}"), ("log_entry", f"place >= {EARLIER}"), ("log_tile", "true"), ("checkpoint", "true")):
        connection.execute(f"delete from {table} where {where}")
    connection.execute("insert into log_tile (level, position, hashes) values (0, 0, ?)", [first[: EARLIER * 32]])


def forged_log(work, _):
    """An insider changes the event log, or puts back an older one. The audit must tell, with the checkpoint that was kept elsewhere."""
    site = Site(work)
    site.program.stop()
    genuine, believed, findings = site.program.data, [], 0
    kept = shutil.copy(genuine / "checkpoint.txt", work / "kept.txt")
    found, printed = audit(genuine, "--checkpoint", kept)
    assert not found, printed

    def changed(change):
        data = work / "changed"
        shutil.rmtree(data, ignore_errors=True)
        shutil.copytree(genuine, data)
        with sqlite3.connect(data / "assay.db") as connection:
            before = connection.total_changes
            change(connection)
            assert connection.total_changes > before, "nothing was changed"
        connection.close()
        return data

    for what, statements in LOG.items():
        data = changed(lambda connection: [connection.execute(statement) for statement in statements])
        found, printed = audit(data)
        findings += printed.count("\n") if found else 0
        if not found:
            believed.append(what)
    # Alone, an older log fits. A checkpoint that was kept, by the program or by anyone, shows that there was more.
    data = changed(cut_off)
    if "it covers more entries than the 200 that there are" not in audit(data)[1]:
        believed.append("older log, with the program's checkpoint")
    (data / "checkpoint.txt").unlink()
    if "it covers more entries than the 200 that there are" not in audit(data, "--checkpoint", kept)[1]:
        believed.append("older log, with a checkpoint that was kept elsewhere")
    # The program, started on it, neither replaces the checkpoint that it kept nor signs over it.
    shutil.copy(kept, data / "checkpoint.txt")
    program = Program(data)
    wait_until(lambda: "does not go on" in program.log() or "event log" in program.log(), "the program did not report the older log")
    program.stop()
    if (data / "checkpoint.txt").read_text() != kept.read_text():
        believed.append("older log, checkpoint replaced by the program")
    return {"forgeries": len(LOG) + 3, "lines told": findings, "believed": believed or 0}, not believed


ALL = [forged_files, forged_rows, forged_log]
