"""Who is connected, and the order of things: one event at a time for each person.

What a person does is answered in the response to their own request. What comes without asking is
put on the streams (server-sent events) that the person's pages hold open, and counts as delivered
when a page has said that it shows it: a telephone out of reach keeps its connection for minutes.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from bot.platforms.web.render import payload
from domain.amounts import N_
from domain.errors import Refused
from domain.events import Event
from domain.views import View

WAITING_MAX = 8  # events of one person that wait for their turn
STREAMS_MAX = 800  # below what a process may have open by default
STREAMS_EACH_MAX = 6
QUEUED_MAX = 100
SEEN_SECONDS = 4.0
HEARTBEAT_SECONDS = 20.0


class Dispatcher(Protocol):
    """What makes a view of an event (`bot.dispatch`)."""

    def dispatch(self, event: Event) -> Awaitable[View]:
        """Serve one event in one transaction."""
        ...


Ready = Callable[[View], Awaitable[View]]


async def _unchanged(view: View) -> View:
    return view


class Busy(Refused):
    """Somebody sends faster than they can be answered."""


class Full(Busy):
    """No more streams can be held open."""


@dataclass(eq=False, slots=True)
class Stream:
    """One page's open stream; None in the queue ends it."""

    chat: str
    queue: asyncio.Queue[bytes | None] = field(
        default_factory=lambda: asyncio.Queue(QUEUED_MAX + 1)
    )


@dataclass(eq=False, slots=True)
class _Turn:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0


class WebChat:
    """The conversations of everybody who is on the page; `ready` brings the media of a view."""

    def __init__(self, dispatcher: Dispatcher, *, ready: Ready = _unchanged) -> None:
        self._dispatcher = dispatcher
        self._ready = ready
        self._turns: defaultdict[str, _Turn] = defaultdict(_Turn)
        self._streams: defaultdict[str, list[Stream]] = defaultdict(list)
        self._unseen: dict[tuple[str, str], asyncio.Event] = {}
        self._open_streams = 0
        self._closed = False

    async def act(self, event: Event) -> View:
        """Serve an event after those that came before it in this chat; raises Busy."""
        chat = event.sender.chat
        turn = self._turns[chat]
        if turn.waiting >= WAITING_MAX:
            raise Busy(N_("One after another, please: wait for the answer to what you just sent."))
        turn.waiting += 1
        try:
            async with turn.lock:
                return await self._ready(await self._dispatcher.dispatch(event))
        finally:
            turn.waiting -= 1
            if turn.waiting == 0:
                self._turns.pop(chat, None)

    async def send(self, chat: str, view: View, *, key: str) -> bool:
        """Show a view to somebody who did not ask for it; False: nobody is there to see it.

        `key` is unique for each message: a page that gets it twice shows it once. A stream on which
        nobody confirms is closed, so that the next attempt does not wait for it.
        """
        streams = tuple(self._streams.get(chat, ()))
        if not streams:
            return False
        seen = self._unseen.setdefault((chat, key), asyncio.Event())
        message = _server_sent("message", payload(await self._ready(view), key=key))
        try:
            for stream in streams:
                self._put(stream, message)
            async with asyncio.timeout(SEEN_SECONDS):
                await seen.wait()
        except TimeoutError:
            for stream in streams:
                self._end(stream)
            return False
        finally:
            self._unseen.pop((chat, key), None)
        return True

    def edit(self, chat: str, view: View, *, key: str) -> bool:
        """Change a message that a page shows, if it still does; False: no page is open."""
        streams = tuple(self._streams.get(chat, ()))
        message = _server_sent("edit", payload(view, key=key))
        for stream in streams:
            self._put(stream, message)
        return bool(streams)

    def seen(self, chat: str, key: str) -> None:
        """A page says that it shows a message."""
        if (waiting := self._unseen.get((chat, key))) is not None:
            waiting.set()

    def connect(self, chat: str) -> Stream:
        """Open a stream for a page, until `disconnect`; raises Full where there are too many, and
        Busy where the server stops.
        """
        if self._closed:
            raise Busy(N_("I am being started anew. Try again in a minute."))
        if self._open_streams >= STREAMS_MAX:
            raise Full(
                N_("So many people are here that news has to wait. Your answers come in as always.")
            )
        mine = self._streams[chat]
        if len(mine) >= STREAMS_EACH_MAX:
            self._end(mine[0])
        stream = Stream(chat)
        mine.append(stream)
        self._open_streams += 1
        return stream

    def disconnect(self, stream: Stream) -> None:
        """Forget a stream, whoever closed it."""
        mine = self._streams.get(stream.chat, [])
        if stream in mine:
            mine.remove(stream)
            self._open_streams -= 1
        if not mine:
            self._streams.pop(stream.chat, None)

    def close(self) -> None:
        """End all streams: the server stops. Pages come back by themselves."""
        self._closed = True
        for streams in tuple(self._streams.values()):
            for stream in tuple(streams):
                self._end(stream)

    def _put(self, stream: Stream, message: bytes) -> None:
        if stream.queue.qsize() >= QUEUED_MAX:
            self._end(stream)
        else:
            stream.queue.put_nowait(message)

    def _end(self, stream: Stream) -> None:
        self.disconnect(stream)
        if not stream.queue.full():
            stream.queue.put_nowait(None)


class InTurn:
    """The chat as who serves an event after those that came before it."""

    def __init__(self, chat: WebChat) -> None:
        self._chat = chat

    async def dispatch(self, event: Event) -> View:
        """Serve one event; raises Busy."""
        return await self._chat.act(event)


def refused(problem: bytes) -> bytes:
    """Give what goes over the wire in place of a stream: a page can read no other refusal."""
    return _server_sent("full", problem)


async def messages(stream: Stream) -> AsyncIterator[bytes]:
    """Give what goes over the wire of a stream until it is ended."""
    yield _server_sent("hello", b"{}")
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT_SECONDS):
                message = await stream.queue.get()
        except TimeoutError:
            message = b": still here\n\n"
        if message is None:
            return
        yield message


def _server_sent(name: str, data: bytes) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), data)
