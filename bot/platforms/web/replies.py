"""Answers in JSON, and the language in which somebody is answered who is not known yet."""

import re
from typing import Any

import orjson
from starlette.requests import HTTPConnection
from starlette.responses import Response

from domain.errors import BiteworkError
from handlers.voice import Voice, language_of

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


def json_bytes(content: bytes, status: int = 200) -> Response:
    """Answer with JSON that is written already; nobody on the way keeps it."""
    return Response(content, status, {"cache-control": "no-store"}, "application/json")


def json(content: Any, status: int = 200) -> Response:
    """Answer with an object."""
    return json_bytes(orjson.dumps(content), status)


def problem(connection: HTTPConnection, error: BiteworkError, status: int) -> Response:
    """Answer that something could not be done, with the sentence that says why."""
    say = Voice(locale=language_of(language(connection)))
    return json({"error": say(error.template, **error.values)}, status)


def language(connection: HTTPConnection) -> str:
    """Give the first language that a browser asks for, a BCP 47 tag; empty where there is none."""
    header = connection.headers.get("accept-language", "")
    first = header.partition(",")[0].partition(";")[0].strip()
    return first if _TAG.fullmatch(first) else ""
