"""Groups and channels: members who come and go, and the bot in one role or another."""

from typing import TYPE_CHECKING, Any

from tests.simulators.telegram.chats import member_json
from tests.simulators.telegram.people import Person
from tests.simulators.telegram.state import Chat, Message, Status, User

if TYPE_CHECKING:
    from tests.simulators.telegram.world import World


class Group:
    """A group, or a channel. Somebody's message there: `await ann.sends("…", where=club)`."""

    def __init__(self, world: "World", chat: Chat) -> None:
        self.world = world
        self.chat = chat

    @property
    def id(self) -> int:
        return self.chat.id

    def adds_the_bot(self, by: Person | None = None, *, admin: bool = False) -> None:
        """Put the bot in, as a member or an admin."""
        self._bot_becomes("administrator" if admin else "member", by)

    def makes_the_bot_an_admin(self, by: Person | None = None) -> None:
        self._bot_becomes("administrator", by)

    def restricts_the_bot(self, by: Person | None = None) -> None:
        self._bot_becomes("restricted", by)

    def removes_the_bot(self, by: Person | None = None) -> None:
        self._bot_becomes("kicked", by)

    def becomes_a_supergroup(self) -> int:
        """Get another id, as basic groups do at times; give it. The old one leads nowhere."""
        old = self.chat
        assert old.kind == "group", "only a basic group can become one"
        new = self.world.add_chat("supergroup", old.title)
        new.members, new.bot = dict(old.members), old.bot
        owner = self._owner()
        self.world.say(old, owner, {"migrate_to_chat_id": new.id})
        old.moved_to, self.chat = new.id, new
        self.world.say(new, owner, {"migrate_from_chat_id": old.id})
        return new.id

    def joins(self, person: Person, status: Status = "member") -> None:
        """Come in; the bot reads the service message."""
        self._member_becomes(person, status)
        if self.chat.kind != "channel":
            content = {"new_chat_members": [person.user.json()]}
            self.world.say(self.chat, person.user, content)

    def leaves(self, person: Person) -> None:
        self._member_becomes(person, "left")
        if self.chat.kind != "channel":
            self.world.say(self.chat, person.user, {"left_chat_member": person.user.json()})

    def promotes(self, person: Person) -> None:
        self._member_becomes(person, "administrator")

    async def posts(self, text: str) -> Message:
        """Say something as the channel itself."""
        message, _ = self.world.say(self.chat, None, {"text": text})
        return message

    @property
    def messages(self) -> list[Message]:
        """The bot's messages that are there, oldest first."""
        return [one for one in self.chat.messages.values() if one.from_bot and not one.deleted]

    def _bot_becomes(self, status: Status, by: Person | None) -> None:
        before: Status = self.chat.bot or "left"  # type: ignore[assignment]
        self.chat.bot = status
        self._tell("my_chat_member", self.world.bot, before, status, by)

    def _member_becomes(self, person: Person, status: Status) -> None:
        before = self.chat.members.get(person.user.id, "left")
        self.chat.members[person.user.id] = status
        if self.chat.bot == "administrator":
            self._tell("chat_member", person.user, before, status, person)

    def _tell(
        self, kind: str, user: User, before: Status, after: Status, by: Person | None
    ) -> None:
        actor = by.user if by is not None else self._owner()
        payload: dict[str, Any] = {
            "chat": self.chat.json(),
            "from": actor.json(),
            "date": int(self.world.now()),
            "old_chat_member": member_json(user, before),
            "new_chat_member": member_json(user, after),
        }
        self.world.updates.add(kind, payload, self.chat.id)

    def _owner(self) -> User:
        for number, status in self.chat.members.items():
            if status in ("creator", "administrator"):
                return self.world.users[number]
        return next(user for user in self.world.users.values())
