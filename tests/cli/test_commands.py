"""What the commands do, where they write it, and how they end."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from domain.ids import public
from domain.terms import PushTerms
from services import leaving, people
from storage.database import open_database
from tests.cli.conftest import Shell

ROOT = Path(__file__).parents[2]


def test_a_project_from_file_to_end(bitework: Shell) -> None:
    created = bitework("project create spam.toml")
    assert (created.code, created.err) == (0, "")
    assert re.fullmatch(r"[0-9A-Z]{5}\n", created.out)
    name = created.out.strip()

    imported = bitework(f"import {name} rows.csv")
    assert (imported.code, imported.err) == (0, "")
    assert imported.out == f"3 rows imported into {name}.\n"
    again = bitework(f"import {name} rows.csv")
    assert again.out == f"0 rows imported into {name}, 3 were there already.\n"

    refused = bitework(f"project open {name}")
    assert (refused.code, refused.out) == (4, "")
    assert "holds 0.30 of your credits, and you have 0.00: 0.30 are missing" in refused.err
    assert "bitework account deposit" in refused.err

    paid = bitework(["account", "deposit", "operator", "1.00", "--ref", "first budget"])
    assert paid.out == (
        "Deposit first budget of 1.00 credits is booked: operator has 1.00 available.\n"
    )
    opened = bitework(f"project open {name}")
    assert opened.out == f"{name} is open: 3 of 3 offered, 0.30 credits held.\n"

    listed = bitework("project list").out.splitlines()
    assert listed[0].split("\t") == ["id", "state", "kind", "decided", "budget", "owner", "title"]
    assert listed[1].split("\t") == [
        name, "open", "moderation", "0/3", "250.00 credits", "operator", "Is this message spam?",
    ]  # fmt: skip
    shown = bitework(f"project show {name.lower()}").out
    assert "0 of 3 rows decided, 3 offered, 0 in hand" in shown
    assert "spent 0.00 of 250.00 credits, 0.30 held, 0.02 an answer" in shown

    assert bitework(f"project pause {name}").out == f"{name} is paused.\n"
    twice = bitework(f"project pause {name}")
    assert (twice.code, twice.err) == (4, "This project is paused already.\n")
    closed = bitework(f"project close {name}")
    assert "0.30 credits returned" in closed.out
    assert "available 1.00" in bitework("account show operator").out
    assert bitework("ledger check").out == "The ledger fits.\n"


def test_everything_in_the_readme_begins_without_a_database(
    tmp_path: Path, bitework: Shell
) -> None:
    (tmp_path / "bitework.db").unlink()
    missing = bitework("project list")
    assert missing.code == 3
    assert "`bitework migrate` makes it" in missing.err
    created = bitework("project create spam.toml")
    assert created.code == 0
    assert created.err == "Made sqlite:///bitework.db.\n"
    assert created.out.strip() in bitework("project list").out


def test_a_deposit_is_booked_once_for_its_reference(bitework: Shell) -> None:
    first = bitework("account deposit operator 10 --ref may --json").json
    again = bitework("account deposit operator 10.00 --ref may --json").json
    assert (first["is_new"], again["is_new"]) == (True, False)
    assert (first["available"], again["available"]) == ("10.00", "10.00")
    other = bitework("account deposit operator 11 --ref may")
    assert (other.code, other.err) == (
        4, "The reference may belongs to another deposit, of 10.00.\n",
    )  # fmt: skip


def test_an_export_goes_into_a_device_or_behind_a_link_and_never_in_their_place(
    bitework: Shell, project: str
) -> None:
    pipe, link, real = (bitework.folder / name for name in ("pipe", "link.csv", "real.csv"))
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    bitework.done(f"export {project} -o pipe")
    assert os.read(reading, 10_000).startswith(b"id,message")
    os.close(reading)
    assert pipe.is_fifo()
    real.write_text("old")
    link.symlink_to(real)
    bitework.done(f"export {project} -o link.csv")
    assert link.is_symlink()
    assert real.read_text().startswith("id,message")
    assert "Is a directory" in bitework(["export", project, "-o", ""]).err


def test_an_export_that_is_stopped_leaves_nothing_behind(bitework: Shell, project: str) -> None:
    with closing(sqlite3.connect(bitework.folder / "bitework.db")) as connection, connection:
        connection.execute(MANY_ROWS)
    bitework.write("results.csv", "from yesterday")
    bitework.write("results.csv.part", "somebody else's")
    command = [sys.executable, "-P", "-m", "bot", "export", project, "-o", "results.csv"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as export:
        while export.poll() is None and not list(bitework.folder.glob("export-*.part")):
            time.sleep(0.01)
        export.terminate()
        assert export.communicate()[1] == b""
    assert export.returncode == -signal.SIGTERM
    assert list(bitework.folder.glob("export-*")) == []
    assert (bitework.folder / "results.csv").read_text() == "from yesterday"
    bitework.done(f"export {project} -o results.csv")
    assert (bitework.folder / "results.csv").read_text().count("\n") == 1 + 3 + 200_000
    assert (bitework.folder / "results.csv.part").read_text() == "somebody else's"


MANY_ROWS = """
WITH RECURSIVE number (n) AS (SELECT 4 UNION ALL SELECT n + 1 FROM number WHERE n < 200003)
INSERT INTO task (project_id, batch_id, row_id, data, place, slots)
SELECT 1, 1, 'row ' || n, '{"id":"' || n || '","message":"Hello"}', n, 2 FROM number
"""


def test_names_that_are_no_utf8(bitework: Shell, project: str) -> None:
    name = os.fsdecode(b"w\xff.csv")
    (bitework.folder / name).write_text("id,message\n9,Hello\n")
    assert bitework(["import", project, name, "--json"]).json["imported"] == 1
    assert bitework(["export", project, "-o", name, "--json"]).json["file"] == "w?.csv"
    error = bitework(["account", "show", name, "--json"]).json["error"]
    assert error["kind"] == "not_found"


def test_output_that_takes_nothing_is_a_sentence(bitework: Shell, project: str) -> None:
    for words in ("project list", "project list --json", f"export {project}", "project list -x"):
        command = [sys.executable, "-P", "-m", "bot", *words.split()]
        with Path("/dev/full").open("wb") as full:
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            ended = subprocess.run(
                command, stdout=full, stderr=subprocess.PIPE, env=environment, check=False
            )
        assert b"Traceback" not in ended.stderr
        assert b"Exception" not in ended.stderr
        assert ended.returncode == (2 if words.endswith("-x") else 3), ended


def test_an_export_goes_to_stdout_or_into_a_whole_file(bitework: Shell, project: str) -> None:
    text = bitework(f"export {project}").out
    assert text.splitlines()[0] == "id,message,result:verdict,confidence:verdict,answers,state"
    assert len(text.splitlines()) == 4
    written = bitework(f"export {project} -o out.csv")
    assert written.out == f"out.csv: results of {project}, {len(text)} bytes\n"
    assert (bitework.folder / "out.csv").read_bytes() == text.encode()
    lines = bitework(f"export {project} --format jsonl").out.splitlines()
    assert lines[0] == (
        '{"id":"1","message":"See you at eight","result:verdict":null,'
        '"confidence:verdict":null,"answers":0,"state":"open"}'
    )
    answers = bitework(f"export {project} --what answers").out.strip()
    assert answers == "row_id,task,worker,question,answer,seconds,state"
    nowhere = bitework(f"export {project} -o none/out.csv")
    assert nowhere.code == 3
    assert nowhere.err == "none/out.csv cannot be written: No such file or directory.\n"


def test_bad_rows_import_nothing_until_they_may_be_skipped(bitework: Shell, project: str) -> None:
    bitework.write("bad.csv", "id,message\n4,hello\n5,\n6,a,b\n7,bye\n")
    refused = bitework(f"import {project} bad.csv")
    assert refused.code == 1
    assert refused.err.splitlines()[0].startswith("line 3, column message: ")
    assert refused.err.splitlines()[1].startswith("line 4: ")
    assert refused.out == (
        "Nothing was imported: 2 of 4 rows of bad.csv can't be used.\n"
        "--skip-bad imports the other 2.\n"
    )
    assert bitework(f"project show {project} --json").json["total"] == 3
    skipped = bitework(f"import {project} bad.csv --skip-bad")
    assert skipped.code == 0
    assert skipped.out == f"2 rows imported into {project}, 2 bad ones left out.\n"
    assert bitework(f"project show {project} --json").json["total"] == 5


def test_a_project_file_with_mistakes_is_told_line_by_line(bitework: Shell) -> None:
    text = (bitework.folder / "spam.toml").read_text()
    bitework.write("wrong.toml", text.replace("reward", "rewrad").replace('"choice"', '"chioce"'))
    ended = bitework("project create wrong.toml")
    assert (ended.code, ended.out) == (1, "")
    assert "line 4, rewrad: there is no such key; did you mean “reward”?" in ended.err
    assert "did you mean “choice”?" in ended.err
    problems = bitework("project create wrong.toml --json").json["error"]
    assert (problems["kind"], len(problems["problems"])) == ("invalid", 2)


def test_roles_are_given_and_unknown_ones_refused(bitework: Shell) -> None:
    bitework.done("account deposit operator 1 --ref a")
    account = bitework("account show operator --json").json["id"]
    assert bitework(f"account role {account} requester").out == f"{account} is a requester now.\n"
    assert bitework("account show operator --json").json["role"] == "requester"
    wrong = bitework(f"account role {account} boss")
    assert wrong.code == 2
    assert wrong.err == (
        "There is no role boss; the roles are worker, requester, reviewer, admin.\n"
    )


def test_payouts_say_when_nothing_is_due_and_what_they_would_do(bitework: Shell) -> None:
    none = bitework("payout run")
    assert (none.code, none.out, none.err) == (0, "Nothing is due.\n", "")
    would = bitework("payout run --now --dry-run")
    assert "0.00 credits would be credited to 0 people" in would.out
    assert bitework("payout run --now --dry-run --json").json["runs"][0]["id"] is None
    assert "0.00 credits credited to 0 people" in bitework("payout run --now").out


def test_every_job_can_be_run_by_hand(bitework: Shell) -> None:
    from bot.schedule import JOBS

    for name in JOBS:
        ended = bitework(f"job run {name} --json")
        assert (ended.code, ended.json["job"]) == (0, name)
    wrong = bitework("job run pusch")
    assert wrong.code == 2
    assert wrong.err.startswith("There is no job pusch")


USAGE = [
    ("projekt list", "No such command 'projekt'"),
    ("project", "Commands"),
    ("project open", "Missing argument 'ID'"),
    ("project list --verbose", "No such option: --verbose"),
    ("project create none.toml", "file 'none.toml' does not exist"),
    ("project show 7KQ2", "“7KQ2” is not an id: they look like 7KQ2M."),
    ("project show 7KQ2M", "There is no project 7KQ2M."),
    ("account show 7KQ2M", "There is no account 7KQ2M."),
    ("account deposit operator 1.234 --ref a", "“1.234” has 3 decimals; credits have 2"),
    ("account deposit operator -5 --ref a", "No such option: -5"),
    ("account deposit operator 5", "Missing option '--ref'"),
    ("export 7KQ2M --what everything", "'everything' is not one of 'results', 'answers'"),
    ("export 7KQ2M --json", "add -o FILE"),
    ("demo --port 70000", "Input should be less than or equal to 65535"),
]


@pytest.mark.parametrize(("words", "said"), USAGE)
def test_a_mistake_on_the_command_line_ends_with_two(
    words: str, said: str, bitework: Shell
) -> None:
    ended = bitework(words)
    assert ended.code == 2
    heard = " ".join(re.sub(r"[│╭╮╰╯─]", " ", ended.err + ended.out).split())
    assert said in heard
    error = bitework(f"{words} --json")
    if words != "project":
        assert error.code == 2
        assert error.json["error"]["kind"] in ("usage", "not_found")
        assert error.err == ""


def test_an_unusable_configuration_stops_every_command(bitework: Shell) -> None:
    bitework.write("config.toml", "[web]\nprot = 1\n")
    for words in ("run", "project list", "account list", "migrate", "ledger check", "payout run"):
        ended = bitework(words)
        assert (ended.code, ended.out) == (3, "")
        assert ended.err == (
            "The configuration cannot be used:\n"
            "config.toml line 2: there is no key web.prot; did you mean web.port?\n"
        )
    assert bitework("project list --json").json["error"]["kind"] == "unusable"


def test_no_secret_is_printed_by_check_or_migrate(bitework: Shell) -> None:
    secret = "hush-hush-1234567890"
    bitework.write(
        "config.toml",
        f"[telegram]\ntoken = '123:{secret}'\n[web]\naccess_token = '{secret}'\n"
        f"[database]\nurl = 'postgresql://me:{secret}@127.0.0.1:1/none'\n",
    )
    for words in ("check", "check --json", "migrate", "project list", "account list --json"):
        ended = bitework(words)
        assert ended.code in (1, 3)
        assert secret not in ended.out + ended.err


def test_what_requesters_write_cannot_steer_the_terminal(bitework: Shell) -> None:
    bitework.write("odd.toml", SURVEY_WITH_ODD_TITLE)
    ended = bitework("project create odd.toml")
    assert ended.code in (0, 1)
    assert "\x1b" not in ended.out + ended.err + bitework("project list").out


SURVEY_WITH_ODD_TITLE = """\
title = "Red \\u202E \\u2066 \\u009B31m?"
kind = "survey"
reward = "0.25"
respondents = 4
budget = "25.00"
[[question]]
id = "how"
text = "How?"
type = "text"
"""


def test_who_has_left_gets_neither_a_role_nor_credits(bitework: Shell) -> None:
    database = open_database(f"sqlite:///{bitework.folder / 'bitework.db'}")
    ann = database.write_now(
        lambda tx: people.add(tx, name="ann", locale="en", push=PushTerms(), now_ms=1)
    )
    database.write_now(lambda tx: leaving.leave(tx, people.load(tx, ann), 2))
    database.close_now()
    who = public(ann)
    for words in (f"account role {who} admin", f"account deposit {who} 5 --ref may"):
        ended = bitework(words)
        assert (ended.code, ended.out) == (4, "")
        assert ended.err.startswith(f"{who} has left, so there is nobody to give this to.")
    shown = bitework(f"account show {who} --json").json
    assert (shown["state"], shown["role"], shown["available"]) == ("deleted", "worker", "0.00")
