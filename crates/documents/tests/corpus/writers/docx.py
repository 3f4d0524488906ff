"""Word, written by python-docx."""

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from document import Break, Heading, Items, Rows, Sheet, Words, grid, lines


def write(document, path, landscape=False):
    file = docx.Document()
    file.core_properties.author = ""
    if landscape:
        section = file.sections[0]
        section.page_width, section.page_height = section.page_height, section.page_width
    for block in document.blocks:
        match block:
            case Heading() | Sheet():
                file.add_heading(block.text if isinstance(block, Heading) else block.name, getattr(block, "level", 1))
            case Words():
                run = file.add_paragraph().add_run(block.text)
                run.bold, run.font.strike = block.bold or None, block.struck or None
            case Items():
                for number, item in enumerate(block.items, block.first):
                    # The numbers are typed, because those of the style continue from list to list.
                    if block.numbered:
                        file.add_paragraph(f"{number}. {item}")
                    else:
                        file.add_paragraph(item, style="List Bullet")
            case Break():
                file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
            case Rows():
                table(file, block)
    file.save(path)


def table(file, block):
    placed, width = grid(block.rows)
    made = file.add_table(len(block.rows), width)
    made.style = "Table Grid"
    for y, x, one in placed:
        place = made.cell(y, x)
        if one.columns > 1 or one.rows > 1:
            place = place.merge(made.cell(y + one.rows - 1, x + one.columns - 1))
        for index, (words, is_item) in enumerate(lines(one)):
            paragraph = place.paragraphs[0] if index == 0 else place.add_paragraph()
            if is_item:
                paragraph.style = "List Bullet"
            run = paragraph.add_run(words)
            run.bold = one.bold or (y < block.header) or None
        if one.shade:
            shade = OxmlElement("w:shd")
            for name, value in (("val", "clear"), ("color", "auto"), ("fill", one.shade)):
                shade.set(qn(f"w:{name}"), value)
            place._tc.get_or_add_tcPr().append(shade)
    file.add_paragraph()
