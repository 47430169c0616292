"""What the moderators of a group see of a verdict, and what they do about it.

A moderator's press is written down here and done by the platform's edge (`bot.moderation`), which
asks once more whether they may; what became of it stands on the card that all moderators see.
"""

from collections.abc import Mapping
from typing import Any

from domain import platforms
from domain.actions import Action
from domain.amounts import N_, Share, Span
from domain.errors import NotFound
from domain.events import FormSubmitted, Press
from domain.links import message_link
from domain.permissions import Permission
from domain.views import Block, Body, Choice, Done, Link, Placement, Quote, Say, View
from handlers.context import Context
from handlers.routes import Verb
from services import juries, moderations, people
from services.juries import Outcome
from services.moderations import Act, Moderation

QUOTE_LENGTH_MAX = 1000
VERDICTS = {
    "remove": N_("The jury says: remove it."),
    "keep": N_("The jury says: it can stay."),
    "none": N_("The jury came to no agreement."),
}
ASKED = {
    "delete": N_("I delete it."),
    "time_out": N_("I time its author out for {span}."),
    "dismiss": N_("Nothing is done about it."),
}
DONE = {
    "delete": N_("Deleted by {name}."),
    "time_out": N_("Its author timed out for {span} by {name}."),
    "dismiss": N_("Dismissed by {name}."),
}
REFUSED = {
    "delete": N_("Not deleted ({name}): {reason}."),
    "time_out": N_("Its author not timed out ({name}): {reason}."),
    "dismiss": N_("Not dismissed ({name}): {reason}."),
}
_REST = Span(moderations.TIME_OUT_MS)


def verdict_blocks(context: Context, seen: Outcome) -> tuple[Block, ...]:
    """Say what the jury said, and how sure it was."""
    say = context.say
    blocks: tuple[Block, ...] = (Say(say(VERDICTS[seen.verdict])),)
    if seen.verdict != "none":
        how = say.many(
            "{n} answer, {share} agree", "{n} answers, {share} agree", seen.answers,
            share=Share(seen.confidence),
        )  # fmt: skip
        blocks = (*blocks, Body(how))
    return blocks


def card(context: Context, seen: Outcome) -> View:
    """Make what moderators see in their channel: verdict, message, what was done, what can be."""
    group, case = seen.community, seen.case
    url = message_link(group.platform, group.chat, case.chat or group.chat, case.message)
    blocks: list[Block] = [*verdict_blocks(context, seen)]
    if seen.text != url:  # a message that we could not read is its link
        blocks.append(Quote(seen.text[:QUOTE_LENGTH_MAX]))
    if url:
        blocks.append(Link(context.say("Go to the message"), url))
    past = moderations.of_case(context.tx, case.id)
    blocks.extend(Body(_what(context, each)) for each in past if each.state != "asked")
    return View(
        blocks=tuple(blocks),
        choices=buttons(context, seen, past),
        placement=Placement.CHANNEL,
    )


def buttons(
    context: Context, seen: Outcome, past: list[Moderation] | None = None
) -> tuple[tuple[Choice, ...], ...]:
    """Give the buttons for what was not done yet; none once the message was dismissed."""
    say, number = context.say, seen.case.id
    if not platforms.moderates(seen.community.platform):
        return ()
    known = moderations.of_case(context.tx, number) if past is None else past
    taken = {each.action for each in known if each.state != "refused"}
    if "dismiss" in taken:
        return ()
    labels = {
        "delete": (say("Delete"), "danger"),
        "time_out": (say("Time out"), "danger"),
        "dismiss": (say("Dismiss"), "plain"),
    }
    if not seen.case.author:
        del labels["time_out"]
    row = tuple(
        Choice(label, Action("moderate", number, act), style=style)  # type: ignore[arg-type]
        for act, (label, style) in labels.items()
        if act not in taken
    )
    return (row,)


def notice(context: Context, params: Mapping[str, Any]) -> View | None:
    """Tell a moderator how it went, where there is no card that says so."""
    try:
        seen = juries.outcome(context.tx, int(params["case_id"]))
    except NotFound:
        return None
    past = moderations.of_case(context.tx, seen.case.id)
    said = tuple(Body(_what(context, each)) for each in past if each.state != "asked")
    work = Choice(context.say("Next task"), Action("work"), style="main")
    more = buttons(context, seen, past)
    return View(blocks=(*said, Quote(seen.text[:300])), choices=(*more, (work,)))


def _what(context: Context, past: Moderation) -> str:
    """Say what became of something that a moderator wanted."""
    say = context.say
    sentence = DONE[past.action] if past.state == "done" else REFUSED[past.action]
    name = people.load(context.tx, past.actor_id).name
    return say(sentence, name=name, span=_REST, reason=say(past.reason))


def _moderate(context: Context, event: Press | FormSubmitted) -> View:
    """A moderator wants something done: it is written down, and done in a moment."""
    act: Act = event.action.choice  # type: ignore[assignment]  # any other is refused there
    seen = moderations.ask(
        context.tx,
        context.person,
        event.sender,
        event.action.id,
        act,
        context.now_ms,
    )
    said = context.say(ASKED[act], span=_REST)
    if event.sender.chat_kind != "private":
        return View(blocks=(Body(said),), placement=Placement.ONLY_YOU)
    quote = Quote(seen.text[:300])
    work = Choice(context.say("Next task"), Action("work"), style="main")
    return View(blocks=(Done(said), quote), choices=(*buttons(context, seen), (work,)))


VERBS = (Verb(name="moderate", permission=Permission.WORK, run=_moderate, of_group=True),)
