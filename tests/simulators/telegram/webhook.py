"""Delivery to the bot's own address: in order within a chat, chats side by side, again until 2xx.

An answer may carry a call (`{"method": "sendMessage", …}`), which is then executed; nobody learns
how it went, as with Telegram itself.
"""

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import orjson
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from tests.simulators.telegram.params import Params
from tests.simulators.telegram.refusals import bad
from tests.simulators.telegram.updates import Update, Updates

Execute = Callable[[str, Params], Awaitable[None]]
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
PORTS = (None, 80, 88, 443, 8443)
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Webhook:
    """The address, its queues by chat, and what went wrong last.

    `proxies`: where what comes to a name (`https://bot.example`) is passed on to, without TLS.
    """

    def __init__(self, updates: Updates, execute: Execute) -> None:
        self.updates = updates
        self.execute = execute
        self.url = ""
        self.secret = ""
        self.proxies: dict[str, str] = {}
        self.connections_max = 40
        self.retry_seconds = 1.0
        self.retry_seconds_max = 60.0
        self.answer_seconds_max = 60.0
        self.last_error: tuple[int, str] | None = None
        self.posts = 0
        self._queues: dict[int, list[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: ClientSession | None = None
        self._slots = asyncio.Semaphore(40)
        updates.arrived = self.enqueue

    def set(self, params: Params) -> None:
        """Serve setWebhook: check, then deliver what waits."""
        url = params.text("url")
        if not url:
            return self.unset(params)
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            raise bad("bad webhook: An HTTPS URL must be provided for webhook")
        if parts.hostname not in LOOPBACK and parts.port not in PORTS:
            raise bad("bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        secret = params.text("secret_token")
        if secret and not SECRET.fullmatch(secret):
            raise bad("secret token contains unallowed characters")
        self.updates.allow(params)
        self.unset(params)
        self.url, self.secret = url, secret
        self.connections_max = min(100, max(1, params.number("max_connections", 40)))
        self._slots = asyncio.Semaphore(self.connections_max)
        self.updates.end_poll("terminated by setWebhook request")
        self.updates.webhook_is_set = True
        for update in list(self.updates.pending.values()):
            self.enqueue(update)
        return None

    def unset(self, params: Params) -> None:
        """Serve deleteWebhook: what is not delivered stays for getUpdates."""
        self.url = self.secret = ""
        self.last_error = None
        self.updates.webhook_is_set = False
        for task in self._tasks:
            task.cancel()
        self._queues.clear()
        if params.flag("drop_pending_updates"):
            self.updates.pending.clear()

    def info(self) -> dict[str, Any]:
        """Serve getWebhookInfo."""
        body: dict[str, Any] = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.pending),
        }
        if self.url:
            body["max_connections"] = self.connections_max
            body["ip_address"] = "127.0.0.1"
        if self.updates.allowed is not None:
            body["allowed_updates"] = self.updates.allowed
        if self.last_error is not None:
            body["last_error_date"], body["last_error_message"] = self.last_error
        return body

    def enqueue(self, update: Update) -> None:
        queue = self._queues.get(update.chat)
        if queue is not None:
            queue.append(update)
            return
        queue = self._queues[update.chat] = [update]
        task = asyncio.ensure_future(self._empty(update.chat, queue))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        self.unset(Params({}))
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def _empty(self, chat: int, queue: list[Update]) -> None:
        """Deliver one chat's updates, one after the other, until none is left."""
        faults, delay = self.updates.faults, self.retry_seconds
        while queue:
            if len(queue) > 1 and faults.chance("reorder"):
                faults.random.shuffle(queue)
            update = queue[0]
            async with self._slots:
                call = await self._post(update)
            if call is None:
                await asyncio.sleep(delay)
                delay = min(2 * delay, self.retry_seconds_max)
                continue
            delay = self.retry_seconds
            queue.remove(update)
            if faults.chance("duplicate"):
                queue.append(update)
            else:
                self.updates.pending.pop(update.id, None)
            if "method" in call:
                await self.execute(str(call.pop("method")), Params(call))
        if self._queues.get(chat) is queue:
            del self._queues[chat]

    async def _post(self, update: Update) -> dict[str, Any] | None:
        """Give the call that the answer carries, empty for none; None: it was not taken."""
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=0),
                timeout=ClientTimeout(total=self.answer_seconds_max),
                json_serialize=lambda value: orjson.dumps(value).decode(),
            )
        self.posts += 1
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        where = self._where()
        try:
            async with self._session.post(where, data=update.body, headers=headers) as answer:
                body = await answer.read()
                if not 200 <= answer.status < 300:
                    self._went_wrong(
                        f"Wrong response from the webhook: {answer.status} {answer.reason}"
                    )
                    return None
        except TimeoutError:
            self._went_wrong("Read timeout expired")
            return None
        except (ClientError, OSError):
            self._went_wrong("Connection refused")
            return None
        with contextlib.suppress(orjson.JSONDecodeError):
            call = orjson.loads(body)
            return call if isinstance(call, dict) else {}
        return {}

    def _where(self) -> str:
        parts = urlsplit(self.url)
        name = f"{parts.scheme}://{parts.netloc}"
        return self.proxies.get(name, name) + self.url.removeprefix(name)

    def _went_wrong(self, words: str) -> None:
        self.last_error = (int(time.time()), words)
