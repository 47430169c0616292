"""Calls to the Bot API: within the limits, tried again where that helps.

What has no second effect (edits, acknowledgements, questions) is tried again whatever happened to
it. So is a message that may or may not have been sent: it can then arrive twice, which is the
better of the two mistakes. Where it surely was not sent (429, no connection) nothing is doubled.
"""

import asyncio
import random
from pathlib import Path
from typing import Any, cast

import orjson
import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import RequestData

from bot.platforms.limits import Limiter
from bot.platforms.telegram.errors import Flooded, is_trouble
from bot.platforms.telegram.transport import AiohttpRequest, Prepared, environment_proxy

ATTEMPTS_MAX = 6
WAIT_SECONDS_FIRST = 0.3
WAIT_SECONDS_MOST = 8.0
POLL_MARGIN_SECONDS = 10.0
UPLOAD_SECONDS_MAX = 120.0

log = structlog.get_logger()


class Api:
    """The bot's calls, over python-telegram-bot's Bot and a transport of ours."""

    def __init__(self, token: str, api_base: str, *, limiter: Limiter, proxy: str = "") -> None:
        proxy = proxy or environment_proxy(api_base)
        self._request = AiohttpRequest(proxy=proxy)
        self._polling = AiohttpRequest(proxy=proxy, connections=1)
        self._limiter = limiter
        self.bot = Bot(
            token,
            base_url=f"{api_base}/bot",
            base_file_url=f"{api_base}/file/bot",
            request=self._request,
            get_updates_request=self._polling,
        )
        self._base = self.bot.base_url

    async def open(self) -> None:
        """Make the connections ready."""
        await self._request.initialize()
        await self._polling.initialize()

    async def close(self) -> None:
        """Close them."""
        await self._polling.shutdown()
        await self._request.shutdown()

    async def updates(self, offset: int, *, seconds: int) -> list[dict[str, Any]]:
        """Ask for updates from `offset` on, waiting so many seconds for the first."""
        from bot.platforms.telegram.adapter import UPDATES

        body = orjson.dumps({"offset": offset, "timeout": seconds, "allowed_updates": UPDATES})
        answer = await self._polling.post(
            f"{self._base}/getUpdates",
            cast("RequestData", Prepared(body)),
            read_timeout=seconds + POLL_MARGIN_SECONDS,
        )
        return cast("list[dict[str, Any]]", answer)

    async def ask(self, method: str, **parameters: Any) -> Any:
        """Make a call that sends nothing to anybody: once, without limits."""
        return await self._post(method, Prepared(orjson.dumps(parameters)))

    async def acknowledge(self, callback_id: str, text: str = "") -> None:
        """Let a button stop turning. It is a courtesy: who comes too late is not told."""
        try:
            await self._try("answerCallbackQuery", acknowledgement(callback_id, text), "", False)
        except TelegramError as error:
            log.debug("acknowledgement failed", error=type(error).__name__)

    async def tell(
        self, method: str, chat: str, parameters: dict[str, Any], *, push: bool = False
    ) -> Any:
        """Send or change something in a chat, when its turn comes. Raises TelegramError."""
        return await self._try(method, Prepared(orjson.dumps(parameters)), chat, push)

    async def upload(
        self,
        method: str,
        chat: str,
        fields: dict[str, str],
        field: str,
        path: Path,
        called: str,
        *,
        push: bool = False,
    ) -> Any:
        """Send a file from the disk, when its turn comes."""
        content = Prepared(fields=fields, file=(field, path, called))
        return await self._try(method, content, chat, push, seconds=UPLOAD_SECONDS_MAX)

    async def download(self, file_id: str, path: Path, bytes_max: int) -> bool:
        """Fetch a file that somebody sent; False where it is larger than that."""
        answer = await self.ask("getFile", file_id=file_id)
        where = str(answer.get("file_path", ""))
        url = where if where.startswith("http") else f"{self.bot.base_file_url}/{where}"
        return await self._request.download(url, path, bytes_max)

    async def _try(
        self, method: str, content: Prepared, chat: str, push: bool, seconds: float | None = None
    ) -> Any:
        """Make a call until it is done or refused; what is wrong with it is raised."""
        attempts = 0
        while True:
            if chat:
                await self._limiter.leave(chat, push=push)
            try:
                return await self._post(method, content, seconds, counted=bool(chat))
            except Flooded as error:
                self._limiter.flooded(chat, error.seconds)
                log.warning("telegram asks for patience", left=error.seconds, route=method)
                if not chat:
                    await asyncio.sleep(error.seconds)
            except TelegramError as error:
                attempts += 1
                if attempts >= ATTEMPTS_MAX or not is_trouble(error):
                    raise
                wait = min(WAIT_SECONDS_MOST, WAIT_SECONDS_FIRST * 2 ** (attempts - 1))
                await asyncio.sleep(wait * (0.5 + random.random() / 2))  # noqa: S311 - spreads

    async def _post(
        self,
        method: str,
        content: Prepared,
        seconds: float | None = None,
        *,
        counted: bool = False,
    ) -> Any:
        url = f"{self._base}/{method}"
        data = cast("RequestData", content)  # our transport knows what to do with it
        try:
            if seconds is None:
                return await self._request.post(url, data)
            return await self._request.post(url, data, read_timeout=seconds)
        finally:
            if counted:
                self._limiter.done()


def acknowledgement(callback_id: str, text: str = "") -> Prepared:
    """Write an answer to a press; Telegram shows at most 200 characters."""
    parameters = {"callback_query_id": callback_id}
    if text:
        parameters["text"] = text[:200]
    return Prepared(orjson.dumps(parameters))
