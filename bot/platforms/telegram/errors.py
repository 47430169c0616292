"""What Telegram says no with, sorted by what follows from it.

TelegramError (python-telegram-bot's)
├── NetworkError            no answer: tried again; a send may then arrive twice
│   ├── NotSent             the connection could not be made: nothing was sent
│   ├── TimedOut            the answer did not come in time
│   └── BadRequest          the call was wrong, or what it is about is gone
├── Flooded (RetryAfter)    too many messages: not before so many seconds
├── Forbidden               the person does not want us there
├── Conflict                another process polls with this token
└── InvalidToken            there is no such bot
"""

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

_GONE = (
    "message to edit not found",
    "message to delete not found",
    "message can't be edited",
    "message_id_invalid",
    "there is no text in the message to edit",
    "there is no media in the message",
    "message to be edited",
)
_UNREACHABLE = (
    "chat not found",
    "user is deactivated",
    "user not found",
    "peer_id_invalid",
    "input_user_deactivated",
    "bot was kicked",
    "group chat was deactivated",
    "chat_write_forbidden",
    "not enough rights to send",
)
_BAD_MEDIA = (
    "wrong file identifier",
    "wrong remote file identifier",
    "failed to get http url content",
    "wrong type of the web page content",
    "webpage_curl_failed",
    "webpage_media_empty",
    "image_process_failed",
    "photo_invalid_dimensions",
    "wrong file_id",
    "file is too big",
    "invalid file http url",
    "unsupported url protocol",
)


class Flooded(RetryAfter):
    """Too many messages; the same call is welcome again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        # RetryAfter.__init__ warns about itself (its attribute changes its type one day).
        self._retry_after = timedelta(seconds=seconds)
        TelegramError.__init__(self, f"Flood control exceeded. Retry in {seconds} seconds")

    @property
    def seconds(self) -> float:
        """How long nothing may be sent to whom this concerns."""
        return self._retry_after.total_seconds()


class NotSent(NetworkError):
    """The connection could not be made: nothing was sent."""


def is_trouble(error: TelegramError) -> bool:
    """Tell whether no answer came, or one that says that the server is in trouble."""
    return isinstance(error, NetworkError) and not isinstance(error, BadRequest)


def is_same(error: TelegramError) -> bool:
    """Tell whether a message looks as wanted already."""
    return isinstance(error, BadRequest) and "message is not modified" in error.message.lower()


def is_gone(error: TelegramError) -> bool:
    """Tell whether a message can't be edited any more, so that a new one takes its place."""
    return isinstance(error, BadRequest) and _has(error, _GONE)


def is_bad_media(error: TelegramError) -> bool:
    """Tell whether Telegram could not use a picture, a sound or a film."""
    return isinstance(error, BadRequest) and _has(error, _BAD_MEDIA)


def unreachable(error: TelegramError) -> str:
    """Give the reason why this chat can't be written to; empty where it can."""
    if isinstance(error, Forbidden):
        return "blocked"
    if isinstance(error, ChatMigrated):
        return "the group has moved"
    if isinstance(error, BadRequest) and _has(error, _UNREACHABLE):
        return "no such chat"
    return ""


def _has(error: TelegramError, sentences: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return any(sentence in said for sentence in sentences)
