"""The buttons under a task, and the words about typing, for each type of question."""

from collections.abc import Mapping

from domain import localtime, platforms, questions
from domain.actions import Action
from domain.amounts import N_
from domain.questions import Question
from domain.views import Block, Body, Choice, Say
from handlers.bounds import bounds
from handlers.question_form import labels
from handlers.shown_blocks import marked
from handlers.voice import Voice
from services import later
from services.work import InHand

TYPED = "+"  # before an answer behind a button that is read as if it had been typed
ORDER = "rank"  # the verb of what is tapped in order
_TAP = N_("Tap an answer, or type it")
_TYPING: Mapping[str, str] = {
    "choices": N_("Tap what fits, or type it with commas"),
    "rank": N_("Tap them in order, the best first, or type their numbers"),
    "number": N_("Type a number"),
    "date": N_("Type a date, such as 2026-11-22"),
    "money": N_("Type an amount"),
    "link": N_("Send a link"),
    "code": N_("Type the code"),
    "text": N_("Type your answer"),
    "photo": N_("Send a photo"),
    "audio": N_("Send a voice message or a sound file"),
    "video": N_("Send a video"),
    "file": N_("Send a file"),
    "place": N_("Share your location, or type it: 52.52, 13.405"),
}


def answers(
    say: Voice, hand: InHand, question: Question, position: int, now_ms: int = 0
) -> tuple[Choice, ...]:
    """Give the buttons that answer a question, as it is asked at a position."""
    number = hand.assignment_id
    match question.type:
        case "choices":
            return _several(say, hand, question, position)
        case "rank":
            return _in_order(say, hand, question, position)
        case "date" if now_ms:
            return _days(say, number, question, position, now_ms)
        case "boxes" | "points" | "spans" if not question.least:
            nothing = Action("ans", number, f"{TYPED}none", position)
            return (Choice(say("Nothing to mark"), nothing),)
    return tuple(
        Choice(label, Action("ans", number, str(index), position))
        for index, label in enumerate(labels(say, question))
    )


def _several(
    say: Voice, hand: InHand, question: Question, position: int
) -> tuple[Choice, ...]:
    """Options to be ticked, what was said in own words, and Done."""
    number, shown = hand.assignment_id, labels(say, question)
    row = [
        Choice(
            shown[index], Action("tick", number, str(index), position),
            selected=option in hand.ticked,
        )
        for index, option in enumerate(question.options)
    ]  # fmt: skip
    own = next((part["other"] for part in hand.ticked if isinstance(part, dict)), "")
    for index in range(len(question.options), len(shown)):
        is_own = own and question.other and index == len(question.options)
        label = f"✓ {own[:40]}" if is_own else shown[index]
        row.append(Choice(label, Action("ans", number, str(index), position)))
    row.append(Choice(say("Done"), Action("ans", number, "done", position), style="main"))
    return tuple(row)


def _in_order(
    say: Voice, hand: InHand, question: Question, position: int
) -> tuple[Choice, ...]:
    """Options that are tapped in order: those that were have their number; Done once all have."""
    number, ranked = hand.assignment_id, list(hand.ticked)
    row = [
        Choice(
            f"{ranked.index(option) + 1} · {option}" if option in ranked else option,
            Action(ORDER, number, str(index), position),
        )
        for index, option in enumerate(question.options)
    ]
    if ranked:
        last = question.options.index(ranked[-1])
        row.append(Choice(say("Take the last back"), Action(ORDER, number, str(last), position)))
    if len(ranked) == len(question.options):
        row.append(Choice(say("Done"), Action("ans", number, "done", position), style="main"))
    return tuple(row)


def _days(
    say: Voice, number: int, question: Question, position: int, now_ms: int
) -> tuple[Choice, ...]:
    today = localtime.date_of(now_ms, say.time_zone)
    words = ((say("Today"), today), (say("Yesterday"), localtime.days_before(today, 1)))
    return tuple(
        Choice(label, Action("ans", number, f"{TYPED}{day}", position))
        for label, day in words
        if (question.earliest or day) <= day <= (question.latest or day)
    )


def rest(say: Voice, hand: InHand, question: Question, position: int) -> tuple[Choice, ...]:
    """Give the buttons beside the answers."""
    number = hand.assignment_id
    found = [
        Choice(say("Skip"), Action("skip", number)),
        Choice(say("Something is wrong"), Action("report", number)),
    ]
    if not question.required:
        none = Action("ans", hand.assignment_id, "none", position)
        found.insert(0, Choice(say("No answer"), none))
    if later.is_offered(hand):
        found.append(Choice(say("Later"), Action("later", hand.assignment_id)))
    if hand.project.instructions or hand.project.accept == "review":
        found.append(Choice(say("Instructions"), Action("info", hand.assignment_id)))
    return tuple(found)


def typing(say: Voice, hand: InHand, question: Question, platform: str) -> str:
    """Say how a question is answered by typing or sending, in a few words."""
    if hand.wants_words:
        return say("Type your own answer")
    if question.type in ("text", "number") and not question.required:
        return say("Type your answer, or - to leave it out")
    if question.type == "place" and platform not in platforms.LOCATES:
        return say("Type the place as latitude and longitude: 52.52, 13.405")
    return say(_TYPING.get(question.type, _TAP))


def hints(say: Voice, hand: InHand, question: Question, platform: str) -> list[Block]:
    """Say what has to be known to answer: the question's help, its bounds, what may be sent."""
    found: list[Block] = [marked(question.help)] if question.help else []
    facts = [fact for fact in bounds(say, question) if fact]
    if facts:
        found.append(Body(" · ".join(facts)))
    if hand.wants_words:
        found.append(Say(say("Write your own answer.")))
    elif not questions.buttons(question):
        found.append(Say(typing(say, hand, question, platform)))
    return found
