"""Links to the page on which boxes, points and spans are marked: signed, for one question of one
task of one person, and for a short while.

A token is `PURPOSE.ASSIGNMENT.POSITION.IDENTITY.SECONDS.HMAC`. One that opens the page stands in
a button of the chat, and can do nothing else; one that sends the answer is given to the page once
it is open, and is good as long as the task is in the person's hands.
"""

import hmac
import re
from dataclasses import dataclass
from typing import Literal

from domain.amounts import N_
from domain.errors import Refused
from domain.seals import Keys

OPEN_SECONDS = 20 * 60
PATH = "/canvas"
PURPOSE = "canvas"
FORGED = N_("This is no link of mine. Open the page again from the chat.")
_TOKEN = re.compile(
    r"(?P<purpose>[os])\.(?P<assignment>\d{1,18})\.(?P<position>\d{1,3})\.(?P<identity>\d{1,18})"
    r"\.(?P<until>\d{1,12})\.(?P<tag>[A-Za-z0-9_-]{43})",
    re.ASCII,
)

Purpose = Literal["open", "send"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasLink:
    """What a token says: a question (by its position) of a task, and through which chat."""

    assignment_id: int
    position: int
    identity_id: int
    until_ms: int

    def is_over(self, now_ms: int) -> bool:
        """Tell whether its time is up."""
        return self.until_ms <= now_ms


class CanvasLinks:
    """Makes and reads them. `public_url` is our address as others reach it, https or none;
    `in_chat` tells that the web chat, which needs no other address, is there.
    """

    def __init__(self, keys: Keys, public_url: str = "", *, in_chat: bool = True) -> None:
        self._keys = keys
        self._base = public_url.rstrip("/") if public_url.startswith("https://") else ""
        self._in_chat = in_chat

    def url(
        self, platform: str, identity_id: int, assignment_id: int, position: int, now_ms: int
    ) -> str:
        """Give the address behind a button in the chat; empty where there is none."""
        is_web = platform == "web"
        if not identity_id or not (self._in_chat if is_web else self._base):
            return ""
        link = CanvasLink(
            assignment_id=assignment_id,
            position=position,
            identity_id=identity_id,
            until_ms=now_ms + OPEN_SECONDS * 1000,
        )
        return f"{'' if is_web else self._base}{PATH}?t={self.token(link, 'open')}"

    def token(self, link: CanvasLink, purpose: Purpose) -> str:
        """Write a token."""
        text = (
            f"{purpose[0]}.{link.assignment_id}.{link.position}.{link.identity_id}"
            f".{link.until_ms // 1000}"
        )
        return f"{text}.{self._keys.tag(PURPOSE, text)}"

    def read(self, token: str, purpose: Purpose) -> CanvasLink:
        """Read a token; raises Refused for one that is not ours or is for something else."""
        found = _TOKEN.fullmatch(token)
        if found is None or found["purpose"] != purpose[0]:
            raise Refused(FORGED)
        text = token.rpartition(".")[0]
        if not hmac.compare_digest(self._keys.tag(PURPOSE, text), found["tag"]):
            raise Refused(FORGED)
        return CanvasLink(
            assignment_id=int(found["assignment"]),
            position=int(found["position"]),
            identity_id=int(found["identity"]),
            until_ms=int(found["until"]) * 1000,
        )
