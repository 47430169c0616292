"""Review as tasks: what no formula can judge is judged by trusted people, who are paid for it.

A project says `[review]`, and a project of its own comes with it, whose rows are the answers that
wait: each shows the row, the question and what was answered, and asks for a verdict. Its budget is
its own, too, so that what reviewing may cost is known before anything is offered.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from domain import questions, rejections
from domain.amounts import N_
from domain.consensus import Answers
from domain.projects import Project, columns_of
from domain.questions import Question, ShowIf
from domain.shown import Shown

VERDICT, REASON, WORDS = "verdict", "reason", "words"
ACCEPT, REVISE, REJECT = "Accept", "Ask for revision", "Reject"
ANSWERS = "answers"  # the column with what was answered in words
ANSWER = "answer_"  # what the columns of pictures, sounds and files begin with
WORDS_LEAST, WORDS_MOST = 3, 300
TITLE = "Review: {title}"
TITLE_LENGTH_MOST, INSTRUCTIONS_LENGTH_MOST = 120, 4000
_MEDIA: Mapping[str, Literal["picture", "audio", "video", "file"]] = {
    "photo": "picture", "audio": "audio", "video": "video", "file": "file",
}  # fmt: skip
Outcome = Literal["accept", "revise", "reject"]
_OUTCOMES: Mapping[object, Outcome] = {ACCEPT: "accept", REVISE: "revise", REJECT: "reject"}


@dataclass(frozen=True, slots=True)
class Said:
    """What reviewers came to: a reason's code and words where it isn't accepted."""

    outcome: Outcome
    code: str = ""
    words: str = ""


def review_questions() -> tuple[Question, ...]:
    """Give what a reviewer is asked: the verdict, and where it is no the reason and words."""
    no = ShowIf(question=VERDICT, values=(REJECT,))
    not_yet = ShowIf(question=VERDICT, values=(REVISE, REJECT))
    return (
        Question(
            id=VERDICT, text="What do you say of this answer?", type="choice",
            options=(ACCEPT, REVISE, REJECT),
        ),
        Question(
            id=REASON, text="Why is it rejected?", type="choice", show_if=no,
            options=tuple(reason.text for reason in rejections.REASONS.values()), agree="none",
        ),
        Question(
            id=WORDS, text="What should be different? Its worker reads your words.", type="text",
            least=WORDS_LEAST, most=WORDS_MOST, show_if=not_yet, agree="none",
        ),
    )  # fmt: skip


def companion(project: Project) -> Project:
    """Give the project in which answers to another one are reviewed; it needs a `review`."""
    review = project.review
    assert review is not None  # noqa: S101 - the caller has looked
    return Project(
        title=TITLE.format(title=project.title)[:TITLE_LENGTH_MOST],
        kind="review",
        instructions=_instructions(project),
        show=(*project.show, *_answers_shown(project)),
        reward_minor=review.reward_minor,
        currency=project.currency,
        answers_least=review.answers_least,
        answers_most=review.answers_most,
        budget_minor=review.budget_minor,
        level=review.level,
        needs=review.needs,
        questions=review_questions(),
    )


def columns(project: Project, data: Mapping[str, Any], answers: Answers) -> dict[str, Any]:
    """Give a row of the companion: the answer's own row, and what was answered."""
    lines, media, taken = [], {}, columns_of(project)
    for question in project.questions:
        value = answers.get(question.id)
        if value is None:
            continue
        if question.type in _MEDIA and isinstance(value, dict):
            media[_free(f"{ANSWER}{question.id}", taken)] = f"media:{value['media']}"
        lines.append(f"{question.text}\n{questions.shown(question, value)}")
    return {**data, **media, _free(ANSWERS, taken): "\n\n".join(lines)}


def _free(name: str, taken: Collection[str]) -> str:
    """Give a column's name that a project doesn't show under one of its own."""
    while name in taken:
        name += "_"
    return name


def said(result: Answers, votes: Sequence[Answers]) -> Said | None:
    """Give what a decided row of the companion says; None where reviewers don't agree.

    `votes` are their answers in the order in which they came: who agrees with the verdict says why.
    """
    outcome = _OUTCOMES.get(result.get(VERDICT))
    if outcome is None:
        return None
    agreeing = [vote for vote in votes if vote.get(VERDICT) == result[VERDICT]]
    words = dict.fromkeys(str(vote[WORDS]) for vote in agreeing if vote.get(WORDS))
    given = [vote.get(REASON) for vote in agreeing]
    code = max(rejections.REASONS, key=lambda each: given.count(rejections.REASONS[each].text))
    return Said(outcome, code if outcome == "reject" else "", " / ".join(words))


def _instructions(project: Project) -> str:
    own = N_(
        "You see a task and what somebody answered. Say whether that answer is good enough to be "
        "paid. Accept what does what the instructions ask, even if you would have done it "
        "otherwise. Where a small change would do, ask for it in words that help."
    )
    if not project.instructions:
        return own
    both = f"{own}\n\nThe task's own instructions:\n{project.instructions}"
    return both[:INSTRUCTIONS_LENGTH_MOST]


def _answers_shown(project: Project) -> tuple[Shown, ...]:
    taken = columns_of(project)
    media = tuple(
        Shown(
            kind=_MEDIA[question.type],
            template=f"{{{{{_free(f'{ANSWER}{question.id}', taken)}}}}}",
        )
        for question in project.questions
        if question.type in _MEDIA
    )
    answers = Shown(kind="text", template=f"**Answered:**\n{{{{{_free(ANSWERS, taken)}}}}}")
    return (answers, *media)
