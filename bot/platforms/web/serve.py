"""Serving the web chat: one socket, no signals of its own, a stop that leaves nobody hanging."""

import asyncio
import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from bot.platforms.web.chat import WebChat
from bot.platforms.web.follow import Follow
from bot.platforms.web.patience import Patient
from domain.errors import Unusable

STOP_SECONDS_MAX = 5
REASONS = {
    errno.EADDRINUSE: "something else listens there already",
    errno.EACCES: "ports below 1024 are for the system's services",
    errno.EADDRNOTAVAIL: "this machine does not have that address",
}


def listen(host: str, port: int) -> socket.socket:
    """Take the port before anything else starts; port 0 takes any. Raises Unusable."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        taken = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _unusable(host, port, error) from None
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(1024)
    except OSError as error:
        taken.close()
        raise _unusable(host, port, error) from None
    taken.setblocking(False)
    return taken


async def serve_on(app: Starlette, taken: socket.socket) -> None:
    """Serve until this task is cancelled; then end the streams and answer what is under way."""
    server = _Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http=Patient,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS_MAX,
        )
    )
    chat: WebChat = app.state.chat
    follow: Follow | None = getattr(app.state, "follow", None)
    serving = asyncio.create_task(server.serve(sockets=[taken]))
    try:
        await asyncio.shield(serving)
    finally:
        if follow is not None:
            follow.close()
        chat.close()
        server.should_exit = True
        with suppress(asyncio.CancelledError):
            await serving


class _Server(uvicorn.Server):
    """Leaves signals to whoever runs the whole process."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _unusable(host: str, port: int, error: OSError) -> Unusable:
    reason = REASONS.get(error.errno or 0) or error.strerror or str(error)
    return Unusable(
        "The web chat cannot listen on {host} port {port}: {reason}. "
        "Choose another with [web] host and port.",
        host=host,
        port=str(port),
        reason=reason,
    )
