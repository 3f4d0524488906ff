"""Excel before 2007, written by xlwt."""

import xlwt

from document import Heading, Items, Rows, Sheet, Words, grid, lines

COLOURS = {"FF0000": "red", "FFC000": "orange", "00B050": "green", "4F81BD": "blue", "D9D9D9": "gray25"}


def write(document, path):
    file = xlwt.Workbook()
    sheet, at = None, 0
    for block in document.blocks:
        if isinstance(block, Sheet) or sheet is None:
            sheet, at = file.add_sheet(block.name if isinstance(block, Sheet) else "Sheet1"), 0
        match block:
            case Heading() | Words():
                sheet.write(at, 0, block.text)
                at += 1
            case Items():
                for item in block.items:
                    sheet.write(at, 0, item)
                    at += 1
            case Rows():
                for y, x, one in grid(block.rows)[0]:
                    words = "\n".join(words for words, _ in lines(one))
                    bold = "font: bold on; " if one.bold or y < block.header else ""
                    fill = f"pattern: pattern solid, fore_colour {COLOURS[one.shade]}; " if one.shade else ""
                    style = xlwt.easyxf(bold + fill + "align: wrap on")
                    if one.columns > 1 or one.rows > 1:
                        sheet.write_merge(at + y, at + y + one.rows - 1, x, x + one.columns - 1, words, style)
                    else:
                        sheet.write(at + y, x, words, style)
                at += len(block.rows) + 1
    file.save(path)
