"""How a task looks: the row, the question that is open, and the buttons under it."""

from dataclasses import replace
from functools import lru_cache

from domain.amounts import Money, Span
from domain.projects import Project
from domain.questions import Question
from domain.views import Block, Choice, Say, Title, View
from handlers import canvas, licence_view, media_accepts, question_form, step_view, widgets
from handlers.context import Context
from handlers.shown_blocks import asked_blocks, marked, row_blocks
from handlers.voice import Voice
from services.work import InHand


def task_view(
    context: Context,
    hand: InHand,
    *,
    above: tuple[Block, ...] = (),
    beside: tuple[Choice, ...] = (),
) -> View:
    """Show a task with its open question; `above` is what was finished just before, `beside` what
    can be done about that.
    """
    if hand.project.licence and (first := licence_view.asked(context, hand, above)) is not None:
        return with_buttons(first, beside)
    say, position = context.say, hand.position
    question = hand.at(position)
    row = row_blocks(say, hand.project.show, hand.data)
    row += [block for block in asked_blocks(say, question) if block not in row]
    asked = _asked(say, hand, question)
    page = canvas.button(context, hand, question, position)
    platform = context.person.platform
    typing = widgets.typing(say, hand, question, platform)
    hints = widgets.hints(say, hand, question, platform)
    if canvas.is_marked(question):
        hints[-1] = Say(canvas.typing(say, question, has_page=page is not None))
    answers = widgets.answers(say, hand, question, position, context.now_ms)
    rest = widgets.rest(say, hand, question, position)
    if (form := question_form.button(say, platform, hand)) is not None:
        answers, rest = (answers, (form, *rest)) if answers else ((form,), rest)
    if page is not None:
        answers = (page, *answers)
    return View(
        blocks=(*above, title(say, hand.project, hand.pace_ms), *row, *asked, *hints),
        choices=(answers, (*rest, *beside)),
        typing=typing,
        about=hand.assignment_id,
        accepts=media_accepts.accepts(question),
        asks="date" if question.type == "date" else "place" if question.type == "place" else "",
        share=say("Share my location") if question.type == "place" else "",
    )


def with_buttons(view: View, beside: tuple[Choice, ...]) -> View:
    """Put buttons behind the last ones of a view."""
    *rows, last = view.choices
    return replace(view, choices=(*rows, (*last, *beside))) if beside else view


def _asked(say: Voice, hand: InHand, question: Question) -> tuple[Block, ...]:
    """Show what is asked, and which of how many questions it is."""
    project = hand.project
    together = step_view.beside(project, question)
    head = step_view.blocks(say, hand, question)
    if len(together) == 1:
        if question.text == project.title:
            return head
        return (*head, marked(question.text))
    count = sum(one.id in hand.draft or hand.may_ask(one) for one in together)
    words = {"position": sum(one.id in hand.draft for one in together) + 1, "count": count}
    text = say("{position} of {count}: {question}", question=question.text, **words)
    return (*head, marked(text))


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
