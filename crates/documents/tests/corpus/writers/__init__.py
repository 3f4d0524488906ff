"""One file for each format; each has `write(document, path, **options)`."""

from . import csv, docx, html, odf, pdf, text, xls, xlsx

WRITERS = {
    "docx": docx.write, "odt": odf.write_text, "ods": odf.write_sheets, "xlsx": xlsx.write, "xls": xls.write,
    "csv": csv.write, "pdf": pdf.write, "html": html.write, "txt": text.write_plain, "md": text.write_markdown,
}
