"""A few threads with a connection each, started when there is work for one more."""

import threading
from collections.abc import Callable
from typing import Any, Protocol

from storage.calls import Call, Inbox, answer


class Hand(Protocol):
    """What one thread works with: a connection."""

    def run(self, call: Call[Any]) -> Any: ...

    def close(self) -> None: ...


class Crew:
    """Runs calls at the same time, as many as there are threads.

    `open_hand` is called once on each thread.
    """

    def __init__(self, name: str, size: int, open_hand: Callable[[], Hand]) -> None:
        self._name = name
        self._size = size
        self._open_hand = open_hand
        self._inbox = Inbox()
        self._threads: list[threading.Thread] = []
        self._counting = threading.Lock()
        self._idle = 0

    def submit(self, call: Call[Any]) -> None:
        self._inbox.put(call)
        if self._inbox.waiting() > self._idle and len(self._threads) < self._size:
            self._start()

    def close(self) -> None:
        """Finish what is queued, then close the connections."""
        self._inbox.shut()
        for thread in self._threads:
            thread.join()

    def _start(self) -> None:
        with self._counting:
            if len(self._threads) < self._size:
                name = f"{self._name}-{len(self._threads)}"
                thread = threading.Thread(target=self._serve, name=name, daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self) -> None:
        hand: Hand | None = None
        while call := self._next():
            try:
                hand = hand or self._open_hand()
                call.result = hand.run(call)
            except BaseException as error:  # noqa: BLE001 - the edge: it goes to the caller
                call.error = error
            answer((call,))
        if hand is not None:
            hand.close()

    def _next(self) -> Call[Any] | None:
        with self._counting:
            self._idle += 1
        call = self._inbox.get()
        with self._counting:
            self._idle -= 1
        return call
