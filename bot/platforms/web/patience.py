"""How long a connection may take to say what it wants."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD_SECONDS_MAX = 15.0


class Patient(H11Protocol):
    """Hangs up on who has connected, or begun a request, and does not bring its head to an end.

    uvicorn has a limit for the pause between two requests, and none for this. What comes after the
    head has its own limit where it is read.
    """

    _head_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_longer()
        super().connection_lost(exc)

    def _wait(self) -> None:
        """Begin to wait where a head has yet to come; more of it does not prolong the wait."""
        if self.conn.their_state is not h11.IDLE:
            self._wait_no_longer()
        elif self._head_due is None and not self.transport.is_closing():
            self._head_due = self.loop.call_later(HEAD_SECONDS_MAX, self.transport.close)

    def _wait_no_longer(self) -> None:
        if self._head_due is not None:
            self._head_due.cancel()
            self._head_due = None
