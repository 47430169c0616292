"""Stands before a real LNbits, and lets calls to it go wrong."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import aiohttp
from aiohttp import web

from tests.simulators.lnbits.faults import Faults, cut


@dataclass
class Relay(Faults):
    """`async with` it. `before_answer` is called with the answer to a payment in hand, which nobody
    else has seen yet; `on_payment` when one is about to be handed on.
    """

    target: str = ""
    on_payment: Callable[[], None] | None = None
    before_answer: Callable[[], None] | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self._serve)
        self._session = aiohttp.ClientSession(auto_decompress=False)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        assert site._server is not None
        self.url = f"http://127.0.0.1:{site._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        last = request.path.rpartition("/")[2]
        kind = "read"
        if request.path.endswith("/payments"):
            kind = "pay"
        elif len(last) == 64:  # a hash
            kind = "look"
        return await self.around(kind, request, self._hand_on)

    async def _hand_on(self, request: web.Request) -> web.Response:
        is_payment = request.path.endswith("/payments")
        if is_payment and self.on_payment is not None:
            self.on_payment()
        try:
            async with self._session.request(
                request.method,
                self.target + request.path_qs,
                data=await request.read(),
                headers={"X-Api-Key": request.headers["X-Api-Key"],
                         "Content-Type": "application/json", "Accept-Encoding": "identity"},
            ) as answer:  # fmt: skip
                body = await answer.read()
        except aiohttp.ClientError:
            return cut(request)
        if is_payment and self.before_answer is not None:
            self.before_answer()
        return web.Response(status=answer.status, body=body, content_type="application/json")
