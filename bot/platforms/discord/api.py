"""Calls to Discord: within the limits, tried again where that helps.

The answers to interactions go their own short way (`answer`): one request with a body that is
ready, without the bot's token and outside of its limits, as Discord has it. All other calls go
through discord.py, which keeps to the limits that Discord names for each of them; messages besides
wait for their turn (`bot.platforms.limits`), so that an answer goes before a push.
"""

import asyncio
import random
import secrets
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
import discord
import orjson
import structlog
from discord.http import Route
from yarl import URL

from bot.platforms.discord.errors import is_answered, is_trouble
from bot.platforms.limits import Limiter

ATTEMPTS_MAX = 4
WAIT_SECONDS_FIRST = 0.4
WAIT_SECONDS_MOST = 8.0
ANSWER_SECONDS_MAX = 3.0  # then Discord has told the person that nothing came
CALL_SECONDS_MAX = 60.0
JSON = {"Content-Type": "application/json"}

log = structlog.get_logger()
Json = dict[str, Any]
Home = Callable[[str], Awaitable[str]]  # the direct messages that a person has opened, or ""


class Api:
    """The bot's calls. `open` logs in: it raises discord.py's exceptions."""

    def __init__(
        self, client: discord.Client, token: str, api_base: str, *, limiter: Limiter
    ) -> None:
        self.client = client
        self.app_id = ""
        self.me: Json = {}
        self.home: Home = _nowhere
        self._token = token
        self._base = api_base
        self._limiter = limiter
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        """Log in, so that the bot and its application are known."""
        Route.BASE = self._base  # the library has one Discord in a process
        await self.client._async_setup_hook()
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=60),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.client.http.user_agent},
                timeout=aiohttp.ClientTimeout(total=CALL_SECONDS_MAX, sock_connect=3),
                trust_env=False,
            )
        await self.client.http.close()
        self.client.http.connector = discord.utils.MISSING  # it is made anew with the session
        self.me = dict(await self.client.http.static_login(self._token))
        application = await self.ask("GET", "/oauth2/applications/@me")
        self.app_id = str(application["id"])

    async def close(self) -> None:
        """Close all connections."""
        await self.client.http.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    # --- Interactions -------------------------------------------------------

    async def answer(self, interaction: str, token: str, body: bytes, since: float) -> None:
        """Answer an interaction that came at `since` (of `time.monotonic`).

        What may or may not have arrived is sent again until its time is over: Discord takes only
        one. Raises HTTPException with what Discord says, or what the connection broke with.
        """
        url = URL(f"{self._base}/interactions/{interaction}/{token}/callback", encoded=True)
        wait, again = 0.1, False
        while True:
            try:
                await self._post(url, body)
                return
            except Exception as error:
                if again and is_answered(error):
                    return
                left = since + ANSWER_SECONDS_MAX - time.monotonic()
                if not is_trouble(error) or left <= wait:
                    raise
            again = True
            await asyncio.sleep(wait)
            wait *= 2

    async def _post(self, url: URL, body: bytes) -> None:
        assert self._session is not None  # noqa: S101 - opened before anything is answered
        async with self._session.post(url, data=body, headers=JSON) as response:
            if response.status < 300:
                return
            said = await _said(response)
            if response.status >= 500:
                raise discord.DiscordServerError(response, said)
            raise discord.HTTPException(response, said)

    async def follow(
        self, token: str, body: Json, files: Sequence[tuple[str, Path]] = ()
    ) -> Json:
        """Send one more message for an interaction, within its 15 minutes."""
        sent = await self.ask(
            "POST",
            "/webhooks/{webhook_id}/{webhook_token}",
            body=body,
            files=files,
            webhook_id=self.app_id,
            webhook_token=token,
        )
        return dict(sent) if isinstance(sent, dict) else {}

    async def edit_answer(
        self,
        token: str,
        body: Json,
        message: str = "@original",
        files: Sequence[tuple[str, Path]] = (),
    ) -> Any:
        """Change what an interaction was answered with, within its 15 minutes."""
        return await self._answered("PATCH", token, message, body, files)

    async def delete_answer(self, token: str) -> None:
        """Take away what an interaction was answered with."""
        await self._answered("DELETE", token, "@original", None)

    async def _answered(
        self,
        method: str,
        token: str,
        message: str,
        body: Json | None,
        files: Sequence[tuple[str, Path]] = (),
    ) -> Any:
        return await self.ask(
            method,
            "/webhooks/{webhook_id}/{webhook_token}/messages/" + message,
            body=body,
            files=files,
            webhook_id=self.app_id,
            webhook_token=token,
        )

    # --- Messages -----------------------------------------------------------

    async def send(
        self,
        channel: str,
        body: Json,
        *,
        push: bool = False,
        files: Sequence[tuple[str, Path]] = (),
    ) -> str:
        """Send a message when its turn comes, once however often it is tried; gives its id."""
        once = {**body, "nonce": secrets.token_hex(12), "enforce_nonce": True}
        await self._limiter.leave(channel, push=push)
        try:
            path = "/channels/{channel_id}/messages"
            sent = await self.ask("POST", path, body=once, files=files, channel_id=channel)
        finally:
            self._limiter.done()
        return str(sent["id"])

    async def edit(
        self,
        channel: str,
        message: str,
        body: Json,
        *,
        push: bool = False,
        files: Sequence[tuple[str, Path]] = (),
    ) -> Any:
        """Change a message of ours."""
        await self._limiter.leave(channel, push=push)
        try:
            path = "/channels/{channel_id}/messages/{message_id}"
            return await self.ask(
                "PATCH", path, body=body, files=files, channel_id=channel, message_id=message
            )
        finally:
            self._limiter.done()

    async def delete(self, channel: str, message: str, reason: str = "") -> None:
        """Take a message away; raises HTTPException where that can't be done."""
        path = "/channels/{channel_id}/messages/{message_id}"
        await self.ask("DELETE", path, reason=reason, channel_id=channel, message_id=message)

    async def direct(self, user: str) -> str:
        """Give the channel of direct messages with somebody."""
        found = await self.ask("POST", "/users/@me/channels", body={"recipient_id": user})
        return str(found["id"])

    # --- Anything -----------------------------------------------------------

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: Json | list[Json] | None = None,
        files: Sequence[tuple[str, Path]] = (),
        reason: str = "",
        query: dict[str, str] | None = None,
        **parameters: str,
    ) -> Any:
        """Make a call until it is done or refused; parameters stand in the path by their names.

        discord.py waits for its turn and tries again what Discord is in trouble with; a
        connection that breaks is made again here.
        """
        route = Route(method, path, **parameters)
        wait = WAIT_SECONDS_FIRST
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                return await self._request(route, body, files, reason, query)
            except Exception as error:
                if attempt == ATTEMPTS_MAX or not is_trouble(error):
                    raise
                log.debug("discord in trouble", route=path, error=type(error).__name__)
            await asyncio.sleep(wait * (0.5 + random.random() / 2))  # noqa: S311 - spreads
            wait = min(WAIT_SECONDS_MOST, wait * 2)
        raise AssertionError("the last attempt raises or returns")

    async def _request(
        self,
        route: Route,
        body: Json | list[Json] | None,
        files: Sequence[tuple[str, Path]],
        reason: str,
        query: dict[str, str] | None,
    ) -> Any:
        more: dict[str, Any] = {"params": query} if query else {}
        if reason:
            more["reason"] = reason
        if not files:
            if body is not None:
                more["json"] = body
            return await self.client.http.request(route, **more)
        opened = [discord.File(path, filename=name) for name, path in files]
        listed = [{"id": number, "filename": file.filename} for number, file in enumerate(opened)]
        payload = {**(body if isinstance(body, dict) else {}), "attachments": listed}
        form: list[Json] = [{"name": "payload_json", "value": orjson.dumps(payload).decode()}]
        form += [
            {"name": f"files[{number}]", "value": file.fp, "filename": file.filename,
             "content_type": "application/octet-stream"}
            for number, file in enumerate(opened)
        ]  # fmt: skip
        try:
            return await self.client.http.request(route, form=form, files=opened, **more)
        finally:
            for file in opened:
                file.close()

    async def download(self, url: str, path: Path, bytes_max: int) -> bool:
        """Stream a file to the disk; False (and nothing left there) where it is larger."""
        assert self._session is not None  # noqa: S101 - opened before anything is fetched
        written = 0
        async with self._session.get(URL(url, encoded=True)) as response:
            if response.status != 200:
                raise discord.HTTPException(response, "The file could not be fetched")
            with path.open("wb") as file:
                async for piece in response.content.iter_chunked(1 << 16):
                    written += len(piece)
                    if written > bytes_max:
                        break
                    await asyncio.to_thread(file.write, piece)
        if written > bytes_max:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            return False
        return True


async def _nowhere(user: str) -> str:
    return ""


async def _said(response: aiohttp.ClientResponse) -> Json | str:
    text = await response.text()
    with suppress(orjson.JSONDecodeError):
        said = orjson.loads(text)
        if isinstance(said, dict):
            return said
    return text[:200]
