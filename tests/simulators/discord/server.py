"""The HTTP side: REST under `/api/v10`, files under `/cdn`, the gateway's websocket."""

import asyncio
from collections.abc import Callable
from typing import Any

import orjson
from aiohttp import web

from tests.simulators.discord import channels, checks, commands, guilds, interactions, messages
from tests.simulators.discord.calls import BODY_BYTES_MAX, Call, read_body
from tests.simulators.discord.gateway import Gateway
from tests.simulators.discord.limits import Limits, over
from tests.simulators.discord.log import Log
from tests.simulators.discord.refusals import Refusal, not_found, unauthorized
from tests.simulators.discord.world import World

Handler = Callable[[World, Call], Any]
BASE = "/api/v10"
JSON = {"Content-Type": "application/json"}
ROUTES: dict[str, Handler] = {
    **interactions.ROUTES, **messages.ROUTES, **channels.ROUTES, **guilds.ROUTES,
    **commands.ROUTES,
}  # fmt: skip
WITHOUT_BOT = ("/interactions/", "/webhooks/{webhook_id}/{webhook_token}")


class Node:
    """A part of a path: literal children by name, or any word under a parameter's name."""

    __slots__ = ("any", "children", "handlers", "name", "template")

    def __init__(self) -> None:
        self.children: dict[str, Node] = {}
        self.any: Node | None = None
        self.name = ""
        self.template = ""
        self.handlers: dict[str, Handler] = {}

    def place(self, what: str, handler: Handler) -> None:
        method, _, template = what.partition(" ")
        node = self
        for part in template.strip("/").split("/"):
            if part.startswith("{"):
                if node.any is None:
                    node.any = Node()
                    node.any.name = part.strip("{}")
                node = node.any
            else:
                node = node.children.setdefault(part, Node())
        node.template = template
        node.handlers[method] = handler

    def find(self, path: str) -> tuple["Node", dict[str, str]]:
        """Follow a path; raises Refusal."""
        node, params = self, {}
        for part in path.strip("/").split("/"):
            found = node.children.get(part)
            if found is None:
                if (found := node.any) is None:
                    raise not_found()
                params[found.name] = part
            node = found
        if not node.handlers:
            raise not_found()
        return node, params


class Server:
    """Answers on behalf of Discord."""

    def __init__(
        self, world: World, token: str, *, checking: bool, limits: Limits, log: Log
    ) -> None:
        self.world = world
        self.token = token
        self.checking = checking
        self.limits = limits
        self.log = log
        self.gateway = Gateway(world, token)
        world.gateway = self.gateway
        self.root = Node()
        for what, handler in ROUTES.items():
            self.root.place(what, handler)
        self.root.place("GET /gateway/bot", lambda world, call: self._gateway_bot())
        self.root.place("GET /gateway", lambda world, call: {"url": self.gateway.url})
        self._runner: web.ServerRunner | None = None

    async def start(self, host: str, port: int) -> int:
        """Listen; give the port."""
        if self.checking:
            checks.load()
        server = web.Server(self.handle, request_factory=_request)
        self._runner = web.ServerRunner(server, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port, backlog=1024).start()
        number: int = self._runner.addresses[0][1]
        self.gateway.url = f"ws://{host}:{number}/gateway"
        self.world.files.base = f"http://{host}:{number}"
        return number

    async def stop(self) -> None:
        for socket in list(self.gateway.sockets):
            socket.abort()
        if self._runner is not None:
            await self._runner.cleanup()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/gateway"):
            return await self.gateway.serve(request)
        if path.startswith("/cdn/"):
            return self._file(path)
        call = Call(request.method, "", path, {})
        try:
            handler = self._route(request, call)
            await read_body(request, call)
        except Refusal as refusal:
            return self._refuse(call, refusal)
        if self.world.faults.quiet():
            return self.execute(call, handler)
        return await self._struck(request, call, handler)

    def _route(self, request: web.BaseRequest, call: Call) -> Handler:
        if not call.path.startswith(BASE):
            raise not_found()
        node, call.params = self.root.find(call.path[len(BASE) :])
        call.template = node.template
        if request.query_string:
            call.query = dict(request.query)
        if node.template.startswith(WITHOUT_BOT):
            call.bears_token = False
        elif request.headers.get("Authorization") != f"Bot {self.token}":
            raise unauthorized()
        else:
            call.bears_token = True
        call.reason = request.headers.get("X-Audit-Log-Reason", "")
        if self.limits.are_on and self.limits.is_banned():
            refusal = Refusal(429, 0, "You are being blocked from accessing our API temporarily.")
            refusal.headers = {"Retry-After": "600"}  # Cloudflare's own: no Via
            raise refusal
        handler = node.handlers.get(request.method)
        if handler is None:
            raise Refusal(405, 0, "405: Method Not Allowed")
        return handler

    def execute(self, call: Call, handler: Handler) -> web.Response:
        """Carry out a call; what Discord would never be asked is kept as a violation."""
        world = self.world
        try:
            headers = self.limits.take(call)
            result = handler(world, call)
        except Refusal as refusal:
            if refusal.code in (50035, 50109):
                world.violations.append(f"{call.what}: {refusal}")
            return self._refuse(call, refusal)
        if self.checking:
            world.violations += [
                f"{call.what}: simulator: {wrong}" for wrong in checks.mistakes(call)
            ]
        if result is None:
            self.log.add(call.what, call.path, call.body, 204)
            return web.Response(status=204, headers=headers)
        status = 201 if call.method == "POST" and call.template.endswith("/threads") else 200
        self.log.add(call.what, call.path, call.body, status)
        return web.Response(body=orjson.dumps(result), status=status, headers={**JSON, **headers})

    def _refuse(self, call: Call, refusal: Refusal) -> web.Response:
        self.limits.was_invalid(refusal.status)
        what = call.what if call.template else f"{call.method} {call.path}"
        self.log.add(what, call.path, call.body, refusal.status, str(refusal))
        headers = {**JSON, **refusal.headers}
        return web.Response(
            body=orjson.dumps(refusal.json()), status=refusal.status, headers=headers
        )

    async def _struck(
        self, request: web.BaseRequest, call: Call, handler: Handler
    ) -> web.StreamResponse:
        """Answer while faults are on."""
        faults = self.world.faults
        fault = faults.strike(call.template)
        if faults.delay_seconds:
            await asyncio.sleep(faults.delay())
        if fault == "drop_before":
            self.log.add(call.what, call.path, call.body, 0, "dropped")
            _hang_up(request)
            return web.Response()
        if fault == "server_error":
            self.log.add(call.what, call.path, call.body, 502, "Bad Gateway")
            return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>")
        if fault == "too_many":
            return self._refuse(call, over(faults.retry_after, everywhere=False, name="chance"))
        response = self.execute(call, handler)
        if fault == "drop_after":
            _hang_up(request)
        return response

    def _file(self, path: str) -> web.Response:
        found = self.world.files.by_path.get(path)
        if found is None:
            return web.Response(status=404, text="This content is no longer available.")
        data, mime = found
        return web.Response(body=data, content_type=mime or "application/octet-stream")

    def _gateway_bot(self) -> dict[str, Any]:
        return {
            "url": self.gateway.url,
            "shards": self.gateway.shards,
            "session_start_limit": {
                "total": 1000,
                "remaining": max(0, 1000 - self.gateway.identifies),
                "reset_after": 14_400_000,
                "max_concurrency": 1,
            },
        }


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=BODY_BYTES_MAX
    )


def _hang_up(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.abort()
