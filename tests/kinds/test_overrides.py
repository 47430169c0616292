"""Prohibited work is refused where a project is made, changed and opened, unless an admin lets it
through, which stays written down.
"""

import orjson
import pytest

from domain.errors import Prohibited
from domain.project_tables import parse
from domain.projects import Project
from domain.terms import Terms
from services import accounts, ledger, projects
from storage.database import Database
from tests.cli.conftest import Shell
from tests.kinds.smallest import SMALLEST

NOW_MS = 1_767_261_600_000
TERMS = Terms()
FINE = SMALLEST["survey"]
BAD = FINE.replace("How do you get to work?", "Follow our page, then tell us")
WORSE = BAD.replace("How do you get there?", "What is your e-mail password?")


def made(toml: str) -> Project:
    return parse(toml, TERMS.money)


def create(database: Database, toml: str, override: str = "") -> int:
    return database.write_now(
        lambda tx: projects.create(
            tx, made(toml), accounts.operator(tx, NOW_MS), NOW_MS, override=override
        )
    )


def overrides(database: Database) -> list[dict[str, object]]:
    rows = database.read_now(
        lambda tx: tx.connection.execute(
            "SELECT details FROM audit WHERE action = 'project.override' ORDER BY id"
        ).fetchall()
    )
    return [orjson.loads(row[0]) for row in rows]


def test_it_is_refused_and_an_override_is_written_down(database: Database) -> None:
    with pytest.raises(Prohibited) as refused:
        create(database, BAD)
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "W02-buying-follows"
    ]
    assert database.read_now(projects.listing) == []
    project_id = create(database, BAD, override="  our own\nstudy of pages ")
    assert overrides(database) == [
        {"why": "our own study of pages", "found": [["W02-buying-follows", "follow our page"]]}
    ]

    def change(tx: object, toml: str, override: str = "") -> None:
        projects.redefine(tx, project_id, made(toml), NOW_MS, override=override)  # type: ignore[arg-type]

    database.write_now(lambda tx: change(tx, BAD))
    with pytest.raises(Prohibited) as refused:
        database.write_now(lambda tx: change(tx, WORSE))
    assert [problem.partition(":")[0] for problem in refused.value.problems] == [
        "W09-passwords-and-codes"
    ]
    database.write_now(lambda tx: change(tx, BAD))

    def opened(tx: object) -> projects.Opened:
        owner = accounts.operator(tx, NOW_MS)  # type: ignore[arg-type]
        ledger.deposit(
            tx,  # type: ignore[arg-type]
            account_id=owner, amount_minor=3_000, currency="credits", ref="x", now_ms=NOW_MS,
        )  # fmt: skip
        return projects.open_project(tx, project_id, TERMS, NOW_MS)  # type: ignore[arg-type]

    assert database.write_now(opened).units == 100
    assert len(overrides(database)) == 1


def test_what_was_made_before_the_rules_is_looked_at_when_it_is_opened(database: Database) -> None:
    from storage import campaigns

    project_id = database.write_now(
        lambda tx: campaigns.insert(tx, made(WORSE), accounts.operator(tx, NOW_MS), NOW_MS)
    )
    with pytest.raises(Prohibited) as refused:
        database.write_now(lambda tx: projects.open_project(tx, project_id, TERMS, NOW_MS))
    assert len(refused.value.problems) == 2
    assert overrides(database) == []


def test_on_the_command_line(bitework: Shell) -> None:
    bitework.write("bad.toml", BAD)
    refused = bitework("project create bad.toml")
    assert (refused.code, refused.out) == (4, "")
    assert "Work like this can't be asked for here:" in refused.err
    assert "W02-buying-follows: “follow our page”. Refused, for an audience" in refused.err
    assert "--override WHY lets it through" in refused.err
    as_json = bitework("project create bad.toml --json")
    assert as_json.json["error"]["kind"] == "refused"
    assert len(as_json.json["error"]["problems"]) == 2
    done = bitework(["project", "create", "bad.toml", "--override", "we study such pages"])
    assert done.code == 0
    opened = bitework(["account", "deposit", "operator", "30", "--ref", "x"])
    assert opened.code == 0
    assert bitework(f"project open {done.out.strip()}").code == 0
