"""OpenDocument text and spreadsheets, written by odfpy."""

from itertools import groupby

from odf import style, table, text
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText

from document import Heading, Items, Rows, Sheet, Words, grid, lines


class Styles:
    """Automatic styles, without duplicates."""

    def __init__(self, file):
        self.file, self.made = file, {}

    def cell(self, shade):
        return self.make(f"c{shade}", "table-cell", style.TableCellProperties(backgroundcolor=f"#{shade}"))

    def bold(self):
        return self.make("bold", "text", style.TextProperties(fontweight="bold"))

    def struck(self):
        return self.make("struck", "text", style.TextProperties(textlinethroughstyle="solid"))

    def make(self, name, family, properties):
        if name not in self.made:
            made = style.Style(name=name, family=family)
            made.addElement(properties)
            self.file.automaticstyles.addElement(made)
            self.made[name] = made
        return self.made[name]


def write_text(document, path):
    file = OpenDocumentText()
    styles = Styles(file)
    for block in document.blocks:
        match block:
            case Heading() | Sheet():
                words = block.text if isinstance(block, Heading) else block.name
                file.text.addElement(text.H(outlinelevel=getattr(block, "level", 1), text=words))
            case Words():
                file.text.addElement(paragraph(block.text, styles.bold() if block.bold else styles.struck() if block.struck else None))
            case Items():
                if block.numbered:
                    for number, item in enumerate(block.items, block.first):
                        file.text.addElement(text.P(text=f"{number}. {item}"))
                else:
                    file.text.addElement(bullets(block.items))
            case Rows():
                file.text.addElement(rows(block, styles, "Table"))
    file.save(path)


def write_sheets(document, path):
    file = OpenDocumentSpreadsheet()
    styles = Styles(file)
    sheet = None
    for block in document.blocks:
        if isinstance(block, Sheet) or sheet is None:
            sheet = table.Table(name=block.name if isinstance(block, Sheet) else "Sheet1")
            file.spreadsheet.addElement(sheet)
        match block:
            case Heading() | Words():
                row(sheet, [paragraph(block.text, styles.bold())])
            case Items():
                for item in block.items:
                    row(sheet, [text.P(text=item)])
            case Rows():
                fill(sheet, block, styles)
                row(sheet, [])
    file.save(path)


def row(sheet, paragraphs):
    made = table.TableRow()
    place = table.TableCell(valuetype="string") if paragraphs else table.TableCell()
    for one in paragraphs:
        place.addElement(one)
    made.addElement(place)
    sheet.addElement(made)


def paragraph(words, look=None):
    made = text.P()
    made.addElement(text.Span(stylename=look, text=words)) if look else made.addText(words)
    return made


def bullets(items):
    made = text.List()
    for item in items:
        one = text.ListItem()
        one.addElement(text.P(text=item))
        made.addElement(one)
    return made


def rows(block, styles, name):
    made = table.Table(name=name)
    made.addElement(table.TableColumn(numbercolumnsrepeated=grid(block.rows)[1]))
    fill(made, block, styles)
    return made


def fill(made, block, styles):
    placed, width = grid(block.rows)
    cells = {(y, x): one for y, x, one in placed}
    for y in range(len(block.rows)):
        line = table.TableRow()
        for x in range(width):
            one = cells.get((y, x))
            line.addElement(table.CoveredTableCell() if one is None and covered(placed, y, x) else square(one, styles, y < block.header))
        made.addElement(line)


def covered(placed, y, x):
    return any(oy <= y < oy + one.rows and ox <= x < ox + one.columns for oy, ox, one in placed)


def square(one, styles, is_header):
    if one is None:
        return table.TableCell()
    options = {"stylename": styles.cell(one.shade)} if one.shade else {}
    if one.columns > 1 or one.rows > 1:
        options |= {"numbercolumnsspanned": one.columns, "numberrowsspanned": one.rows}
    if one.date is not None:
        place = table.TableCell(valuetype="date", datevalue=one.date.isoformat(), **options)
        place.addElement(text.P(text=one.date.strftime("%d/%m/%Y")))
        return place
    inner = [(words, is_item) for words, is_item in lines(one) if words]
    place = table.TableCell(**({"valuetype": "string"} if inner else {}), **options)
    for is_item, run in groupby(inner, key=lambda line: line[1]):
        words = [words for words, _ in run]
        if is_item:
            place.addElement(bullets(words))
        else:
            for each in words:
                place.addElement(paragraph(each, styles.bold() if one.bold or is_header else None))
    return place
