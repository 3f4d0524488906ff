"""Values between commas or semicolons, in UTF-8 or in the encoding of old versions of Windows."""

import csv

from document import Heading, Items, Rows, Words, grid, lines


def write(document, path, delimiter=",", encoding="utf-8-sig"):
    with open(path, "w", newline="", encoding=encoding) as file:
        out = csv.writer(file, delimiter=delimiter)
        for block in document.blocks:
            match block:
                case Heading() | Words():
                    out.writerow([block.text])
                case Items():
                    out.writerows([item] for item in block.items)
                case Rows():
                    placed, width = grid(block.rows)
                    rows = [[""] * width for _ in block.rows]
                    for y, x, one in placed:
                        rows[y][x] = "\n".join(words for words, _ in lines(one))
                    out.writerows(rows)
