"""One call to the REST interface, read: its template, the ids in its path, its body and files."""

from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web
from aiohttp.multipart import BodyPartReader

from tests.simulators.discord.files import Upload
from tests.simulators.discord.refusals import Refusal, invalid_at, no

BODY_BYTES_MAX = 26 * 1_048_576


@dataclass(slots=True)
class Call:
    """`body` is None where there is none; `uploads` are by their field's name."""

    method: str
    template: str
    path: str
    params: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    body: Any = None
    uploads: dict[str, Upload] = field(default_factory=dict)
    bears_token: bool = False
    reason: str = ""

    @property
    def what(self) -> str:
        return f"{self.method} {self.template}"

    def id(self, name: str, what: str) -> int:
        """An id in the path; what is no number leads to nothing."""
        text = self.params[name]
        if not text.isdecimal():
            raise invalid_at((name,), "NUMBER_TYPE_COERCE", f'Value "{text}" is not snowflake.')
        try:
            return int(text)
        except ValueError:
            raise no(what) from None

    def json(self) -> dict[str, Any]:
        """The body as an object; raises Refusal."""
        if self.body is None:
            return {}
        if not isinstance(self.body, dict):
            raise invalid_at((), "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")
        return self.body


async def read_body(request: web.BaseRequest, call: Call) -> None:
    """Read what came with a call into it; raises Refusal."""
    if not request.can_read_body:
        return
    if (request.content_length or 0) > BODY_BYTES_MAX:
        raise Refusal(413, 40005, "Request entity too large")
    if request.content_type == "multipart/form-data":
        await _read_form(request, call)
        return
    data = await request.read()
    if not data:
        return
    if request.content_type != "application/json":
        words = "Expected \"Content-Type\" header to be one of {'application/json'}."
        raise Refusal(400, 50035, words)
    call.body = _json(data)


def _json(data: bytes) -> Any:
    try:
        return orjson.loads(data)
    except orjson.JSONDecodeError as error:
        raise Refusal(400, 50109, "The request body contains invalid JSON.") from error


async def _read_form(request: web.BaseRequest, call: Call) -> None:
    reader = await request.multipart()
    values: dict[str, Any] = {}
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise Refusal(400, 50035, "Invalid Form Body")
        data = bytes(await part.read(decode=False))
        if part.filename is not None:
            mime = part.headers.get("Content-Type", "")
            mime = "" if mime == "application/octet-stream" else mime
            call.uploads[part.name] = Upload(part.filename, data, mime)
        elif part.name == "payload_json":
            values |= _json(data)
        else:
            values[part.name] = data.decode()
    call.body = values
