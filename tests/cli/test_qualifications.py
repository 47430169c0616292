"""Qualifications by command."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.cli.conftest import Shell
from tests.cli.test_rewards import same_shape
from tests.qualifications.test_files import TEST


def test_one_is_made_granted_and_taken_back(bitework: Shell, project: str) -> None:
    bitework.write("polish.toml", TEST % ("", ""))
    made = bitework("qualification create polish.toml --json").json
    same_shape("qualification create", made)
    number, who = made["id"], bitework("account show operator --json").json["id"]
    granted = bitework(f"qualification grant {number} {who} --json").json
    same_shape("qualification grant", granted)
    listed = bitework("qualification list --json").json
    same_shape("qualification list", listed)
    assert [one["holders"] for one in listed["qualifications"]] == [1]
    same_shape("qualification revoke", bitework(f"qualification revoke {number} {who} --json").json)
    again = bitework(f"qualification revoke {number} {who}")
    assert again.code == 4
    assert "They don't have that qualification" in again.err
    assert written_down(bitework.folder) == ["create", "grant", "revoke"]


def test_one_comes_before_another(bitework: Shell, project: str) -> None:
    bitework.write("polish.toml", TEST % ("", ""))
    first = bitework("qualification create polish.toml --json").json["id"]
    above = 'skill = "moderation"\nneeds = { qualifications = ["%s"] }'
    more = TEST.replace("Polish spam", "More spam")
    bitework.write("more.toml", more % (above % "Polish ham", ""))
    failed = bitework("qualification create more.toml")
    assert "There is no qualification “Polish ham”. Make it first" in failed.err
    bitework.write("more.toml", more % (above % "polish spam", ""))
    assert bitework("qualification create more.toml").code == 0
    listed = bitework("qualification list --json").json["qualifications"]
    found = [(one["title"], one["skill"], one["needs"]) for one in listed]
    assert found == [("More spam", "moderation", [first]), ("Polish spam", "", [])]


def test_what_is_wrong_is_said_and_nothing_is_made(bitework: Shell, project: str) -> None:
    bitework.write("polish.toml", TEST % ("attempts = 0", ""))
    failed = bitework("qualification create polish.toml")
    assert failed.code == 1
    assert "attempts: 0 is outside of 1 to 100" in failed.err
    assert bitework("qualification list --json").json == {"qualifications": []}
    spam = bitework.folder / "spam.toml"
    needs = '\nneeds = { qualifications = ["Polish"] }\n\n[[question]]'
    bitework.write("needs.toml", spam.read_text().replace("\n[[question]]", needs, 1))
    unknown = bitework("project create needs.toml")
    assert "There is no qualification “Polish”" in unknown.err


def written_down(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "bitework.db")) as connection:
        rows = connection.execute(
            "SELECT action FROM audit WHERE action LIKE 'qualification.%' ORDER BY id"
        )
        return [action.partition(".")[2] for (action,) in rows]
