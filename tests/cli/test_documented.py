"""docs/cli.md: every command stands there, and its object has the keys that are printed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from bot.cli import app
from tests.cli.conftest import Shell

DOCUMENT = Path(__file__).parents[2] / "docs" / "cli.md"


PAYOUTS = ("list", "show", "approve", "refuse", "stop", "start", "settle", "return")


def sections() -> dict[str, Any]:
    """The documented object of each command, by its words."""
    found = {}
    for part in re.split(r"^### ", DOCUMENT.read_text(), flags=re.MULTILINE)[1:]:
        words = re.match(r"bitework ((?:[a-z]+ ?)+)", part)
        example = re.search(r"```json\n(.*?)```", part, re.DOTALL)
        assert words, part
        assert example, part
        found[words[1].strip()] = json.loads(example[1])
    return found


def commands(of: typer.Typer = app, before: str = "") -> Iterator[str]:
    """All commands there are, as they are typed."""
    for command in of.registered_commands:
        yield f"{before}{command.name}"
    for group in of.registered_groups:
        assert group.typer_instance is not None
        if group.typer_instance.registered_callback is not None:
            yield f"{before}{group.name}"
        yield from commands(group.typer_instance, f"{before}{group.name} ")


def shape(value: Any) -> Any:
    """An object's keys, all the way down; of a list those of all its elements."""
    if isinstance(value, dict):
        return {key: shape(inner) for key, inner in value.items()}
    if isinstance(value, list):
        merged: Any = None
        for inner in map(shape, value):
            merged = {**merged, **inner} if isinstance(inner, dict) and merged else inner
        return [merged]
    return None


def test_every_command_is_documented_and_nothing_else() -> None:
    assert set(sections()) == set(commands())


@pytest.fixture
def printed(bitework: Shell, project: str) -> dict[str, Any]:
    """What each command prints with --json."""
    bitework.write("bad.csv", "id,message\n4,hello\n5,\n")
    bitework.write("answers.csv", "task,worker,label\n1,a,x\n1,b,y\n2,a,x\n")
    bitework.write("truth.csv", "task,truth\n1,x\n")
    lines = {
        "migrate": "migrate",
        "job run": "job run expire",
        "kinds": "kinds",
        "kinds show": "kinds show sentiment",
        "kinds example": "kinds example image_boxes apples",
        "project create": "project create spam.toml",
        "project list": "project list",
        "project show": f"project show {project}",
        "project open": f"project open {project}",
        "project pause": f"project pause {project}",
        "project close": f"project close {project}",
        "import": f"import {project} bad.csv",
        "export": f"export {project} -o out.csv",
        "account list": "account list",
        "account show": "account show operator",
        "account role": "account role operator admin",
        "account deposit": "account deposit operator 5 --ref x",
        "account earnings": "account earnings operator",
        "account statement": "account statement operator",
        "ledger export": "ledger export -o journal.beancount",
        "payout run": "payout run --now",
        "simulate": "simulate spam.toml --rows 50",
        "replay": "replay answers.csv --truth truth.csv",
    }
    order = sorted(lines, key=lambda name: name == "project close")
    objects = {name: bitework(f"{lines[name]} --json").json for name in order}
    bitework.write("config.toml", "[web]\nprot = 1\n")
    return {**objects, "check": bitework("check --json").json}


def test_the_keys_that_are_printed_are_the_documented_ones(printed: dict[str, Any]) -> None:
    documented = sections()
    elsewhere = {"run", "demo", "ledger check"}  # test_running.py, test_commands.py
    elsewhere |= {name for name in documented if name.startswith("bank ")}  # test_bank.py
    elsewhere |= {name for name in documented if name.startswith(("voucher ", "reward ", "gold "))}
    elsewhere |= {name for name in documented if name.startswith("qualification ")}
    elsewhere |= {f"payout {name}" for name in PAYOUTS}  # test_payouts.py
    assert set(printed) == set(documented) - elsewhere
    for name, given in printed.items():
        assert shape(given) == shape(documented[name]), name


def test_an_error_is_an_object_with_the_documented_keys(bitework: Shell) -> None:
    example = re.search(r"```json\n(\{\"error\".*?)```", DOCUMENT.read_text(), re.DOTALL)
    assert example
    given = bitework("project show 7KQ2M --json").json
    assert shape(given) == shape(json.loads(example[1]))


def test_all_options_are_explained_by_help(bitework: Shell) -> None:
    for words in commands():
        said = bitework([*words.split(), "--help"])
        assert said.code == 0
        assert "--json" in said.out
