"""Calls to the simulated Discord by hand: what a well-behaved library would never send."""

import asyncio
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import orjson

from tests.simulators.discord import Interaction, Simulator

Json = dict[str, Any]
QUIET = {"allowed_mentions": {"parse": []}}
INTENTS = 1 << 0 | 1 << 9 | 1 << 12


def row(*buttons: Json) -> Json:
    return {"type": 1, "components": list(buttons)}


def button(label: str, custom_id: str = "", **more: Any) -> Json:
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id or label, **more}


class Gateway:
    """A connection to the gateway, read by hand."""

    def __init__(self, ws: aiohttp.ClientWebSocketResponse, *, packed: bool) -> None:
        self.ws = ws
        self.sequence: int | None = None
        self.session_id = ""
        self._unpacker = zlib.decompressobj() if packed else None

    async def next(self) -> Json:
        """The next message; raises EOFError with the code where the connection is over."""
        message = await self.ws.receive(timeout=5)
        if message.type not in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
            raise EOFError(self.ws.close_code)
        data = message.data
        body: Json = orjson.loads(self._unpacker.decompress(data) if self._unpacker else data)
        self.sequence = body["s"] or self.sequence
        return body

    async def event(self, name: str) -> Json:
        """The body of the next event of this name."""
        while (body := await self.next())["t"] != name:
            pass
        found: Json = body["d"]
        return found

    async def says(self, op: int, d: Any) -> None:
        await self.ws.send_str(orjson.dumps({"op": op, "d": d}).decode())

    async def identifies(self, token: str, **more: Any) -> Json:
        await self.says(2, {"token": token, "intents": INTENTS, "properties": {}, **more})
        ready = await self.event("READY")
        self.session_id = ready["session_id"]
        return ready


class Wire:
    """REST by hand. Calls give status and body."""

    def __init__(self, sim: Simulator, session: aiohttp.ClientSession) -> None:
        self.sim = sim
        self.session = session
        self.headers: dict[str, str] = {}

    async def asks(self, method: str, path: str, json: Any = None, **more: Any) -> tuple[int, Any]:
        headers = {"Authorization": f"Bot {self.sim.token}"}
        url = self.sim.url + path
        async with self.session.request(method, url, json=json, headers=headers, **more) as answer:
            self.headers = dict(answer.headers)
            data = await answer.read()
            return answer.status, orjson.loads(data) if data.startswith((b"{", b"[")) else None

    async def answers(
        self, done: Interaction, kind: int, data: Json | None = None, **more: Any
    ) -> tuple[int, Any]:
        """Answer an interaction."""
        body = {"type": kind} if data is None else {"type": kind, "data": {**QUIET, **data}}
        if kind in (8, 9) and data is not None:
            body["data"] = data
        path = f"/interactions/{done.id}/{done.token}/callback"
        return await self.asks("POST", path, body, **more)

    async def hooks(self, method: str, done: Interaction, tail: str, data: Any = None) -> Any:
        """What an interaction's token allows."""
        body = None if data is None else {**QUIET, **data}
        path = f"/webhooks/{self.sim.world.app_id}/{done.token}{tail}"
        return await self.asks(method, path, body)

    async def registers(self, *commands: Json) -> None:
        path = f"/applications/{self.sim.world.app_id}/commands"
        status, body = await self.asks("PUT", path, list(commands))
        assert status == 200, body

    @asynccontextmanager
    async def gateway(self, *, packed: bool = True) -> AsyncIterator[Gateway]:
        url = f"{self.sim.gateway_url}?v=10&encoding=json"
        url += "&compress=zlib-stream" if packed else ""
        async with self.session.ws_connect(url, autoclose=False) as ws:
            gateway = Gateway(ws, packed=packed)
            hello = await gateway.next()
            assert hello["op"] == 10
            yield gateway


@asynccontextmanager
async def wired(sim: Simulator) -> AsyncIterator[Wire]:
    async with aiohttp.ClientSession() as session:
        yield Wire(sim, session)
    await asyncio.sleep(0)


def errors(body: Any) -> dict[str, str]:
    """The codes in a refusal's nested `errors`, by path."""
    found: dict[str, str] = {}

    def look(node: Json, path: str) -> None:
        for key, value in node.items():
            if key == "_errors":
                found[path] = value[0]["code"]
            else:
                look(value, f"{path}.{key}".lstrip("."))

    assert body["code"] == 50035, body
    look(body["errors"], "")
    return found
