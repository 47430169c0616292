"""The gateway: hello, identify, heartbeats, events, resume; sessions outlive their connections."""

import asyncio
import itertools
import time
import zlib
from collections import deque
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import WSMsgType, web

from tests.simulators.discord import payloads
from tests.simulators.discord.state import DIRECT, Channel, Guild, Interaction, Message

if TYPE_CHECKING:
    from tests.simulators.discord.world import World

Json = dict[str, Any]
(DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO,
 ACK) = 0, 1, 2, 3, 4, 6, 7, 8, 9, 10, 11  # fmt: skip
(UNKNOWN_OPCODE, BAD_JSON, NOT_IDENTIFIED, BAD_TOKEN, IDENTIFIED_TWICE, BAD_SEQUENCE, TOO_FAST,
 TIMED_OUT, BAD_SHARD, SHARDS_NEEDED, BAD_VERSION, BAD_INTENTS, FORBIDDEN_INTENTS) = (
    4001, 4002, 4003, 4004, 4005, 4007, 4008, 4009, 4010, 4011, 4012, 4013, 4014,
)  # fmt: skip
GUILDS, GUILD_MEMBERS, PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = GUILD_MEMBERS | PRESENCES | MESSAGE_CONTENT
INTENTS_ALL = (1 << 26) - 1
ASKS_FOR = {
    "GUILD_CREATE": GUILDS, "GUILD_DELETE": GUILDS, "GUILD_ROLE_CREATE": GUILDS,
    "GUILD_ROLE_UPDATE": GUILDS, "GUILD_ROLE_DELETE": GUILDS, "CHANNEL_CREATE": GUILDS,
    "CHANNEL_UPDATE": GUILDS, "CHANNEL_DELETE": GUILDS, "THREAD_CREATE": GUILDS,
    "THREAD_UPDATE": GUILDS, "THREAD_DELETE": GUILDS, "GUILD_MEMBER_ADD": GUILD_MEMBERS,
    "GUILD_MEMBER_REMOVE": GUILD_MEMBERS, "GUILD_MEMBER_UPDATE": GUILD_MEMBERS,
}  # fmt: skip
KEPT = 4000
RESUME_SECONDS_MAX = 90.0
SENDS_A_MINUTE_MAX = 120
FLUSH = b"\x00\x00\xff\xff"


class Socket:
    """One connection; what is to be sent waits for its writer."""

    def __init__(self, ws: web.WebSocketResponse, request: web.BaseRequest) -> None:
        self.ws = ws
        self.request = request
        self.session: Session | None = None
        self.received: deque[float] = deque()
        self._packer = (
            zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        )
        self._waiting: deque[bytes] = deque()
        self._wake = asyncio.Event()

    def send(self, data: bytes) -> None:
        self._waiting.append(data)
        self._wake.set()

    def say(self, op: int, d: Any = None) -> None:
        self.send(orjson.dumps({"op": op, "d": d, "s": None, "t": None}))

    def abort(self) -> None:
        """End the connection without a word."""
        self._waiting.clear()
        if self.request.transport is not None:
            self.request.transport.abort()

    async def write(self) -> None:
        """Send what waits, as long as the connection stands."""
        while True:
            while self._waiting:
                data = self._waiting.popleft()
                if self._packer is None:
                    await self.ws.send_str(data.decode())
                else:
                    packed = self._packer.compress(data) + self._packer.flush(zlib.Z_SYNC_FLUSH)
                    assert packed.endswith(FLUSH)
                    await self.ws.send_bytes(packed)
            self._wake.clear()
            await self._wake.wait()


class Session:
    """What one shard was told, so that it can go on after a cut. `left` is when it was cut."""

    def __init__(self, number: int, shard: int, shards: int, intents: int) -> None:
        self.id = f"{number:032x}"
        self.shard, self.shards, self.intents = shard, shards, intents
        self.sequence = 0
        self.sent: deque[tuple[int, bytes]] = deque(maxlen=KEPT)
        self.socket: Socket | None = None
        self.left = 0.0

    def tell(self, event: str, body: bytes) -> None:
        self.sequence += 1
        data = b'{"op":0,"t":"%b","s":%d,"d":%b}' % (event.encode(), self.sequence, body)
        self.sent.append((self.sequence, data))
        if self.socket is not None:
            self.socket.send(data)

    def is_for(self, about: Channel | Guild) -> bool:
        guild = about if isinstance(about, Guild) else about.guild
        return self.shard == (0 if guild is None else (guild.id >> 22) % self.shards)


class Gateway:
    """All connections of the bot. `heartbeat_ms` is what hello asks for."""

    def __init__(self, world: "World", token: str) -> None:
        self.world = world
        self.token = token
        self.url = ""
        self.heartbeat_ms = 41_250
        self.shards = 1  # what GET /gateway/bot recommends
        self.shards_least = 1
        self.answers_heartbeats = True
        self.identifies = self.resumes = self.cuts = 0
        self.sessions: dict[str, Session] = {}
        self.sockets: set[Socket] = set()
        self._numbers = itertools.count(1)

    # What tests do to it.

    def cut(self) -> None:
        """End all connections without a word: the bot can resume."""
        self.cuts += 1
        for socket in list(self.sockets):
            self._leaves(socket)
            socket.abort()

    def asks_to_reconnect(self) -> None:
        for socket in self.sockets:
            socket.say(RECONNECT)

    def invalidates(self, *, resumable: bool = False) -> None:
        for socket in self.sockets:
            if not resumable and socket.session is not None:
                self.sessions.pop(socket.session.id, None)
            socket.say(INVALID, resumable)

    @property
    def is_connected(self) -> bool:
        return any(one.socket is not None for one in self.sessions.values())

    # Events.

    def tell(self, event: str, body: Json, about: Channel | Guild) -> None:
        data = orjson.dumps(body)
        wanted = ASKS_FOR.get(event, 0)
        if event.startswith("MESSAGE"):
            wanted = _messages(about)
        for session in self._live(about):
            if session.intents & wanted or not wanted:
                self._tell(session, event, data)

    def wants_messages(self, channel: Channel) -> bool:
        return any(one.intents & _messages(channel) for one in self._live(channel))

    def tell_message(self, event: str, message: Message) -> None:
        """Without its intent, content comes in direct messages, mentions and from the bot alone."""
        channel = message.channel
        body = payloads.message_json(self.world, message)
        if channel.guild is not None:
            body["guild_id"] = str(channel.guild.id)
            if (member := channel.guild.members.get(message.author.id)) is not None:
                body["member"] = payloads.member_json(member, user=False)
        mine = message.author is self.world.bot or f"<@{self.world.bot.id}>" in message.content
        hidden = channel.type != DIRECT and not mine
        bare = body | {"content": "", "embeds": [], "attachments": [], "components": []}
        for session in self._live(channel):
            if session.intents & _messages(channel):
                is_bare = hidden and not session.intents & MESSAGE_CONTENT
                self._tell(session, event, orjson.dumps(bare if is_bare else body))

    def tell_interaction(self, done: Interaction, body: Json) -> None:
        data = orjson.dumps(body)
        for session in self._live(done.channel):
            self._tell(session, "INTERACTION_CREATE", data)

    def _tell(self, session: Session, event: str, data: bytes) -> None:
        session.tell(event, data)
        socket = session.socket
        if socket is not None and self.world.faults.chance("gateway_cut"):
            self.cuts += 1
            self._leaves(socket)
            # What was written before the cut arrives, or does not.
            if self.world.faults.random.random() < 0.5:
                asyncio.get_running_loop().call_later(0.01, socket.abort)
            else:
                socket.abort()

    def _live(self, about: Channel | Guild) -> list[Session]:
        long_ago = time.monotonic() - RESUME_SECONDS_MAX
        for session in list(self.sessions.values()):
            if session.socket is None and session.left < long_ago:
                del self.sessions[session.id]
        return [session for session in self.sessions.values() if session.is_for(about)]

    # The protocol.

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        ws = web.WebSocketResponse(max_msg_size=0, compress=False)
        await ws.prepare(request)
        socket = Socket(ws, request)
        self.sockets.add(socket)
        writer = asyncio.create_task(socket.write())
        try:
            if request.query.get("v") != "10" or request.query.get("encoding") != "json":
                await ws.close(code=BAD_VERSION, message=b"Invalid API version.")
                return ws
            hello = {"heartbeat_interval": self.heartbeat_ms, "_trace": ["simulator"]}
            socket.say(HELLO, hello)
            await self._listen(socket)
        finally:
            writer.cancel()
            self.sockets.discard(socket)
            await asyncio.gather(writer, return_exceptions=True)
            self._left(socket)
        return ws

    async def _listen(self, socket: Socket) -> None:
        patience = self.heartbeat_ms / 1000 * 1.5 + 1
        while True:
            try:
                message = await socket.ws.receive(timeout=patience)
            except TimeoutError:
                await self._close(socket, TIMED_OUT, "Session timed out.")
                return
            if message.type is not WSMsgType.TEXT:
                return
            now = time.monotonic()
            socket.received.append(now)
            while socket.received[0] < now - 60:
                socket.received.popleft()
            if len(socket.received) > SENDS_A_MINUTE_MAX:
                await self._close(socket, TOO_FAST, "You are being rate limited.")
                return
            if not await self._take(socket, message.data):
                return

    async def _take(self, socket: Socket, text: str) -> bool:
        """Carry out what the bot sent; False where that ends the connection."""
        try:
            message = orjson.loads(text)
            op, data = message["op"], message.get("d")
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return await self._close(socket, BAD_JSON, "Error while decoding payload.")
        if op == HEARTBEAT:
            if self.answers_heartbeats:
                socket.say(ACK)
        elif op == IDENTIFY:
            return await self._identify(socket, data)
        elif op == RESUME:
            return await self._resume(socket, data)
        elif op not in (PRESENCE, VOICE, MEMBERS):
            return await self._close(socket, UNKNOWN_OPCODE, "Unknown opcode.")
        elif socket.session is None:
            return await self._close(socket, NOT_IDENTIFIED, "Not authenticated.")
        return True

    async def _identify(self, socket: Socket, data: Json) -> bool:
        if socket.session is not None:
            return await self._close(socket, IDENTIFIED_TWICE, "Already authenticated.")
        if data.get("token") != self.token:
            return await self._close(socket, BAD_TOKEN, "Authentication failed.")
        intents = data.get("intents")
        if type(intents) is not int or not 0 <= intents <= INTENTS_ALL:
            return await self._close(socket, BAD_INTENTS, "Invalid intent(s).")
        if intents & PRIVILEGED & ~self.world.privileged:
            return await self._close(socket, FORBIDDEN_INTENTS, "Disallowed intent(s).")
        shard, shards = data.get("shard") or (0, 1)
        if not 0 <= shard < shards:
            return await self._close(socket, BAD_SHARD, "Invalid shard.")
        if shards < self.shards_least:
            return await self._close(socket, SHARDS_NEEDED, "Sharding required.")
        self.identifies += 1
        session = Session(next(self._numbers), shard, shards, intents)
        session.socket, socket.session = socket, session
        self.sessions[session.id] = session
        guilds = [one for one in self.world.guilds.values() if one.has_bot and session.is_for(one)]
        session.tell("READY", orjson.dumps(self._ready(session, guilds)))
        if intents & GUILDS:
            for guild in guilds:
                body = payloads.guild_create(guild, self.world.bot)
                session.tell("GUILD_CREATE", orjson.dumps(body))
        self.world.bump()
        return True

    def _ready(self, session: Session, guilds: list[Guild]) -> Json:
        me = self.world.bot.json() | {"verified": True, "mfa_enabled": True, "email": None}
        return {
            "v": 10,
            "user": me,
            "user_settings": {},
            "session_type": "normal",
            "session_id": session.id,
            "resume_gateway_url": self.url,
            "relationships": [],
            "private_channels": [],
            "presences": [],
            "guilds": [{"id": str(one.id), "unavailable": True} for one in guilds],
            "guild_join_requests": [],
            "geo_ordered_rtc_regions": [],
            "auth": {},
            "shard": [session.shard, session.shards],
            "application": {"id": str(self.world.app_id), "flags": 0},
            "_trace": ["simulator"],
        }

    async def _resume(self, socket: Socket, data: Json) -> bool:
        if data.get("token") != self.token:
            return await self._close(socket, BAD_TOKEN, "Authentication failed.")
        session = self.sessions.get(str(data.get("session_id")))
        if session is None:
            socket.say(INVALID, False)
            return True
        sequence = data.get("seq")
        if type(sequence) is not int or sequence > session.sequence:
            del self.sessions[session.id]
            return await self._close(socket, BAD_SEQUENCE, "Invalid seq.")
        if session.socket is not None:
            session.socket.abort()
        self.resumes += 1
        session.socket, socket.session = socket, session
        since = sequence - self.world.faults.repeats
        for number, body in list(session.sent):
            if number > since and (number > sequence or b'"t":"INTERACTION_CREATE"' in body[:40]):
                self.world.faults.happened["repeated"] += number <= sequence
                socket.send(body)
        session.tell("RESUMED", b'{"_trace":["simulator"]}')
        self.world.bump()
        return True

    async def _close(self, socket: Socket, code: int, words: str) -> bool:
        await socket.ws.close(code=code, message=words.encode())
        return False

    def _left(self, socket: Socket) -> None:
        """A connection is over: closed properly its session ends, else it waits."""
        session = socket.session
        if session is not None and socket.ws.close_code in (1000, 1001):
            self.sessions.pop(session.id, None)
        self._leaves(socket)
        self.world.bump()

    def _leaves(self, socket: Socket) -> None:
        session = socket.session
        if session is not None and session.socket is socket:
            session.socket, session.left = None, time.monotonic()


def _messages(about: Channel | Guild) -> int:
    is_direct = isinstance(about, Channel) and about.type == DIRECT
    return DIRECT_MESSAGES if is_direct else GUILD_MESSAGES
