"""Makes packages reproducible: rewrites them without timestamps and without parts that are not read."""

import re
import zipfile

UNREAD = ("docProps/thumbnail.jpeg", "word/stylesWithEffects.xml", "Thumbnails/thumbnail.png")
WHEN = re.compile(rb"(<(dcterms:created|dcterms:modified|dc:date|meta:creation-date)[^>]*>)[^<]*<")


def pack(path):
    with zipfile.ZipFile(path) as package:
        parts = [(one.filename, package.read(one)) for one in package.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as package:
        for name, content in parts:
            if name in UNREAD:
                continue
            if name.endswith((".rels", ".xml")):
                content = WHEN.sub(rb"\g<1>2025-01-01T00:00:00Z<", content)
                for unread in UNREAD:
                    content = re.sub(rb"<(Relationship|Override)[^>]*" + unread.rsplit("/", 1)[1].encode() + rb"[^>]*/>", b"", content)
            one = zipfile.ZipInfo(name, (2025, 1, 1, 0, 0, 0))
            # The media type of an OpenDocument file comes first and uncompressed.
            one.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            package.writestr(one, content)
