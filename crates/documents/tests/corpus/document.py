"""A document, independent of its format: blocks in order, and the gold standard of reading them."""

from dataclasses import dataclass, field


@dataclass
class Cell:
    """Text, or a list of items and `Words`; how many columns and rows it spans; its background colour as RRGGBB."""

    text: object = ""
    columns: int = 1
    rows: int = 1
    shade: str | None = None
    bold: bool = False
    date: object = None


@dataclass
class Heading:
    text: str
    level: int = 1


@dataclass
class Words:
    text: str
    bold: bool = False
    struck: bool = False


@dataclass
class Items:
    items: list
    numbered: bool = False
    first: int = 1


@dataclass
class Rows:
    """Rows of cells; a cell that another one covers is left out, as in HTML. The first `header` rows are headers."""

    rows: list
    header: int = 1


@dataclass
class Sheet:
    name: str


@dataclass
class Break:
    """A page break."""


@dataclass
class Document:
    blocks: list
    actions: list
    also: dict = field(default_factory=dict)


def cell(value):
    return value if isinstance(value, Cell) else Cell(value)


def grid(rows):
    """The cells of a table by row and column, and its width; covered places are missing."""
    taken, placed, width = set(), [], 0
    for y, row in enumerate(rows):
        x = 0
        for one in map(cell, row):
            while (y, x) in taken:
                x += 1
            placed.append((y, x, one))
            taken |= {(y + dy, x + dx) for dy in range(one.rows) for dx in range(one.columns)}
            x += one.columns
            width = max(width, x)
    return placed, width


def lines(one):
    """A cell's paragraphs: (text, whether an item). In a list, text that is not an item is `Words`."""
    if isinstance(one.text, list):
        return [(item.text, False) if isinstance(item, Words) else (item, True) for item in one.text]
    return [(line, False) for line in str(one.text).split("\n")]
