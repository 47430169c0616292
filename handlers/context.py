"""What a handler has at hand while it serves one event."""

from dataclasses import dataclass
from typing import Any

from domain.errors import Unusable
from domain.people import Person
from domain.seals import Keys, Seal
from domain.terms import Terms
from handlers.voice import Voice
from services import Tx, seals


@dataclass(slots=True)
class Context:
    """The transaction, the moment, the person, their session in this chat, and how to speak to
    them.

    `session` is a JSON object that is saved when it has changed; `session["prompt"]` names what the
    next typed text answers.
    """

    tx: Tx
    now_ms: int
    person: Person
    session: dict[str, Any]
    say: Voice
    terms: Terms
    keys: Keys | None = None

    @property
    def seal(self) -> Seal:
        """What secrets are sealed with and read again; raises Unusable where there is no key."""
        if self.keys is None:
            raise Unusable("Nothing can be sealed here: no key was given.")
        return seals.within(self.tx, self.keys)
