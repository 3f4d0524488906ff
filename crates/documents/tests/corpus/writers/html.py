"""A page saved from the website of a university, with the menus and banners around its text."""

from html import escape
from itertools import groupby

from document import Heading, Items, Rows, Words, cell, lines

TOP = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Technicians</title><style>td{color:#222}</style><script>var green = "red";</script></head><body>\n<nav><ul><li><a href="/">Home</a></li><li><a href="/study">Study</a></li></ul></nav>\n<main>\n'
END = "</main>\n<footer><p>© The university. <a href=\"/cookies\">Cookies</a></p></footer></body></html>\n"


def write(document, path, header_cell="th"):
    out = [TOP]
    for block in document.blocks:
        match block:
            case Heading():
                out.append(f"<h{block.level}>{escape(block.text)}</h{block.level}>\n")
            case Words():
                words = escape(block.text)
                words = f"<strong>{words}</strong>" if block.bold else f"<s>{words}</s>" if block.struck else words
                out.append(f"<p>{words}</p>\n")
            case Items():
                kind = f'ol start="{block.first}"' if block.numbered else "ul"
                out.append(f"<{kind}>" + "".join(f"<li>{escape(item)}</li>" for item in block.items) + f"</{kind[:2]}>\n")
            case Rows():
                out.append("<table>\n" + "".join(map(lambda row: line(row, block, header_cell), enumerate(block.rows))) + "</table>\n")
    with open(path, "w", encoding="utf-8") as file:
        file.write("".join(out) + END)


def line(numbered, block, header_cell):
    y, row = numbered
    out = []
    for one in map(cell, row):
        name = header_cell if y < block.header else "td"
        spans = (f' colspan="{one.columns}"' if one.columns > 1 else "") + (f' rowspan="{one.rows}"' if one.rows > 1 else "")
        shade = f' style="background-color: #{one.shade}"' if one.shade else ""
        inner = lines(one)
        mixed = isinstance(one.text, list) and not all(is_item for _, is_item in inner)
        words = "".join(f"<li>{escape(w)}</li>" for w, _ in inner) if inner[0][1] else "<br>".join(escape(w) for w, _ in inner)
        words = parts(inner) if mixed else f"<ul>{words}</ul>" if inner[0][1] else f"<b>{words}</b>" if one.bold else words
        out.append(f"<{name}{spans}{shade}>{words}</{name}>")
    return "<tr>" + "".join(out) + "</tr>\n"


def parts(inner):
    """Paragraphs, and lists between them."""
    out = []
    for is_item, run in groupby(inner, key=lambda line: line[1]):
        words = [escape(w) for w, _ in run]
        out.append("<ul>" + "".join(f"<li>{w}</li>" for w in words) + "</ul>" if is_item else "".join(f"<p>{w}</p>" for w in words))
    return "".join(out)
