"""Plans in tables: the position of the theme, the wording of the header, and the division into rows."""

from dataclasses import replace
from datetime import date

from document import Break, Cell, Document, Heading, Rows, Sheet, Words
from laid import GREY, PLAIN, RATED, STATE, document, gold, golds, header, one_table, row, runs, value
from world import DEFINITIONS, MORE, PLACES, POOL, THEMES, plan, unrated


def under_headings(seed):
    """One table for each theme under a heading."""
    columns = [[("Action", "text"), ("Lead", "owner"), ("By when?", "when"), ("KPI", "measure")], [("What we will do", "text"), ("Who's leading?", "owner"), ("Timeframe", "when"), ("How we will know", "measure")], [("Planned activity", "text"), ("Responsible", "owner"), ("Deadline", "when"), ("Measure of success", "measure")]][seed % 3]
    actions = unrated(plan(seed, 10))
    blocks = [Heading(f"{PLACES[seed]}: action plan 2025 to 2028")]
    for run in runs(actions):
        title = THEMES[run[0].theme]
        blocks += [Heading([title, f"Theme: {title}", f"{title.upper()}"][seed % 3], 2), Rows([header(columns)] + [row(a, columns) for a in run])]
    return document(blocks, actions, columns)


def theme_column(seed, fill):
    """One table with a theme column: the theme in each row, in the first row only, or merged."""
    actions = unrated(plan(seed, 12, POOL if seed % 2 else MORE + POOL))
    columns = [PLAIN, [("Pillar", "theme"), ("Objective", "text"), ("Accountability", "owner"), ("Due", "when"), ("Outcome", "measure")]][seed % 2]
    return document([Heading("Action plan"), one_table(actions, columns, fill)], actions, columns)


def sheets_of_themes(seed):
    """The name of each sheet is a theme."""
    actions = plan(seed, 10)
    columns = [("Ref.", "=1"), ("Action", "text"), ("Action owner", "owner"), ("Completion date", "when"), ("Current status", "rag"), ("Update", "comment")]
    blocks = [Sheet("Contents"), Words(f"{PLACES[seed]} – plan, by theme"), Words("Visibility, Recognition, Career, Sustainability, Impact")]
    for run in runs(actions):
        blocks += [Sheet(THEMES[run[0].theme]), Rows([header(columns)] + [row(a, columns, STATE) for a in run])]
    return document(blocks, actions, columns)


def definitions(seed):
    """The theme is given only by its definition."""
    actions = unrated(plan(seed, 10))
    columns = [("Action", "text"), ("Who", "owner"), ("When", "when")]
    rows = []
    for run in runs(actions):
        rows += [[Cell(DEFINITIONS[run[0].theme], columns=3, bold=True, shade=GREY)], header(columns)] + [row(a, columns) for a in run]
    return document([Heading("Our action plan"), Rows(rows)], actions, columns)


def definition_column(seed):
    """The name and definition of the theme are in the first cell of its rows."""
    actions = unrated(plan(seed, 8))
    columns = [("Commitment theme", "theme"), ("Initiative", "text"), ("Led by", "owner"), ("Target date", "when")]
    rows = [header(columns)]
    for run in runs(actions):
        for at, a in enumerate(run):
            cells = row(a, columns, theme=f"{THEMES[a.theme]}\n{DEFINITIONS[a.theme]}")
            cells[0].rows = len(run)
            rows.append(cells if at == 0 else cells[1:])
    return document([Words("Action plan", bold=True), Rows(rows)], actions, columns)


def several_themes(seed):
    """Several themes in a cell."""
    also = {"visibility": ("recognition",), "career-development": ("sustainability", "evaluating-impact")}
    actions = [replace(a, also=also.get(a.theme, ())) for a in unrated(plan(seed, 10))]
    between = [", ", "\n", " & ", "; "][seed % 4]
    columns = [("Action", "text"), ("Theme(s) addressed", "theme"), ("Responsibility", "owner"), ("Timeline", "when")]
    rows = [[a.text, between.join(THEMES[t] for t in a.themes), a.owner, a.when] for a in actions]
    return document([Heading("Action plan"), Rows([header(columns)] + rows)], actions, columns)


def title_row(seed):
    """A title merged over the header, a line below it, and empty rows."""
    actions = plan(seed, 10)
    columns = RATED
    rows = [[Cell(f"{PLACES[seed]} Technician Commitment Action Plan – Owner: Registry", columns=5, bold=True)], [Cell("Status at 1 May 2025", columns=5)], [""] * 5] + one_table(actions, columns).rows
    return document([Sheet("Action plan"), Rows(rows, header=4)], actions, columns)


def competing(seed):
    """Past actions beside next actions, and an aim."""
    actions = unrated(plan(seed, 9))
    columns = [
        [("Objective", "=Technicians are known"), ("Actions taken so far", "=A pilot was run in one school."), ("Next actions", "text"), ("Lead", "owner"), ("By when", "when")],
        [("Aim", "=Better careers"), ("Progress to date", "=Talks with the unions took place."), ("Planned actions", "text"), ("Action by", "owner"), ("Date of completion", "when"), ("Success measures", "measure")],
        [("Current activity", "=We hold a lunch each term."), ("Future activity", "text"), ("Who will lead", "owner"), ("Timescales", "when")],
    ][seed % 3]
    blocks = [Heading("Action plan")]
    for run in runs(actions):
        blocks += [Heading(THEMES[run[0].theme], 2), Rows([header(columns)] + [row(a, columns) for a in run])]
    done = next(words[1:] for name, words in columns if "so far" in name or "to date" in name or "Current" in name)
    return Document(blocks, golds(actions, columns, comment=done))


def rated_next_steps(seed):
    """A rated plan in which next steps are not separate actions."""
    actions = plan(seed, 10)
    columns = [("Theme", "theme"), ("Original action", "text"), ("RAG rating", "rag"), ("Progress so far", "comment")]
    rows = [header(columns + [("Resources", "")])] + [row(a, columns) + ["One day a month"] for a in actions]
    return document([Heading("RAG analysis of the 24-month action plan"), Rows(rows)], actions, columns)


def continued(seed):
    """A table that continues in another one without a header."""
    actions = unrated(plan(seed, 15))
    columns = PLAIN
    whole = one_table(actions, columns, "once").rows
    blocks = [Heading("Action plan"), Rows(whole[:6]), Words(""), Break(), Rows(whole[6:11], header=0), Words(""), Rows([header(columns)] + whole[11:])]
    return document(blocks, actions, columns)


def continued_pages(seed):
    """A long table over the pages of a PDF."""
    actions = unrated(plan(seed, 30))
    return document([Heading("Action plan"), one_table(actions, PLAIN, "once")], actions, PLAIN)


def split_rows(seed):
    """An action whose text continues in the next row."""
    actions = unrated(plan(seed, 8))
    columns = [("No", "no"), ("Theme", "theme"), ("Action", "text"), ("Owner", "owner"), ("Success measure", "measure")]
    rows = [header(columns)]
    for at, a in enumerate(actions, 1):
        words, measure = a.text.split(" "), a.measure.split(" ")
        if at % 3 == 0 and len(measure) > 3:
            rows += [[str(at), THEMES[a.theme], " ".join(words[:4]), a.owner, " ".join(measure[:2])], ["", "", " ".join(words[4:]), "", " ".join(measure[2:])]]
        else:
            rows.append([str(at), THEMES[a.theme], a.text, a.owner, a.measure])
    return document([Heading("Action plan"), Rows(rows)], actions, columns)


def owner_and_date(seed):
    """The owner and the date are in one cell."""
    actions = [a for a in unrated(plan(seed, 12)) if a.due]
    glue = [", ", "\n", " – "][seed % 3]
    columns = [("Theme", "theme"), ("Action", "text"), (["Who and by when", "Responsibility & timescale", "Lead / deadline"][seed % 3], "both"), ("Indicator", "measure")]
    rows = [header(columns)] + [[THEMES[a.theme], a.text, a.owner + glue + a.when, a.measure] for a in actions]
    return document([Heading("Action plan"), Rows(rows)], actions, [("", "text"), ("", "owner"), ("", "when"), ("", "measure")])


def two_headers(seed):
    """Two header rows: a group over its columns."""
    actions = plan(seed, 10)
    head = [[Cell("Theme", rows=2, bold=True), Cell("Plan", columns=2, bold=True), Cell("Timescale", columns=2, bold=True), Cell("Review", columns=2, bold=True)], [Cell(w, bold=True) for w in ("Action", "Owner", "Start", "End", "RAG", "Comments")]]
    rows = [[THEMES[a.theme], a.text, a.owner, "Sept 2023", a.when, value(a, "rag"), a.comment] for a in actions]
    return document([Sheet("Plan"), Rows(head + rows, header=2)], actions, [("", "text"), ("", "owner"), ("", "when"), ("", "rag"), ("", "comment")])


def objectives(seed):
    """Numbered objectives in merged rows, of which each has its actions below."""
    actions = unrated(plan(seed, 10))
    columns = [("#", "no"), ("Actions", "text"), ("Owner", "owner"), ("Due date", "when"), ("Success criteria", "measure")]
    rows = [header(columns)]
    for number, run in enumerate(runs(actions), 1):
        rows.append([Cell(f"Theme {number}: {THEMES[run[0].theme]}", columns=5, bold=True, shade=GREY)])
        for at, a in enumerate(run, 1):
            rows.append([f"{number}.{at}", a.text, a.owner, a.when, a.measure])
    return document([Sheet("Plan"), Rows(rows)], actions, columns)


def cards(seed):
    """A table of two columns for each action."""
    actions = plan(seed, 7)
    blocks = [Heading("Action plan")]
    for a in actions:
        blocks += [Rows([["Theme", THEMES[a.theme]], ["Action", a.text], ["Owner", a.owner], ["Timescale", a.when], ["RAG status", value(a, "rag")], ["Success measure", a.measure]], header=0), Words("")]
    return document(blocks, actions, [("", "text"), ("", "owner"), ("", "when"), ("", "rag"), ("", "measure")])


def several_in_a_cell(seed):
    """The actions of a theme are the items of one cell, and all have one owner."""
    actions = unrated(plan(seed, 10))
    rows = [[Cell(w, bold=True) for w in ("Theme", "What is to be done", "Owner")]]
    for run in runs(actions):
        rows.append([THEMES[run[0].theme], [a.text for a in run], run[0].owner])
    read = [gold(replace(a, owner=run[0].owner), ["text", "theme", "owner"]) for run in runs(actions) for a in run]
    return Document([Heading("Action plan"), Rows(rows)], read)


def no_theme(seed):
    """No theme is named; due dates are date cells."""
    actions = [a for a in plan(seed, 14) if a.due]
    head = ["Task", "Assigned to", "Due", "Progress", "RAG"]
    rows = [[a.text, a.owner, Cell(a.when, date=date.fromisoformat(a.due)), a.comment, value(a, "rag")] for a in actions]
    read = [{key: words for key, words in gold(a, ["text", "owner", "when", "comment", "rag"]).items() if key != "timescale"} for a in actions]
    return Document([Sheet("Sheet1"), Rows([[Cell(w, bold=True) for w in head]] + rows)], read)


def many(name, layout, formats, seeds, /, **options):
    for at, (form, writing) in enumerate(formats):
        yield f"{name}-{at + 1}.{form}", name, (lambda at=at: layout(seeds + at, **options)), writing


WIDE = {"landscape": True}
FILES = [
    *many("under-headings", under_headings, [("docx", {}), ("odt", {}), ("pdf", {}), ("html", {}), ("md", {}), ("txt", {})], 0),
    *many("theme-column-merged", theme_column, [("docx", WIDE), ("xlsx", {}), ("ods", {}), ("pdf", {}), ("html", {})], 1, fill="merged"),
    *many("theme-column-once", theme_column, [("xlsx", {}), ("csv", {}), ("docx", {}), ("pdf", {"rules": None})], 2, fill="once"),
    *many("theme-column-each", theme_column, [("csv", {"delimiter": ";"}), ("xls", {}), ("pdf", {"rules": "rows"})], 3, fill="each"),
    *many("sheets-of-themes", sheets_of_themes, [("xlsx", {}), ("ods", {}), ("xls", {})], 4),
    *many("definitions", definitions, [("docx", {}), ("pdf", {})], 5),
    *many("definition-column", definition_column, [("docx", {}), ("html", {"header_cell": "td"})], 6),
    *many("several-themes", several_themes, [("xlsx", {}), ("docx", {}), ("csv", {}), ("odt", {})], 0),
    *many("title-row", title_row, [("xlsx", {}), ("docx", {}), ("xls", {}), ("csv", {})], 3),
    *many("competing-headers", competing, [("docx", {}), ("xlsx", {}), ("pdf", {})], 0),
    *many("rated-with-resources", rated_next_steps, [("docx", {}), ("pdf", {})], 5),
    *many("continued", continued, [("docx", {}), ("odt", {})], 1),
    *many("continued-over-pages", continued_pages, [("pdf", {}), ("pdf", {"rules": None}), ("pdf", {"repeat": True, "footer": "Action plan"})], 2),
    *many("split-rows", split_rows, [("docx", {}), ("xlsx", {})], 1),
    *many("owner-and-date", owner_and_date, [("docx", {}), ("xlsx", {}), ("odt", {})], 0),
    *many("two-header-rows", two_headers, [("xlsx", {}), ("docx", {})], 6),
    *many("objectives-in-rows", objectives, [("xlsx", {}), ("docx", {}), ("pdf", {"footer": "Page of the plan"})], 7),
    *many("cards", cards, [("docx", {}), ("odt", {}), ("html", {"header_cell": "td"})], 8),
    *many("several-in-a-cell", several_in_a_cell, [("docx", {}), ("xlsx", {})], 2),
    *many("no-theme", no_theme, [("xlsx", {}), ("ods", {})], 1),
]
