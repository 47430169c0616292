"""Bodies of requests, read within limits."""

import asyncio
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from domain.amounts import N_
from domain.errors import Invalid

BODY_BYTES_MAX = 64 * 1024
BODY_SECONDS_MAX = 15.0
FILE_TYPE = "application/octet-stream"


class TooLong(Invalid):
    """More was sent than any message needs."""


async def read_json_bytes(request: Request) -> bytes:
    """Read a body that calls itself JSON; raises Invalid. Forms of other sites cannot send one."""
    if _media_type(request) != "application/json":
        raise Invalid(N_("Send it as application/json."))
    return await _read(request)


def check_file_type(request: Request) -> None:
    """Check that a body calls itself bytes, which no form of another site can; raises Invalid."""
    if _media_type(request) != FILE_TYPE:
        raise Invalid(N_("Send it as {type}."), type=FILE_TYPE)


async def read_form(request: Request) -> dict[str, str]:
    """Read a small HTML form."""
    try:
        return dict(parse_qsl((await _read(request)).decode("utf-8", "replace"), max_num_fields=20))
    except ValueError:
        return {}


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def _read(request: Request) -> bytes:
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS_MAX):
            async for chunk in request.stream():
                body += chunk
                if len(body) > BODY_BYTES_MAX:
                    raise TooLong(N_("That is more than {most} kB."), most=BODY_BYTES_MAX // 1024)
    except (TimeoutError, ClientDisconnect):
        raise Invalid(N_("The message did not arrive whole.")) from None
    return bytes(body)
