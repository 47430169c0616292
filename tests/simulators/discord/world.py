"""Everything the simulated Discord holds: who is where, what was said, what was done."""

import itertools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.simulators.discord import payloads, permissions
from tests.simulators.discord.faults import Faults
from tests.simulators.discord.files import Files
from tests.simulators.discord.refusals import missing_access, missing_permissions, no
from tests.simulators.discord.state import (
    DIRECT,
    TEXT,
    Channel,
    Guild,
    Interaction,
    Member,
    Message,
    Role,
    Snowflakes,
    User,
)
from tests.simulators.waiting import Waiting

if TYPE_CHECKING:
    from tests.simulators.discord.gateway import Gateway

Json = dict[str, Any]
INTERACTION_SECONDS_MAX = 3.0
TOKEN_SECONDS_MAX = 15 * 60.0
INTERACTIONS_KEPT = 50_000
UPLOAD_BYTES_MAX = 10 * 1_048_576


class World(Waiting):
    """The state behind the server. `shown` is called whenever a message is new or changed, `opened`
    whenever somebody gets a modal.
    """

    def __init__(self, faults: Faults) -> None:
        super().__init__()
        self.ids = Snowflakes()
        self.faults = faults
        self.files = Files(self)
        self.bot = User(self.ids.next(self.now()), "Bitework", is_bot=True)
        self.app_id = self.bot.id
        self.users: dict[int, User] = {self.bot.id: self.bot}
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.direct: dict[int, Channel] = {}
        self.commands: dict[int, list[Json]] = {0: []}
        self.interactions: dict[int, Interaction] = {}
        self.tokens: dict[str, Interaction] = {}
        self.violations: list[str] = []
        self.shown: list[Callable[[Message], None]] = []
        self.opened: list[Callable[[Interaction], None]] = []
        self.gateway: Gateway | None = None
        self.privileged: int = 0  # the privileged intents that the app was granted
        self.checking = True
        self.nonces: dict[tuple[int, str], Message] = {}
        self.reactions: dict[int, set[str]] = {}
        self.upload_bytes_max = UPLOAD_BYTES_MAX
        self.interaction_seconds_max = INTERACTION_SECONDS_MAX
        self._turns = itertools.count(1)

    def id(self) -> int:
        return self.ids.next(self.now())

    # People, servers, channels.

    def add_user(self, name: str, *, locale: str = "en-US", installed: bool = True) -> User:
        user = User(self.id(), name, locale, installed=installed)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, owner: User, locale: str = "en-US") -> Guild:
        guild = Guild(self.id(), name, owner, locale)
        guild.roles[guild.id] = Role(guild.id, "@everyone", permissions.EVERYONE)
        guild.members[owner.id] = Member(owner, self.now())
        self.guilds[guild.id] = guild
        return guild

    def add_channel(self, guild: Guild, name: str, kind: int = TEXT, **more: Any) -> Channel:
        channel = Channel(
            self.id(), kind, name, guild=guild, position=len(guild.channels), **more
        )
        guild.channels[channel.id] = self.channels[channel.id] = channel
        return channel

    def direct_with(self, user: User) -> Channel:
        """The direct messages between somebody and the bot."""
        if user.id not in self.direct:
            channel = Channel(self.id(), DIRECT, user=user)
            self.direct[user.id] = self.channels[channel.id] = channel
        return self.direct[user.id]

    def between(self, one: User, other: User) -> Channel:
        """The direct messages of two people."""
        for channel in self.channels.values():
            if not channel.with_bot and {channel.user, channel.friend} == {one, other}:
                return channel
        channel = Channel(self.id(), DIRECT, user=one, friend=other, with_bot=False)
        self.channels[channel.id] = channel
        return channel

    def forget_channel(self, channel: Channel) -> None:
        """Take a server's channel or thread away, with what was said in it."""
        assert channel.guild is not None
        event = "THREAD_DELETE" if channel.is_thread else "CHANNEL_DELETE"
        self.tell(event, payloads.channel_json(channel), channel)
        channel.guild.channels.pop(channel.id, None)
        self.channels.pop(channel.id, None)
        self.bump()

    @property
    def reads_content(self) -> bool:
        """Whether the app was granted the intent of message content."""
        return bool(self.privileged & 1 << 15)

    def shares_guild(self, user: User) -> bool:
        return any(one.has_bot and user.id in one.members for one in self.guilds.values())

    def member(self, guild: Guild, user_id: int) -> Member:
        found = guild.members.get(user_id)
        if found is None:
            raise no("Member" if user_id in self.users else "User")
        return found

    def guild(self, guild_id: int) -> Guild:
        """A server that the bot is in; raises Refusal."""
        found = self.guilds.get(guild_id)
        if found is None:
            raise no("Guild")
        if not found.has_bot:
            raise missing_access()
        return found

    def channel(self, channel_id: int) -> Channel:
        """A channel that the bot sees; raises Refusal."""
        channel = self.channels.get(channel_id)
        if channel is None:
            raise no("Channel")
        if channel.guild is not None:
            if not channel.guild.has_bot:
                raise missing_access()
            self.needs(channel, "view_channel")
        elif not channel.with_bot:
            raise missing_access()
        return channel

    def needs(self, channel: Channel, *names: str) -> None:
        """Check the bot's permissions in a server's channel; raises Refusal."""
        if channel.guild is None:
            return
        has = self.app_permissions(channel)
        if not has & permissions.bits("view_channel"):
            raise missing_access()
        wanted = permissions.bits(*names)
        if has & wanted != wanted:
            raise missing_permissions()

    def app_permissions(self, channel: Channel) -> int:
        guild = channel.guild
        if guild is None or not guild.has_bot:
            return permissions.EVERYONE | permissions.bits("mention_everyone")
        return permissions.in_channel(channel, guild.members[self.bot.id], self.now())

    def message(self, channel: Channel, message_id: int) -> Message:
        """A message that the bot can reach in a channel; raises Refusal."""
        found = channel.messages.get(message_id)
        if found is None or found.deleted or found.only_for is not None:
            raise no("Message")
        return found

    # Messages.

    def add_message(self, channel: Channel, author: User, **more: Any) -> Message:
        message = Message(self.id(), channel, author, self.now(), **more)
        channel.messages[message.id] = message
        if channel.keep and len(channel.messages) > channel.keep:
            del channel.messages[next(iter(channel.messages))]
        return message

    def show(self, message: Message) -> None:
        """Let everybody who looks see that a message of the bot's is new or changed."""
        message.times_shown = next(self._turns)
        for shown in self.shown:
            shown(message)
        self.bump()

    def announce(self, message: Message, event: str) -> None:
        """Tell the gateway of a message; ephemeral ones are never told."""
        if message.only_for is not None or self.gateway is None:
            return
        if self.gateway.wants_messages(message.channel):
            self.gateway.tell_message(event, message)

    def remove(self, message: Message) -> None:
        message.deleted = True
        if message.only_for is None:
            body = {"id": str(message.id), "channel_id": str(message.channel.id)}
            self.tell("MESSAGE_DELETE", body, message.channel)
        self.bump()

    def tell(self, event: str, body: Json, about: Channel | Guild) -> None:
        """Send an event to whoever is connected and asked for such."""
        if self.gateway is not None:
            self.gateway.tell(event, body, about)

    # Interactions.

    def interact(
        self,
        kind: int,
        user: User,
        channel: Channel,
        data: Json,
        *,
        message: Message | None = None,
        source: Interaction | None = None,
    ) -> Interaction:
        """Somebody uses the app: remember it, and tell the bot."""
        number = self.id()
        done = Interaction(
            id=number,
            token=f"aW50ZXJhY3Rpb246{number}:{number * 2_654_435_761 & 0xFFFFFFFFFFFFFF:x}",
            type=kind,
            user=user,
            channel=channel,
            data=data,
            at=self.now(),
            context=0 if channel.guild is not None else 1 if channel.with_bot else 2,
            owners=self._owners(user, channel),
            message=message,
            source=source,
        )
        self.interactions[done.id] = self.tokens[done.token] = done
        if len(self.interactions) > INTERACTIONS_KEPT:
            old = self.interactions.pop(next(iter(self.interactions)))
            del self.tokens[old.token]
        assert self.gateway is not None
        self.gateway.tell_interaction(done, payloads.interaction_json(self, done))
        return done

    def _owners(self, user: User, channel: Channel) -> dict[str, str]:
        owners = {}
        if channel.guild is not None and channel.guild.has_commands:
            owners["0"] = str(channel.guild.id)
        elif channel.guild is None and channel.with_bot and self.shares_guild(user):
            owners["0"] = "0"
        if user.installed:
            owners["1"] = str(user.id)
        return owners
