"""Excel, written by openpyxl."""

import openpyxl
from openpyxl.styles import Alignment, Font, PatternFill

from document import Heading, Items, Rows, Sheet, Words, cell, grid, lines


def write(document, path):
    file = openpyxl.Workbook()
    file.remove(file.active)
    sheet, at = None, 1
    for block in document.blocks:
        if isinstance(block, Sheet) or sheet is None:
            name = block.name if isinstance(block, Sheet) else "Sheet1"
            sheet, at = file.create_sheet(name), 1
        match block:
            case Heading() | Words():
                sheet.cell(at, 1, block.text).font = Font(bold=isinstance(block, Heading) or block.bold)
                at += 1
            case Items():
                for item in block.items:
                    sheet.cell(at, 1, item)
                    at += 1
            case Rows():
                at = table(sheet, block, at)
    file.save(path)


def value(one):
    if one.date is not None:
        return one.date
    return "\n".join(("• " if is_item else "") + words for words, is_item in lines(one)) or None


def table(sheet, block, at):
    placed, _ = grid(block.rows)
    for y, x, one in placed:
        place = sheet.cell(at + y, 1 + x, value(cell(one)))
        place.alignment = Alignment(wrap_text=True, vertical="top")
        place.font = Font(bold=one.bold or y < block.header)
        if one.date is not None:
            place.number_format = "dd/mm/yyyy"
        if one.shade:
            place.fill = PatternFill("solid", fgColor=one.shade)
        if one.columns > 1 or one.rows > 1:
            sheet.merge_cells(start_row=at + y, start_column=1 + x, end_row=at + y + one.rows - 1, end_column=x + one.columns)
    return at + len(block.rows) + 1
