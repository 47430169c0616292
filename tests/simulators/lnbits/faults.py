"""What goes wrong on purpose, call by call: in the simulator, and before a real server."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from aiohttp import web

# What happens to a call: the connection ends before or after its effect, 429, 502, half of the
# answer after the effect, an effect after we gave up waiting, a refusal for no good reason.
Fault = Literal["", "before", "after", "too_many", "error", "half", "late", "refused"]
Handler = Callable[[web.Request], Awaitable[web.Response]]
LATE_SECONDS = 0.15


@dataclass
class Faults:
    """`faults` are used up one by one, by calls whose kind is in `faulty`: pay, look, read."""

    faults: deque[Fault] = field(default_factory=deque)
    faulty: tuple[str, ...] = ("pay", "look", "read")
    calls: list[str] = field(default_factory=list)
    now_s: Callable[[], float] = time.time
    late_since_s: list[float] = field(default_factory=list)  # of calls that are still at work
    late_seconds: float = LATE_SECONDS

    async def around(
        self, kind: str, request: web.Request, handler: Handler
    ) -> web.StreamResponse:
        """Serve a call, or let the next fault happen to it."""
        self.calls.append(kind)
        fault = self.faults.popleft() if self.faults and kind in self.faulty else ""
        if fault == "before":
            return cut(request)
        if fault == "too_many":
            return web.json_response({"detail": "Rate limit exceeded"}, status=429)
        if fault == "error":
            return web.Response(status=502, text="<html>Bad gateway</html>")
        if fault == "refused":
            return failed("Something is odd with the node.")
        if fault == "late":
            self.late_since_s.append(self.now_s())
            await asyncio.sleep(self.late_seconds)
            self.late_since_s.pop(0)
        response = await handler(request)
        if fault == "after":
            return cut(request)
        return await half(request, response) if fault == "half" else response


def failed(detail: str, status: str = "failed") -> web.Response:
    """LNbits' way to say that a payment was not made."""
    return web.json_response({"detail": detail, "status": status}, status=520)


def cut(request: web.Request) -> web.Response:
    """End the connection."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def half(request: web.Request, response: web.Response) -> web.StreamResponse:
    """Send half of an answer."""
    body = response.body
    assert isinstance(body, bytes)
    sent = web.StreamResponse(status=response.status, headers={"Content-Length": str(len(body))})
    await sent.prepare(request)
    await sent.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.close()
    return sent
