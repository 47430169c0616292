"""Logging: one line an event, with ids and milliseconds, to stderr.

Nothing that a person wrote and no secret can reach the log: an entry keeps only the keys of `KEYS`,
and of those only values that look like what we name things (numbers, ids, single words). Of an
exception its type and the places in our code are kept, never its message: messages quote data. From
libraries come warnings and errors, by the place in their code alone.

    log = structlog.get_logger()
    log.info("event done", kind="press", route="work", account=12, ms=3.1)
"""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO

import orjson

from bot.lean import structlog

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["auto", "console", "json"]
Entry = MutableMapping[str, Any]

KEYS = frozenset(
    (
        # ids
        "account", "assignment", "batch", "board", "case", "event_id", "identity", "notice",
        "payout", "post", "project", "rail", "run", "server", "shard", "submission", "task",
        # what it was
        "action", "chat_kind", "code", "error", "job", "kind", "logger", "mode", "outcome",
        "platform",
        "route", "state", "status", "verb", "version", "where",
        # how much and how long
        "attempts", "clients", "count", "done", "left", "ms", "port", "queue", "retry_ms", "rows",
        "size", "waited_ms",
    )
)  # fmt: skip
FRAMES_MOST = 6
QUIET_SECONDS = 1.0
_NAME = re.compile(r"[A-Za-z0-9][\w.,:/+<>= -]{0,79}", re.ASCII)
_WORD = re.compile(r"[\w.,:/+<>-]*", re.ASCII)
WORD_CHARACTERS_MOST = 64
_HOUSE = Path(__file__).resolve().parent.parent


def configure(level: Level = "info", form: Format = "auto", stream: TextIO | None = None) -> None:
    """Set logging up for the whole process; `auto` is for people on a terminal, else JSON."""
    target = stream or sys.stderr
    console = form == "console" or (form == "auto" and target.isatty())
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            explain_exception,
            keep_only_names,
            as_line if console else as_json,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(target),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(handlers=[Libraries()], level=logging.WARNING, force=True)


def explain_exception(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Put an exception's type and places where its text would be."""
    given = entry.pop("exc_info", None)
    if given:
        error = given if isinstance(given, BaseException) else sys.exc_info()[1]
        if isinstance(given, tuple):
            error = given[1]
        if error is not None:
            entry["error"] = type(error).__name__
            entry["where"] = _places(error.__traceback__)
    return entry


def _places(trace: TracebackType | None) -> str:
    """Give the innermost places of a traceback, the innermost first: `services/work.py:88`."""
    frames = traceback.extract_tb(trace)[::-1][:FRAMES_MOST]
    return "<".join(_place(frame.filename, frame.lineno) for frame in frames)


def _place(file: str, line: int | None) -> str:
    path = Path(file)
    inside = path.is_relative_to(_HOUSE) and "site-packages" not in path.parts
    short = path.relative_to(_HOUSE) if inside else Path(*path.parts[-2:])
    return f"{short}:{line or 0}"


def keep_only_names(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Keep known keys with values that are numbers or names; say which others were left out."""
    kept: Entry = {"at": entry.pop("at", None), "level": entry.pop("level", None)}
    event = entry.pop("event", "")
    kept["event"] = event if isinstance(event, str) and _NAME.fullmatch(event) else "unnamed"
    withheld = []
    for key, value in entry.items():
        if key in KEYS and _is_name(key, value):
            kept[key] = round(value, 3) if isinstance(value, float) else value
        else:
            withheld.append(key)
    if withheld:  # keys stand in our code, so they may be named
        kept["withheld"] = ",".join(sorted(withheld))
    return kept


def _is_name(key: str, value: object) -> bool:
    if not isinstance(value, str):
        return value is None or isinstance(value, bool | int | float)
    fits = len(value) <= WORD_CHARACTERS_MOST or key == "where"
    return fits and bool(_WORD.fullmatch(value))


def as_json(_logger: Any, _method: str, entry: Entry) -> str:
    """Write an entry as one JSON object."""
    return orjson.dumps(entry).decode()


def as_line(_logger: Any, _method: str, entry: Entry) -> str:
    """Write an entry for a person who looks at a terminal."""
    rest = {key: value for key, value in entry.items() if key not in ("at", "level", "event")}
    pairs = " ".join(f"{key}={value}" for key, value in rest.items())
    time = str(entry["at"])[11:23]
    return f"{time} {entry['level']!s:7} {entry['event']}  {pairs}".rstrip()


class Libraries(logging.Handler):
    """Passes on that a library complained, and where; its words may quote data.

    Once a second for each place: a server without free files complains thousands of times.
    """

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[tuple[str, int], float] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Write one entry."""
        place = (record.pathname, record.lineno)
        if 0 <= record.created - self._said.get(place, 0) < QUIET_SECONDS:
            return
        self._said[place] = record.created
        log = structlog.get_logger()
        serious = record.levelno >= logging.ERROR
        error = record.exc_info[1] if record.exc_info else None
        (log.error if serious else log.warning)(
            "library complained",
            logger=record.name,
            where=_place(record.pathname, record.lineno),
            error=type(error).__name__ if error else None,
        )
