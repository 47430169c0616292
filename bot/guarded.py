"""Fetching from an address that somebody else chose.

Whoever chooses it must not reach what only this machine can reach, nor keep it busy: https alone, a
host that stands on the public internet with every address its name has, a connection to just the
addresses that were looked at (the name isn't asked again, so that it can't mean another machine by
then), no redirects but for files, where each is looked at like the first, a limit on size and time,
nothing packed. What is refused for good raises Refused with a sentence for people; what may be
better later raises Unreached.
"""

import asyncio
import ipaddress
import json
import socket
import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from domain.amounts import N_
from domain.errors import Refused

URL_CHARACTERS_MOST = 2000
BYTES_MOST = 64 * 1024
SECONDS_MOST = 10.0
REDIRECTS_MOST = 3  # of a file: pictures often stand behind one
_UNICAST = ipaddress.IPv6Network("2000::/3")
_HTTP_OK, _HTTP_REDIRECTS, _HTTP_ERRORS, _HTTP_TOO_MANY = 200, 300, 500, 429
# musl has one number for both.
_NO_SUCH_NAME = (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME))
_KEPT_OUT = (401, 403)  # there is a page, which isn't for everybody
_REDIRECTS = (301, 302, 303, 307, 308)
_UNPACKED = ("", "identity")

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]


class Unreached(Exception):
    """The host didn't answer, or asked to be left alone for now: it may be better later."""


class _NotWritten(Exception):
    """The file's disk is in trouble, which is nothing of the host's."""

    def __init__(self, why: OSError) -> None:
        super().__init__(why)
        self.why = why


class _Take(Protocol):
    """What becomes of the bytes as they come."""

    async def __call__(self, part: bytes, /) -> None: ...


@dataclass(frozen=True, slots=True)
class Fetched:
    """What was answered with status 200."""

    content_type: str
    body: bytes


async def by_system(host: str, port: int) -> Sequence[str]:
    """Give all addresses of a name, as the system resolves it."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


def is_public(address: str) -> bool:
    """Tell whether an address is a single machine's on the public internet.

    Of IPv6 only what was given out as such, and nothing that wraps an IPv4 address.
    """
    ip = ipaddress.ip_address(address)
    if isinstance(ip, ipaddress.IPv6Address):
        return ip in _UNICAST and ip.is_global and ip.sixtofour is None and ip.teredo is None
    return ip.is_global and not ip.is_multicast and not ip.is_reserved


def is_loopback(address: str) -> bool:
    """Tell whether an address is this machine's own."""
    return ipaddress.ip_address(address).is_loopback


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """Fetches under limits. With `is_local_allowed` this machine's own addresses are taken as well,
    and over http: for tests, and for trying things out. With `is_http_allowed` public addresses are
    taken over http: where nothing that is fetched is believed.
    """

    bytes_most: int = BYTES_MOST
    seconds_most: float = SECONDS_MOST
    is_local_allowed: bool = False
    is_http_allowed: bool = False
    resolve: Resolve = by_system

    async def get_json(self, address: str) -> Any:
        """Fetch JSON."""
        fetched = await self.get(address, accept="application/json")
        try:
            return json.loads(fetched.body)
        except (ValueError, RecursionError):
            raise Refused(
                N_("What {host} answers can't be read."), host=_host(address)
            ) from None

    async def get(self, address: str, *, accept: str = "*/*") -> Fetched:
        """Fetch what is at an address; raises Refused or Unreached."""
        body = bytearray()

        async def keep(part: bytes) -> None:
            body.extend(part)

        content_type = await self._all(self._checked(address), accept, keep, 0)
        return Fetched(content_type, bytes(body))

    async def knock(self, address: str) -> None:
        """See whether there is a page at an address, and read nothing of it; one that keeps us out
        (401, 403) is there. Raises Refused or Unreached.
        """
        await self._all(self._checked(address), "*/*", None, REDIRECTS_MOST)

    async def save(self, address: str, path: Path) -> str:
        """Fetch what is at an address into a file and give its content type; raises Refused,
        Unreached, and OSError where it can't be written.
        """
        url = self._checked(address)
        with path.open("wb") as file:

            async def write(part: bytes) -> None:
                try:
                    await asyncio.to_thread(file.write, part)
                except OSError as error:
                    raise _NotWritten(error) from None

            try:
                content_type = await self._all(url, "*/*", write, REDIRECTS_MOST)
            except _NotWritten as error:
                raise error.why from None
        return content_type

    async def _all(self, url: URL, accept: str, take: "_Take | None", redirects: int) -> str:
        try:
            async with asyncio.timeout(self.seconds_most):
                for left in range(redirects, -1, -1):
                    addresses = await self._resolved(url)
                    found = await self._fetched(url, addresses, accept, take, follows=left > 0)
                    if isinstance(found, str):
                        return found
                    url = self._checked(str(found))
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unreached(type(error).__name__) from None
        raise AssertionError("the last address is never a redirect")

    def _checked(self, address: str) -> URL:
        try:
            url = URL(address)
            host = url.host or ""
        except ValueError:
            host = ""
        with_http = self.is_http_allowed or self.is_local_allowed
        schemes = ("https", "http") if with_http else ("https",)
        if not host or url.scheme not in schemes or len(address) > URL_CHARACTERS_MOST:
            raise Refused(N_("Only an address that begins with https:// can be used."))
        if url.user is not None or url.password is not None:
            raise Refused(N_("An address with a name and password in it can't be used."))
        if host.rstrip(".").endswith(".onion"):
            raise Refused(N_("{host} can't be used: it isn't on the public internet."), host=host)
        return url.with_fragment(None)

    async def _resolved(self, url: URL) -> Sequence[str]:
        """Ask for the addresses of the host once; all of them have to be fit."""
        host = url.host or ""
        try:
            addresses = await self.resolve(host, url.port or 0)
        except UnicodeError:  # no name that could be asked for
            addresses = ()
        except socket.gaierror as error:
            if error.errno not in _NO_SUCH_NAME:
                raise Unreached(type(error).__name__) from None
            raise Refused(N_("There is no {host} on the internet."), host=host) from None
        if not addresses or not all(self._is_fit(one, url.scheme) for one in addresses):
            raise Refused(N_("{host} can't be used: it isn't on the public internet."), host=host)
        return addresses

    def _is_fit(self, address: str, scheme: str) -> bool:
        if self.is_local_allowed and is_loopback(address):
            return True
        return (scheme == "https" or self.is_http_allowed) and is_public(address)

    async def _fetched(
        self,
        url: URL,
        addresses: Sequence[str],
        accept: str,
        take: "_Take | None",
        *,
        follows: bool,
    ) -> str | URL:
        """Take what is there and give its content type; or give where it is, if `follows`. With no
        `take` it is enough that it is there.
        """
        connector = aiohttp.TCPConnector(
            resolver=_Pinned(addresses),
            use_dns_cache=False,
            force_close=True,
            ssl=ssl.create_default_context() if url.scheme == "https" else True,
        )
        headers = {"Accept": accept, "Accept-Encoding": "identity", "User-Agent": "Bitework"}
        async with (
            aiohttp.ClientSession(
                connector=connector,
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                trust_env=False,
            ) as session,
            session.get(url, headers=headers, allow_redirects=False) as response,
        ):
            location = response.headers.get("Location")
            if follows and location and response.status in _REDIRECTS:
                return _joined(url, location)
            is_there = response.status < _HTTP_REDIRECTS or response.status in _KEPT_OUT
            if take is None and is_there:
                return response.content_type
            _judge(response)
            assert take is not None  # noqa: S101 - what is not there was refused
            if (response.content_length or 0) > self.bytes_most:
                raise self._too_much(response)
            await self._body(response, take)
            return response.content_type

    async def _body(self, response: aiohttp.ClientResponse, take: "_Take") -> None:
        count = 0
        async for part in response.content.iter_chunked(64 * 1024):
            count += len(part)
            if count > self.bytes_most:
                raise self._too_much(response)
            await take(part)

    def _too_much(self, response: aiohttp.ClientResponse) -> Refused:
        return Refused(
            N_("{host} answers with more than {count} kB, which isn't read."),
            host=response.url.host, count=self.bytes_most // 1024,
        )  # fmt: skip


def _joined(url: URL, location: str) -> URL:
    try:
        return url.join(URL(location))
    except ValueError:
        raise Refused(
            N_("{host} sends us on to another address, which isn't followed."), host=url.host
        ) from None


def _judge(response: aiohttp.ClientResponse) -> None:
    status, host = response.status, response.url.host
    if status >= _HTTP_ERRORS or status == _HTTP_TOO_MANY:
        raise Unreached(f"HTTP {status}")
    if _HTTP_REDIRECTS <= status < _HTTP_REDIRECTS + 100:
        raise Refused(N_("{host} sends us on to another address, which isn't followed."), host=host)
    packed = response.headers.get("Content-Encoding", "").strip().lower() not in _UNPACKED
    if status != _HTTP_OK or packed:
        raise Refused(N_("{host} doesn't answer as it should (HTTP {status})."), host=host,
                      status=str(status))  # fmt: skip


def _host(address: str) -> str:
    return URL(address).host or ""


class _Pinned(AbstractResolver):
    """Gives the addresses that were looked at, whatever is asked for."""

    def __init__(self, addresses: Sequence[str]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""
