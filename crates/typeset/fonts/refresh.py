"""Generates the typefaces in this folder from those of the site (npm's fontsource): static files with Latin and extended Latin in one.
The licence reserves the original names, so these files have the names in the site's stylesheet.

    npm install --prefix WORK @fontsource-variable/atkinson-hyperlegible-next@5.3.0 @fontsource-variable/source-serif-4@5.3.1
    python -m venv v && v/bin/pip install 'fonttools[woff]==4.*' && v/bin/python refresh.py WORK
"""

import sys
from pathlib import Path

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

HERE = Path(__file__).parent
FACES = [
    ("atkinson-hyperlegible-next", "Hyperlegible", "normal", 400, "Regular"),
    ("atkinson-hyperlegible-next", "Hyperlegible", "normal", 700, "Bold"),
    ("atkinson-hyperlegible-next", "Hyperlegible", "italic", 400, "Italic"),
    ("atkinson-hyperlegible-next", "Hyperlegible", "italic", 700, "Bold Italic"),
    ("source-serif-4", "Assay Serif", "normal", 600, "Semibold"),
]

for package, family, slant, weight, style in FACES:
    folder = Path(sys.argv[1]) / "node_modules/@fontsource-variable" / package / "files"
    parts = []
    for script in ("latin", "latin-ext"):
        font = TTFont(folder / f"{package}-{script}-wght-{slant}.woff2")
        font.flavor = None
        font = instantiateVariableFont(font, {"wght": weight})
        part = Path("/tmp") / f"{package}-{script}-{style.replace(' ', '')}.ttf"
        font.save(part)
        parts.append(str(part))
    font = Merger().merge(parts)
    font["OS/2"].usWeightClass = weight
    for record in font["name"].names:
        if record.nameID in (1, 16):
            record.string = family
        elif record.nameID in (2, 17):
            record.string = style
        elif record.nameID in (4, 6):
            full = f"{family} {style}"
            record.string = full if record.nameID == 4 else full.replace(" ", "")
    # The tables about the axes of a variable font do not apply to a static one.
    for table in ("STAT", "avar", "MVAR", "HVAR"):
        if table in font:
            del font[table]
    italic, bold = slant == "italic", weight >= 700
    font["head"].macStyle = bold | italic << 1
    font["OS/2"].fsSelection = italic | bold << 5 | (not italic and not bold) << 6
    font.save(HERE / f"{package}-{style.lower().replace(' ', '-')}.ttf")
