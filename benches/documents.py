"""Times each program on the same file and prints a table. Called by benches/documents."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

work, assay, rounds = Path(sys.argv[1]), Path(sys.argv[2]).resolve(), int(sys.argv[3])
bin = Path(sys.executable).parent
ours = json.loads((work / "ours.json").read_text())


def median(*command):
    """Returns the median time of a command from start to end, in milliseconds."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        subprocess.run(command, cwd=work, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times)


PLUMBER = "import pdfplumber\nwith pdfplumber.open('submission.pdf') as pdf:\n    [page.extract_tables() for page in pdf.pages]"
subprocess.run(["pandoc", "submission.docx", "-s", "-o", "submission.html", "--metadata", "title=Submission"], cwd=work, check=True)
pages = subprocess.run(["pdfinfo", "submission.pdf"], cwd=work, capture_output=True, text=True).stdout
pages = next((line.split()[1] for line in pages.splitlines() if line.startswith("Pages")), "?")
office = ("soffice", "--headless", f"-env:UserInstallation=file://{work}/profile", "--convert-to", "pdf", "--outdir", "written", "submission.docx")
subprocess.run(office, cwd=work, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # the first start creates a profile

rows = [
    ("read the .docx", "Assay, in the running program", ours["read docx"]),
    ("", "Assay, from start to end", median(assay, "import", "--dry-run", "submission.docx")),
    ("", "pandoc, to plain text", median("pandoc", "submission.docx", "-t", "plain", "-o", "out.txt")),
    ("read the .pdf", "Assay, in the running program", ours["read pdf"]),
    ("", "Assay, from start to end", median(assay, "import", "--dry-run", "submission.pdf")),
    ("", "pdftotext -layout", median("pdftotext", "-layout", "submission.pdf", "out.txt")),
    ("", "pdfplumber, its tables", median(bin / "python", "-c", PLUMBER)),
    ("write the .pdf", "Assay, in the running program", ours["write pdf"]),
    ("", "LibreOffice, from the .docx", median(*office)),
    ("", "WeasyPrint, from HTML", median(bin / "weasyprint", "submission.html", "out.pdf")),
]
print(f"{pages} pages; {ours['actions'][0]} actions read from the .docx, {ours['actions'][1]} from the .pdf; {rounds} rounds, median\n")
assay_time = None
for what, who, milliseconds in rows:
    assay_time = milliseconds if what else assay_time
    print(f"{what:<16} {who:<32} {milliseconds:>9.1f} ms {milliseconds / assay_time:>8.1f} ×")
