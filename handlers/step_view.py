"""A task of several steps: which step somebody is at, and what is to be done in it."""

from domain import templates
from domain.marks import Mark, as_plain, marks
from domain.projects import Project
from domain.questions import Question
from domain.views import Block, Body
from handlers.voice import Voice
from services.work import InHand


def blocks(say: Voice, hand: InHand, question: Question) -> tuple[Block, ...]:
    """Head a question with its step; nothing for one that belongs to none."""
    steps = hand.project.steps
    if question.step is None:
        return ()
    step = steps[question.step]
    words = {"n": question.step + 1, "count": len(steps), "title": step.title}
    text = say("Step {n} of {count}: {title}", **words)
    head = Body(text, (Mark(text, "bold"),))
    if not step.text.strip():
        return (head,)
    found = marks(step.text, hand.data)
    return (head, Body(as_plain(found) or templates.render(step.text, hand.data), found))


def beside(project: Project, question: Question) -> tuple[Question, ...]:
    """Give the questions that are counted together: those of one step, or all where there are no
    steps.
    """
    return tuple(one for one in project.questions if one.step == question.step)
