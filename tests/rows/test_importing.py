"""Importing: all rows or none, each once, nothing to see before the last, nothing left over."""

import signal
import subprocess
import sys
import threading
from pathlib import Path
from time import monotonic, sleep

import pytest

from bot.importing import ImportResult, import_file, release_abandoned, remove_abandoned
from domain.errors import BiteworkError, Invalid, NotFound, Refused
from domain.project_tables import parse
from domain.projects import Project
from domain.terms import MoneyTerms
from services import projects
from services.work import DRY_MS
from storage.database import Database, open_database
from storage.turnstile import Turnstile
from storage.tx import Tx
from storage.urls import sqlite_path
from tests.money.world import World, survey
from tests.rows.conftest import Write
from tests.rows.project_files import SPAM

MODERATION = parse(SPAM, MoneyTerms())
ROWS = "id,message\nm1,one\nm2,two\nm3,three\n"


@pytest.fixture
def project_id(world: World) -> int:
    """A project without rows, as its owner has just made it."""
    return world.project(world.owner(), MODERATION)


def bring(world: World, project_id: int, path: Path, *, skip_bad: bool = False) -> ImportResult:
    return import_file(
        world.database, project_id, path, now_ms=world.later(), skip_bad=skip_bad
    )


def ask(database: Database, sql: str) -> list[tuple[object, ...]]:
    """Look into the database."""

    def look(tx: Tx) -> list[tuple[object, ...]]:
        return [tuple(row) for row in tx.connection.execute(sql).fetchall()]

    return database.read_now(look)


def rows_of(world: World) -> list[tuple[object, ...]]:
    return ask(world.database, "SELECT row_id, data, gold, place, slots FROM task ORDER BY id")


def is_clean(world: World) -> bool:
    """Nothing is there: no row, no batch, no place."""
    counts = "SELECT (SELECT COUNT(*) FROM task), (SELECT COUNT(*) FROM batch), SUM(places)"
    return ask(world.database, f"{counts} FROM project") == [(0, 0, 0)]


def test_rows_come_in_with_their_places_and_the_answers_they_need(
    world: World, project_id: int, write: Write
) -> None:
    path = write("rows.csv", "id,message,gold:verdict\nm1,one,\nm2,two,spam\n")
    result = bring(world, project_id, path)
    assert result == ImportResult(
        rows_read=2, imported=2, same=0, usable=2, left=0, bad_rows=0
    )
    assert rows_of(world) == [
        ("m1", '{"id":"m1","message":"one"}', None, 1, 2),
        ("m2", '{"id":"m2","message":"two"}', '{"verdict":"spam"}', 2, 2),
    ]
    assert ask(world.database, "SELECT state, rows, rows_read, columns, name FROM batch") == [
        ("ready", 2, 2, '["id","message","gold:verdict"]', "rows.csv")
    ]
    assert ask(world.database, "SELECT places FROM project") == [(2,)]


def test_the_same_file_again_is_recognised(world: World, project_id: int, write: Write) -> None:
    bring(world, project_id, write("rows.csv", ROWS))
    again = bring(world, project_id, write("copy.csv", ROWS))
    assert (again.imported, again.same, again.bad_rows) == (0, 3, 0)
    assert len(rows_of(world)) == 3
    assert ask(world.database, "SELECT COUNT(*) FROM batch") == [(1,)]


def test_a_longer_file_brings_only_what_is_new(
    world: World, project_id: int, write: Write
) -> None:
    bring(world, project_id, write("rows.csv", ROWS))
    longer = write("more.csv", "message,id\nfour,m4\ntwo,m2\none,m1\nfive,m5\nfour,m4\n")
    result = bring(world, project_id, longer)
    assert (result.rows_read, result.imported, result.same) == (5, 2, 3)
    assert [(row[0], row[3]) for row in rows_of(world)] == [
        ("m1", 1), ("m2", 2), ("m3", 3), ("m4", 4), ("m5", 5),
    ]
    again = bring(world, project_id, longer)
    assert (again.rows_read, again.same) == (5, 5)


def test_the_same_id_with_other_content_is_a_bad_row(
    world: World, project_id: int, write: Write
) -> None:
    bring(world, project_id, write("rows.csv", ROWS))
    result = bring(world, project_id, write("more.csv", "id,message\nm4,a\nm2,TWO\nm4,b\n"))
    assert [str(problem) for problem in result.bad] == [
        "line 3, column id: “m2” was imported before, with other content",
        "line 4, column id: “m4” stands above, with other content",
    ]
    assert (result.imported, result.usable) == (0, 1)
    assert len(rows_of(world)) == 3


def test_one_bad_row_and_nothing_is_imported(world: World, project_id: int, write: Write) -> None:
    path = write("rows.csv", "id,message\nm1,one\nm2,\nm3\nm4,four\nm1,other\n")
    result = bring(world, project_id, path)
    assert [str(problem) for problem in result.bad] == [
        "line 3, column message: empty, so there is nothing to show",
        "line 4: 1 column where the header has 2",
        "line 6, column id: “m1” stands above, with other content",
    ]
    assert (result.rows_read, result.imported, result.usable, result.left) == (5, 0, 2, 0)
    assert is_clean(world)


def test_skipping_bad_rows_imports_the_rest_and_says_what_it_left(
    world: World, project_id: int, write: Write
) -> None:
    path = write("rows.csv", "id,message\nm1,one\nm2,\nm3,three\n")
    result = bring(world, project_id, path, skip_bad=True)
    assert (result.imported, result.left, result.bad_rows) == (2, 1, 1)
    assert [row[0] for row in rows_of(world)] == ["m1", "m3"]
    again = bring(world, project_id, path)  # the file is not known whole: its bad row is bad again
    assert (again.same, again.bad_rows, again.imported) == (2, 1, 0)
    assert len(rows_of(world)) == 2


def test_a_file_that_cannot_be_read_to_its_end_is_never_imported(
    world: World, project_id: int, write: Write
) -> None:
    path = write("rows.csv", 'id,message\nm1,one\nm2,"two\nm3,three\n')
    result = bring(world, project_id, path, skip_bad=True)
    assert (result.imported, result.usable, result.left) == (0, 0, 0)
    assert is_clean(world)


def test_very_many_bad_rows_are_counted_and_the_first_thousand_kept(
    world: World, project_id: int, write: Write
) -> None:
    lines = "".join(f"m{number},\n" for number in range(2_500))
    result = bring(world, project_id, write("rows.csv", "id,message\n" + lines))
    assert (result.bad_rows, len(result.bad), result.bad[-1].line) == (2_500, 1_000, 1_001)


def test_a_header_alone_and_a_header_that_is_wrong(
    world: World, project_id: int, write: Write
) -> None:
    with pytest.raises(Invalid, match=r"rows\.csv has a header and no rows"):
        bring(world, project_id, write("rows.csv", "id,message\n"))
    with pytest.raises(Invalid, match="there is no column “id”"):
        bring(world, project_id, write("rows.csv", "message\none\n"))
    assert is_clean(world)


def test_who_takes_no_rows_says_so(world: World, project_id: int, write: Write) -> None:
    path = write("rows.csv", ROWS)
    with pytest.raises(NotFound):
        bring(world, 999, path)
    world.do(lambda tx: projects.close(tx, project_id, world.later()))
    with pytest.raises(Refused, match="is closed and takes no more rows"):
        bring(world, project_id, path)


def test_a_survey_that_runs_without_rows_takes_none(world: World, write: Write) -> None:
    asked: Project = survey()
    project_id = world.project(world.owner(), asked)
    with pytest.raises(Invalid, match="“show” names no column"):
        bring(world, project_id, write("rows.csv", ROWS))
    world.open(project_id)
    with pytest.raises(Refused, match="a survey that was opened without rows"):
        bring(world, project_id, write("rows.csv", ROWS))


def test_one_import_of_a_project_at_a_time(world: World, project_id: int, write: Write) -> None:
    def meanwhile(_read: int, _all: int) -> None:
        with pytest.raises(Refused, match="are being imported into project"):
            bring(world, project_id, write("other.csv", "id,message\nm9,nine\n"))
        assert remove_abandoned(world.database) == 0  # it is not abandoned

    import_file(
        world.database, project_id, write("rows.csv", ROWS), now_ms=1, progress=meanwhile
    )
    assert len(rows_of(world)) == 3


def test_nobody_sees_a_row_before_all_are_in(world: World, project_id: int, write: Write) -> None:
    bring(world, project_id, write("rows.csv", ROWS))
    world.open(project_id)
    ann = world.account("ann")
    for _ in range(3):
        assert world.answers(ann, project_id, "ham")
    seen: list[int | None] = []

    def meanwhile(_read: int, _all: int) -> None:
        seen.append(world.takes(ann, project_id))

    path = write("more.csv", "id,message\nm4,four\n")
    import_file(world.database, project_id, path, now_ms=1, progress=meanwhile)
    assert seen == [None]
    world.open(project_id)  # once more: it holds what the new rows may cost
    world.later(DRY_MS)
    assert world.takes(ann, project_id)


def test_an_import_that_is_interrupted_takes_its_rows_out(
    world: World, project_id: int, write: Write
) -> None:
    def interrupt(_read: int, _all: int) -> None:
        raise KeyboardInterrupt

    path = write("rows.csv", ROWS)
    with pytest.raises(KeyboardInterrupt):
        import_file(world.database, project_id, path, now_ms=1, progress=interrupt)
    assert is_clean(world)
    assert bring(world, project_id, path).imported == 3


KILLED = """
import os, signal, sys
from pathlib import Path
from bot.importing import import_file
from storage.database import open_database

url, project_id, path = sys.argv[1:]

def kill(read, all):
    os.kill(os.getpid(), signal.SIGKILL)

import_file(open_database(url), int(project_id), Path(path), now_ms=1, progress=kill)
"""


def test_what_a_killed_import_left_is_removed_at_the_next_start(
    world: World, project_id: int, write: Write, database_url: str
) -> None:
    path = _killed_half_way(project_id, write, database_url)
    left = len(rows_of(world))
    assert left > 0
    assert ask(world.database, "SELECT places FROM project") == [(0,)]
    assert _until_removed(world) == left
    assert is_clean(world)
    assert bring(world, project_id, path).imported == 12_000


def test_a_killed_import_can_be_repeated_while_the_bot_goes_on(
    world: World, project_id: int, write: Write, database_url: str
) -> None:
    path = _killed_half_way(project_id, write, database_url)
    assert _as_soon_as_it_may(world, project_id, path).imported == 12_000
    assert ask(world.database, "SELECT places FROM project") == [(12_000,)]
    assert remove_abandoned(world.database) == 0
    assert len(rows_of(world)) == 12_000


def test_the_lock_of_an_import_that_was_killed_before_its_first_row_goes_at_the_next_start(
    sqlite_url: str,
) -> None:
    file = sqlite_path(sqlite_url)
    stray = file.with_name(f"{file.name}-claim-import-7")
    stray.touch()
    database, other = open_database(sqlite_url), open_database(sqlite_url)
    held = other.claim("import-8")
    assert held is not None
    release_abandoned(database, sqlite_url)
    assert not stray.exists()
    assert database.claim("import-8") is None
    held.release()
    for each in (database, other):
        each.close_now()
    release_abandoned(database, "postgresql://nobody/has?files=there")


def _killed_half_way(project_id: int, write: Write, database_url: str) -> Path:
    """Give a file whose import was killed."""
    many = "".join(f"m{number},text {number}\n" for number in range(12_000))
    path = write("rows.csv", "id,message\n" + many)
    ended = subprocess.run(
        [sys.executable, "-c", KILLED, database_url, str(project_id), str(path)],
        check=False, timeout=60, capture_output=True, cwd=Path(__file__).parents[2],
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    return path


def _as_soon_as_it_may(world: World, project_id: int, path: Path) -> ImportResult:
    """PostgreSQL needs a moment to notice that a process is gone."""
    until = monotonic() + 10
    while True:
        try:
            return bring(world, project_id, path)
        except Refused:
            assert monotonic() < until
            sleep(0.05)


def _until_removed(world: World) -> int:
    """PostgreSQL needs a moment to notice that a process is gone."""
    until = monotonic() + 10
    while not (removed := remove_abandoned(world.database)) and monotonic() < until:
        sleep(0.05)
    return removed


def test_a_file_that_is_gone(world: World, project_id: int, tmp_path: Path) -> None:
    with pytest.raises(BiteworkError, match="No such file"):
        bring(world, project_id, tmp_path / "rows.csv")
    assert is_clean(world)


def test_a_long_turn_at_the_writer_ends_when_another_process_waits(tmp_path: Path) -> None:
    ours, theirs = Turnstile(tmp_path / "x.db"), Turnstile(tmp_path / "x.db")

    def wait() -> None:
        with theirs:
            pass

    with ours:
        assert not ours.awaited()
        other = threading.Thread(target=wait)
        other.start()
        until = monotonic() + 10
        while not ours.awaited():
            assert monotonic() < until
    other.join(timeout=10)
    assert not other.is_alive()
    assert not ours.awaited()
    ours.close()
    theirs.close()
