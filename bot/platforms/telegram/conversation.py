"""From an update to what the person sees: one at a time for each chat, in order through to the
send; different chats side by side.

An update counts as taken (`take`) when its transaction is committed. What then is sent goes on
beside. Who does more than Telegram lets us answer sees the answer to the last of it.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import structlog
from telegram.error import TelegramError

from bot.platforms.telegram.adapter import PLATFORM, Incoming, incoming
from bot.platforms.telegram.api import Api
from bot.platforms.telegram.errors import unreachable
from bot.platforms.telegram.layout import SHOW
from bot.platforms.telegram.screen import Screen
from domain.amounts import N_
from domain.events import Blocked, Command, Event, MessageChosen, Press
from domain.views import Body, Link, Placement, Say, View
from handlers.voice import Voice, language_of

BEHIND_MOST = 4  # updates of one chat that wait, until answers before the last are left out
ATTEMPTS_MAX = 3
WAIT_SECONDS = 0.5
WRITE_TO_ME = N_("This is between you and me: open our own chat and press Start.")
BROKEN = N_("Something went wrong here, and it was not you. Your next attempt will be answered.")

log = structlog.get_logger()
Json = dict[str, Any]


class Dispatcher(Protocol):
    """What makes a view of an event (`bot.dispatch`)."""

    def dispatch(self, event: Event) -> Awaitable[View]:
        """Serve one event in one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an update: committed, and the view for it. None: nothing was to be done."""

    incoming: Incoming | None = None
    view: View | None = None


@dataclass(slots=True)
class _Queue:
    waiting: deque[tuple[Incoming, asyncio.Future[Taken]]] = field(default_factory=deque)


After = Callable[[Incoming, View, int], Awaitable[None]]


class Conversation:
    """All chats. `manages` tells whether somebody manages a group. `after` does what a view asks
    for beyond being shown: files, live cards.

    `acknowledges`: presses are acknowledged by a call of ours, not in a webhook's HTTP answer.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        api: Api,
        screen: Screen,
        *,
        bot_name: str,
        manages: Callable[[str, str], Awaitable[bool]],
        after: After,
        acknowledges: bool = True,
    ) -> None:
        self._dispatcher = dispatcher
        self._api = api
        self._screen = screen
        self._bot_name = bot_name
        self._manages = manages
        self._after = after
        self._acknowledges = acknowledges
        self._queues: dict[str, _Queue] = {}
        self._taken: dict[int, asyncio.Future[Taken]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, update: Json) -> asyncio.Future[Taken]:
        """Take an update; the future is done when it is committed. A second copy joins the first.
        """
        update_id = int(update["update_id"])
        if (known := self._taken.get(update_id)) is not None:
            return known
        future: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        try:
            read = incoming(update, self._bot_name)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            log.warning("update not understood", event_id=update_id, error=type(error).__name__)
            read = None
        if read is None:
            future.set_result(Taken())
            return future
        self._taken[update_id] = future
        self._queue(read, future)
        return future

    def serve(self, event: Event, about: int) -> asyncio.Future[Taken]:
        """Serve what came by another way than Telegram, as if it came from the message that asks
        about an assignment; the future is done when it is committed.
        """
        future: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        chat = event.sender.chat
        self._queue(Incoming(0, event, chat, self._screen.asking(chat, about)), future)
        return future

    def _queue(self, read: Incoming, future: asyncio.Future[Taken]) -> None:
        queue = self._queues.get(read.chat)
        if queue is None:
            queue = self._queues[read.chat] = _Queue()
            self._beside(self._serve_chat(read.chat, queue))
        queue.waiting.append((read, future))

    async def finish(self) -> None:
        """Wait until everything that was taken is answered."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    def _beside(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _serve_chat(self, chat: str, queue: _Queue) -> None:
        while queue.waiting:
            read, future = queue.waiting.popleft()
            try:
                view = await self._dispatch(read)
            finally:
                self._taken.pop(read.update_id, None)
            if not future.done():  # who waited may have given up
                future.set_result(Taken(read, view))
            is_behind = len(queue.waiting) >= BEHIND_MOST
            try:
                await self._answer_or_say(read, view, is_behind=is_behind)
            except Exception:  # an edge: one answer that can't be shown doesn't end the chat
                log.exception("answer failed", event_id=read.update_id)
        del self._queues[chat]

    async def _answer_or_say(self, read: Incoming, view: View, *, is_behind: bool) -> None:
        try:
            await self._answer(read, view, is_behind=is_behind)
        except TelegramError as error:
            await self._failed(read, error)

    async def _dispatch(self, read: Incoming) -> View:
        """Serve an event; a fault of ours is tried again, then said."""
        event = read.event
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                if event.sender.chat_kind != "private" and isinstance(
                    event, Command | MessageChosen
                ):
                    event = await self._from_a_group(event)
                return await self._dispatcher.dispatch(event)
            except Exception:  # an edge: what is broken for one update is not for the next
                log.exception("event broken", event_id=read.update_id, attempts=attempt)
                await asyncio.sleep(WAIT_SECONDS * attempt)
        say = Voice(language_of(event.sender.locale))
        return View(blocks=(Say(say(BROKEN), "warning"),), placement=Placement.NEW)

    async def _from_a_group(self, event: Command | MessageChosen) -> Command | MessageChosen:
        """Add whether the sender manages the group: an update does not say so."""
        sender = event.sender
        if sender.is_anonymous or not await self._manages(sender.chat, sender.user):
            return event
        return replace(event, sender=replace(sender, manages=True))

    async def _answer(self, read: Incoming, view: View, *, is_behind: bool) -> None:
        event = read.event
        if self._acknowledges and read.callback_id:
            self._beside(self._api.acknowledge(read.callback_id, view.toast))
        if is_behind or _says_nothing(view):
            return
        page = 0
        if isinstance(event, Press) and event.action.verb == SHOW:
            page = event.action.version
        message_id = await self._show(read, view, page)
        await self._after(read, view, message_id)

    async def _show(self, read: Incoming, view: View, page: int) -> int:
        sender = read.event.sender
        if view.placement is not Placement.ONLY_YOU or sender.chat_kind == "private":
            return await self._screen.show(
                read.chat, view, message_id=read.message_id, standing=read.shown, page=page
            )
        try:
            return await self._screen.show(sender.user, replace(view, placement=Placement.NEW))
        except TelegramError as error:
            if not unreachable(error):
                raise
        say = Voice(language_of(sender.locale))
        link = Link(f"@{self._bot_name}", f"https://t.me/{self._bot_name}?start=hello")
        hint = View(blocks=(Body(say(WRITE_TO_ME)), link), placement=Placement.NEW)
        return await self._screen.show(read.chat, hint)

    async def _failed(self, read: Incoming, error: TelegramError) -> None:
        """Say why an answer did not arrive. Who can't be reached is marked so."""
        sender = read.event.sender
        reason = unreachable(error)
        log.warning(
            "answer not delivered",
            platform=PLATFORM,
            event_id=read.update_id,
            error=type(error).__name__,
            state="unreachable" if reason else "failed",
        )
        if reason and sender.chat_kind == "private":
            gone = Blocked(id=f"{read.update_id}-gone", sender=sender, at_ms=read.event.at_ms)
            await self._dispatcher.dispatch(gone)


def _says_nothing(view: View) -> bool:
    return not view.blocks and not view.choices and view.form is None
