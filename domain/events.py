"""What comes in: one frozen value for each thing that a person can do, without library objects."""

from dataclasses import dataclass, field
from typing import Literal

from domain.actions import Action
from domain.media import Facts

ChatKind = Literal["private", "group", "channel"]
Power = Literal["delete", "time_out"]  # what a moderator may do with a message, or with its author
APART = "\x1f"  # between the values of a command's options, where they came apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who did it and where: the platform, its id of the person, and the chat.

    `user` and `chat` are the platform's own ids, at most 128 characters. `locale` is a BCP 47 tag
    and `time_zone` an IANA name, each empty where the platform does not say. `manages` is set where
    the platform says that they manage the group that this comes from, `may` has what else it says
    that they may do there. `server` is what the chat is a channel of, where a platform has such.
    `is_anonymous`: they write as the group or channel itself, whose id is `user` then, so nobody
    can tell who it was. `we_lack` names what we would have to be allowed to write there, as the
    platform calls it.
    """

    platform: str
    user: str
    chat: str
    chat_kind: ChatKind = "private"
    name: str = ""
    locale: str = ""
    time_zone: str = ""
    manages: bool = False
    may: frozenset[Power] = frozenset()
    server: str = ""
    is_anonymous: bool = False
    we_lack: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The group that this comes from: the whole server, or the chat itself."""
        return self.server or self.chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events have. `id` is unique per platform: a second delivery has no second effect."""

    id: str
    sender: Sender
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command(Event):
    """`/work`, `/project_progress ID`: the path without the slash and the words behind it.

    Where a platform knows which option each word is for, APART stands between the options' values.
    `file` came with it, where a platform's commands can have one.
    """

    name: str
    words: str = ""
    file: "Media | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Press(Event):
    """A button, or a selection: `values` has what was selected in a list."""

    action: Action
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Event):
    """What somebody typed. `about`: in reply to the message of this assignment; 0: to none."""

    text: str
    about: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted(Event):
    """A filled form: the action it belongs to, and the fields by name; `files` has those that were
    uploaded, by the name of their field.
    """

    action: Action
    fields: dict[str, str | tuple[str, ...]] = field(default_factory=dict)
    files: "dict[str, Media]" = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Media(Event):
    """A picture, a voice note, a film or a file, by the platform's id of it."""

    kind: Literal["photo", "audio", "video", "file"]
    file_id: str
    file_name: str = ""
    size_bytes: int = 0
    caption: str = ""
    seconds: int = 0  # as the platform says; 0 where it doesn't


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkVisited(Event):
    """A link that somebody answered with was looked at (`bot.visiting`)."""

    assignment_id: int
    position: int
    url: str
    has_answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaStored(Event):
    """A file that answers a question was looked at and is kept now (`bot.media.receiving`)."""

    assignment_id: int
    position: int
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Place(Event):
    """A shared location in degrees; `accuracy_m` in metres where it is known."""

    latitude: float
    longitude: float
    accuracy_m: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable(Event):
    """Something that says nothing to us: a sticker, a dice, a poll, somebody's telephone number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageChosen(Event):
    """A menu on somebody's message, or a command in reply to it; `author` is who wrote it.

    `chat` is the channel in which it stands, where that can be another one than the sender's.
    """

    command: str
    message: str
    text: str
    author: str = ""
    chat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Autocomplete(Event):
    """The first letters of an option's value."""

    command: str
    option: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited(Event):
    """Somebody changed a message that they had sent."""

    message: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deleted(Event):
    """Somebody deleted a message."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined(Event):
    """Somebody came into a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Left(Event):
    """Somebody left a group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved(Event):
    """The group has another id from now on; the sender's chat is the old one."""

    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked(Event):
    """The person does not want to hear from us any more."""
