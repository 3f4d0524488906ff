#!/usr/bin/env python3
"""Write all rows of a SQLite database of Assay as compressed lines, for tests of upgrades: dump.py assay.db rows.jsonl.gz

Each line is a table, in an order in which foreign keys hold: its columns with their types, and its rows. The rows depend on neither
database: ids are words, documents are JSON. A database of the demo is made by `assay --data folder serve --demo`; a table that the demo
leaves empty is given a row by hand, since a table without rows tests nothing.
"""
import gzip
import json
import sqlite3
import sys
import uuid

OWN = "name not like '\\_%' escape '\\' and name not like 'sqlite%'"


def value(kind, stored):
    if stored is None:
        return None
    if kind == "uuid":
        return str(uuid.UUID(bytes=stored))
    if kind == "boolean":
        return bool(stored)
    if kind == "jsonb":
        return json.loads(stored)
    return stored


def main(database, target):
    db = sqlite3.connect(database)
    tables = [name for (name,) in db.execute(f"select name from sqlite_master where type = 'table' and {OWN}")]
    needs = {name: {key[2] for key in db.execute(f"pragma foreign_key_list({name})")} - {name} for name in tables}
    lines, done = [], set()
    while needs:
        name = min(name for name, others in needs.items() if others <= done)
        del needs[name]
        done.add(name)
        columns = [(column[1], column[2].lower()) for column in db.execute(f"pragma table_info({name})")]
        select = f"select {', '.join(column for column, _ in columns)} from {name} order by 1, 2"
        rows = [[value(kind, cell) for (_, kind), cell in zip(columns, row)] for row in db.execute(select)]
        assert rows, f"{name} has no row"
        table = {"table": name, "columns": columns, "rows": rows}
        lines.append(json.dumps(table, ensure_ascii=False, separators=(",", ":")))
    with open(target, "wb") as file, gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
        packed.write(("\n".join(lines) + "\n").encode())


main(*sys.argv[1:])
