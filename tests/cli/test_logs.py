"""Logs: one line an event, with ids and milliseconds; never what a person wrote, nor a secret."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot import logs

ROOT = Path(__file__).parents[2]
WORDS = "my neighbour's name is Ann"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """Where this test's log goes."""
    handlers, level = logging.root.handlers[:], logging.root.level
    written = io.StringIO()
    logs.configure("info", "json", written)
    yield written
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


def entries(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_line_with_its_time_ids_and_milliseconds(stream: io.StringIO) -> None:
    structlog.get_logger().info("event", kind="press", route="work", account=7, ms=3.14159)
    (entry,) = entries(stream)
    assert entry.pop("at").endswith("Z")
    assert entry == {
        "level": "info", "event": "event", "kind": "press", "route": "work", "account": 7,
        "ms": 3.142,
    }  # fmt: skip


def test_what_a_person_wrote_is_withheld_under_whatever_key(stream: io.StringIO) -> None:
    log = structlog.get_logger()
    log.info("event", text="spam", account=1)
    log.info("event", kind=WORDS)
    log.info("event", state=["spam"])
    log.info(" ".join(("She said:", WORDS)))
    log.bind(token="123:abc").info("event")
    assert WORDS not in stream.getvalue()
    assert "spam" not in stream.getvalue()
    assert "123:abc" not in stream.getvalue()
    assert [entry.get("withheld") for entry in entries(stream)] == [
        "text", "kind", "state", None, "token",
    ]  # fmt: skip


def test_an_exception_is_logged_by_its_type_and_place_not_its_message(stream: io.StringIO) -> None:
    try:
        raise ValueError(WORDS)
    except ValueError:
        structlog.get_logger().exception("job failed", job="push")
    (entry,) = entries(stream)
    assert (entry["error"], entry["level"], entry["job"]) == ("ValueError", "error", "push")
    assert entry["where"].startswith("tests/cli/test_logs.py:")
    assert WORDS not in stream.getvalue()


def test_libraries_complain_by_place_alone(stream: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").warning("GET /enter?key=%s", WORDS)
    logging.getLogger("httpx").info("POST https://api.telegram.org/bot123:abc/getMe")
    (entry,) = entries(stream)
    assert (entry["event"], entry["logger"]) == ("library complained", "uvicorn.error")
    assert entry["where"].startswith("tests/cli/test_logs.py:")
    assert WORDS not in stream.getvalue()


def test_a_library_that_says_the_same_over_and_over_is_heard_once(stream: io.StringIO) -> None:
    for number in range(50):
        logging.getLogger("asyncio").error("socket.accept() out of system resource %s", number)
    logging.getLogger("asyncio").error("something else")
    assert len(entries(stream)) == 2


def test_a_person_at_a_terminal_gets_a_line_to_read() -> None:
    at = "2026-05-03T10:20:30.123456Z"
    line = logs.as_line(None, "", {"at": at, "level": "info", "event": "ready", "port": 1})
    assert line == "10:20:30.123 info    ready  port=1"


def test_the_code_logs_constant_events_with_known_keys() -> None:
    """What the processor would withhold at run time is found here before."""
    wrong = []
    for path in ROOT.glob("bot/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "log"):
                continue
            unknown = {key.arg for key in node.keywords} - logs.KEYS - {"exc_info"}
            about = [key.value for key in node.keywords if key.arg == "error"]
            if any("repr" in ast.unparse(value) for value in about):  # no name: it quotes data
                unknown |= {"error"}
            said = node.args[0] if node.args else None
            if isinstance(said, ast.Constant) and not logs._NAME.fullmatch(str(said.value)):
                unknown |= {str(said.value)}
            if unknown:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {sorted(map(str, unknown))}")
    assert wrong == []
