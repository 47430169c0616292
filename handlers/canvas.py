"""Boxes, points and spans: a button that opens a page of ours on which they are marked.

The page sends its marks as a form of the button's verb. Where there is no page to be opened, the
task says why, and how the marks are typed.
"""

from dataclasses import dataclass
from typing import Protocol

from domain import questions
from domain.actions import Action
from domain.amounts import N_
from domain.errors import Refused
from domain.notices import Identity
from domain.people import Person
from domain.questions import Question, Value
from domain.views import Choice
from handlers.context import Context
from handlers.voice import Voice
from services import Tx, people, work
from services.work import InHand

NAME = "canvas"
TYPES = ("boxes", "points", "spans")
MARKS_MOST = 200  # where a question says nothing else
GONE = N_(
    "This task is not in your hands any more: it was answered, skipped, or its time was up. "
    "What you marked was not sent; it stays on this page. /work in the chat gives you the next."
)


class Pages(Protocol):
    """Makes the addresses of the page (`bot.canvas_links`)."""

    def url(
        self, platform: str, identity_id: int, assignment_id: int, position: int, now_ms: int
    ) -> str:
        """Give the address for one question of somebody's task; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What the page shows: the question, what is to be marked, and until when."""

    kind: str
    title: str
    place: str
    asks: str
    help: str
    of: str
    labels: tuple[str, ...]
    least: int
    most: int
    deadline_ms: int


def is_marked(question: Question) -> bool:
    """Tell whether a question is answered on the page."""
    return question.type in TYPES


def button(context: Context, hand: InHand, question: Question, position: int) -> Choice | None:
    """Give the button that opens the page for a question at its position; None where it has none,
    or there is no address to open.
    """
    pages = context.terms.pages.get(NAME)
    if pages is None or not is_marked(question):
        return None
    person = context.person
    url = pages.url(
        person.platform, person.identity_id, hand.assignment_id, position, context.now_ms
    )
    if not url:
        return None
    words = {
        "boxes": context.say("Draw the boxes"),
        "points": context.say("Mark the points"),
        "spans": context.say("Mark the words"),
    }
    action = Action(NAME, hand.assignment_id, version=position)
    return Choice(words[question.type], action, style="main", url=url, is_page=True)


def typing(say: Voice, question: Question, *, has_page: bool) -> str:
    """Say how marks are typed, and why there is no page for them where there is none."""
    how = _how(say, question)
    if has_page:
        return say("Use the button, or type it: {how}", how=how)
    return say(
        "Marking it opens a page of its own, which this bot has no address for; type it instead: "
        "{how}",
        how=how,
    )


def _how(say: Voice, question: Question) -> str:
    label = f"{question.labels[0]} " if question.labels else ""
    if question.type == "boxes":
        example = f"{label}12 30 50 20"
        return say("a line for each box, left, top, width, height: {example}", example=example)
    if question.type == "points":
        example = f"{label}12 30"
        return say("a line for each point, from the left, from the top: {example}", example=example)
    if question.labels:
        example = f"{question.labels[0]}: …"
        return say("a line for each, what it is and the words: {example}", example=example)
    return say("the words, on a line for each")


def look(
    tx: Tx, identity_id: int, assignment_id: int, position: int, now_ms: int
) -> tuple[Identity, Person, InHand]:
    """Give the task whose question is to be marked, and whose it is; raises Refused where it is
    not in the person's hands, or that question is not the open one.
    """
    identity = people.identity(tx, identity_id)
    person = None if identity is None else _person(tx, identity)
    if identity is None or person is None or person.state != "active":
        raise Refused(GONE)
    hand = work.current(tx, person.account_id)
    is_theirs = hand is not None and hand.assignment_id == assignment_id
    if hand is None or not is_theirs or hand.deadline_ms <= now_ms:
        raise Refused(GONE)
    if hand.position != position or not is_marked(hand.question):
        raise Refused(GONE)
    return identity, person, hand


def _person(tx: Tx, identity: Identity) -> Person | None:
    found = people.met(
        tx, platform=identity.platform, external_id=identity.external_id, chat=identity.chat
    )
    return None if found is None else found[0]


def sheet(say: Voice, hand: InHand) -> Sheet:
    """Give what the page shows of a task."""
    question = hand.question
    count = len(hand.project.questions)
    place = "" if count == 1 else f"{hand.position + 1} / {count}"
    return Sheet(
        kind=question.type,
        title=hand.project.title,
        place=place,
        asks=question.text,
        help=question.help or hand.project.instructions,
        of=question.of,
        labels=question.labels,
        least=int(question.least or 0),
        most=int(question.most or MARKS_MOST),
        deadline_ms=hand.deadline_ms,
    )


def checked(hand: InHand, marks: object) -> Value:
    """Check what was marked by the rules of its question; raises Invalid with what is wanted."""
    return questions.check(hand.question, marks)
