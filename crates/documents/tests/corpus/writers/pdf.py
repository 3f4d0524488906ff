"""PDF, written by reportlab: tables with all lines, with lines between rows only, or with none."""

from html import escape

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from document import Break, Heading, Items, Rows, Sheet, Words, grid, lines

BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9.5, leading=12, spaceAfter=5)
SMALL = ParagraphStyle("cell", fontName="Helvetica", fontSize=8, leading=10)
BULLET = ParagraphStyle("bullet", parent=BODY, leftIndent=14, bulletIndent=4)


def write(document, path, rules="grid", repeat=False, widths=None, footer=None):
    page = landscape(A4)
    story = []
    for block in document.blocks:
        match block:
            case Heading() | Sheet():
                size = {1: 16, 2: 13}.get(getattr(block, "level", 1), 11)
                look = ParagraphStyle("h", fontName="Helvetica-Bold", fontSize=size, leading=size + 4, spaceBefore=8, spaceAfter=5)
                story.append(Paragraph(escape(block.text if isinstance(block, Heading) else block.name), look))
            case Words():
                words = escape(block.text)
                story.append(Paragraph(f"<b>{words}</b>" if block.bold else words, BODY))
            case Items():
                for number, item in enumerate(block.items, block.first):
                    story.append(Paragraph(escape(item), BULLET, bulletText=f"{number}." if block.numbered else "•"))
            case Break():
                story.append(PageBreak())
            case Rows():
                story += [table(block, page[0] - 80, rules, repeat, widths), Spacer(1, 8)]
    def number(canvas, _):
        if footer:
            canvas.setFont("Helvetica", 7)
            canvas.drawString(40, 20, f"{footer} | Page {canvas.getPageNumber()}")
    file = SimpleDocTemplate(path, pagesize=page, leftMargin=40, rightMargin=40, topMargin=36, bottomMargin=36, invariant=1)
    file.build(story, onFirstPage=number, onLaterPages=number)


def table(block, width, rules, repeat, widths):
    placed, count = grid(block.rows)
    cells = [[""] * count for _ in block.rows]
    look = [("VALIGN", (0, 0), (-1, -1), "TOP")]
    for y, x, one in placed:
        inner = [("• " if is_item else "") + escape(words) for words, is_item in lines(one)]
        is_bold = one.bold or y < block.header
        cells[y][x] = [Paragraph(f"<b>{words}</b>" if is_bold else words, SMALL) for words in inner]
        end = (x + one.columns - 1, y + one.rows - 1)
        if end != (x, y):
            look.append(("SPAN", (x, y), end))
        if one.shade:
            look.append(("BACKGROUND", (x, y), end, colors.HexColor(f"#{one.shade}")))
    if rules == "grid":
        look.append(("GRID", (0, 0), (-1, -1), 0.5, colors.black))
    elif rules == "rows":
        look.append(("LINEBELOW", (0, 0), (-1, -1), 0.5, colors.grey))
    shares = widths if widths and len(widths) == count else [1] * count
    each = [width * share / sum(shares) for share in shares]
    return Table(cells, colWidths=each, repeatRows=block.header if repeat else 0, style=TableStyle(look))
