"""How calls travel: python-telegram-bot's request interface, over aiohttp.

The library's own transport (httpx) takes five times as long. A call of ours brings its JSON ready
made (`Prepared`); what the library makes itself (`RequestData`) travels as a form, as it always
does.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

import aiohttp
import orjson
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.platforms.telegram.errors import Flooded, NotSent

CONNECT_SECONDS_MAX = 5.0
READ_SECONDS_MAX = 15.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")
KEEP_ALIVE_SECONDS = 55.0
JSON = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A call's parameters as JSON, or as fields with a file that is streamed from the disk."""

    body: bytes = b""
    fields: Mapping[str, str] | None = None
    file: tuple[str, Path, str] | None = None  # the field's name, the path, the name it goes by


class AiohttpRequest(BaseRequest):
    """The transport: a pool of connections that stay open, time-outs, and a proxy if need be.

    As in the library's own transport each call may bring time-outs: for the answer, for making the
    connection, and for a free one in the pool. Sending is part of the answer's time.
    """

    __slots__ = ("_connections", "_proxy", "_read_seconds", "_session", "_timeouts", "_urls")

    def __init__(
        self, *, connections: int = 256, proxy: str = "", read_seconds: float = READ_SECONDS_MAX
    ) -> None:
        self._connections = connections
        self._proxy = proxy or None
        self._read_seconds = read_seconds
        self._session: aiohttp.ClientSession | None = None
        self._timeouts: dict[object, aiohttp.ClientTimeout] = {}
        self._urls: dict[str, URL] = {}

    @property
    def read_timeout(self) -> float:
        """The seconds that an answer may take."""
        return self._read_seconds

    async def initialize(self) -> None:
        """Make the pool; connections are opened as calls need them."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    limit=self._connections, keepalive_timeout=KEEP_ALIVE_SECONDS
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                auto_decompress=True,
                trust_env=False,
            )

    async def shutdown(self) -> None:
        """Close all connections."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; what is odd in a person's text does not hold up the others' updates."""
        try:
            answer = orjson.loads(payload)
        except orjson.JSONDecodeError:
            answer = _lenient(payload)
        if not isinstance(answer, dict):
            raise NetworkError("Invalid server response")
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Prepared | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make one request and give the status with the body."""
        if self._session is None:
            raise NotSent("The transport is not open")
        data, headers = _content(request_data)
        try:
            async with self._session.request(
                method,
                self._url(url),
                data=data,
                headers=headers,
                timeout=self._timeout(read_timeout, connect_timeout, pool_timeout),
                proxy=self._proxy,
                allow_redirects=False,
            ) as response:
                status, payload = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"No connection: {type(error).__name__}") from error
        except TimeoutError as error:
            raise TimedOut("Timed out") from error
        except (aiohttp.ClientError, OSError) as error:
            raise NetworkError(f"The connection broke: {type(error).__name__}") from error
        if status == 429:
            raise Flooded(_retry_seconds(self.parse_json_payload(payload)))
        return status, payload

    def _url(self, url: str) -> URL:
        known = self._urls.get(url)
        if known is None:
            known = URL(url, encoded=True)
            if len(self._urls) < 64:  # methods: what files are called by does not stay
                self._urls[url] = known
        return known

    def _timeout(self, read: Any, connect: Any, pool: Any) -> aiohttp.ClientTimeout:
        key = (read, connect, pool)
        known = self._timeouts.get(key)
        if known is None:
            usual = BaseRequest.DEFAULT_NONE
            connecting = CONNECT_SECONDS_MAX if connect is usual else connect
            known = aiohttp.ClientTimeout(
                total=self._read_seconds if read is usual else read,
                sock_connect=connecting,
                connect=None if pool is usual or pool is None else pool + (connecting or 0.0),
            )
            if len(self._timeouts) < 64:
                self._timeouts[key] = known
        return known

    async def download(self, url: str, path: Path, bytes_max: int) -> bool:
        """Stream a file to the disk; False (and nothing left there) where it is larger."""
        if self._session is None:
            raise NotSent("The transport is not open")
        written = 0
        try:
            async with self._session.get(URL(url, encoded=True), proxy=self._proxy) as response:
                if response.status != 200:
                    raise NetworkError(f"The file could not be fetched ({response.status})")
                with path.open("wb") as file:
                    async for piece in response.content.iter_chunked(1 << 16):
                        written += len(piece)
                        if written > bytes_max:
                            break
                        await asyncio.to_thread(file.write, piece)
        except TimeoutError as error:
            raise TimedOut("Timed out") from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"The connection broke: {type(error).__name__}") from error
        if written > bytes_max:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            return False
        return True


def environment_proxy(url: str) -> str:
    """Give the proxy that the environment names for an address (HTTPS_PROXY, NO_PROXY), as the
    library's own transport takes it; none for this machine, and none that we can't speak with.
    """
    parts = urlsplit(url)
    if parts.hostname in LOOPBACK or proxy_bypass_environment(parts.netloc):
        return ""
    named = getproxies_environment().get(parts.scheme, "")
    return named if named.startswith(("http://", "https://")) else ""


def _content(
    given: RequestData | Prepared | None,
) -> tuple[bytes | aiohttp.FormData | Mapping[str, str] | None, Mapping[str, str] | None]:
    """Give what goes into the body, and the headers for it."""
    if given is None:
        return None, None
    if isinstance(given, Prepared):
        if given.file is None:
            return given.body, JSON
        form = aiohttp.FormData(given.fields or {})
        name, path, called = given.file
        form.add_field(name, path.open("rb"), filename=called)
        return form, None
    if not given.contains_files:
        return given.json_parameters, None
    form = aiohttp.FormData(given.json_parameters)
    for name, (called, content, media_type) in given.multipart_data.items():
        form.add_field(name, content, filename=called, content_type=media_type)
    return form, None


def _lenient(payload: bytes) -> object:
    """Read JSON with halves of characters in it, which orjson refuses; None where it is none."""
    try:
        return json.loads(payload.decode("utf-8", "replace"))
    except ValueError:
        return None


def _retry_seconds(answer: Mapping[str, Any]) -> float:
    parameters = answer.get("parameters")
    seconds = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return max(1.0, float(seconds)) if isinstance(seconds, int | float) else 1.0
