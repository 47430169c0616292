"""Views that are made aside from a person's events: how far an import is, a card that is live.

They read, and they tell the same person in the same chat; what they were asked by an event they may
still see.
"""

from collections.abc import Callable

from domain.actions import Action
from domain.errors import BiteworkError
from domain.events import Press, Sender
from domain.permissions import allows
from domain.terms import Terms
from domain.views import View
from handlers import table
from handlers.context import Context
from handlers.voice import Voice
from services import Tx, people


def show(
    tx: Tx, sender: Sender, terms: Terms, now_ms: int, make: Callable[[Context], View | None]
) -> View | None:
    """Make a view for somebody; None where there is nothing to show them any more."""
    found = people.met(
        tx, platform=sender.platform, external_id=sender.user, chat=sender.chat
    )
    if found is None:
        return None
    person, session = found
    if person.state != "active":
        return None
    say = Voice(person.locale, person.time_zone, terms.money.decimals)
    try:
        return make(Context(tx, now_ms, person, dict(session), say, terms))
    except BiteworkError:
        return None


def look(tx: Tx, sender: Sender, action: Action, terms: Terms, now_ms: int) -> View | None:
    """Make the view of a button that only reads, as if it were pressed now."""
    verb = table.VERBS.get(action.verb)
    if verb is None or verb.mode != "read":
        return None

    def make(context: Context) -> View | None:
        if not allows(context.person.role, verb.permission):
            return None
        return verb.run(context, Press(id="", sender=sender, at_ms=now_ms, action=action))

    return show(tx, sender, terms, now_ms, make)
