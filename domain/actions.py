"""What a button means: a verb, the id it is about, a choice, and the version it was shown at.

An action travels inside a button as at most 64 bytes of ASCII (Telegram's limit for callback data),
`verb:id:choice:version`, empty parts at the end left out. Whoever presses, the server looks up what
the action is about and whether it is still valid: nothing in it is trusted.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from domain.amounts import N_
from domain.errors import Invalid

BYTES_MAX = 64
UNKNOWN = N_(
    "I don't know this button. /work shows what is next, /help what else there is."
)
_VERB = re.compile(r"[a-z][a-z_]{0,15}")
_CHOICE = re.compile(r"[A-Za-z0-9_.,/+-]{0,24}")
_NUMBER = re.compile(r"[0-9]{1,15}")


class Action(NamedTuple):
    """A button's meaning; `id` and `version` are non-negative, `choice` is a short word."""

    verb: str
    id: int = 0
    choice: str = ""
    version: int = 0


def encode(action: Action) -> str:
    """Write an action down; raises ValueError where a part has no place in 64 bytes."""
    verb, number, choice, version = action
    if number < 0 or version < 0 or not _are_words(verb, choice):
        raise ValueError(f"no button can carry {action}")
    text = f"{verb}:{number or ''}:{choice}:{version or ''}".rstrip(":")
    if len(text) > BYTES_MAX:
        raise ValueError(f"no button can carry {action}: {len(text)} bytes")
    return text


@lru_cache(maxsize=4096)
def _are_words(verb: str, choice: str) -> bool:
    return bool(_VERB.fullmatch(verb) and _CHOICE.fullmatch(choice))


@lru_cache(maxsize=4096)
def decode(text: str) -> Action:
    """Read an action; raises Invalid for whatever `encode` does not produce."""
    parts = text.split(":") if len(text) <= BYTES_MAX else []
    if not 1 <= len(parts) <= 4 or (len(parts) > 1 and not parts[-1]):
        raise Invalid(UNKNOWN)
    verb, number, choice, version = parts + [""] * (4 - len(parts))
    numbers_fit = all(_NUMBER.fullmatch(part) for part in (number, version) if part)
    if not (_VERB.fullmatch(verb) and _CHOICE.fullmatch(choice) and numbers_fit):
        raise Invalid(UNKNOWN)
    return Action(verb, int(number or 0), choice, int(version or 0))
