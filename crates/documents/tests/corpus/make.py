"""Generates the corpus: every document, and beside it its gold standard.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install -r requirements.txt && /tmp/venv/bin/python make.py

Independent of Assay's readers and writers: the documents are written by python-docx, odfpy, openpyxl, xlwt and reportlab. The
corpus is committed, so that the tests run without Python.
"""

import json
import pathlib
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE))

import colours, forms, harder, held_out, prose, tables, whole  # noqa: E402
from writers import WRITERS  # noqa: E402
from writers.again import pack  # noqa: E402


def make(folder, files):
    folder.mkdir(exist_ok=True)
    for name, layout, document, options in files:
        made = document()
        WRITERS[name.rsplit(".", 1)[1]](made, str(folder / name), **options)
        if name.endswith((".docx", ".odt", ".ods", ".xlsx")):
            pack(str(folder / name))
        read = {"layout": layout, **made.also, "actions": made.actions}
        (folder / f"{name}.json").write_text(json.dumps(read, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return len(files)


if __name__ == "__main__":
    made = make(HERE / "files", tables.FILES + colours.FILES + prose.FILES + whole.FILES + harder.FILES + forms.FILES)
    kept = make(HERE / "held-out", [(name, layout, document, options) for name, layout, document, options in held_out.FILES])
    print(f"{made} documents, and {kept} held out")
