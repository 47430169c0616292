"""What the benchmarks rest on: like is measured against like, and every row is explained."""

import json
from pathlib import Path

from benchmarks import central, report
from benchmarks.place import filesystem

DOCS = Path(__file__).parent.parent / "docs" / "benchmarks.md"


def test_the_plain_loop_executes_what_the_services_execute(tmp_path: Path) -> None:
    """Statements, their order and all values: else the ratio would compare two different things."""
    central.same(tmp_path / "same.db")


def test_memory_is_told_from_a_disk() -> None:
    assert filesystem(Path("/dev/shm")) == "tmpfs"  # noqa: S108 - it is looked at, not used


def test_results_are_rows_with_a_bar_that_holds_or_not(tmp_path: Path) -> None:
    rows = [
        report.at_least("fast", 1.5, 1.3),
        report.at_most("small", 90.0, 80, "MB"),
        report.beside("seen", 12.0, "ms"),
    ]
    report.write(rows, tmp_path / "results.json")
    assert json.loads((tmp_path / "results.json").read_text(encoding="utf-8")) == [
        {"name": "fast", "value": 1.5, "unit": "×", "bar": 1.3, "holds": True},
        {"name": "small", "value": 90.0, "unit": "MB", "bar": 80, "holds": False},
    ]


def test_every_measured_row_is_in_the_documentation() -> None:
    told = DOCS.read_text(encoding="utf-8")
    measured = json.loads(report.RESULTS.read_text(encoding="utf-8"))
    assert [row["name"] for row in measured if row["name"] not in told] == []
