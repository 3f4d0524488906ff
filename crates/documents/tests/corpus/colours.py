"""Ratings as words, letters, ticks and shades, with a legend, or missing."""

from document import Cell, Document, Heading, Rows, Sheet, Words
from laid import AMBER, BLUE, FILL, GREEN, GREY, LETTER, ORANGE, PROGRESS, RATED, RED, STATE, document, golds, header, one_table, row, runs
from tables import many
from world import POOL, THEMES, plan

PLAIN = [("Theme", "theme"), ("Action", "text"), ("Owner", "owner"), ("Comment", "comment")]


def words(seed, colours, name="RAG"):
    """A status in a separate column."""
    actions = plan(seed, 12)
    columns = [("Theme", "theme"), ("Action", "text"), ("Owner", "owner"), (name, "rag"), ("Comment", "comment")]
    return document([Heading("RAG analysis"), one_table(actions, columns, colours=colours)], actions, columns)


def ticks(seed):
    """A column for each colour, and a mark in one of them."""
    actions = plan(seed, 10)
    mark = ["✓", "x", "✔"][seed % 3]
    columns = [("Action", "text"), ("Green", "green"), ("Amber", "amber"), ("Red", "red"), ("Explanation", "comment")]
    blocks = [Heading("RAG analysis of our plan")]
    for run in runs(actions):
        rows = [[a.text, *(mark if a.rag == c else "" for c in ("green", "amber", "red")), a.comment] for a in run]
        blocks += [Heading(THEMES[run[0].theme], 2), Rows([header(columns)] + rows)]
    return document(blocks, actions, [("", "text"), ("", "rag"), ("", "comment")])


def done_column(seed):
    """A tick for each completed action; other cells are empty."""
    actions = plan(seed, 12)
    columns = [("Theme", "theme"), ("Activity", "text"), ("Lead", "owner"), ("Completed?", "tick")]
    rows = [header(columns)] + [[THEMES[a.theme], a.text, a.owner, "✓" if a.rag == "green" else ""] for a in actions]
    read = golds(actions, [("", "text"), ("", "owner")])
    for one, a in zip(read, actions):
        one["rag"] = "green" if a.rag == "green" else None
    return Document([Heading("Action plan"), Rows(rows)], read)


def legend(seed, as_table):
    """A legend that gives the colours another meaning: blue is complete, green is under way."""
    actions = plan(seed, 12)
    colours = {"green": "Blue", "amber": "Green", "red": "Red"}
    key = [("Blue", BLUE, "Complete"), ("Green", GREEN, "On track, in progress"), ("Red", RED, "Not started")]
    if as_table:
        blocks = [Words("Key"), Rows([[Cell(name, shade=shade), meaning] for name, shade, meaning in key], header=0)]
    else:
        blocks = [Words("Key: " + "; ".join(f"{name} = {meaning.lower()}" for name, _, meaning in key))]
    return document([Heading("Review of the action plan"), *blocks, one_table(actions, RATED, colours=colours)], actions, RATED)


def legend_of_shades(seed):
    """A legend that explains shades, and a column that contains only shades."""
    actions = plan(seed, 12)
    fills = {"green": BLUE, "amber": GREEN, "red": RED}
    rows = [header(PLAIN + [("Status", "rag")])]
    for a in actions:
        rows.append(row(a, PLAIN) + [Cell("", shade=fills[a.rag])])
    key = Rows([[Cell("Key", columns=2, bold=True)], [Cell("", shade=BLUE), "Completed"], [Cell("", shade=GREEN), "In progress"], [Cell("", shade=RED), "Not started"]], header=0)
    return document([Sheet("Plan"), key, Rows(rows)], actions, PLAIN + [("", "rag")])


def other_legend(seed):
    """A legend in which the colours do not mean ratings."""
    actions = plan(seed, 10)
    fill = {"visibility": GREEN, "recognition": GREEN, "career-development": AMBER, "sustainability": RED, "evaluating-impact": AMBER}
    blocks = [Words("Key: green = can be done by us; amber = needs another department; red = needs money"), Rows([header(PLAIN)] + [[THEMES[a.theme], Cell(a.text, shade=fill[a.theme]), a.owner, a.comment] for a in actions])]
    return document([Heading("Action plan"), *blocks], actions, PLAIN)


def shaded_column(seed):
    """A column that contains only shades."""
    actions = plan(seed, 12)
    columns = PLAIN + [("RAG", "rag")]
    rows = [header(columns, shade=GREY)] + [row(a, columns, dict.fromkeys((*FILL, None), ""), {"rag"}) for a in actions]
    return document([Sheet("RAG plan"), Rows(rows)], actions, columns)


def shaded_rows(seed, keys):
    """The action or the whole row is shaded; there is no status column."""
    actions = plan(seed, 12)
    rows = [header(PLAIN, shade=BLUE)] + [row(a, PLAIN, shaded=keys) for a in actions]
    return document([Heading("RAG rated action plan"), Rows(rows)], actions, PLAIN + [("", "rag")])


def decoration(seed, kind):
    """Shades without a meaning: a header, every other row, a colour for each theme."""
    actions = plan(seed, 12)
    of_theme = dict(zip(THEMES, (GREEN, AMBER, RED, BLUE, GREY)))
    rows = [header(PLAIN, shade=GREEN)]
    for at, a in enumerate(actions):
        cells = row(a, PLAIN)
        for place, one in enumerate(cells):
            if kind == "bands" and at % 2:
                one.shade = "E2EFD9"
            if kind == "themes" and place == 0:
                one.shade = of_theme[a.theme]
        rows.append(cells)
    return document([Heading("Action plan"), Rows(rows)], actions, PLAIN)


def traps(seed):
    """Phrases that resemble statuses: green labs, embedded, red tape."""
    told = [("visibility", "Green labs to be open to visitors", None, "Embedded"), ("recognition", "Red tape around prizes is cut", "amber", "Amber"), ("career-development", "Complete skills passports for all grades", None, ""), ("sustainability", "Amber glass recycling is taught by technicians", "green", "Green"), ("sustainability", "In progress reviews include technicians", "red", "Red"), ("evaluating-impact", "Done-for-you survey is offered to schools", None, "Business as usual")]
    columns = [("Theme", "theme"), ("Action", "text"), ("Status", "rag")]
    rows = [header(columns)] + [[THEMES[theme], text, words] for theme, text, _, words in told]
    read = [{"text": text, "themes": [theme], "owner": None, "timescale": None, "due": None, "measure": None, "rag": rag, "learning": None, "comment": words if words and not rag else None} for theme, text, rag, words in told]
    return Document([Heading("Action plan"), Rows(rows)], read)


FILES = [
    *many("rag-word", words, [("xlsx", {}), ("pdf", {})], 0, colours={"red": "Red", "amber": "Amber", "green": "Green", None: ""}),
    *many("rag-letter", words, [("docx", {}), ("csv", {})], 2, colours=LETTER, name="R/A/G"),
    *many("rag-orange", words, [("xlsx", {}), ("odt", {})], 4, colours=ORANGE, name="RAG status"),
    *many("rag-state", words, [("docx", {}), ("xls", {})], 6, colours=STATE, name="Where we are"),
    *many("rag-progress", words, [("html", {}), ("pdf", {})], 8, colours=PROGRESS, name="Status"),
    *many("rag-ticks", ticks, [("docx", {}), ("xlsx", {}), ("odt", {})], 0),
    *many("rag-done", done_column, [("xlsx", {}), ("docx", {})], 3),
    *many("legend-in-words", legend, [("docx", {}), ("xlsx", {}), ("pdf", {})], 1, as_table=False),
    *many("legend-table", legend, [("docx", {}), ("odt", {})], 4, as_table=True),
    *many("legend-of-shades", legend_of_shades, [("xlsx", {}), ("ods", {}), ("docx", {})], 2),
    *many("legend-of-something-else", other_legend, [("docx", {}), ("xlsx", {})], 5),
    *many("shaded-column", shaded_column, [("docx", {}), ("xlsx", {}), ("ods", {}), ("odt", {}), ("xls", {}), ("html", {})], 0),
    *many("shaded-rows", shaded_rows, [("xlsx", {}), ("docx", {})], 3, keys=("theme", "text", "owner", "comment")),
    *many("shaded-actions", shaded_rows, [("docx", {}), ("xlsx", {})], 6, keys=("text",)),
    *many("decoration-bands", decoration, [("docx", {}), ("xlsx", {})], 1, kind="bands"),
    *many("decoration-themes", decoration, [("docx", {}), ("xlsx", {})], 3, kind="themes"),
    *many("traps", traps, [("docx", {}), ("csv", {}), ("pdf", {})], 0),
]
