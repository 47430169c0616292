"""Importing a file of rows with the command line, against a bare executemany of the same."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median

from benchmarks import child, world
from benchmarks.report import Result, at_most, beside
from domain.ids import public

ROWS, ROWS_QUICK = 1_000_000, 100_000
ROUNDS = 3
RATIO, PEAK_MB = 2.5, 130.0


def imports(folder: Path, quick: bool) -> list[Result]:
    """Measure in turns, each time into a new database."""
    rows = ROWS_QUICK if quick else ROWS
    file = write_rows(folder / "rows.csv", rows)
    empty = folder / "empty.db"
    world.make(f"sqlite:///{empty}", tasks=0, people=0)
    bare, ours = [], []
    for _ in range(ROUNDS):
        bare.append(_bare(fresh_copy(empty, folder / "bare.db"), file))
        database = fresh_copy(empty, folder / "import.db")
        ours.append(import_file(database, file, folder))
    ratios = [one.seconds / other for one, other in zip(ours, bare, strict=True)]
    of = f"import of {rows:,} rows"
    return [
        at_most(f"{of} by the command line, against a bare executemany", median(ratios), RATIO),
        at_most(f"{of}: peak memory", max(one.peak_mb for one in ours), PEAK_MB, "MB"),
        beside(f"{of}", median(one.seconds for one in ours), "s"),
        beside(f"bare executemany of {rows:,} rows", median(bare), "s"),
    ]


def write_rows(path: Path, count: int) -> Path:
    """Write a file of rows with a message each."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "message"))
        writer.writerows((f"new-{n}", world.message(n)) for n in range(1, count + 1))
    return path


def fresh_copy(empty: Path, path: Path) -> Path:
    """Give a database as new, on disk, so that nothing of it is still on its way there."""
    for old in path.parent.glob(f"{path.name}*"):
        old.unlink()
    shutil.copyfile(empty, path)
    os.sync()
    return path


def import_file(database: Path, file: Path, folder: Path) -> child.Ran:
    """Run `bitework import` to its end."""
    return child.run(import_command(file), f"sqlite:///{database}", folder)


def import_command(file: Path) -> list[str]:
    """Give the command line that imports a file."""
    return child.bitework("import", public(world.PROJECT_ID), str(file))


def _bare(database: Path, file: Path) -> float:
    command = [sys.executable, "-m", "benchmarks.bare", str(database), str(file)]
    done = subprocess.run(command, cwd=child.HOUSE, check=True, capture_output=True, text=True)
    return float(done.stdout)
