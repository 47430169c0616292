"""Answering: one question after another, then the task is handed in, paid and decided."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import orjson

from domain import agreement, ledger, questions
from domain.amounts import N_
from domain.consensus import Answers, Value, Verdict
from domain.errors import Refused
from domain.known_answers import WHY_KEY
from domain.people import Person
from domain.projects import Project
from domain.questions import Question
from domain.terms import Terms
from services import licences, own_words, reputation, screenings, settling, verdicts
from services.ledger import reverse
from services.screenings import ScreenedOut
from services.work import TICKED, InHand, due_of, expire, in_hand, release
from storage import answers, work
from storage.answers import Subject
from storage.tx import Tx

UNDO_MS = 10_000

_ENDED = {
    "submitted": N_("You have answered that one already."),
    "skipped": N_("You skipped that one, so it went to somebody else."),
    "expired": N_("Time was up for that one, so it went to somebody else. No harm done."),
    "released": N_("That one went back to the others. No harm done."),
    "revise": N_("That one was sent back to you. /work shows it again, with the reason."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A gold task was answered: what is known, and whether the answer was right."""

    right: bool
    known: str
    why: str


class HandedIn(NamedTuple):
    """A finished task. `earned_minor` is 0 while it waits to be accepted; today's tally includes
    it.
    """

    submission_id: int
    project_id: int
    project: Project
    shown: str
    state: str
    earned_minor: int
    today_tasks: int
    today_minor: int
    gold: Gold | None
    can_undo: bool
    at_ms: int
    worked_ms: int = 0  # what it adds to the time at work today


class ToVisit(NamedTuple):
    """A link that has to answer before it is an answer; the edge looks (`bot.visiting`)."""

    hand: InHand
    position: int
    url: str


@dataclass(frozen=True, slots=True)
class Late:
    """The time was up before the answer came."""

    project_id: int


Step = InHand | HandedIn | Late | ScreenedOut | ToVisit  # what follows an answer


def answer(
    tx: Tx,
    person: Person,
    assignment_id: int,
    position: int,
    meant: Callable[[InHand, Question], Value],
    now_ms: int,
    terms: Terms,
    *,
    is_visited: bool = False,
) -> Step:
    """Answer the question at a position (from 0) of a task in hand.

    `meant` says what the answer is, once the task and the question are known. Gives the task again
    while it has open questions, what was handed in, or that its project is for others. A question
    that was answered before, or isn't asked, changes nothing; “Other…” asks for the words to it. A
    link that has to answer is given back to be visited first. Raises Refused where the task isn't
    in this person's hands.
    """
    subject = _subject(tx, person, assignment_id)
    hand = in_hand(subject.assignment)
    if subject.assignment.deadline_ms <= now_ms:
        return _late(tx, subject.assignment, now_ms)
    asked = hand.project.questions
    if not 0 <= position < len(asked) or not hand.is_open(asked[position]):
        return hand
    given = meant(hand, hand.at(position))
    if own_words.are_next(hand, given):
        after = own_words.noted(hand, given)
        _save(tx, assignment_id, own_words.draft_of(after))
        return after
    in_file_order = questions.for_row(asked[position], hand.data, None)
    value = questions.check(in_file_order, given)
    if in_file_order.answers and isinstance(value, str) and not is_visited:
        return ToVisit(hand, position, value)
    done = hand._replace(
        draft={**hand.draft, asked[position].id: value}, ticked=(), wants_words=False
    )
    if asked[position].fits:
        out = _screened_out(tx, person, subject, done, asked[position], now_ms)
        if out is not None:
            return out
    if not done.is_done:
        _save(tx, assignment_id, done.draft)
        return done
    return _hand_in(tx, person, subject, done, now_ms, terms)


def _screened_out(
    tx: Tx, person: Person, subject: Subject, hand: InHand, question: Question, now_ms: int
) -> ScreenedOut | None:
    """Give the task back where its project doesn't fit who has it, and those of it that they have
    put aside; None where they go on.
    """
    draft, of = hand.draft, subject.assignment
    out = screenings.judge(tx, person, of.project_id, of.project, question, draft, now_ms)
    if out is not None:
        for assignment_id, task_id in work.still_held(tx, person.account_id):
            held = work.find(tx, assignment_id)
            if held is not None and held.project_id == of.project_id:
                work.end(tx, assignment_id, task_id, "skipped", now_ms)
    return out


def tick(
    tx: Tx, person: Person, assignment_id: int, position: int, option: int, now_ms: int
) -> InHand | Late:
    """Tick or untick one of several options; nothing is handed in yet."""

    def change(hand: InHand) -> list[Any]:
        return questions.toggled(hand.question, hand.ticked, option)

    return _tick(tx, person, assignment_id, position, change, now_ms)


def tick_among(
    tx: Tx,
    person: Person,
    assignment_id: int,
    position: int,
    shown: range,
    chosen: frozenset[int],
    now_ms: int,
) -> InHand | Late:
    """Tick what is chosen of the options that were shown, and nothing else of them."""

    def change(hand: InHand) -> list[Any]:
        labels = [
            option
            for index, option in enumerate(hand.question.options)
            if (index in chosen if index in shown else option in hand.ticked)
        ]
        return [*labels, *(part for part in hand.ticked if isinstance(part, dict))]

    return _tick(tx, person, assignment_id, position, change, now_ms)


def _tick(
    tx: Tx,
    person: Person,
    assignment_id: int,
    position: int,
    change: Callable[[InHand], list[Any]],
    now_ms: int,
) -> InHand | Late:
    subject = _subject(tx, person, assignment_id)
    hand = in_hand(subject.assignment)
    if subject.assignment.deadline_ms <= now_ms:
        return _late(tx, subject.assignment, now_ms)
    if position != hand.position:
        return hand
    ticked = change(hand)
    _save(tx, assignment_id, {**hand.draft, TICKED: ticked})
    return hand._replace(ticked=tuple(ticked), wants_words=False)


def undo(
    tx: Tx, person: Person, submission_id: int, now_ms: int, terms: Terms
) -> InHand:
    """Take an answer back: its transfer is reversed and the task is in hand again.

    What is left may agree well enough to decide the row; the answer given anew still counts.

    Raises Refused after ten seconds, once the row is decided or the answer was reviewed, for a gold
    task, whose known answer may have been read by then, and for what isn't this person's.
    """
    given = answers.find(tx, submission_id)
    if given is None or given.account_id != person.account_id:
        raise Refused("There is no answer of yours to take back here.")
    if given.state == "rejected":
        raise Refused("That answer was not accepted, so there is nothing to take back.")
    if given.state == "undone" or given.assignment_state != "submitted":
        raise Refused("That answer was taken back before.")
    if now_ms - given.created_ms > UNDO_MS:
        raise Refused("An answer can be taken back for ten seconds, and those have passed.")
    if given.task.state != "open" or given.project_state not in ("open", "paused"):
        raise Refused("That row is decided already, so its answers stay as they are.")
    if given.state == "accepted" and given.project.accept == "review":
        raise Refused("Somebody has looked at that answer already, so it stays.")
    if given.is_gold:
        raise Refused("That one was a check, so its answer stays. /work gives you the next one.")
    held = work.active(tx, person.account_id)
    if held is not None:
        release(tx, held, now_ms)
    answers.settle(tx, submission_id, before=given.state, state="undone")
    if given.state == "accepted":
        _take_back(tx, person, given, now_ms)
    verdict = verdicts.verdict(tx, given.project, given.task_id, given.task, change=-1)
    answers.update_task(
        tx,
        given.task_id,
        verdict,
        answers=given.task.answers - 1,
        reserved=given.task.reserved + 1,
        now_ms=now_ms,
    )
    _settle_decided(tx, given.task_id, given.project_id, given.project, verdict, terms, now_ms)
    deadline_ms = now_ms + given.project.time_limit_ms
    tx.queries.assignment_reopen(
        tx.connection, assignment_id=given.assignment_id, now_ms=now_ms, deadline_ms=deadline_ms
    )
    reopened = work.find(tx, given.assignment_id)
    assert reopened is not None  # noqa: S101 - it was reopened a statement ago
    hand = in_hand(reopened)._replace(draft=given.answers)
    rest = {name: value for name, value in given.answers.items() if name != hand.last.id}
    kept = questions.kept(hand.in_order, rest)
    _save(tx, given.assignment_id, kept)
    return in_hand(reopened)._replace(draft=kept)


def check_in_hand(tx: Tx, person: Person, assignment_id: int) -> None:
    """Raise Refused, which says why, where a task is not in this person's hands any more."""
    _subject(tx, person, assignment_id)


def latest(tx: Tx, account_id: int) -> int | None:
    """Give the last thing that a person handed in."""
    newest: int | None = tx.queries.submission_latest(tx.connection, account_id=account_id)
    return newest


def handed_in(tx: Tx, person: Person, at_ms: int, now_ms: int) -> HandedIn | None:
    """Give once more what handing in at that moment came to; None where it was not the last."""
    newest = latest(tx, person.account_id)
    given = answers.find(tx, newest) if newest is not None else None
    if given is None or given.created_ms != at_ms or given.state == "undone":
        return None
    project, assignment = given.project, work.find(tx, given.assignment_id)
    assert assignment is not None  # noqa: S101 - its submission has it
    hand = in_hand(assignment)._replace(draft=given.answers)
    tasks, minor = person.tally(now_ms)
    return HandedIn(
        submission_id=given.id,
        project_id=given.project_id,
        project=project,
        shown=hand.last_shown,
        state=given.state,
        earned_minor=given.reward_minor if given.state == "accepted" else 0,
        today_tasks=tasks,
        today_minor=minor,
        gold=None,
        can_undo=False,
        at_ms=at_ms,
    )


def _subject(tx: Tx, person: Person, assignment_id: int) -> Subject:
    subject = answers.subject(tx, assignment_id)
    if subject is None or subject.assignment.account_id != person.account_id:
        raise Refused("That task was given to somebody else. /work gives you one of your own.")
    state = subject.assignment.state
    if state != "active":
        if subject.assignment.project_state not in ("open", "paused"):
            raise Refused("That project has ended, so this button has nothing left to do.")
        raise Refused(_ENDED[state])
    licences.check(tx, subject.assignment)
    return subject


def _late(tx: Tx, assignment: work.Assignment, now_ms: int) -> Late:
    expire(tx, due_of(assignment), now_ms)
    return Late(assignment.project_id)


def _save(tx: Tx, assignment_id: int, draft: dict[str, Any]) -> None:
    text = orjson.dumps(draft).decode()
    tx.queries.assignment_save_draft(tx.connection, assignment_id=assignment_id, draft=text)


def _hand_in(
    tx: Tx, person: Person, subject: Subject, hand: InHand, now_ms: int, terms: Terms
) -> HandedIn:
    of, project = subject.assignment, subject.assignment.project
    given = questions.kept(project.questions, hand.draft) if len(hand.draft) > 1 else hand.draft
    at_once = project.accept == "answer"
    state = "accepted" if at_once else "pending"
    if not tx.queries.assignment_end(tx.connection, assignment_id=of.id, state="submitted"):
        raise Refused(_ENDED["released"])  # taken back while this waited for the task's lock
    submission_id = answers.add(tx, of, answers=given, state=state, now_ms=now_ms)
    verdict = verdicts.verdict(tx, project, of.task_id, subject.task, change=1)
    answers.update_task(
        tx,
        of.task_id,
        verdict,
        answers=subject.task.answers + 1,
        reserved=subject.task.reserved - 1,
        now_ms=now_ms,
    )
    if at_once:
        settling.pay(tx, person, submission_id, of.project_id, project, terms, now_ms)
    _settle_decided(tx, of.task_id, of.project_id, project, verdict, terms, now_ms)
    tasks, minor = person.tally(now_ms)
    gold = _gold(tx, person, subject, hand, submission_id, now_ms, terms)
    return HandedIn(
        submission_id=submission_id,
        project_id=of.project_id,
        project=project,
        shown=hand.last_shown,
        state=state,
        earned_minor=project.reward_minor if at_once else 0,
        today_tasks=tasks + at_once,
        today_minor=minor + project.reward_minor * at_once,
        gold=gold,
        can_undo=verdict.state == "open" and gold is None,
        at_ms=now_ms,
        worked_ms=min(max(0, now_ms - of.given_ms), project.time_limit_ms) * at_once,
    )


def _settle_decided(
    tx: Tx,
    task_id: int,
    project_id: int,
    project: Project,
    verdict: Verdict,
    terms: Terms,
    now_ms: int,
) -> None:
    """Settle what waits for a consensus, where there is one now."""
    if project.accept == "consensus" and verdict.state != "open":
        settling.settle_by_consensus(
            tx, task_id, project_id, project, verdict.result, terms, now_ms
        )


def _take_back(
    tx: Tx, person: Person, given: answers.Submission, now_ms: int
) -> None:
    reverse(
        tx,
        kind="undone",
        ref=str(given.id),
        account_id=person.account_id,
        credit=ledger.hold(given.project_id),
        amount_minor=given.reward_minor,
        currency=given.project.currency,
        now_ms=now_ms,
    )
    reputation.undone(tx, person, given.id, now_ms, earned_minor=given.reward_minor)


def _gold(
    tx: Tx,
    person: Person,
    subject: Subject,
    hand: InHand,
    submission_id: int,
    now_ms: int,
    terms: Terms,
) -> Gold | None:
    if subject.gold is None:
        return None
    known: Answers = orjson.loads(subject.gold)
    asked = [hand.at(n) for n, q in enumerate(hand.project.questions) if q.id in known]
    right = all(agreement.same(q, hand.draft.get(q.id), known[q.id]) for q in asked)
    reputation.gold(tx, person.account_id, submission_id, terms, now_ms, right=right)
    said = ", ".join(questions.shown(q, known[q.id]) for q in asked)
    return Gold(right=right, known=said, why=str(known.get(WHY_KEY, "")))
