"""What is around, among a hundred thousand rows: right, in order, and quick on both databases."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from random import Random
from time import perf_counter

import orjson

from bot.importing import import_file
from domain.places import distance_m
from domain.project_tables import parse
from domain.rows import Row
from domain.terms import Terms
from services import accounts, imports, ledger, near, people, projects
from storage.database import Database
from storage.tx import Tx

HERE = (52.52, 13.405)
ROWS = 30_000
NOW_MS = 1_767_261_600_000
VISIT = """
title = "{title}"
kind = "local_visit"
show = "{{{{place}}}}"
at = "{{{{at}}}}"
reward = "{reward}"
answers = {{ least = 1, most = 1 }}
budget = "{budget}"

[[question]]
id = "open"
text = "Is it open?"
type = "yes_no"
"""


def made(tx: Tx, title: str, reward: str, budget: str) -> int:
    project = parse(VISIT.format(title=title, reward=reward, budget=budget), Terms().money)
    owner = accounts.operator(tx, NOW_MS)
    facts = {"amount_minor": project.budget_minor, "currency": project.currency}
    ledger.deposit(tx, account_id=owner, ref=title, now_ms=NOW_MS, **facts)  # type: ignore[arg-type]
    return projects.create(tx, project, owner, NOW_MS)


def joined(tx: Tx) -> people.Person:
    person, _ = people.arrive(  # type: ignore[misc]
        tx, platform="web", external_id="ann", chat="ann", name="", locale="en", time_zone="",
        terms=Terms(), now_ms=NOW_MS, lock=True,
    )  # fmt: skip
    return person


def brought(tx: Tx, project_id: int, places: Sequence[tuple[float, float]]) -> None:
    started = imports.begin(tx, project_id, "rows", NOW_MS)
    rows: list[Row] = [
        (n, str(n), orjson.dumps({"place": f"Shop {n}", "at": f"{a}, {o}"}).decode(), None)
        for n, (a, o) in enumerate(places, start=1)
    ]
    imports.add(tx, started.batch, rows, started.place, expect_known=False)
    imports.add_places(tx, project_id, rows, "{{at}}")
    facts = {"rows": len(rows), "rows_read": len(rows), "columns": ["place", "at"]}
    imports.finish(tx, started.batch, content_hash="", **facts)  # type: ignore[arg-type]
    projects.open_project(tx, project_id, Terms(), NOW_MS)


def analyzed(tx: Tx) -> None:
    tx.connection.execute("ANALYZE")


async def test_what_is_around_among_very_many_rows(database: Database) -> None:
    dice = Random(1)
    far = [(round(dice.uniform(47, 55), 5), round(dice.uniform(6, 15), 5)) for _ in range(ROWS)]
    close = [(round(52.52 + dice.uniform(0, 0.02), 5), 13.405) for _ in range(30)]
    ids = []
    for title, reward, places in (("Many", "0.10", far), ("Few", "0.50", close)):
        budget = f"{len(places) * float(reward):.2f}"
        number = await database.write(partial(made, title=title, reward=reward, budget=budget))
        await database.write(partial(brought, project_id=number, places=places))
        ids.append(number)
    ann = await database.write(joined)
    look = partial(near.around, person=ann, now_ms=NOW_MS)
    found = await database.read(partial(look, place=HERE, most=10))
    assert [one.order for one in found] == sorted(one.order for one in found)
    assert found[0].offer.id == ids[1]
    assert found[0].spot.place == min(close, key=partial(distance_m, HERE))
    there = (50.1, 8.7)
    await database.write(analyzed)  # as a database is soon after an import
    seconds = []
    for _ in range(10):
        begun = perf_counter()
        await database.read(partial(look, place=there, most=10))
        seconds.append(perf_counter() - begun)
    assert min(seconds) < 0.1  # what else the machine does is no matter
    many = await database.read(partial(look, place=there, most=200))
    assert {one.spot.place for one in many} >= {p for p in far if distance_m(there, p) < 2_000}


async def test_rows_without_a_place_are_named(sqlite_database: Database, tmp_path: Path) -> None:
    number = await sqlite_database.write(
        partial(made, title="One", reward="0.10", budget="1.00")
    )
    file = tmp_path / "rows.csv"
    file.write_text('id,place,at\n1,Shop,"52.5, 13.4"\n2,Shop,somewhere\n')
    result = import_file(sqlite_database, number, file, now_ms=NOW_MS)
    assert result.imported == 0
    assert "line 3, column at: “somewhere” is no place" in str(result.bad[0])
