"""Asking once, by a button, for the licence of what somebody sends."""

import re

from domain.actions import Action
from domain.errors import Refused
from domain.views import Block, Body, Choice, Link, Quote, Title, View
from handlers.context import Context
from services import licences
from services import work as tasks
from services.work import InHand

VERB = "licence"
YES, NO = "yes", "no"
_COMMONS = re.compile(r"CC[ -](BY(?:-(?:NC-SA|NC-ND|SA|NC|ND))?)[ -](\d\.\d)", re.IGNORECASE)
_ZERO = re.compile(r"CC0(?:[ -]1\.0)?", re.IGNORECASE)


def asked(
    context: Context, hand: InHand, above: tuple[Block, ...] = ()
) -> View | None:
    """Ask for the licence before a task is shown; None where that was agreed to, or there is none.
    """
    project, say = hand.project, context.say
    account_id = context.person.account_id
    if licences.has_agreed(context.tx, account_id, hand.project_id, project):
        return None
    url = address(project.licence)
    return View(
        blocks=(
            *above,
            Title(project.title),
            Body(say("What you send for this project comes under a licence:")),
            Quote(project.licence),
            *((Link(say("What that means"), url),) if url else ()),
            Body(say("You are asked once. It is kept that you agreed, when, and to which words.")),
        ),
        choices=(
            (
                Choice(
                    say("I agree"), Action(VERB, hand.assignment_id, YES), style="main"
                ),
                Choice(say("Not for me"), Action(VERB, hand.assignment_id, NO)),
            ),
        ),
    )


def address(words: str) -> str:
    """Give where a Creative Commons licence can be read; "" for other words."""
    if found := _COMMONS.fullmatch(words.strip()):
        return f"https://creativecommons.org/licenses/{found[1].lower()}/{found[2]}/"
    if _ZERO.fullmatch(words.strip()):
        return "https://creativecommons.org/publicdomain/zero/1.0/"
    return ""


def agreed(context: Context, number: int) -> InHand:
    """Keep that somebody agreed, and give the task; raises Refused where it isn't in their hands.
    """
    hand = tasks.current(context.tx, context.person.account_id)
    if hand is None or hand.assignment_id != number:
        raise Refused("That task is not in your hands any more. /work gives you the next one.")
    licences.agree(context.tx, context.person, hand.project_id, hand.project, context.now_ms)
    return hand
