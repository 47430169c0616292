"""The HTTP side: `/bot<token>/<method>` and `/file/bot<token>/<path>`, on a raw aiohttp server."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

import orjson
from aiohttp import web
from aiohttp.multipart import BodyPartReader

from tests.simulators.telegram import chats, checks, media, messages, profile
from tests.simulators.telegram.files import UPLOAD_BYTES_MAX
from tests.simulators.telegram.log import Log
from tests.simulators.telegram.params import Params, Upload
from tests.simulators.telegram.refusals import Refusal, bad, too_many
from tests.simulators.telegram.webhook import Webhook
from tests.simulators.telegram.world import World

Method = Callable[[World, Params], Any]
METHODS: dict[str, Method] = {
    **messages.METHODS, **media.METHODS, **chats.METHODS, **profile.METHODS,
}  # fmt: skip
OF_UPDATES = ("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo")
NAMES = {name.lower(): name for name in (*METHODS, *OF_UPDATES)}
BODY_BYTES_MAX = UPLOAD_BYTES_MAX + 1_048_576  # the other fields of a form
JSON = {"Content-Type": "application/json"}


class Server:
    """Answers calls on behalf of one bot. `violations` are calls that no client should make."""

    def __init__(self, world: World, token: str, *, checking: bool, log: Log) -> None:
        self.world = world
        self.token = token
        self.checking = checking
        self.log = log
        self.violations: list[str] = []
        self.webhook = Webhook(world.updates, self.called_back)
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
        return number

    async def stop(self) -> None:
        self.world.updates.end_poll("the simulator stops")
        await self.webhook.close()
        if self._runner is not None:
            await self._runner.cleanup()

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith("/file/bot"):
            return self._file(path[len("/file/bot") :])
        token, _, name = path.removeprefix("/bot").partition("/")
        if not path.startswith("/bot") or not name or "/" in name:
            return _answer(Refusal(404, "Not Found"))
        if token != self.token:
            await request.read()
            self.log.add(name, {}, 401, "Unauthorized", "http")
            return _answer(Refusal(401, "Unauthorized"))
        try:
            params = await read_params(request)
        except Refusal as refusal:
            self.log.add(name, {}, refusal.code, refusal.description, "http")
            return _answer(refusal)
        method = NAMES.get(name.lower(), name)
        if self.world.faults.quiet():
            code, body = await self.execute(method, params)
            return web.Response(body=body, status=code, headers=JSON)
        return await self._struck(request, method, params)

    async def execute(
        self, method: str, params: Params, through: str = "http"
    ) -> tuple[int, bytes]:
        """Carry out a call; give the status and the answer."""
        try:
            if self.checking:
                self._check(method, params)
            result = await self._result(method, params)
            body = b'{"ok":true,"result":' + result + b"}"
            code, words = 200, ""
        except Refusal as refusal:
            code, words, body = refusal.code, refusal.description, orjson.dumps(refusal.json())
            if "simulator:" in words:
                self.violations.append(f"{method}: {words}")
        self.log.add(method, params.values, code, words, through)
        return code, body

    async def called_back(self, method: str, params: Params) -> None:
        """Carry out the call that a webhook's answer brought."""
        await self.execute(NAMES.get(method.lower(), method), params, "webhook")

    async def _result(self, method: str, params: Params) -> bytes:
        function = METHODS.get(method)
        if function is not None:
            return orjson.dumps(function(self.world, params))
        if method == "getUpdates":
            self.world.updates.polls += 1
            self.world.bump()
            return await self.world.updates.get(params)
        if method == "setWebhook":
            self.webhook.set(params)
            self.world.bump()
            return b"true"
        if method == "deleteWebhook":
            self.webhook.unset(params)
            return b"true"
        if method == "getWebhookInfo":
            return orjson.dumps(self.webhook.info())
        raise Refusal(404, "Not Found: method not found")

    def _check(self, method: str, params: Params) -> None:
        wrong = checks.mistakes(method, params)
        if wrong:
            raise bad(f"simulator: {'; '.join(wrong)}")

    async def _struck(
        self, request: web.BaseRequest, method: str, params: Params
    ) -> web.StreamResponse:
        """Answer while faults are on."""
        faults = self.world.faults
        fault = faults.strike(method)
        if faults.delay_seconds and method != "getUpdates":
            await asyncio.sleep(faults.delay())
        if fault in ("drop_before", "server_error", "too_many"):
            return self._refused_by_chance(request, method, params, fault)
        code, body = await self.execute(method, params)
        if fault == "drop_after":
            _hang_up(request)
        elif fault == "cut":
            response = web.StreamResponse(
                status=code, headers={**JSON, "Content-Length": str(len(body))}
            )
            await response.prepare(request)
            await response.write(body[: len(body) // 2])
            _hang_up(request)
            return response
        return web.Response(body=body, status=code, headers=JSON)

    def _refused_by_chance(
        self, request: web.BaseRequest, method: str, params: Params, fault: str
    ) -> web.Response:
        """Answer without any effect."""
        if fault == "drop_before":
            self.log.add(method, params.values, 0, "dropped", "http")
            _hang_up(request)
            return web.Response()
        if fault == "too_many":
            refusal = too_many(int(self.world.faults.retry_after))
            self.log.add(method, params.values, 429, refusal.description, "http")
            return _answer(refusal)
        self.log.add(method, params.values, 502, "Bad Gateway", "http")
        return web.Response(status=502, text="<html><h1>502 Bad Gateway</h1></html>")

    def _file(self, rest: str) -> web.Response:
        token, _, path = rest.partition("/")
        if token != self.token:
            return _answer(Refusal(401, "Unauthorized"))
        file = self.world.files.by_path.get(path)
        if file is None:
            return _answer(Refusal(404, "Not Found"))
        return web.Response(body=file.data, content_type="application/octet-stream")


def _request(message: Any, payload: Any, protocol: Any, writer: Any, task: Any) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=BODY_BYTES_MAX
    )


def _answer(refusal: Refusal) -> web.Response:
    return web.Response(body=orjson.dumps(refusal.json()), status=refusal.code, headers=JSON)


def _hang_up(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.abort()


async def read_params(request: web.BaseRequest) -> Params:
    """Read a call's parameters, however they came; raises Refusal."""
    if (request.content_length or 0) > BODY_BYTES_MAX:
        raise Refusal(413, "Request Entity Too Large")
    kind = request.content_type
    if kind == "multipart/form-data":
        return await _read_multipart(request)
    try:
        body = await request.read()
    except web.HTTPRequestEntityTooLarge:
        raise Refusal(413, "Request Entity Too Large") from None
    values: dict[str, Any] = dict(request.query) if request.query_string else {}
    if not body:
        return Params(values)
    if kind == "application/json":
        try:
            read = orjson.loads(body)
        except orjson.JSONDecodeError:
            read = None
        if not isinstance(read, dict):
            raise bad("can't parse JSON object")
        return Params({**values, **read} if values else read)
    values.update(parse_qsl(body.decode(), keep_blank_values=True))
    return Params(values)


async def _read_multipart(request: web.BaseRequest) -> Params:
    values: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    reader = await request.multipart()
    size = 0
    while (part := await reader.next()) is not None:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise bad("can't parse multipart body")
        data = bytes(await part.read(decode=False))
        size += len(data)
        if size > BODY_BYTES_MAX:
            raise Refusal(413, "Request Entity Too Large")
        if part.filename is None:
            values[part.name] = data.decode()
        else:
            mime = part.headers.get("Content-Type", "")
            uploads[part.name] = Upload(part.filename, mime, data)
    return Params(values, uploads)
