"""Known answers by command."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Shell
from tests.cli.test_rewards import same_shape


def test_a_row_is_marked_and_unmarked(bitework: Shell, project: str) -> None:
    marked = f"gold mark {project} 2 --answer verdict=spam --why Prizes. --json"
    same_shape("gold mark", bitework(marked).json)
    listed = bitework(f"gold list {project} --json").json
    assert (listed["rows"], listed["answers"], listed["contested"]) == (1, 0, [])
    same_shape("gold unmark", bitework(f"gold unmark {project} 2 --json").json)
    assert bitework(f"gold list {project} --json").json["rows"] == 0


def test_what_cannot_be_marked_says_why(bitework: Shell, project: str) -> None:
    for words, said in (
        ("2 --answer verdict", "has no “=”"),
        ("2 --answer colour=red", "“colour” is no question"),
        ("2 --answer verdict=eggs", "“eggs”"),
        ("99 --answer verdict=spam", "has no row 99"),
    ):
        failed = bitework(f"gold mark {project} {words}")
        assert failed.code != 0
        assert said in failed.err


def test_contested_ones_are_looked_at(bitework: Shell, project: str) -> None:
    contested(bitework.folder, rows=("1", "2"))
    listed = bitework(f"gold list {project} --json").json
    same_shape("gold list", listed)
    assert [one["row"] for one in listed["contested"]] == ["1", "2"]
    same_shape("gold keep", bitework(f"gold keep {project} 1 --json").json)
    same_shape("gold drop", bitework(f"gold drop {project} 2 --json").json)
    again = bitework(f"gold drop {project} 2")
    assert "looked at that one already" in again.err
    assert bitework(f"gold list {project} --json").json["rows"] == 1


def test_sure_rows_become_known_ones_elsewhere(bitework: Shell, project: str) -> None:
    decided(bitework.folder)
    same_shape("gold sure", bitework(f"gold sure {project} -o sure.jsonl --json").json)
    written = (bitework.folder / "sure.jsonl").read_text()
    assert written.count('"gold:verdict":"spam"') == 1
    other = bitework.done("project create spam.toml").out.strip()
    bitework.done(f"import {other} sure.jsonl")
    assert bitework(f"gold list {other} --json").json["rows"] == 1


def contested(folder: Path, rows: tuple[str, ...]) -> None:
    """Known answers that people have contested, as chat leaves them behind."""
    known = '{"verdict":"spam"}'
    with closing(sqlite3.connect(folder / "bitework.db")) as connection, connection:
        for row in rows:
            connection.execute(
                "INSERT INTO gold_suspended (task_id, project_id, known, since_ms) "
                "SELECT id, project_id, ?, 1 FROM task WHERE row_id = ?",
                (known, row),
            )


def decided(folder: Path) -> None:
    """A row that four people have decided very surely, and one that they haven't."""
    with closing(sqlite3.connect(folder / "bitework.db")) as connection, connection:
        for row, confidence in (("1", 0.9995), ("2", 0.9)):
            connection.execute(
                "UPDATE task SET state = 'done', answers = 4, slots = 0, "
                "result = ?, confidence = ? WHERE row_id = ?",
                ('{"verdict":"spam"}', f'{{"verdict":{confidence}}}', row),
            )
