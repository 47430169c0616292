"""What goes on after an answer: a file is brought in, a card is kept up to date.

Both edit the message on the page by its key, over the streams that the page holds open.
"""

import asyncio
from collections.abc import Coroutine
from functools import partial
from typing import Any

import structlog

from bot.live import Watchers
from bot.platforms.web.chat import WebChat
from bot.platforms.web.files import Files
from bot.uploads import Uploads
from domain.events import Sender
from domain.views import Progress, View

RESULT_ATTEMPTS_MAX = 300  # a page that is closed has some minutes to come back
RESULT_PAUSE_SECONDS = 2.0

log = structlog.get_logger()


class Follow:
    """Looks at each view that goes to a page, and does what it asks for."""

    def __init__(
        self, chat: WebChat, uploads: Uploads, watchers: Watchers, files: Files
    ) -> None:
        self._chat = chat
        self._uploads = uploads
        self._watchers = watchers
        self._files = files
        self._tasks: set[asyncio.Task[None]] = set()

    def forget(self, sender: Sender, message: str) -> None:
        """Leave a message alone: something else takes its place."""
        self._watchers.forget(sender, message)

    async def up(self, sender: Sender, view: View, message: str) -> None:
        """Follow a view up that is shown under the key of a message now."""
        if view.live is not None:
            self._watchers.watch(sender, message, view, partial(self._edit, sender.chat, message))
        if view.fetch is not None:
            show = partial(self._show, sender, message)
            self._start(self._uploads.bring(view.fetch, sender, self._files.download, show))

    def close(self) -> None:
        """Leave everything: the server stops."""
        self._watchers.close()
        for task in tuple(self._tasks):
            task.cancel()
        self._files.close()

    async def _edit(self, chat: str, message: str, view: View) -> bool:
        return self._chat.edit(chat, view, key=message)

    async def _show(self, sender: Sender, message: str, view: View) -> None:
        """Edit the message of an upload. Its end has to be seen, so it waits for the page."""
        if any(isinstance(block, Progress) for block in view.blocks):
            self._chat.edit(sender.chat, view, key=message)
            return
        for _ in range(RESULT_ATTEMPTS_MAX):
            if await self._chat.send(sender.chat, view, key=message):
                return
            await asyncio.sleep(RESULT_PAUSE_SECONDS)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("upload left", error=type(error).__name__)
