"""A bare executemany of a file's rows, in a process of its own: what an import is held against.

`python -m benchmarks.bare DATABASE ROWS.csv` prints the seconds it took. The rows are ready in
memory before the clock starts: nothing is read, parsed or checked in that time. One transaction,
on disk at its end.
"""

import csv
import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from time import perf_counter

INSERT = """
INSERT INTO task (project_id, batch_id, row_id, data, gold, place, slots)
VALUES (?, ?, ?, ?, ?, ?, ?)
"""
PRAGMAS = ("journal_mode = WAL", "synchronous = FULL", "cache_size = -16000", "foreign_keys = ON")


def main(database: str, rows: str) -> None:
    """Insert all rows, print the seconds."""
    with Path(rows).open(encoding="utf-8", newline="") as file:
        ready = [
            (1, 1, row["id"], json.dumps(row, separators=(",", ":")), None, place, 2)
            for place, row in enumerate(csv.DictReader(file), 1)
        ]
    with closing(sqlite3.connect(database)) as connection:
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        begun = perf_counter()
        connection.executemany(INSERT, ready)
        connection.commit()
        print(perf_counter() - begun)


if __name__ == "__main__":
    main(*sys.argv[1:])
