"""A piece of work on its way to a database thread, and its outcome on the way back."""

import asyncio
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Generic, TypeVar, cast

from domain.errors import Unusable
from storage.tx import Tx

T = TypeVar("T")


class Call(Generic[T]):
    """One caller's work, and where the caller waits for its outcome: an event loop or a thread."""

    __slots__ = ("bulk", "done", "error", "loop", "result", "waiter", "work", "write")

    def __init__(
        self, work: Callable[[Tx], T], *, write: bool, bulk: bool = False, blocking: bool
    ) -> None:
        self.work = work
        self.write = write
        self.bulk = bulk
        self.result: T | None = None
        self.error: BaseException | None = None
        self.loop = None if blocking else asyncio.get_running_loop()
        self.waiter = self.loop.create_future() if self.loop else None
        self.done = threading.Lock()
        if blocking:
            self.done.acquire()

    async def outcome(self) -> T:
        assert self.waiter is not None  # noqa: S101 - made for an event loop
        return cast(T, await self.waiter)

    def outcome_now(self) -> T:
        self.done.acquire()
        if self.error is not None:
            raise self.error
        return cast(T, self.result)


def answer(calls: Iterable[Call[Any]]) -> None:
    """Give all callers their outcome, with one wake-up for all that wait on one event loop."""
    loops: dict[asyncio.AbstractEventLoop, list[Call[Any]]] = {}
    for call in calls:
        if call.loop is None:
            call.done.release()
        else:
            loops.setdefault(call.loop, []).append(call)
    for loop, waiting in loops.items():
        with suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            loop.call_soon_threadsafe(_hand_over, waiting)


def _hand_over(calls: list[Call[Any]]) -> None:
    for call in calls:
        assert call.waiter is not None  # noqa: S101 - made for an event loop
        if call.waiter.done():  # whoever waited gave up
            continue
        if call.error is None:
            call.waiter.set_result(call.result)
        else:
            call.waiter.set_exception(call.error)


class Inbox:
    """Calls that wait for a thread, until it is shut: what came before is still taken out."""

    def __init__(self) -> None:
        self._calls: SimpleQueue[Call[Any] | None] = SimpleQueue()
        self._lock = threading.Lock()  # no call may slip in behind the None that ends the queue
        self._shut = False

    def put(self, call: Call[Any]) -> None:
        with self._lock:
            if self._shut:
                raise Unusable("The database is closed: Bitework is shutting down.")
            self._calls.put(call)

    def get(self) -> Call[Any] | None:
        """Wait for a call; None, as often as asked, when the inbox is shut and empty."""
        call = self._calls.get()
        if call is None:
            self._calls.put(None)  # for whoever else reads here
        return call

    def waiting(self) -> int:
        return self._calls.qsize()

    def shut(self) -> None:
        """Let nothing more in; what is there is still to be done."""
        with self._lock:
            if not self._shut:
                self._shut = True
                self._calls.put(None)
