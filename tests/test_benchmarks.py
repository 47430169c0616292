"""What the benchmarks rest on: like is measured against like, and every row is explained."""

import json
import re
from pathlib import Path

import pytest

from benchmarks import central, crowdkit, quality, report
from benchmarks.place import filesystem
from benchmarks.plain import Plain
from benchmarks.rivals.store import Store
from benchmarks.telegram_world import make_database
from benchmarks.work import chooser
from benchmarks.world import FIRST_WORKER, World, project

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


def test_recorded_crowds_that_are_absent_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(quality, "DATA", tmp_path)
    monkeypatch.setattr(crowdkit, "PYTHON", tmp_path / "python")
    rows = quality.quality(tmp_path, quick=True)
    assert all(row.value is None and row.holds is None for row in rows)
    why_not = ("beside the repository", "make crowdkit")
    assert all(any(why in row.why_not for why in why_not) for row in rows)
    told = DOCS.read_text(encoding="utf-8")
    assert [row.name for row in rows if row.name not in told] == []


async def test_the_rivals_execute_what_the_plain_loop_executes(tmp_path: Path) -> None:
    """Statement by statement; ids and times aside, which no two runs have in common."""
    *users, other = range(1_000, 1_011)
    make_database(tmp_path / "same.db", tasks=100, users=[*users, other])
    store = Store(str(tmp_path / "same.db"))
    await store.open()
    seen: list[str] = []
    hands = [await store.begin(user, number) for number, user in enumerate(users)]
    await store._database.set_trace_callback(seen.append)
    for number, (user, (_, buttons)) in enumerate(zip(users, hands, strict=True)):
        _, again = await store.press(user, buttons[0][number % 3 // 2][1], 100 + number)
        assert again != buttons
    await store._database.close()
    plain = Plain(World(f"sqlite:///{tmp_path / 'same.db'}", project(), ()), chooser())
    plain.begin((FIRST_WORKER + len(users),))
    ours: list[str] = []
    plain.connection.set_trace_callback(ours.append)
    plain.rate(1)
    plain.connection.close()
    for number in range(len(users)):
        begin, _person, _event, *rest = _texts(seen)[number * 17 : (number + 1) * 17]
        assert [begin, *rest] == _texts(ours)


def _texts(statements: list[str]) -> list[str]:
    return [re.sub(r"'[^']*'|\d+|NULL", "#", statement) for statement in statements]
