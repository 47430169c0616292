"""What the simulated Telegram knows: users, chats, messages, presses."""

from dataclasses import dataclass, field
from typing import Any, Literal

ChatKind = Literal["private", "group", "supergroup", "channel"]
Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

# The fields of a media message in the order in which the first one found names its kind.
MEDIA = ("photo", "audio", "voice", "video", "animation", "document", "sticker", "video_note")


@dataclass(slots=True)
class User:
    """A person or a bot. `deactivated` means that the account is gone."""

    id: int
    first_name: str
    username: str = ""
    language: str = ""
    is_bot: bool = False
    deactivated: bool = False

    def json(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "id": self.id,
            "is_bot": self.is_bot,
            "first_name": self.first_name,
        }
        if self.username:
            body["username"] = self.username
        if self.language:
            body["language_code"] = self.language
        return body


@dataclass(slots=True, eq=False)
class Chat:
    """A chat with its messages by id, and its members' statuses by user id.

    `bot` says whether the bot may write there: in a private chat "open", "blocked" or "" (never
    started), elsewhere its status. `latest` is what the bot sent or edited last.
    """

    id: int
    kind: ChatKind
    title: str = ""
    username: str = ""
    user: User | None = None
    bot: str = ""
    messages: dict[int, "Message"] = field(default_factory=dict)
    members: dict[int, Status] = field(default_factory=dict)
    last_id: int = 0
    latest: "Message | None" = None
    actions: list[str] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    moved_to: int = 0  # the supergroup that this group has become
    keep: int = 0  # most messages kept, for long loads; 0: all

    def json(self) -> dict[str, Any]:
        if self.user is not None:
            body: dict[str, Any] = {
                "id": self.id,
                "type": "private",
                "first_name": self.user.first_name,
            }
        else:
            body = {"id": self.id, "type": self.kind, "title": self.title}
        if self.username:
            body["username"] = self.username
        return body


@dataclass(slots=True, eq=False)
class Message:
    """One message. `content` has its text, or its media with `caption`, in the API's own fields."""

    id: int
    chat: Chat
    sender: User | None
    date: int
    content: dict[str, Any]
    markup: dict[str, Any] | None = None
    reply_to: "Message | None" = None
    edited: int = 0
    deleted: bool = False
    from_bot: bool = False

    @property
    def text(self) -> str:
        text: str = self.content.get("text") or self.content.get("caption") or ""
        return text

    @property
    def media(self) -> str:
        """The kind of its media, or nothing."""
        return next((kind for kind in MEDIA if kind in self.content), "")

    @property
    def rows(self) -> list[list[dict[str, Any]]]:
        rows: list[list[dict[str, Any]]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    @property
    def buttons(self) -> list[str]:
        return [button["text"] for row in self.rows for button in row]

    @property
    def pressable(self) -> list[tuple[str, str]]:
        """The label of each button that tells the bot something, and what it tells."""
        buttons = (one for row in self.rows for one in row if "callback_data" in one)
        return [(one["text"], one["callback_data"]) for one in buttons]

    def button(self, label: str) -> dict[str, Any] | None:
        for row in self.rows:
            for button in row:
                if button["text"] == label:
                    return button
        return None

    def json(self, *, with_reply: bool = True) -> dict[str, Any]:
        body: dict[str, Any] = {
            "message_id": self.id,
            "chat": self.chat.json(),
            "date": self.date,
            **self.content,
        }
        if self.sender is not None:
            body["from"] = self.sender.json()
        elif self.chat.kind == "channel":
            body["sender_chat"] = self.chat.json()
        if self.edited:
            body["edit_date"] = self.edited
        if self.rows:
            body["reply_markup"] = self.markup
        if with_reply and self.reply_to is not None and not self.reply_to.deleted:
            body["reply_to_message"] = self.reply_to.json(with_reply=False)
        return body


@dataclass(slots=True, eq=False)
class Query:
    """A press that waits for its answer. `toast` is what the answer said."""

    id: str
    user: User
    message: Message
    data: str
    at: float
    answered: bool = False
    toast: str = ""
    alert: bool = False
    url: str = ""
