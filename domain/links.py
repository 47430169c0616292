"""Links that lead into a person's own chat: to a project's next task, or to say who invited them.

A link is the platform's address with a start word behind it (`https://t.me/BOT?start=t_7KQ2M`);
opening it is the same as sending `/start t_7KQ2M`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.errors import NotFound
from domain.ids import internal, public

Kind = Literal["project", "person"]
_LETTERS: dict[Kind, str] = {"project": "t", "person": "p"}
_KINDS: dict[str, Kind] = {letter: kind for kind, letter in _LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: a project's next task, or a person's invitation."""

    kind: Kind
    id: int


def word(target: Target) -> str:
    """Give the start word of a target: `t_7KQ2M`."""
    return f"{_LETTERS[target.kind]}_{public(target.id)}"


def target(words: str) -> Target | None:
    """Read a start word; None for whatever `word` does not give."""
    letter, _, name = words.strip().partition("_")
    kind = _KINDS.get(letter)
    if kind is None:
        return None
    try:
        return Target(kind, internal(name))
    except NotFound:
        return None


def link(addresses: Mapping[str, str], platform: str, to: Target | None = None) -> str:
    """Give the link to a target, or into the chat alone; empty where a platform has no address."""
    address = addresses.get(platform, "")
    return f"{address}{word(to) if to else 'hello'}" if address else ""


def message_link(platform: str, group: str, chat: str, message: str) -> str:
    """Give the address of a message in a group; empty where a platform has no such addresses."""
    if platform != "discord":
        return ""
    return f"https://discord.com/channels/{group}/{chat}/{message}"
