"""What the simulated Discord knows: users, servers, channels, messages, interactions."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

EPOCH_MS = 1_420_070_400_000
TEXT, DIRECT, ANNOUNCEMENT, PUBLIC_THREAD, PRIVATE_THREAD = 0, 1, 5, 11, 12
THREADS = (10, PUBLIC_THREAD, PRIVATE_THREAD)
EPHEMERAL, LOADING, COMPONENTS_V2 = 1 << 6, 1 << 7, 1 << 15
BUTTON, LINK_STYLE = 2, 5
SELECTS = (3, 5, 6, 7, 8)

Json = dict[str, Any]


class Snowflakes:
    """Ids that carry their time, each larger than the one before."""

    def __init__(self) -> None:
        self._last = 0
        self._numbers = itertools.count()

    def next(self, now: float) -> int:
        number = (int(now * 1000) - EPOCH_MS) << 22 | next(self._numbers) & 0x3FFFFF
        self._last = max(self._last + 1, number)
        return self._last


@dataclass(slots=True, eq=False)
class User:
    """A person or a bot. `installed`: has added the app for themself, to use it anywhere."""

    id: int
    name: str
    locale: str = "en-US"
    is_bot: bool = False
    installed: bool = True
    takes_direct: bool = True
    is_gone: bool = False
    _json: Json | None = None

    def json(self) -> Json:
        if self._json is None:
            self._json = {
                "id": str(self.id),
                "username": self.name.lower().replace(" ", "_")[:32],
                "discriminator": "4242" if self.is_bot else "0",
                "global_name": None if self.is_bot else self.name,
                "avatar": None,
                "avatar_decoration_data": None,
                "collectibles": None,
                "primary_guild": None,
                "public_flags": 0,
                "flags": 0,
            }
            if self.is_bot:
                self._json["bot"] = True
        return self._json


@dataclass(slots=True, eq=False)
class Role:
    id: int
    name: str
    permissions: int = 0
    position: int = 0
    managed: bool = False
    color: int = 0
    hoist: bool = False
    mentionable: bool = False


@dataclass(slots=True, eq=False)
class Member:
    """Somebody in a server. `timed_out_until` is a time in seconds, 0 where they are not."""

    user: User
    joined: float
    roles: list[int] = field(default_factory=list)
    nick: str = ""
    timed_out_until: float = 0.0


@dataclass(slots=True, eq=False)
class Guild:
    """A server; its role of everybody has the server's own id."""

    id: int
    name: str
    owner: User
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, "Channel"] = field(default_factory=dict)
    has_bot: bool = False
    has_commands: bool = False  # the app's commands were added, with or without the bot


@dataclass(slots=True, eq=False)
class Channel:
    """A server's channel or thread, or somebody's direct messages with the bot (`user`)."""

    id: int
    type: int
    name: str = ""
    guild: Guild | None = None
    parent: "Channel | None" = None
    user: User | None = None
    with_bot: bool = True  # of direct messages: with the bot, or of two people
    friend: User | None = None  # the other one of the two
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)
    messages: dict[int, "Message"] = field(default_factory=dict)
    position: int = 0
    archived: bool = False
    locked: bool = False
    owner_id: int = 0
    keep: int = 0  # most messages kept, for long loads; 0: all
    typing: int = 0

    @property
    def is_thread(self) -> bool:
        return self.type in THREADS


@dataclass(slots=True, eq=False)
class Message:
    """One message. `only_for` is who alone sees it (an ephemeral one)."""

    id: int
    channel: Channel
    author: User
    at: float
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    flags: int = 0
    edited: float = 0.0
    deleted: bool = False
    pinned: bool = False
    only_for: User | None = None
    interaction: "Interaction | None" = None
    reply_to: "Message | None" = None
    thread: Channel | None = None
    mentions: tuple[str, ...] = ()
    times_shown: int = 0

    @property
    def text(self) -> str:
        """All words that stand in it, without those on buttons."""
        from tests.simulators.discord.screen import words_of

        return words_of(self)

    @property
    def is_v2(self) -> bool:
        return bool(self.flags & COMPONENTS_V2)

    @property
    def is_loading(self) -> bool:
        return bool(self.flags & LOADING)

    @property
    def interactive(self) -> Iterator[Json]:
        """Its buttons and menus, from the top."""
        return (one for one in walk(self.components) if one["type"] in (BUTTON, *SELECTS))

    @property
    def buttons(self) -> list[str]:
        return [label_of(one) for one in self.interactive if one["type"] == BUTTON]

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """The label of each button that tells the bot something, and what it tells."""
        buttons = (one for one in self.interactive if one["type"] == BUTTON and "custom_id" in one)
        return [(label_of(one), one["custom_id"]) for one in buttons]

    def button(self, label: str) -> Json | None:
        for one in self.interactive:
            if one["type"] == BUTTON and label_of(one) == label:
                return one
        return None

    @property
    def menus(self) -> list[Json]:
        return [one for one in self.interactive if one["type"] in SELECTS]

    def component(self, custom_id: str) -> Json | None:
        for one in self.interactive:
            if one.get("custom_id") == custom_id:
                return one
        return None


@dataclass(slots=True, eq=False)
class Interaction:
    """Something that a person did with the app, and what became of it.

    `callback` is the type of the answer, 0 before there is one; `original` the message that it made
    or changed; `modal` and `choices` what else it showed.
    """

    id: int
    token: str
    type: int
    user: User
    channel: Channel
    data: Json
    at: float
    context: int
    owners: dict[str, str]
    message: Message | None = None
    source: "Interaction | None" = None
    callback: int = 0
    original: Message | None = None
    is_ephemeral: bool = False
    modal: Json | None = None
    choices: list[Json] | None = None
    followups: int = 0
    answered_at: float = 0.0
    body: Json = field(default_factory=dict)

    @property
    def custom_id(self) -> str:
        return str(self.data.get("custom_id", ""))


def label_of(button: Json) -> str:
    """What stands on a button: its words, else its emoji."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


def walk(components: list[Json]) -> Iterator[Json]:
    """All components, those inside others too, in order."""
    for one in components:
        yield one
        if inner := one.get("components"):
            yield from walk(inner)
        for name in ("accessory", "component"):
            if nested := one.get(name):
                yield from walk([nested])
