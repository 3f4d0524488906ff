"""Shared by all layouts: the columns of a plan, the terms for a colour, and the gold standard of a row."""

from document import Cell, Document, Rows
from world import DEFINITIONS, THEMES

RED, AMBER, GREEN = "FF0000", "FFC000", "00B050"
FILL = {"red": RED, "amber": AMBER, "green": GREEN}
BLUE, GREY = "4F81BD", "D9D9D9"

WORD = {"red": "Red", "amber": "Amber", "green": "Green", None: ""}
LETTER = {"red": "R", "amber": "A", "green": "G", None: ""}
ORANGE = {"red": "RED", "amber": "Orange", "green": "GREEN", None: ""}
STATE = {"red": "Not started", "amber": "Ongoing", "green": "Completed", None: ""}
PROGRESS = {"red": "Not yet started", "amber": "In progress", "green": "Complete", None: ""}

PLAIN = [("Theme", "theme"), ("Action", "text"), ("Owner", "owner"), ("Timescale", "when"), ("Success measure", "measure")]
RATED = [("Theme", "theme"), ("Action", "text"), ("Owner", "owner"), ("RAG", "rag"), ("Comment", "comment")]


def value(action, key, colours=WORD, theme=None):
    if key == "theme":
        return theme if theme is not None else " / ".join(THEMES[one] for one in action.themes)
    if key == "rag":
        return colours[action.rag]
    if key == "definition":
        return DEFINITIONS[action.theme]
    if key.startswith("="):
        return key[1:]
    return getattr(action, key)


def gold(action, keys, **other):
    """The gold standard of an action whose layout contains only `keys`."""
    read = {"text": action.text, "themes": action.themes if "theme" in keys else []}
    for key, name in [("owner", "owner"), ("when", "timescale"), ("measure", "measure"), ("comment", "comment"), ("learning", "learning")]:
        words = getattr(action, key) if key in keys else ""
        read[name] = words or None
    read["due"] = action.due if "when" in keys else None
    read["rag"] = action.rag if "rag" in keys else None
    return read | other


def golds(actions, columns, **other):
    keys = [key for _, key in columns] + ["theme"]
    return [gold(action, keys, **other) for action in actions]


def header(columns, shade=None, bold=True):
    return [Cell(words, bold=bold, shade=shade) for words, _ in columns]


def row(action, columns, colours=WORD, shaded=(), theme=None):
    """A row; the keys in `shaded` get the colour of the action as background."""
    fill = FILL.get(action.rag)
    return [Cell(value(action, key, colours, theme), shade=fill if key in shaded else None) for _, key in columns]


def runs(actions):
    """Runs of actions of one theme."""
    out = []
    for action in actions:
        if out and out[-1][0].themes == action.themes:
            out[-1].append(action)
        else:
            out.append([action])
    return out


def one_table(actions, columns, fill="each", **options):
    """One table for all; the theme is in each row, in the first row only, or in a merged cell."""
    rows = [header(columns)]
    for run in runs(actions):
        for at, action in enumerate(run):
            cells = row(action, columns, **options)
            place = next((x for x, (_, key) in enumerate(columns) if key in ("theme", "definition")), None)
            if place is not None and fill == "once" and at > 0:
                cells[place] = Cell("")
            if place is not None and fill == "merged" and at > 0:
                del cells[place]
            elif place is not None and fill == "merged":
                cells[place].rows = len(run)
            rows.append(cells)
    return Rows(rows)


def document(blocks, actions, columns, **also):
    return Document(blocks, golds(actions, columns), also)
