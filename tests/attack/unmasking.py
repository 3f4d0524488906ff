"""Insiders try to find out who answered what in a consultation of the running program: a lead, and others of the same organisation."""
import datetime, html, itertools, re, secrets

from program import Program

LEAST = 10
# The words of a table of results that are no respondent group.
WHOLE = "All"
RATING, WRITTEN = "q1", "q2"


class Consultation:
    """A consultation of the demo's first organisation, which its lead creates, opens and closes."""

    def __init__(self, program, access, groups=(), invited=40, status=303):
        self.program, self.lead, self.title = program, program.signed_in(), f"Attack {secrets.token_hex(4)}"
        home = re.search(r'/organisations/[0-9a-f-]{36}/consultations', self.lead.get("/home").body).group(0)
        closes = datetime.date.today() + datetime.timedelta(days=14)
        fields = [("csrf", self.lead.hidden(f"{home}/new", home)["csrf"]), ("revision", "0"), ("title", self.title), ("closes-day", closes.day), ("closes-month", closes.month),
                  ("closes-year", closes.year), ("access", access), ("least", LEAST), ("invited", invited), ("follow_up", "yes"), ("then", "save"), ("plan", "")]
        for kind, words in (("agreement", "I am valued here"), ("open", "What should change?")):
            fields += [("number", ""), ("kind", kind), ("words", words)]
        if groups:
            fields += [("group_words", "Where do you work?"), ("group_choices", "\n".join(groups))]
        created = self.expect(self.lead.post(home, fields), status)
        if status != 303:
            return
        self.here = created.headers["location"]
        self.expect(self.lead.submit(self.here, f"{self.here}/opening"), 303)
        self.address = re.search(r"http://[^/\"]+(/respond/[^\"]+)\"", self.lead.get(self.here).body).group(1)

    @staticmethod
    def expect(response, status):
        assert response.status == status, (response.status, re.sub(r"<[^>]*>", " ", response.body)[:1500])
        return response

    def give_out(self, number):
        """Prints slips. Returns the response, and the codes on it."""
        printed = self.lead.submit(f"{self.here}/codes", f"{self.here}/codes/slips", slips=number)
        return printed, re.findall(r'class="slip-code">([^<]+)<', printed.body)

    def respond(self, code="", visitor=None, token=None, **answers):
        """Sends a response as a person without an account does, with a form of its own unless there is a token."""
        visitor = visitor or self.program.visitor()
        token = token or visitor.hidden(self.address, self.address)["form"]
        return visitor.post(self.address, {"form": token, "slip": code, **answers})

    def close(self, visitor=None, **said):
        visitor = visitor or self.lead
        csrf = re.search(r'name="csrf" value="([^"]+)"', visitor.get(self.here).body)
        return visitor.post(f"{self.here}/closing", {"csrf": csrf.group(1) if csrf else "", **said})

    def answered(self):
        """The number of responses, as the lead sees it while the consultation is open."""
        return int(re.search(r"(\d+)(?: of \d+ invited people responded| responses?)", self.lead.get(self.here).body).group(1))

    def results(self):
        """The page of results, as the lead sees it."""
        return self.lead.get(f"{self.here}/results").body

    def read(self):
        """Everything that members of the organisation can read about it."""
        paths = [self.here, f"{self.here}/results", f"{self.here}/findings", f"{self.here}/preview", self.here[: self.here.rindex("/")], "/home"]
        return "".join(html.unescape(self.lead.get(path).body) for path in paths)


def tables(page):
    """The tables on a page of results: for each, the columns with the number of people and the number that selected each choice."""
    for text in re.findall(r"<table.*?</table>", page, re.S):
        names = re.findall(r'<th scope="col" class="number">([^<]*)</th>', text)
        rows = [[int(count) for count in re.findall(r'<td class="number"[^>]*>(\d+)</td>', row)] for row in re.findall(r"<tr>(.*?)</tr>", text, re.S)[1:]]
        yield {name: [row[at] for row in rows] for at, name in enumerate(names)}


def few_responses(work, _):
    """A lead closes consultations with too few responses, without having been told, twice, and by pretending that the key is lost."""
    program, seen, refused = Program(work / "data"), 0, 0
    for number in (1, LEAST - 1, LEAST):
        words = [f"lighthouse {secrets.token_hex(6)}" for _ in range(number)]
        consultation = Consultation(program, "link")
        for each in words:
            consultation.expect(consultation.respond(**{RATING: "4", WRITTEN: each}), 303)
        seen += sum(each in consultation.read() for each in words)
        if number < LEAST:
            refused += consultation.close().status == 422
        consultation.expect(consultation.close(few="yes", discard="yes"), 303)
        again = [consultation.close(few="yes", discard="yes"), consultation.close(few="yes")]
        refused += sum(response.status in (403, 404) for response in again)
        shown = sum(each in consultation.read() for each in words)
        if number < LEAST:
            seen += shown + len(list(tables(consultation.results())))
        else:
            # With enough responses, the same search finds all of them: it would have found those before.
            found = shown
    program.stop()
    return {"refused": refused, "seen of few responses": seen, "seen of enough": found}, seen == 0 and refused == 8 and found == LEAST


def exposed(table):
    """The columns of a table about fewer people than the minimum, and the groups that are left over when others are subtracted from the whole."""
    number = {name: column[-1] for name, column in table.items()}
    groups = [count for name, count in number.items() if name != WHOLE]
    rests = [number[WHOLE] - sum(some) for size in range(len(groups) + 1) for some in itertools.combinations(groups, size)]
    return [count for count in [*groups, *rests] if 0 < count < LEAST]


def subtraction(work, _):
    """Few people are in one respondent group, or left in one when others skip the question. Each sum of groups is subtracted from the whole."""
    program, revealed, columns = Program(work / "data"), 0, []
    # For each person: the group, and the point of the rating if they answer it.
    lonely = [("0", "4")] * 13 + [("1", "3")] * 2 + [("1", None)] * 9 + [("2", "0")]
    three = [("0", "4")] * 14 + [("1", "4")] * 12 + [("2", "0")] * 3
    for people in (lonely, three):
        consultation = Consultation(program, "codes", groups=["Science", "Arts", "Estates"])
        for code, (group, point) in zip(consultation.give_out(40)[1], people):
            answers = {"group": group, WRITTEN: "" if point else "Less noise"} | ({RATING: point} if point else {})
            consultation.expect(consultation.respond(code, **answers), 303)
        consultation.expect(consultation.close(), 303)
        (table,) = tables(consultation.results())
        columns.append({name: column[-1] for name, column in table.items()})
        revealed += len(exposed(table))
    program.stop()
    # The second table shows that groups are shown at all, so that there is something to subtract.
    expected = [{WHOLE: 16}, {WHOLE: 29, "Science": 14, "Other groups": 15}]
    return {"columns": columns, "about fewer people": revealed}, revealed == 0 and columns == expected


def planted_responses(work, _):
    """A lead adds ten responses beside a true one: without a code, with one code, with codes for few, and by a link, and hides how many there were."""
    program, counts = Program(work / "data"), {}
    consultation = Consultation(program, "codes", invited=25)
    counts["late codes for few"] = sum(consultation.give_out(number)[0].status == 200 for number in (1, LEAST - 1))
    codes = consultation.give_out(LEAST)[1]
    consultation.expect(consultation.respond(codes[0], **{RATING: "0"}), 303)
    forged = [consultation.respond(code, **{RATING: "4"}) for code in [codes[0], "", "2222-2222-2222", *(secrets.token_hex(6) for _ in range(LEAST))]]
    counts["accepted without an unused code"] = sum(response.status == 303 for response in forged)
    counts["more codes than people"] = sum(consultation.give_out(number)[0].status == 200 for number in (16, 40))
    counts["fewer people than codes"] = consultation.lead.submit(consultation.here, f"{consultation.here}/invited", invited=5).status == 303
    counts["responses"] = consultation.answered()
    # An open link takes them. Then there are no groups, which could be filled up, and each page about the results says what they are worth.
    Consultation(program, "link", groups=["Science", "Arts"], status=422)
    link = Consultation(program, "link", invited=LEAST)
    for number in range(2 * LEAST + 1):
        link.expect(link.respond(group=str(number % 2), **{RATING: "0" if number == 3 else "4"}), 303)
    link.expect(link.close(), 303)
    counts["number invited changed afterwards"] = link.lead.post(f"{link.here}/invited", {**link.lead.hidden(consultation.here, f"{consultation.here}/invited"), "invited": "500"}).status == 303
    pages = [link.lead.get(path).body for path in (link.here, f"{link.here}/results")]
    counts["pages without a warning"] = sum("one person can respond more than once" not in page or "more responses (21) than people invited (10)" not in page for page in pages)
    counts["groups shown"] = sum(len(table) - 1 for table in tables(pages[1]))
    log = html.unescape(consultation.lead.get(activity(consultation)).body)
    counts["unlogged codes"] = f"printed {LEAST} single-use codes for the consultation “{consultation.title}”" not in log
    program.stop()
    return counts, counts.pop("responses") == 1 and not any(counts.values())


def activity(consultation):
    """The path of the organisation's activity log."""
    return re.search(r"/organisations/[0-9a-f-]{36}/activity", consultation.lead.get(consultation.here).body).group(0)


def tokens(work, _):
    """A lead opened the form on a shared device before a person did, knows its token, and tries all answers that the person may have given."""
    program, told, added, spent = Program(work / "data"), 0, 0, 0
    for access in ("link", "codes"):
        consultation = Consultation(program, access)
        codes = consultation.give_out(LEAST)[1] if access == "codes" else [""] * LEAST
        token = consultation.lead.hidden(consultation.address, consultation.address)["form"]
        consultation.expect(consultation.respond(codes[0], token=token, **{RATING: "2", WRITTEN: "More light"}), 303)
        answers = set()
        for point, written in itertools.product("01234", ("More light", "Less light")):
            response = consultation.respond(codes[1], token=token, **{RATING: point, WRITTEN: written})
            # What follows the summary is what was typed, in a form with a token of its own.
            answers.add((response.status, response.headers.get("location"), response.body.split("<summary>Send your own response")[0]))
        told, added = told + (len(answers) != 1), added + consultation.answered() - 1
        # The attempts used no code up, and the same answers in another form are another response.
        spent += consultation.respond(codes[1], **{RATING: "2", WRITTEN: "More light"}).status != 303
        added += consultation.answered() - 2 + spent
    program.stop()
    return {"answers told": told, "responses added": added, "codes spent": spent}, not (told or added or spent)


def cookies(work, _):
    """The pages for respondents set no cookie, whatever is sent to them, and show nobody who is signed in."""
    program = Program(work / "data")
    consultation = Consultation(program, "codes")
    code, used = consultation.give_out(LEAST)[1][:2]
    consultation.expect(consultation.respond(used, **{RATING: "1"}), 303)
    here, lead, stranger = consultation.address, consultation.lead, program.visitor()
    session = dict(lead.cookies)
    both = [[visitor.get(path).body for path in (here, f"{here}/thanks", "/respond/zzzz-zzzz")] for visitor in (lead, stranger)]
    # Each form has a token of its own, and each page about a problem the number of its request.
    plain = [[re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{64}|[0-9a-f]{16}", "", page) for page in pages] for pages in both]
    different = sum(one != other for one, other in zip(*plain))
    responses = [stranger.request("GET", path) for path in (here, f"{here}?slip={code}", f"{here}?slip={used}", f"{here}/thanks?sent=name", "/respond/zzzz-zzzz", here.replace("respond", "voice"))]
    responses += [consultation.respond(used, visitor, **{RATING: "1"}) for visitor in (lead, stranger)]
    responses += [visitor.post(here, fields) for visitor in (lead, stranger) for fields in ({}, {"form": "a", "slip": code}, {"form": "b", RATING: "1"})]
    responses += [consultation.respond(code, lead, **{RATING: "1"})]
    responses += [stranger.post(f"{here}/name", {"words": words}) for words in ("", "A. Keeper")]
    consultation.expect(consultation.close(few="yes"), 303)
    responses += [stranger.request("GET", here), stranger.post(here, {"form": "c", RATING: "1"})]
    set_cookies = sum("set-cookie" in response.headers for response in responses)
    program.stop()
    # Signing in set one, so that they are found.
    return {"responses": len(responses), "cookies set": set_cookies, "pages that differ for a lead": different}, set_cookies == 0 and different == 0 and "session" in " ".join(session)


def find(folder, texts):
    """The files below a folder that have one of the texts, as bytes."""
    return [path.name for path in sorted(folder.rglob("*")) if path.is_file() for data in [path.read_bytes()] if any(text in data for text in texts)]


def files(work, _):
    """The words of few people, what belongs together in a response, codes and keys are searched in every file of the data folder and of backups."""
    program = Program(work / "data")
    found = {}
    for number in (LEAST - 1, LEAST):
        consultation = Consultation(program, "codes", groups=["Science", "Arts"])
        codes = consultation.give_out(LEAST)[1]
        words = [f"lighthouse {secrets.token_hex(8)}" for _ in range(number)]
        for code, each in zip(codes, words):
            consultation.expect(consultation.respond(code, group="1", **{RATING: "4", WRITTEN: each}), 303)
        identity = consultation.here.rsplit("/", 1)[1]
        key = (work / "data" / "keys" / f"{identity}.key").read_bytes()
        together = [f'"{name}":{space}{{"{question}"'.encode() for name, question in (("ratings", 1), ("words", 2)) for space in ("", " ")]
        printed = [text.encode() for code in codes for text in (code, code.replace("-", ""))]
        keys = [key, key.hex().encode()]
        secret = [each.encode() for each in words] + together + printed
        program.command("backup", work / f"open-{number}")
        found[f"{number} responses, open"] = find(work, secret)
        consultation.expect(consultation.close(few="yes"), 303)
        program.command("backup", work / f"closed-{number}")
        found[f"{number} responses, closed"] = find(work, (secret if number < LEAST else together + printed) + keys)
    # The words of enough people are there, each alone, so that the search finds what there is.
    control = find(work, [words[0].encode()])
    program.stop()
    found["after the end"] = find(work, together + printed + keys)
    return {**{name: len(names) for name, names in found.items()}, "files": sum(path.is_file() for path in work.rglob("*"))}, not any(found.values()) and "assay.db" in " ".join(control)


ALL = [few_responses, subtraction, planted_responses, tokens, cookies, files]
