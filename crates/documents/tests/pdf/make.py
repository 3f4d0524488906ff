"""Makes the PDFs in this folder: python -m venv v && v/bin/pip install reportlab==4.* weasyprint==6* pikepdf && v/bin/python make.py

Each is invented, small, and written by a commonly used program or by one whose output is similar. The tests read the files as they are
and do not run this script.
"""

from pathlib import Path

import pikepdf
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle, getSampleStyleSheet
from reportlab.lib.units import mm
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle
from weasyprint import HTML

HERE = Path(__file__).parent
STYLES = getSampleStyleSheet()
SMALL = ParagraphStyle("small", parent=STYLES["Normal"], fontSize=9, leading=11)


def ruled():
    """One table for each theme under a heading, lines all around, over three pages, a row split by the end of a page."""

    def edges(page, document):
        page.saveState()
        page.setFont("Helvetica", 8)
        page.drawString(20 * mm, 287 * mm, "University of Glasswater action plan")
        page.drawRightString(190 * mm, 10 * mm, f"Page {document.page}")
        page.restoreState()

    story = [Paragraph("Technician Commitment action plan", STYLES["Title"]), Spacer(1, 4 * mm)]
    text = "Publish the names of all technicians beside the equipment that they keep running, with their consent, and review this list"
    for number, theme in enumerate(["Visibility", "Recognition", "Career development"]):
        story.append(Paragraph(theme, STYLES["Heading2"]))
        rows = [["No.", "Action", "Owner", "By when", "Success measure", "RAG"]]
        shades = []
        for index in range(1, 8):
            action = f"{text} in workshop {number}.{index} every term. " + ("A longer explanation follows it here. " * (index % 3))
            word = ["Green", "Amber", ""][index % 3]
            rows.append(
                [f"{number + 1}.{index}"]
                + [Paragraph(words, SMALL) for words in (action, "Head of workshops", "March 2025", "List on the page", word)]
            )
            shades.append(("BACKGROUND", (5, index), (5, index), [colors.green, colors.orange, colors.red][index % 3]))
        widths = [12 * mm, 60 * mm, 28 * mm, 22 * mm, 30 * mm, 18 * mm]
        table = Table(rows, colWidths=widths, repeatRows=1, splitInRow=1)
        table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP"),
                                   ("FONTNAME", (0, 0), (-1, 0), "Helvetica-Bold")] + shades))
        story.append(table)
    document = SimpleDocTemplate(str(HERE / "ruled.pdf"), pagesize=A4, leftMargin=20 * mm, rightMargin=20 * mm,
                                 topMargin=20 * mm, bottomMargin=20 * mm, invariant=1)
    document.build(story, onFirstPage=edges, onLaterPages=edges)


WEB = """<html lang=en><meta charset=utf-8><title>Plan</title><style>
@page { size: A4; margin: 20mm; @bottom-center { content: "Page " counter(page) " of " counter(pages); font-size: 8pt }
        @top-left { content: "Institute of Brass and Glass"; font-size: 8pt } }
body { font-family: "DejaVu Sans", sans-serif; font-size: 10pt } table { border-collapse: collapse; width: 100% }
.two { column-count: 2; column-gap: 10mm; hyphens: auto } td, th { text-align: left; vertical-align: top; padding: 3pt }
.ruled td, .ruled th { border: 0.5pt solid #000 } .open tr { border-bottom: 0.5pt solid #888 } del { color: #555 }
</style>"""


def merged():
    """A title row over the header, a theme column filled once and merged, only shading as rating, a rotated label."""
    html = WEB + """<h1>Self-assessment</h1><p>The plan below was agreed by the <a href="https://glass.example/committee">technicians’
    committee</a> in May 2024. It was written with people from every workshop and is re&shy;viewed each term by the group that wrote it.</p>
    <table class=ruled><tr><th colspan=5>Progress since 2021</th></tr>
    <tr><th>Theme</th><th>Action</th><th>Owner</th><th>When</th><th>RAG</th></tr>
    <tr><td rowspan=2><b>Visibility</b></td><td>Put technicians on every staff page</td><td>Web team</td><td>May 2022</td><td style="background:#00b050"></td></tr>
    <tr><td>Name technicians in <del>some</del> all papers</td><td>Research office</td><td>June 2023</td><td style="background:#ffc000"></td></tr>
    <tr><td rowspan=2><div style="writing-mode: vertical-rl">Recognition</div></td><td>Hold a yearly prize<ul><li>with a jury of peers</li><li>and a small sum</li></ul></td><td>HR</td><td>2024</td><td style="background:#ff0000"></td></tr>
    <tr><td>Join two networks</td><td>Lead</td><td>ongoing</td><td></td></tr></table>"""
    HTML(string=html).write_pdf(HERE / "merged.pdf")


def unruled():
    """Tables without lines between columns: lines between rows, and none at all; then labelled paragraphs and lists."""
    rows = [("Publish staff pages for every workshop and keep them up to date with the help of those named", "Web team", "May 2025"),
            ("Offer mentoring", "HR", "June 2026"), ("Sign the concordat", "Vice-Chancellor", "ongoing")]
    lines = "".join(f"<tr><td>{a}<td>{b}<td>{c}</tr>" for a, b, c in rows)
    header = "<tr><th style='width:55%'>Action<th>Owner<th>Timescale</tr>"
    html = WEB + f"""<h1>Plan</h1><h2>1. Visibility</h2><table class=open>{header}{lines}</table>
    <h2>2. Recognition</h2><table class=none>{header}{lines}</table>
    <h2>3. What we learned</h2><p><b>Action:</b> Open the store on Fridays.</p><p><b>Comment:</b> It was opened, and then it was shut.</p>
    <ul><li>First bullet, which is long enough that it has to go on over the end of the line and be joined there again by whoever reads it</li>
    <li>Second bullet<ul><li>Inner bullet</li></ul></li></ul><ol><li>Number one</li><li>Number two</li></ol>"""
    HTML(string=html).write_pdf(HERE / "unruled.pdf")


def two_columns():
    """Prose in two columns under a title over both, words hyphenated at the ends of lines."""
    one = "Technicians keep the laboratories and workshops of the institute running and are seldom named for it. " * 6
    two = "The committee therefore decided to establish a register of skills and to publish it every autumn. " * 6
    html = WEB + f"""<h1>What we did in two years</h1><div class=two lang=en><p>{one}</p><p>{two}</p></div>
    <h1 style="clear:both">What comes next</h1><p>One more sentence over the whole width of the page, so that nobody takes it for a column.</p>"""
    HTML(string=html).write_pdf(HERE / "columns.pdf")


def drawn():
    """Features of drawing programs: bold by drawing twice, letters one by one, no blanks, text on its side, a rotated page."""
    page = canvas.Canvas(str(HERE / "drawn.pdf"), pagesize=landscape(A4), invariant=1)
    for shift in (0, 0.3):
        page.setFont("Helvetica", 11)
        page.drawString(60 + shift, 520, "Action plan 2024 to 2027")
    x = 60
    for letter in "Each letter alone":
        if letter != " ":
            page.drawString(x, 490, letter)
        x += page.stringWidth(letter, "Helvetica", 11)
    page.drawString(60, 470, "A line that says what nobody needs")
    page.line(60, 474, 60 + page.stringWidth("A line that says what nobody needs", "Helvetica", 11), 474)
    page.showPage()
    page.setPageSize(A4)
    page.saveState()
    page.translate(A4[0], 0)
    page.rotate(90)
    page.setFont("Helvetica", 11)
    for index in range(6):
        page.drawString(60, 500 - 14 * index, f"This page lies on its side, line {index + 1}")
    page.restoreState()
    page.save()
    with pikepdf.open(HERE / "drawn.pdf", allow_overwriting_input=True) as pdf:
        pdf.pages[0].Rotate = 180
        pdf.save(HERE / "drawn.pdf", deterministic_id=True)


def refused():
    """A scan, and two encrypted files: with and without a password to open."""
    from PIL import Image

    picture = Image.new("L", (300, 400), 200)
    picture.save("/tmp/scan.png")
    page = canvas.Canvas(str(HERE / "scan.pdf"), pagesize=A4, invariant=1)
    for _ in range(2):
        page.drawImage("/tmp/scan.png", 0, 0, *A4)
        page.showPage()
    page.save()
    with pikepdf.open(HERE / "unruled.pdf") as pdf:
        pdf.save(HERE / "locked.pdf", encryption=pikepdf.Encryption(user="secret", owner="secret"))
        pdf.save(HERE / "guarded.pdf", encryption=pikepdf.Encryption(user="", owner="secret"))


if __name__ == "__main__":
    for make in (ruled, merged, unruled, two_columns, drawn, refused):
        make()
