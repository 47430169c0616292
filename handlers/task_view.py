"""How a task looks: the row, the question that is open, and the buttons under it."""

import re
from functools import lru_cache
from typing import cast

from domain import questions
from domain.actions import Action
from domain.amounts import N_, Money, Span
from domain.projects import Project
from domain.questions import Question
from domain.shown import filled
from domain.views import Block, Body, Choice, MediaKind, Picture, Quote, Say, Title, View
from handlers import canvas, question_form
from handlers.context import Context
from handlers.question_form import labels
from handlers.voice import Voice
from services.work import InHand

_MEDIA = re.compile(
    r"https?://\S+\.(?:(?P<photo>png|jpe?g|gif|webp)|(?P<audio>mp3|m4a|ogg|oga|wav|flac)"
    r"|(?P<video>mp4|m4v|webm|mov))(?:\?\S*)?",
    re.IGNORECASE,
)
_ALT = {
    "photo": N_("Picture of this task"),
    "audio": N_("Sound of this task"),
    "video": N_("Film of this task"),
}


def task_view(context: Context, hand: InHand, *, above: tuple[Block, ...] = ()) -> View:
    """Show a task with its open question; `above` is what was finished just before."""
    say, question = context.say, hand.question
    blocks: list[Block] = [*above, title(say, hand.project, hand.pace_ms)]
    for one in filled(hand.project.show, hand.data):
        blocks.extend(_shown(say, one.template))
    count = len(hand.project.questions)
    if count > 1:
        position = hand.position + 1
        blocks.append(
            Body(
                say(
                    "{position} of {count}: {question}",
                    position=position,
                    count=count,
                    question=question.text,
                )
            )
        )
    elif question.text != hand.project.title:
        blocks.append(Body(question.text))
    typing, page = _typing(say, question), canvas.button(context, hand)
    if canvas.is_marked(question):
        blocks.append(Say(canvas.typing(say, question, has_page=page is not None)))
    elif not questions.buttons(question):
        blocks.append(Say(typing))
    answers, rest = _answers(say, hand, question), _rest(say, hand, question)
    if (form := question_form.button(say, context.person.platform, hand)) is not None:
        answers, rest = (answers, (form, *rest)) if answers else ((form,), rest)
    if page is not None:
        answers = (page, *answers)
    return View(
        blocks=tuple(blocks),
        choices=(answers, rest),
        typing=typing,
        about=hand.assignment_id,
    )


@lru_cache(maxsize=1024)
def title(say: Voice, project: Project, pace_ms: int) -> Title:
    """Head a task or a project with what it pays, how long it takes, and what an hour of it pays.
    """
    hourly = project.reward_minor * 3_600_000 // pace_ms
    return Title(
        project.title,
        (
            say.show(Money(project.reward_minor, project.currency)),
            say("about {span}", span=Span(pace_ms)),
            say("≈ {amount} an hour", amount=Money(hourly, project.currency)),
        ),
    )


def _shown(say: Voice, text: str) -> list[Block]:
    """Show a row: an address of a picture, a sound or a film on a line of its own is shown so."""
    if "http" not in text:
        return [Quote(text)]
    media: list[Block] = []
    words: list[str] = []
    for line in text.split("\n"):
        found = _MEDIA.fullmatch(line.strip())
        if found is None or found.lastgroup is None:
            words.append(line)
        else:
            kind = cast("MediaKind", found.lastgroup)
            media.append(Picture(line.strip(), say(_ALT[kind]), kind))
    rest = "\n".join(words).strip()
    return [*media, Quote(rest)] if rest else media


def _answers(say: Voice, hand: InHand, question: Question) -> tuple[Choice, ...]:
    position = hand.position
    number = hand.assignment_id
    several = question.type == "choices"
    verb = "tick" if several else "ans"
    row = [
        Choice(
            label,
            Action(verb, number, str(index), position),
            selected=question.options[index] in hand.ticked if several else None,
        )
        for index, label in enumerate(labels(say, question))
    ]
    if several:
        row.append(Choice(say("Done"), Action("ans", number, "done", position), style="main"))
    return tuple(row)


def _rest(say: Voice, hand: InHand, question: Question) -> tuple[Choice, ...]:
    position = hand.position
    rest = [Choice(say("Skip"), Action("skip", hand.assignment_id))]
    if not question.required:
        rest.insert(
            0, Choice(say("No answer"), Action("ans", hand.assignment_id, "none", position))
        )
    if hand.project.instructions or hand.project.accept == "review":
        rest.append(Choice(say("Instructions"), Action("info", hand.assignment_id)))
    return tuple(rest)


def _typing(say: Voice, question: Question) -> str:
    match question.type:
        case "text" | "number" if not question.required:
            return say("Type your answer, or - to leave it out")
        case "text":
            return say("Type your answer")
        case "number":
            return say("Type a number")
        case "choices":
            return say("Tap what fits, or type it with commas")
    return say("Tap an answer, or type it")
