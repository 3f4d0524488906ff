"""Layouts that were written first and are not looked at while the reader is being improved: a check against overfitting."""

from dataclasses import replace

from document import Break, Cell, Document, Heading, Items, Rows, Sheet, Words
from laid import AMBER, BLUE, FILL, GREEN, GREY, RED, gold, golds, header, row, runs
from world import DEFINITIONS, MORE, POOL, THEMES, plan, unrated


def one():
    """A plan by aims, with past and planned actions side by side; Word."""
    actions = plan(11, 9, MORE + POOL)
    columns = [("Ref", "ref"), ("Our aim", "aim"), ("What have we done already?", "done"), ("What will we do now?", "text"), ("Who is accountable?", "owner"), ("Finish", "when"), ("How will we know it has worked?", "measure")]
    blocks = [Heading("Technicians at Ashmere: our plan to 2027"), Words("Approved by the board on 3 March. This plan replaces the last.")]
    out = []
    for run in runs(actions):
        theme = THEMES[run[0].theme]
        rows = [header(columns)]
        for at, action in enumerate(run, 1):
            rows.append([f"{theme[0]}{at}", f"Be better at {theme.lower()}", "A working group met twice.", action.text, action.owner, action.when, action.measure])
            out.append(action)
        blocks += [Heading(f"Pillar: {theme}", 2), Rows(rows)]
    return Document(blocks, golds(out, [("", "text"), ("", "owner"), ("", "when"), ("", "measure")]))


def two():
    """A workbook: a sheet of notes, a sheet of definitions and a sheet for the plan, with a start and a finish; Excel."""
    actions = plan(12, 12, POOL + MORE)
    head = [[Cell("Commitment", rows=2, bold=True), Cell("Deliverable", rows=2, bold=True), Cell("Responsible person(s)", rows=2, bold=True), Cell("Dates", columns=2, bold=True), Cell("Where are we?", rows=2, bold=True)], [Cell("Start", bold=True), Cell("Finish", bold=True)]]
    words = {"green": "Done", "amber": "Under way", "red": "Not begun"}
    body = [[THEMES[a.theme], a.text, a.owner, "Jan 2024", a.when, words[a.rag]] for a in actions]
    notes = [["Term", "Meaning"], ["Technician", "Anyone whose skill keeps a workshop going"], ["Owner", "The person who answers for an action"]]
    blocks = [Sheet("Read me"), Words("This workbook holds the plan of Brackenholt University."), Words("Update it every quarter."), Sheet("Glossary"), Rows(notes), Sheet("Plan"), Rows(head + body, header=2)]
    return Document(blocks, golds(actions, [("", "text"), ("", "owner"), ("", "when"), ("", "rag")]))


def three():
    """Whole rows shaded by status, and a key that explains the shades; Excel."""
    actions = plan(13, 10, MORE + POOL)
    blue = {"green": BLUE, "amber": AMBER, "red": RED}
    key = [Words("Key"), Rows([[Cell("", shade=BLUE), "Finished"], [Cell("", shade=AMBER), "In progress"], [Cell("", shade=RED), "Not started"]], header=0)]
    columns = [("Strand", "theme"), ("Task", "text"), ("Lead officer", "owner"), ("Deadline", "when")]
    body = [[Cell(THEMES[a.theme], shade=blue[a.rag]), Cell(a.text, shade=blue[a.rag]), Cell(a.owner, shade=blue[a.rag]), Cell(a.when, shade=blue[a.rag])] for a in actions]
    return Document([Sheet("Tracker"), *key, Rows([header(columns)] + body)], golds(actions, columns + [("", "rag")]))


def four():
    """Sentences that begin with a bold verb, under themes, in running text with dates in brackets; Word."""
    actions = plan(14, 9, POOL)
    blocks = [Heading("36-month action plan"), Words("We asked every technician what matters to them. These are the promises that came of it.")]
    for run in runs(actions):
        blocks.append(Heading(f"{THEMES[run[0].theme]} – {DEFINITIONS[run[0].theme].lower()}", 2))
        blocks.append(Items([f"{a.text} ({a.owner}; {a.when})" for a in run]))
    blocks += [Heading("How we will know", 1), Items(["Staff survey results improve", "Turnover falls below 8%", "Every school has a champion"])]
    return Document(blocks, golds(actions, [("", "text"), ("", "owner"), ("", "when")]))


def five():
    """Cards: a table of two columns for each action; OpenDocument."""
    actions = plan(15, 8, MORE + POOL)
    blocks = [Heading("Review of our action plan 2021-2024")]
    for run in runs(actions):
        blocks.append(Heading(THEMES[run[0].theme], 2))
        for at, a in enumerate(run, 1):
            word = {"green": "Green - complete", "amber": "Amber - in progress", "red": "Red - not started"}[a.rag]
            blocks.append(Rows([["Action", a.text], ["Lead", a.owner], ["Rating", word], ["What happened", a.comment], ["What we learnt", a.learning]], header=0))
            blocks.append(Words(""))
    return Document(blocks, golds(actions, [("", "text"), ("", "owner"), ("", "rag"), ("", "comment"), ("", "learning")]))


def six():
    """A long PDF with lines between rows alone, a footer, and a header on the first page only."""
    actions = plan(16, 15, POOL)
    columns = [("Theme", "theme"), ("Planned activity", "text"), ("Responsibility", "owner"), ("Target date", "when"), ("KPI", "measure")]
    rows = [header(columns)]
    for run in runs(actions):
        for at, a in enumerate(run):
            rows.append(row(a, columns, theme=THEMES[a.theme] if at == 0 else ""))
    return Document([Heading("Action plan"), Words("Dunmarrow University, autumn."), Rows(rows)], golds(actions, columns))


def seven():
    """A PDF in which each theme has a table with a merged title, and states are ticks."""
    actions = plan(17, 10, MORE + POOL)
    columns = [("What we said we would do", "text"), ("Red", "red"), ("Amber", "amber"), ("Green", "green"), ("Commentary", "comment")]
    blocks = [Heading("RAG review")]
    for run in runs(actions):
        rows = [[Cell(THEMES[run[0].theme], columns=5, bold=True, shade=GREY)], header(columns)]
        rows += [[a.text, *("✓" if a.rag == c else "" for c in ("red", "amber", "green")), a.comment] for a in run]
        blocks.append(Rows([[Cell(one.text.replace("✓", "X"), one.columns, one.rows, one.shade, one.bold) if isinstance(one, Cell) else one.replace("✓", "X") if one == "✓" else one for one in r] for r in rows], header=2))
    return Document(blocks, golds(actions, [("", "text"), ("", "rag"), ("", "comment")]))


def eight():
    """A page of the web with past achievements first, then tables by theme with merged owners."""
    actions = plan(18, 10, POOL)
    columns = [("No.", "no"), ("We will", "text"), ("Led by", "owner"), ("When", "when")]
    blocks = [Heading("Technician Commitment"), Words("We signed in 2019."), Heading("What we have achieved", 2), Heading("Visibility", 3), Items(["Opened a technicians' hub", "Published 40 profiles"]), Heading("Recognition", 3), Items(["Won a national award"]), Heading("What comes next", 2)]
    for run in runs(actions):
        owner = run[0].owner
        rows = [header(columns)]
        for at, a in enumerate(run, 1):
            cells = [str(at), a.text, Cell(owner, rows=len(run)), a.when]
            if at > 1:
                del cells[2]
            rows.append(cells)
        blocks += [Heading(THEMES[run[0].theme], 3), Rows(rows)]
    read = [gold(replace(a, owner=run[0].owner), ["text", "theme", "owner", "when"]) for run in runs(actions) for a in run]
    return Document(blocks + [Heading("Related pages", 2), Items(["Jobs", "Contact us"])], read)


def nine():
    """Values between semicolons in the encoding of old versions of Windows, with several themes in a cell."""
    actions = [replace(a, also=("sustainability",) if a.theme == "visibility" else ()) for a in plan(19, 10, POOL)]
    columns = [("Id", "=1"), ("Area(s)", "theme"), ("Proposed action", "text"), ("Accountability", "owner"), ("Time frame", "when"), ("Status (RAG)", "rag")]
    body = [[f"A{at}", " & ".join(THEMES[t] for t in a.themes), a.text, a.owner, a.when, a.rag[0].upper()] for at, a in enumerate(actions, 1)]
    return Document([Rows([[words for words, _ in columns]] + body)], golds(actions, columns))


def ten():
    """Bold labels before each part, with one paragraph on each line; plain text."""
    actions = plan(20, 8, MORE)
    blocks = [Words("UPDATE ON THE ACTION PLAN OF HOLLOWBROOK UNIVERSITY"), Words("Written for the steering group by the institutional lead.")]
    for run in runs(actions):
        blocks.append(Words(f"Theme: {THEMES[run[0].theme]}"))
        for a in run:
            blocks.append(Words(f"Action: {a.text}\nOwner: {a.owner}\nDue: {a.when}\nStatus: {a.rag.capitalize()}\nProgress: {a.comment}"))
    return Document(blocks, golds(actions, [("", "text"), ("", "owner"), ("", "when"), ("", "rag"), ("", "comment")]))


def eleven():
    """Time bands as merged rows, the theme as a column at the right; Word."""
    actions = unrated(plan(21, 9, POOL))
    bands = ["Year 1 (2025/26)", "Year 2 (2026/27)", "Year 3 (2027/28)"]
    rows = [[Cell(w, bold=True) for w in ("Initiative", "Owner(s)", "Evidence of success", "Theme(s)")]]
    out = []
    for at, band in enumerate(bands):
        rows.append([Cell(band, columns=4, bold=True, shade=GREY)])
        for a in actions[at::3]:
            rows.append([a.text, a.owner, a.measure, THEMES[a.theme]])
            out.append(gold(a, ["text", "theme", "owner", "measure"], timescale=band))
    return Document([Heading("Our forward plan"), Rows(rows)], out)


def twelve():
    """A legend in which green means new, and statuses as text; old Excel."""
    actions = plan(22, 10, MORE + POOL)
    words = {"green": "Achieved", "amber": "Partially achieved", "red": "Yet to start"}
    columns = [("Theme", "theme"), ("Activity", "text"), ("Who", "owner"), ("Position", "rag"), ("Notes", "comment")]
    body = [[Cell(THEMES[a.theme]), Cell(a.text, shade=GREEN if at % 3 == 0 else None), a.owner, words[a.rag], a.comment] for at, a in enumerate(actions)]
    return Document([Sheet("Plan"), Words("Activities shaded green are new this year."), Rows([header([(w if w != "Position" else "Status", k) for w, k in columns])] + body)], golds(actions, columns))


def thirteen():
    """A whole stage 3 form in a PDF: reds with comment and learning, then the new plan as a table."""
    rated = [a for a in plan(23, 15, MORE + POOL) if a.rag == "red"]
    new = unrated(plan(24, 8, POOL))
    blocks = [Heading("Technician Commitment: Stage 3 Self-Assessment"), Words("Organisation: University of Inchkelling"), Words("Name of Institutional Lead: Dr Petra Lund"), Words("E-mail: p.lund@inchkelling.example"),
        Words("Please provide an overview of technical staff structures in your organisation, along with details of any changes to these over the past 6 years in response to the Technician Commitment.", bold=True), Words("All technicians work in one service with four hubs."), Items(["Hub of glass", "Hub of tides"]),
        Words("Please provide a RAG analysis on your institutional 36-month action plan indicating which activities you have undertaken and completed (green), which are in progress (amber) and which are still to be carried out (red). Please provide an explanation for those categorised as red.", bold=True), Words("We rated the following actions as Red:")]
    for run in runs(rated):
        blocks.append(Words(f"{THEMES[run[0].theme]}:", bold=True))
        for a in run:
            blocks += [Words(f"Action: {a.text}"), Words(f"Comment: {a.comment}"), Words(f"Learning: {a.learning}")]
    columns = [("Action", "text"), ("Owner", "owner"), ("Timescale", "when"), ("Success measure", "measure")]
    blocks += [Break(), Words("Please provide a 36-month action plan; detailing plans to ensure your organisation continues to address the themes of the Technician Commitment and details of how impact will be evidenced and initiatives resourced.", bold=True)]
    for run in runs(new):
        blocks += [Heading(THEMES[run[0].theme], 3), Rows([header(columns)] + [row(a, columns) for a in run])]
    blocks += [Words("Signed: Petra Lund (Institutional Lead)"), Words("Date: 4 March 2025"), Words("Signed: Prof. Otto Crane (Leader of Institution)"), Words("Date: 7 March 2025")]
    return Document(blocks, golds(rated, [("", "text"), ("", "rag"), ("", "comment"), ("", "learning")], plan="rated") + golds(new, columns, plan="new"), {"stage": 3, "organisation": "University of Inchkelling", "signatures": ["Petra Lund", "Prof. Otto Crane"]})


def fourteen():
    """Guidance, quoted obligations and a glossary around a short table without any theme; Markdown."""
    actions = unrated(plan(25, 5, MORE))
    columns = [("Key action", "text"), ("Action lead", "owner"), ("Completion date", "when"), ("Intended outcome", "measure")]
    blocks = [Heading("Action plan template"), Words("Complete one row for each action. Actions should be specific and measurable."), Items(["Choose an owner who can act", "Give a date that can be checked"]), Heading("What the commitment asks of us", 2), Items(["Ensure that technicians are identifiable", "Support professional registration"]), Heading("Our actions", 2), Rows([header(columns)] + [row(a, columns) for a in actions]), Heading("Glossary", 2), Items(["HEaTED – a network for training", "RAG – red, amber, green"])]
    return Document(blocks, [gold(a, ["text", "owner", "when", "measure"]) for a in actions])


def fifteen():
    """Sheets for themes, with long titles, a percentage done and empty rows between; OpenDocument."""
    actions = plan(26, 10, POOL + MORE)
    done = {"green": "100%", "amber": "50%", "red": "0%"}
    blocks = []
    for run in runs(actions):
        theme = THEMES[run[0].theme]
        rows = [["", "Action point", "Lead", "By when", "% complete"]]
        for at, a in enumerate(run, 1):
            rows += [[str(at), a.text, a.owner, a.when, done[a.rag]], ["", "", "", "", ""]]
        blocks += [Sheet(f"{len(blocks) // 3 + 1}. {theme}"), Words(f"University of Gorsedale: actions for {theme.lower()}"), Rows(rows)]
    return Document(blocks, golds(actions, [("", "text"), ("", "owner"), ("", "when"), ("", "rag")]))


FILES = [
    ("01.docx", "aims and what was done", one, {"landscape": True}), ("02.xlsx", "two header rows among other sheets", two, {}), ("03.xlsx", "rows shaded by a key", three, {}),
    ("04.docx", "items with owner and date in brackets", four, {}), ("05.odt", "a card for each action", five, {}), ("06.pdf", "rows without columns of lines", six, {"rules": "rows", "footer": "Dunmarrow University", "widths": [2, 5, 3, 2, 4]}),
    ("07.pdf", "crosses in colour columns", seven, {"widths": [6, 1, 1, 1, 4]}), ("08.html", "page with achievements and merged owners", eight, {}), ("09.csv", "letters and several themes", nine, {"delimiter": ";", "encoding": "cp1252"}),
    ("10.txt", "labels a line each", ten, {}), ("11.docx", "time bands as rows", eleven, {}), ("12.xls", "shading that is no state", twelve, {}), ("13.pdf", "whole form", thirteen, {}),
    ("14.md", "guidance around a table", fourteen, {}), ("15.ods", "sheets for themes with a percentage", fifteen, {}),
]
