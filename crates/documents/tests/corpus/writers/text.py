"""Plain text and Markdown."""

from document import Heading, Items, Rows, Words, grid, lines


def write_plain(document, path):
    out = []
    for block in document.blocks:
        match block:
            case Heading():
                out.append(block.text.upper() if block.level == 1 else block.text)
            case Words():
                out.append(block.text)
            case Items():
                marks = [f"{block.first + at}." if block.numbered else "-" for at in range(len(block.items))]
                out.append("\n".join(f"{mark} {item}" for mark, item in zip(marks, block.items)))
            case Rows():
                out.append("\n".join("\t".join(row) for row in squares(block, "; ")))
    save(path, out)


def write_markdown(document, path):
    out = []
    for block in document.blocks:
        match block:
            case Heading():
                out.append("#" * block.level + " " + block.text)
            case Words():
                out.append(f"**{block.text}**" if block.bold else f"~~{block.text}~~" if block.struck else block.text)
            case Items():
                marks = [f"{block.first + at}." if block.numbered else "-" for at in range(len(block.items))]
                out.append("\n".join(f"{mark} {item}" for mark, item in zip(marks, block.items)))
            case Rows():
                rows = squares(block, "<br>")
                rows.insert(1, ["---"] * len(rows[0]))
                out.append("\n".join("| " + " | ".join(row) + " |" for row in rows))
    save(path, out)


def squares(block, between):
    placed, width = grid(block.rows)
    rows = [[""] * width for _ in block.rows]
    for y, x, one in placed:
        rows[y][x] = between.join(("• " if is_item else "") + words for words, is_item in lines(one))
    return rows


def save(path, blocks):
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n\n".join(blocks) + "\n")
