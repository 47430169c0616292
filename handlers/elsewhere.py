"""Groups and channels: what is answered there, what is silence, and who is seen.

In a group the bot answers commands that are meant for it and presses, nothing else. What is
between it and one person goes to that person alone (`Placement.ONLY_YOU`); what everybody may see
says so itself (`Placement.CHANNEL`). Where a platform shows a message to one person alone, a group
is as good a place to work as any.
"""

from dataclasses import replace

from domain import platforms
from domain.amounts import N_
from domain.errors import Refused
from domain.events import Command, Event, FormSubmitted, Joined, Left, MessageChosen, Press, Sender
from domain.links import link
from domain.terms import Terms
from domain.views import Body, Link, Placement, Say, View
from handlers.context import Context
from handlers.routes import Route
from handlers.voice import Voice, language_of
from services import Tx, memberships, people, servers

ANONYMOUS = N_(
    "You write as the group, so I can't tell who you are. Send that once more as yourself."
)
IN_OUR_CHAT = N_(
    "Send me that in our own chat, with the channel's name: /{name} {words} @channelname"
)
WRITES_NOT = N_(
    "I may not write in this channel. In its settings, Permissions, give Bitework: {names}. Then "
    "send that once more."
)
SILENCE = View(blocks=())
ANSWERING = ("ans", "skip", "undo")
MEET_FIRST = N_("We haven't met yet: open our own chat and press Start. Then this works here too.")


def is_in_group(sender: Sender) -> bool:
    """Tell whether this comes from where others are."""
    return sender.chat_kind != "private"


def is_public(sender: Sender) -> bool:
    """Tell whether others read what is answered here."""
    return is_in_group(sender) and not platforms.shows_to_one(sender.platform)


def works_here(sender: Sender, route: Route) -> bool:
    """Tell whether a command works in a kind of chat: what is private works where it stays so."""
    if sender.chat_kind in route.where:
        return True
    return "private" in route.where and not is_public(sender)


def may_write(sender: Sender) -> None:
    """Raise Refused where we may not write in the channel that this comes from."""
    if sender.we_lack:
        raise Refused(WRITES_NOT, names=", ".join(sender.we_lack))


def comes_or_goes(tx: Tx, event: Joined | Left, now_ms: int) -> View:
    """Somebody came into a group or left it: noted where we know them, and never answered."""
    sender = event.sender
    found = people.met(tx, platform=sender.platform, external_id=sender.user, chat=sender.chat)
    if found is None or not is_in_group(sender):
        return SILENCE
    account_id, place = found[0].account_id, (sender.platform, sender.group)
    if isinstance(event, Left):
        memberships.left(tx, found[0], *place)
    elif found[0].state == "active":
        servers.seen(tx, found[0], sender, now_ms)
        memberships.seen(tx, account_id, *place, now_ms)
    return SILENCE


def unheard(tx: Tx, event: Event, route: Route | None, terms: Terms) -> View | None:
    """Give the answer to what comes from a group and needs no account: mostly silence.

    None where it is to be served: a press, or a command for groups by somebody we have met.
    """
    if isinstance(event, Press | FormSubmitted):
        return None
    if not isinstance(event, Command | MessageChosen) or route is None:
        return SILENCE
    sender = event.sender
    if sender.is_anonymous:
        return _unknown(event, route, terms)
    found = people.met(tx, platform=sender.platform, external_id=sender.user, chat=sender.chat)
    say = Voice(found[0].locale if found else language_of(sender.locale))
    if sender.chat_kind not in route.where:
        return _with_link(
            say, say("/{name} works in our own chat.", name=route.name), sender, terms
        )
    if found is None or found[0].state == "new":
        return _with_link(say, say(MEET_FIRST), sender, terms)
    return None


def _unknown(event: Command | MessageChosen, route: Route, terms: Terms) -> View:
    """Say what somebody can do who writes as a group or channel, where it is about a command."""
    sender = event.sender
    if sender.chat_kind not in route.where:
        return SILENCE
    say = Voice(language_of(sender.locale))
    if sender.chat_kind == "group":
        return View(blocks=(Body(say(ANONYMOUS)),), placement=Placement.CHANNEL)
    words = event.words[:40] if isinstance(event, Command) else ""
    hint = say(IN_OUR_CHAT, name=route.name, words=words)
    return _with_link(say, " ".join(hint.split()), sender, terms)


def noted(context: Context, event: Event) -> None:
    """Somebody we know did something in a group. An answer is not news: something came before."""
    sender = event.sender
    if isinstance(event, Press) and event.action.verb in ANSWERING:
        return
    if context.person.state == "active":
        servers.seen(context.tx, context.person, sender, context.now_ms)
        place = (sender.platform, sender.group)
        memberships.seen(context.tx, context.person.account_id, *place, context.now_ms)


def kept_apart(view: View) -> View:
    """Let nobody else see what is not for everybody, and leave the group's messages alone."""
    if view.placement is Placement.CHANNEL or view == SILENCE:
        return view
    return replace(view, placement=Placement.ONLY_YOU)


def not_here(context: Context, route: Route) -> View:
    """Say that a command is for groups."""
    say = context.say
    return View(
        blocks=(
            Say(say("/{name} works in a group, not here.", name=route.name), "warning"),
            Body(say(route.summary)),
        ),
        placement=Placement.NEW,
    )


def _with_link(say: Voice, sentence: str, sender: Sender, terms: Terms) -> View:
    url = link(terms.addresses, sender.platform)
    blocks = (Body(sentence), *((Link(say("Open our chat"), url),) if url else ()))
    return View(blocks=blocks, placement=Placement.CHANNEL)
