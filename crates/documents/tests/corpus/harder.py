"""Difficult layouts: headings as long as sentences, numbers inside cells, periods as columns, tables that are not plans."""

from dataclasses import replace

from document import Cell, Document, Heading, Items, Rows, Sheet, Words
from laid import AMBER, BLUE, FILL, GREEN, GREY, PLAIN, RATED, RED, document, gold, golds, header, one_table, row, runs
from tables import many
from world import MORE, PLACES, POOL, THEMES, plan, unrated

TEXT, OWNER, WHEN, MEASURE, RAG, COMMENT = ("", "text"), ("", "owner"), ("", "when"), ("", "measure"), ("", "rag"), ("", "comment")


def long_headings(seed):
    """The headings of a sibling charter, as long as sentences."""
    actions = unrated(plan(seed, 10))
    columns = [("Ref", "ref"), ("Planned action / objective", "text"), ("Rationale (i.e. what evidence is there that prompted this action/objective?)", "why"), ("Key outputs and milestones", "out"), ("Timeframe (start/end date)", "when"), ("Person responsible (include job title)", "owner"), ("Success criteria and outcome", "measure")]
    blocks = [Heading("Action plan")]
    for run in runs(actions):
        rows = [header(columns)] + [[f"{THEMES[a.theme][0]}{at}", a.text, "The survey of 2023 asked for it.", "Paper to the board", a.when, a.owner, a.measure] for at, a in enumerate(run, 1)]
        blocks += [Heading(f"Priority {len(blocks)}: {THEMES[run[0].theme]}", 2), Rows(rows)]
    return document(blocks, actions, [TEXT, OWNER, WHEN, MEASURE])


def numbers_in_cells(seed):
    """The number of an action precedes it in the same cell."""
    actions = plan(seed, 10)
    columns = [("Theme", "theme"), ("Action", "text"), ("Lead", "owner"), ("RAG", "rag")]
    rows = [header(columns)]
    for number, run in enumerate(runs(actions), 1):
        for at, a in enumerate(run, 1):
            mark = [f"{number}.{at} ", f"Action {number}{chr(96 + at)}: ", f"{THEMES[a.theme][0]}{at}. "][seed % 3]
            rows.append([THEMES[a.theme], mark + a.text, a.owner, row(a, [("", "rag")])[0]])
    return document([Heading("Review of the action plan"), Rows(rows)], actions, columns)


def numbers_in_labels(seed):
    """Each label of an action has its number."""
    actions = unrated(plan(seed, 8))
    blocks, at = [Heading("Action plan")], 0
    for run in runs(actions):
        blocks.append(Heading(THEMES[run[0].theme], 2))
        for a in run:
            at += 1
            blocks += [Words(f"Action {at}: {a.text}"), Words(f"Responsible: {a.owner}"), Words(f"By when: {a.when}"), Words(f"Success measure: {a.measure}")]
    return document(blocks, actions, [TEXT, OWNER, WHEN, MEASURE])


def paragraphs_in_cells(seed):
    """Numbered paragraphs of one cell, with as many owners and dates beside them."""
    actions = unrated(plan(seed, 10))
    rows = [[Cell(w, bold=True) for w in ("Theme", "Actions", "Who", "By when")]]
    for run in runs(actions):
        rows.append([THEMES[run[0].theme], "\n".join(f"{at}. {a.text}" for at, a in enumerate(run, 1)), "\n".join(f"{at}. {a.owner}" for at, a in enumerate(run, 1)), "\n".join(f"{at}. {a.when}" for at, a in enumerate(run, 1))])
    return document([Heading("Action plan"), Rows(rows)], actions, [TEXT, OWNER, WHEN])


def quarters(seed):
    """A chart: a column for each quarter, and a cross in one of them."""
    actions = unrated(plan(seed, 12))
    names = ["Q1 2026", "Q2 2026", "Q3 2026", "Q4 2026"]
    due = ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]
    rows = [[Cell(w, bold=True) for w in ("Theme", "Action", "Owner", *names)]]
    read = []
    for at, a in enumerate(actions):
        rows.append([THEMES[a.theme], a.text, a.owner, *("X" if at % 4 == place else "" for place in range(4))])
        read.append(gold(a, ["text", "theme", "owner"], timescale=names[at % 4], due=due[at % 4]))
    return Document([Sheet("Chart"), Rows(rows)], read)


def years(seed):
    """A column for each year, whose cells contain the actions."""
    actions = unrated(plan(seed, 15))
    names = ["Year 1", "Year 2", "Year 3"]
    rows, read = [[Cell("Theme", bold=True)] + [Cell(w, bold=True) for w in names]], []
    for run in runs(actions):
        rows.append([THEMES[run[0].theme]] + [[a.text for at, a in enumerate(run) if at % 3 == year] or "" for year in range(3)])
        read += [gold(a, ["text", "theme"], timescale=names[year]) for year in range(3) for at, a in enumerate(run) if at % 3 == year]
    return Document([Heading("36-month action plan"), Rows(rows)], read)


def headings_of_states(seed):
    """Tables below headings that give the rating of their actions."""
    actions = plan(seed, 12)
    names = [("green", "Completed actions"), ("amber", "Actions in progress"), ("red", "Actions not started")]
    columns = [("Theme", "theme"), ("Action", "text"), ("Owner", "owner")]
    blocks, out = [Heading("Review of our action plan")], []
    for colour, name in names:
        chosen = [a for a in actions if a.rag == colour]
        out += chosen
        blocks += [Heading(name, 2), Rows([header(columns)] + [row(a, columns) for a in chosen])]
    return document(blocks, out, columns + [RAG])


def boxes(seed):
    """A status cell with a box for each state, one of them ticked."""
    actions = plan(seed, 10)
    words = {"green": "☑ Complete ☐ In progress ☐ Not started", "amber": "☐ Complete ☒ In progress ☐ Not started", "red": "☐ Complete ☐ In progress ☑ Not started"}
    columns = [("Theme", "theme"), ("Action", "text"), ("Status", "rag")]
    return document([Heading("Action plan"), one_table(actions, columns, colours=words)], actions, columns)


def told_in_progress(seed):
    """The progress column begins with the status, followed by the explanation."""
    actions = plan(seed, 12)
    words = {"green": "Complete", "amber": "Ongoing", "red": "Not started"}
    rows = [header([("Theme", "theme"), ("Action", "text"), ("Progress", "x")])] + [[THEMES[a.theme], a.text, f"{words[a.rag]} – {a.comment[0].lower()}{a.comment[1:]}"] for a in actions]
    read = [gold(a, ["text", "theme", "rag"], comment=f"{words[a.rag]} – {a.comment[0].lower()}{a.comment[1:]}") for a in actions]
    return Document([Heading("Progress on the action plan"), Rows(rows)], read)


def not_plans(seed):
    """A summary, a register of risks and a history of versions around the plan."""
    actions = plan(seed, 8)
    risks = [["Risk", "Likelihood", "Impact", "Mitigating action", "Owner"], ["Staff leave", "High", "High", "Cross-train two people for each instrument", "HR"], ["Money runs out", "Low", "High", "Apply to two funders", "Finance"]]
    summary = [["Status", "Number of actions"], ["Green", "3"], ["Amber", "2"], ["Red", "3"]]
    versions = [["Version", "Date", "Author", "Change"], ["1", "May 2023", "W. Tallow", "First draft"], ["2", "June 2023", "W. Tallow", "Comments of the board"]]
    blocks = [Sheet("Summary"), Rows(summary), Sheet("Actions"), one_table(actions, RATED), Sheet("Risks"), Rows(risks), Sheet("Versions"), Rows(versions)]
    return document(blocks, actions, RATED)


def placeholders(seed):
    """Rows of the template that were not filled in, and an example that was not removed."""
    actions = unrated(plan(seed, 6))
    rows = [header(PLAIN), ["e.g. Visibility", "e.g. Create a web page for technicians", "e.g. Communications", "e.g. May 2025", "e.g. 100 visits"]]
    rows += [row(a, PLAIN) for a in actions] + [["[Theme]", "[Insert action]", "[Name]", "[Date]", "[Measure]"], ["", "", "", "", ""], ["", "TBC", "", "", ""], ["", "n/a", "", "", ""]]
    return document([Heading("Action plan"), Rows(rows)], actions, PLAIN)


def prefixes(seed):
    """Each item begins with its theme."""
    actions = unrated(plan(seed, 10))
    return document([Heading("Action plan 2025-28"), Words("We promise:"), Items([f"{THEMES[a.theme]}: {a.text}" for a in actions])], actions, [TEXT])


def numbered_pillars(seed):
    """Pillars with words for numbers, and themes by longer names."""
    longer = {"visibility": "Pillar One: Visibility", "recognition": "Pillar Two – Recognition", "career-development": "Pillar Three: Career Development and Progression", "sustainability": "Pillar Four: Sustainability of Technical Skills", "evaluating-impact": "Pillar Five: Evaluating Impact"}
    actions = unrated(plan(seed, 10))
    columns = [("Activity", "text"), ("Owner", "owner"), ("Milestone date", "when")]
    blocks = [Heading("Strategy for technicians")]
    for run in runs(actions):
        blocks += [Heading(longer[run[0].theme], 2), Rows([header(columns)] + [row(a, columns) for a in run])]
    return document(blocks, actions, columns)


def no_title(seed):
    """Lists below themes, in a document without a title or heading of a plan."""
    actions = unrated(plan(seed, 12))
    blocks = [Heading("Our promises to technicians"), Words("Technicians keep the university going. In the next three years we will do what follows, and say each year how far we are. The list was made with them, in two meetings at which all of them could speak.")]
    for run in runs(actions):
        blocks += [Heading(THEMES[run[0].theme], 2), Words(f"Technicians told us that {THEMES[run[0].theme].lower()} matters to them, and that they see too little of it in their daily work; we agree."), Items([a.text for a in run])]
    return document(blocks, actions, [TEXT])


def dates_done(seed):
    """A due date beside the date of completion."""
    actions = plan(seed, 10)
    columns = [("Theme", "theme"), ("Action", "text"), ("Owner", "owner"), ("Due date", "when"), ("Date completed", "done")]
    rows = [header(columns)] + [[THEMES[a.theme], a.text, a.owner, a.when, "May 2025" if a.rag == "green" else ""] for a in actions]
    read = golds(actions, [TEXT, OWNER, WHEN])
    for one, a in zip(read, actions):
        one["rag"] = "green" if a.rag == "green" else None
    return Document([Sheet("Plan"), Rows(rows)], read)


def merged_owner(seed):
    """Aims, owners and dates merged over the rows of their actions; a state for each."""
    actions = plan(seed, 15)
    rows = [[Cell(w, bold=True, shade=GREY) for w in ("Theme", "Strategic aim", "Actions to deliver the aim", "Accountable lead", "Delivery date", "BRAG")]]
    words, read = {"green": "Blue", "amber": "Green", "red": "Red"}, []
    for run in runs(actions):
        for at, a in enumerate(run):
            cells = [Cell(THEMES[a.theme], rows=len(run)), Cell(f"To be better at {THEMES[a.theme].lower()} by 2028", rows=len(run)), a.text, Cell(run[0].owner, rows=len(run)), Cell(run[0].when, rows=len(run)), words[a.rag]]
            rows.append(cells if at == 0 else [cells[2], cells[5]])
            read.append(gold(replace(a, owner=run[0].owner, when=run[0].when, due=run[0].due), ["text", "theme", "owner", "when", "rag"]))
    return Document([Heading("BRAG-rated action plan"), Words("Blue – completed. Green – on track. Amber – at risk of delay. Red – not yet started."), Rows(rows)], read)


def mixed_states(seed):
    """Statuses in different wordings, and some that are not one of the three."""
    told = [("Implemented", "green"), ("Partially met", "amber"), ("Not achieved", "red"), ("Superseded", None), ("3 - Complete", "green"), ("On-going", "amber"), ("No progress", "red"), ("On hold", None), ("DONE", "green"), ("Green: completed, though some work in progress continues elsewhere", "green"), ("Not yet commenced", "red"), ("Under development", "amber")]
    actions = unrated(plan(seed, 12, POOL + MORE))[: len(told)] + unrated(plan(seed + 3, 5, MORE))
    rows, read = [header([("Theme", "theme"), ("Action", "text"), ("Status", "rag")])], []
    for a, (words, colour) in zip(actions, told):
        rows.append([THEMES[a.theme], a.text, words])
        is_said = colour is None or len(words) > 40
        read.append(gold(a, ["text", "theme"], rag=colour, comment=words if is_said else None))
    return Document([Heading("Action plan review"), Rows(rows)], read)


FILES = [
    *many("long-headings", long_headings, [("docx", {"landscape": True}), ("pdf", {"widths": [1, 4, 3, 2, 2, 2, 3]}), ("xlsx", {})], 2),
    *many("numbers-in-cells", numbers_in_cells, [("docx", {}), ("xlsx", {}), ("pdf", {})], 0),
    *many("numbers-in-labels", numbers_in_labels, [("docx", {}), ("txt", {}), ("pdf", {})], 4),
    *many("paragraphs-in-cells", paragraphs_in_cells, [("docx", {}), ("xlsx", {}), ("html", {})], 1),
    *many("quarters", quarters, [("xlsx", {}), ("docx", {}), ("pdf", {"widths": [2, 5, 3, 1, 1, 1, 1]})], 3),
    *many("years", years, [("docx", {}), ("pdf", {}), ("xlsx", {})], 5),
    *many("headings-of-states", headings_of_states, [("docx", {}), ("odt", {}), ("html", {})], 6),
    *many("boxes", boxes, [("docx", {}), ("xlsx", {})], 7),
    *many("told-in-progress", told_in_progress, [("docx", {}), ("ods", {}), ("pdf", {})], 8),
    *many("not-plans", not_plans, [("xlsx", {}), ("docx", {})], 2),
    *many("placeholders", placeholders, [("docx", {}), ("xlsx", {})], 3),
    *many("prefixes", prefixes, [("docx", {}), ("md", {}), ("pdf", {})], 4),
    *many("numbered-pillars", numbered_pillars, [("docx", {}), ("pdf", {})], 5),
    *many("no-title", no_title, [("docx", {}), ("html", {}), ("pdf", {})], 6),
    *many("dates-done", dates_done, [("xlsx", {}), ("docx", {})], 1),
    *many("merged-owner", merged_owner, [("docx", {}), ("xlsx", {}), ("pdf", {})], 0),
    *many("mixed-states", mixed_states, [("docx", {}), ("xlsx", {})], 0),
]
