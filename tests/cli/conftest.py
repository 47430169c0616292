"""The command line as a person has it: in a folder of its own, on a real SQLite file."""

import io
import json
import shutil
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.cli import main

MODERATION = """\
title = "Is this message spam?"
kind = "moderation"
show = "{{message}}"
reward = "0.02"
answers = { least = 2, most = 5 }
budget = "250.00"

[[question]]
id = "verdict"
text = "Is it spam?"
type = "choice"
options = ["ham", "spam"]
"""
SURVEY = """\
title = "How do you begin your day?"
kind = "survey"
reward = "0.25"
respondents = 4
budget = "25.00"

[[question]]
id = "how"
text = "How?"
type = "choice"
options = ["tea", "coffee"]
"""
ROWS = "id,message\n1,See you at eight\n2,WIN a prize\n3,Call me\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object that was printed."""
        assert self.out.count("\n") == 1, self.out
        return json.loads(self.out)


class Shell:
    """Runs commands in this folder. `bitework("project list")`, or its words as a list."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, words: str | Sequence[str], *more: str) -> Ended:
        given = [*(words.split() if isinstance(words, str) else words), *more]
        out, err = Stream(), Stream()
        code = 0
        with redirect_stdout(out), redirect_stderr(err):
            try:
                main(given)
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
        structlog.reset_defaults()
        return Ended(code, out.text, err.text)

    def done(self, words: str | Sequence[str], *more: str) -> Ended:
        """Run a command that has to end well."""
        ended = self(words, *more)
        assert ended.code == 0, ended
        return ended

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        return path


class Stream(io.TextIOWrapper):
    """Standard output that can be read afterwards; no terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)

    @property
    def text(self) -> str:
        raw = self.buffer
        assert isinstance(raw, io.BytesIO)
        return raw.getvalue().decode()


@pytest.fixture
def bitework(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A folder with an empty database and some files in it."""
    monkeypatch.chdir(tmp_path)
    for name in ("BITEWORK_CONFIG", "BITEWORK_DATABASE__URL"):
        monkeypatch.delenv(name, raising=False)
    shutil.copyfile(sqlite_template, tmp_path / "bitework.db")
    shell = Shell(tmp_path)
    shell.write("spam.toml", MODERATION)
    shell.write("survey.toml", SURVEY)
    shell.write("rows.csv", ROWS)
    return shell


@pytest.fixture
def project(bitework: Shell) -> str:
    """The id of a project with three rows that can be opened: 0.30 at most, 300.00 are there."""
    project_id = bitework.done("project create spam.toml").out.strip()
    bitework.done(f"import {project_id} rows.csv")
    bitework.done("account deposit operator 300 --ref first")
    return project_id
