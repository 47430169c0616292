"""What every command shares: its configuration, its database, where it writes, and how it ends.

Results go to stdout, everything else to stderr. With `--json` exactly one object goes to stdout,
also where the command fails: `{"error": {"kind", "message", "problems"}}`.
"""

import errno
import json as json_text
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import orjson
import typer

from domain.errors import BiteworkError, Invalid, NotEnough, NotFound, Prohibited, Refused, Unusable

if TYPE_CHECKING:
    from bot.config import Looked, Settings
    from domain.seals import Keys
    from domain.terms import Terms
    from storage.database import Database
    from storage.tx import Tx

T = TypeVar("T")

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="The configuration; else BITEWORK_CONFIG, else ./config.toml where there is one.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ProjectId = Annotated[str, typer.Argument(metavar="ID", help="The project's id, such as 7KQ2M.")]


class Code(IntEnum):
    """How a command ends."""

    DONE = 0
    FOUND = 1  # something is wrong with what was looked at
    USAGE = 2  # the command line itself
    UNUSABLE = 3  # the configuration or the database
    REFUSED = 4  # a rule says no


ENDS: tuple[tuple[type[BiteworkError], str, Code], ...] = (
    (Unusable, "unusable", Code.UNUSABLE),
    (Invalid, "invalid", Code.FOUND),
    (NotFound, "not_found", Code.USAGE),
    (Refused, "refused", Code.REFUSED),
)


class Edge:
    """One command's run."""

    def __init__(self, config: Path | None, *, json: bool) -> None:
        self._config = config
        self.json = json

    @property
    def program(self) -> str:
        """Give what a person types to start us: on the path, or where we were started from."""
        return "bitework" if shutil.which("bitework") else sys.argv[0]

    @cached_property
    def settings(self) -> "Settings":
        """The configuration; raises Unusable."""
        from bot import config

        self._adopt(config.load(self._config))
        return self.settings

    def look(self) -> "Looked":
        """Read the configuration as far as it is sound; raises Unusable where it can't be read."""
        from bot import config

        looked = config.look(self._config)
        self._adopt(looked.settings)
        return looked

    def _adopt(self, settings: "Settings") -> None:
        from bot import logs

        quiet: logs.Level = "error" if settings.log.level == "error" else "warning"
        logs.configure(quiet, settings.log.format)  # a short command says itself what it did
        self.settings = settings

    @cached_property
    def opened(self) -> "Database":
        """The database as it is; raises Unusable."""
        from storage.database import open_database

        return open_database(self.settings.database.url.get_secret_value())

    @cached_property
    def database(self) -> "Database":
        """The database, whose amounts are in the configured money; raises Unusable."""
        from bot import money

        money.settle(self.opened, self.settings.money)
        return self.opened

    @cached_property
    def keys(self) -> "Keys":
        """The operator's keys, for what is kept sealed."""
        from bot.sealing import keys_of

        return keys_of(self.settings)

    @cached_property
    def terms(self) -> "Terms":
        """The configured terms, with what the rails offer."""
        from bot import rails

        terms = self.settings.terms
        terms.rails.update(rails.configured(self.settings, self.database, self.keys))
        return terms

    def make_missing_file(self) -> None:
        """Make the SQLite file where there is none: for the commands that one begins with."""
        from storage import migrating, urls

        url = self.settings.database.url.get_secret_value()
        if urls.is_missing_file(url):
            migrating.migrate(url)
            self.note(f"Made {self.settings.database.shown}.")

    def read(self, work: "Callable[[Tx], T]") -> T:
        """Read in one transaction."""
        return self.database.read_now(work)

    def write(self, work: "Callable[[Tx], T]") -> T:
        """Write in one transaction; returns when it is on disk."""
        return self.database.write_now(work)

    def amount(self, minor: int) -> str:
        """Write an amount as the files have it: `0.02`."""
        from domain.tables import amount_text

        return amount_text(minor, self.settings.money)

    def result(self, data: dict[str, Any], *lines: str) -> None:
        """Print the result: the object where JSON was asked for, else the lines."""
        if self.json:
            _write(_object(data))
        else:
            for line in lines:
                _write(clean(line))

    def table(
        self, data: dict[str, Any], header: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> None:
        """Print rows: a table on a terminal, lines with tabs elsewhere, or the object."""
        if self.json:
            _write(_object(data))
        elif sys.stdout.isatty():
            _rich_table(header, rows)
        else:
            for row in (header, *rows):
                _write("\t".join(clean(cell).replace("\n", " ") for cell in row))

    def note(self, line: str) -> None:
        """Tell the person at the terminal something that is no result."""
        typer.echo(clean(line), err=True)

    def fail(self, error: BiteworkError) -> Code:
        """Say what went wrong and give the exit code."""
        kind, code = next((k, c) for base, k, c in ENDS if isinstance(error, base))
        problems = list(error.problems) if isinstance(error, Invalid | Prohibited) else []
        if isinstance(error, Prohibited):
            problems.append("Is it something else? --override WHY lets it through, written down.")
        report(kind, self._sentence(error), problems, json=self.json)
        return code

    def _sentence(self, error: BiteworkError) -> str:
        """Say an error in English, amounts and moments in their usual form."""
        if not error.values:
            return error.template
        from domain.budgets import BOOKED_WITH
        from handlers.voice import Voice

        known = "settings" in self.__dict__
        say = Voice(decimals=self.settings.money.decimals if known else Voice().decimals)
        said = say(error.template, **error.values)
        if isinstance(error, NotEnough):
            said = f"{said} {say(BOOKED_WITH, account=error.account)}"
        return said

    def close(self) -> None:
        """Let go of the database."""
        if "opened" in self.__dict__:
            self.opened.close_now()


@contextmanager
def command(config: Path | None, json: bool) -> Iterator[Edge]:
    """Run a command's body: what a person can cause ends in a sentence and an exit code."""
    edge = Edge(config, json=json)
    try:
        yield edge
    except BiteworkError as error:
        raise typer.Exit(edge.fail(error)) from None
    finally:
        edge.close()


def report(kind: str, message: str, problems: Sequence[str] = (), *, json: bool) -> None:
    """Say that the command failed: to stderr in words, or as the one object to stdout."""
    if json:
        failure = {"kind": kind, "message": message, "problems": list(problems)}
        with suppress(Unusable):  # where stdout takes nothing, the exit code has to do
            _write(_object({"error": failure}))
        return
    for line in (message, *problems):
        typer.echo(clean(line), err=True)


def clean(text: str) -> str:
    """Take out what could steer a terminal; line breaks and tabs stay."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else "\N{REPLACEMENT CHARACTER}"
        for letter in text
    )


def now_ms() -> int:
    """Give the wall clock, UTC."""
    return time.time_ns() // 1_000_000


@contextmanager
def to_stdout() -> Iterator[None]:
    """Say it in a sentence where stdout takes no more; who reads no further (| head) is no trouble.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError):  # else Python tries once more when it ends, and complains
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno == errno.EPIPE:
            raise typer.Exit(Code.FOUND) from None
        raise Unusable(
            "The result cannot be written: {why}.", why=error.strerror or str(error)
        ) from None


def _write(line: str) -> None:
    with to_stdout():
        typer.echo(line)


def _object(data: dict[str, Any]) -> str:
    """Write an object as JSON; a file's name that is no UTF-8 gets question marks."""
    try:
        return orjson.dumps(data).decode()
    except TypeError:
        text = json_text.dumps(data, ensure_ascii=False)
        return orjson.dumps(orjson.loads(text.encode("utf-8", "replace"))).decode()


def _rich_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in header:
        table.add_column(name)
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    Console().print(table)
