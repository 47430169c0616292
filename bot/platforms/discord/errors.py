"""What Discord says no with, sorted by what follows from it.

DiscordException (discord.py's)
├── LoginFailure, ConnectionClosed 4004    there is no such bot: we end and say so
├── ConnectionClosed 4010-4014             the shards or the intents are not ours: we end and say so
└── HTTPException                          by its code:
    ├── 10062, 10015, 50027                the interaction is over: a fresh message takes its place
    ├── 40060                              it was answered already
    ├── 10003, 10008, 50001                the chat or the message is gone
    ├── 50013                              a permission is missing there
    ├── 50007, 50278                       this person takes no direct messages from us
    └── DiscordServerError, 429            in trouble, or too much: tried again
"""

import asyncio

import aiohttp
from discord import ConnectionClosed, DiscordServerError, HTTPException, LoginFailure, RateLimited

from domain.errors import Unusable

UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, UNKNOWN_WEBHOOK = 10003, 10004, 10008, 10015
UNKNOWN_INTERACTION, ANSWERED = 10062, 40060
NO_ACCESS, NO_PERMISSION, BAD_TOKEN = 50001, 50013, 50027
CLOSED_TO_US = frozenset({50007, 50278})
_OVER = frozenset({UNKNOWN_INTERACTION, UNKNOWN_WEBHOOK, BAD_TOKEN})
_GONE = frozenset({UNKNOWN_CHANNEL, UNKNOWN_GUILD, UNKNOWN_MESSAGE, NO_ACCESS})

TROUBLE = (aiohttp.ClientError, OSError, asyncio.TimeoutError, DiscordServerError, RateLimited)

UNKNOWN_BOT = (
    "Discord does not know the token in [discord] token: it may be mistyped or reset. The right "
    "one is made at https://discord.com/developers/applications, Bot, Reset Token."
)
_CLOSED = {
    4004: UNKNOWN_BOT,
    4010: "Discord knows no such shard: [discord] shard_ids have to be below [discord] shards.",
    4011: (
        "The bot is in too many servers for so few shards: raise [discord] shards, or set it to 0, "
        "which takes what Discord recommends."
    ),
    4012: "Discord has given up this version of its gateway: update Bitework.",
    4013: "Discord does not know the intents that were asked for: update Bitework.",
    4014: (
        "Discord does not let the bot see who joins: turn on Server Members Intent at "
        "https://discord.com/developers/applications, Bot, or set [discord] members to false."
    ),
}


def unusable(error: Exception) -> Unusable | None:
    """Say what has to be changed before the bot can run; None where waiting may help."""
    if isinstance(error, LoginFailure):
        return Unusable(UNKNOWN_BOT)
    if isinstance(error, HTTPException) and error.status == 401 and error.code != BAD_TOKEN:
        return Unusable(UNKNOWN_BOT)
    if isinstance(error, ConnectionClosed) and error.code in _CLOSED:
        return Unusable(_CLOSED[error.code])
    return None


def is_trouble(error: BaseException) -> bool:
    """Tell whether no answer came, or one that says that the server is in trouble."""
    if isinstance(error, HTTPException):
        return error.status >= 500 or error.status == 429
    return isinstance(error, TROUBLE)


def is_over(error: BaseException) -> bool:
    """Tell whether an interaction can't be answered any more: it waited too long."""
    return isinstance(error, HTTPException) and error.code in _OVER


def is_answered(error: BaseException) -> bool:
    """Tell whether an interaction was answered before."""
    return isinstance(error, HTTPException) and error.code == ANSWERED


def is_gone(error: BaseException) -> bool:
    """Tell whether a message or its chat is not there any more, for us."""
    return isinstance(error, HTTPException) and error.code in _GONE


def is_forbidden(error: BaseException) -> bool:
    """Tell whether a permission is missing in that channel."""
    return isinstance(error, HTTPException) and error.code == NO_PERMISSION


def named(error: BaseException) -> str:
    """Name an error for the log: its kind, and what Discord calls it by."""
    code = f":{error.code}" if isinstance(error, HTTPException) else ""
    return f"{type(error).__name__}{code}"


def unreachable(error: BaseException) -> str:
    """Give the reason why this person can't be written to; empty where they can."""
    if isinstance(error, HTTPException) and error.code in CLOSED_TO_US:
        return "direct messages are closed"
    if isinstance(error, HTTPException) and error.code == 10013:
        return "no such person"
    return ""
