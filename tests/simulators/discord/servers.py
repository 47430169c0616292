"""Servers as people see them: channels, threads, members who come and go, roles, and the bot."""

from typing import TYPE_CHECKING, Any

from tests.simulators.discord import payloads, permissions
from tests.simulators.discord.people import Person
from tests.simulators.discord.screen import shown_message
from tests.simulators.discord.state import TEXT, Channel, Guild, Member, Message, Role

if TYPE_CHECKING:
    from tests.simulators.discord.world import World


class Place:
    """A channel or thread of a server: `await ann.sends("/work", where=general)`."""

    def __init__(self, world: "World", channel: Channel) -> None:
        self.world = world
        self.channel = channel

    @property
    def id(self) -> int:
        return self.channel.id

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that everybody sees, oldest first."""
        return [
            one
            for one in self.channel.messages.values()
            if one.author is self.world.bot and not one.deleted and one.only_for is None
        ]

    @property
    def texts(self) -> list[str]:
        return [shown_message(one) for one in self.messages]

    @property
    def threads(self) -> list["Place"]:
        assert self.channel.guild is not None
        found = self.channel.guild.channels.values()
        return [Place(self.world, one) for one in found if one.parent is self.channel]

    def denies_the_bot(self, *names: str) -> None:
        """Take permissions from the bot here."""
        allow, deny = self.channel.overwrites.get(self.world.bot.id, (0, 0))
        self.channel.overwrites[self.world.bot.id] = (allow, deny | permissions.bits(*names))
        body = payloads.channel_json(self.channel)
        self.world.tell("CHANNEL_UPDATE", body, self.channel)

    def allows_the_bot(self) -> None:
        """Take back what was denied."""
        self.channel.overwrites.pop(self.world.bot.id, None)
        body = payloads.channel_json(self.channel)
        self.world.tell("CHANNEL_UPDATE", body, self.channel)

    def is_deleted(self) -> None:
        """Somebody deletes the channel."""
        self.world.forget_channel(self.channel)


class Server:
    """A server with its people."""

    def __init__(self, world: "World", guild: Guild) -> None:
        self.world = world
        self.guild = guild

    @property
    def id(self) -> int:
        return self.guild.id

    def channel(self, name: str, kind: int = TEXT) -> Place:
        """Give the channel of this name, which is made at the first call."""
        for one in self.guild.channels.values():
            if one.name == name and not one.is_thread:
                return Place(self.world, one)
        made = self.world.add_channel(self.guild, name, kind)
        self._tell("CHANNEL_CREATE", payloads.channel_json(made))
        return Place(self.world, made)

    def role(self, name: str, *allowed: str, position: int = 1) -> Role:
        """Make a role. Roles stand by `position`; the bot's own is at 10."""
        role = Role(self.world.id(), name, permissions.bits(*allowed), position)
        self.guild.roles[role.id] = role
        told = {"guild_id": str(self.id), "role": payloads.role_json(role)}
        self._tell("GUILD_ROLE_CREATE", told)
        return role

    def joins(self, person: Person, *roles: Role) -> None:
        """Come in."""
        member = Member(person.user, self.world.now(), [role.id for role in roles])
        self.guild.members[person.user.id] = member
        told = payloads.member_json(member) | {"guild_id": str(self.id)}
        self._tell("GUILD_MEMBER_ADD", told)

    def leaves(self, person: Person) -> None:
        del self.guild.members[person.user.id]
        told = {"guild_id": str(self.id), "user": person.user.json()}
        self._tell("GUILD_MEMBER_REMOVE", told)

    def gives(self, person: Person, *roles: Role) -> None:
        self.guild.members[person.user.id].roles += [role.id for role in roles]

    def loses(self, person: Person) -> None:
        """Take all roles from somebody."""
        self.guild.members[person.user.id].roles.clear()

    def roles_of(self, person: Person) -> list[str]:
        """The names of somebody's roles."""
        held = self.guild.members[person.user.id].roles
        return [self.guild.roles[number].name for number in held]

    def is_timed_out(self, person: Person) -> bool:
        return self.guild.members[person.user.id].timed_out_until > self.world.now()

    def adds_the_bot(self, allowed: int = permissions.BOTS, *, commands: bool = True) -> None:
        """Let the bot in with its own role, and its commands."""
        role = Role(self.world.id(), self.world.bot.name, allowed, 10, managed=True)
        self.guild.roles[role.id] = role
        member = Member(self.world.bot, self.world.now(), [role.id])
        self.guild.members[self.world.bot.id] = member
        self.guild.has_bot, self.guild.has_commands = True, commands
        self._tell("GUILD_CREATE", payloads.guild_create(self.guild, self.world.bot))

    def adds_commands_alone(self) -> None:
        """Let the app's commands in, and not the bot."""
        self.guild.has_commands = True

    def removes_the_bot(self) -> None:
        """Throw the bot out."""
        self._tell("GUILD_DELETE", {"id": str(self.id)})
        for number in self.guild.members.pop(self.world.bot.id).roles:
            self.guild.roles.pop(number, None)
        self.guild.has_bot = self.guild.has_commands = False

    def restricts_the_bot(self, *names: str) -> None:
        """Take permissions from the bot's role."""
        member = self.guild.members[self.world.bot.id]
        role = self.guild.roles[member.roles[0]]
        role.permissions &= ~permissions.bits(*names)
        told = {"guild_id": str(self.id), "role": payloads.role_json(role)}
        self._tell("GUILD_ROLE_UPDATE", told)

    def _tell(self, event: str, body: dict[str, Any]) -> None:
        if self.guild.has_bot:
            self.world.tell(event, body, self.guild)
