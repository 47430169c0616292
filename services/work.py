"""Work in people's hands: what is next for somebody, what they skip, what runs out of time."""

from typing import Any, NamedTuple

import orjson

from domain import questions
from domain.consensus import Value
from domain.errors import Refused
from domain.people import Person
from domain.projects import Project
from domain.questions import Question
from services import mixing, reminders, routing, screenings
from services.offers import OpenProject as OpenProject
from services.offers import are_open
from services.offers import open_projects as open_projects
from services.offers import pace as pace
from storage import work
from storage.tx import Tx

DRY_MS = 30_000  # for so long a search from the start that found nothing is not repeated
TICKED = "+"  # a draft's key for options that are ticked but not handed in yet
OWN_WORDS = "?"  # a draft's key while somebody who chose “Other…” is to say what it is


class InHand(NamedTuple):
    """A task in somebody's hands, as it is shown: the row, and what was answered of it so far."""

    assignment_id: int
    project_id: int
    project: Project
    data: dict[str, Any]
    pace_ms: int
    deadline_ms: int
    draft: dict[str, Value]
    ticked: tuple[Any, ...] = ()
    wants_words: bool = False  # “Other…” was chosen

    @property
    def question(self) -> Question:
        """The question that is open now, as this person sees it: the first without an answer."""
        return self.at(self.position)

    @property
    def position(self) -> int:
        """The place of the open question among the project's, which buttons carry."""
        if len(self.project.questions) == 1:
            return 0
        question = next(q for q in self.in_order if self.is_open(q))
        return self.project.questions.index(question)

    @property
    def is_done(self) -> bool:
        """Whether no question is left."""
        return not any(map(self.is_open, self.project.questions))

    def may_ask(self, question: Question) -> bool:
        """Tell whether a question is asked, or may come to be by an answer that is still open."""
        rule = question.show_if
        if rule is None or questions.is_asked(question, self.draft):
            return True
        parent = self.project.question(rule.question)
        return parent is not None and rule.question not in self.draft and self.may_ask(parent)

    @property
    def last(self) -> Question:
        """The question that was answered last, as this person sees it."""
        if len(self.project.questions) == 1:
            return self.at(0)
        answered = [q for q in self.in_order if q.id in self.draft]
        return self.at(self.project.questions.index(answered[-1]))

    @property
    def last_shown(self) -> str:
        """The answer that was given last, for people."""
        last = self.last
        return questions.shown(last, self.draft[last.id])

    @property
    def in_order(self) -> tuple[Question, ...]:
        """The project's questions in the order in which this person is asked."""
        asked = self.project.questions
        if not self.project.shuffle_questions:
            return asked
        return questions.in_order(asked, self.assignment_id)

    def at(self, position: int) -> Question:
        """Give the question at a place of the project's, as this person sees it."""
        return questions.for_row(self.project.questions[position], self.data, self.assignment_id)

    def is_open(self, question: Question) -> bool:
        """Tell whether a question is asked and has no answer yet."""
        return question.id not in self.draft and questions.is_asked(question, self.draft)


def current(tx: Tx, account_id: int) -> InHand | None:
    """Give the task that a person has in hand."""
    assignment = work.active(tx, account_id)
    return in_hand(assignment) if assignment else None


def in_hand(assignment: work.Assignment) -> InHand:
    """Show an assignment."""
    draft = orjson.loads(assignment.draft) if assignment.draft else {}
    return InHand(
        assignment_id=assignment.id,
        project_id=assignment.project_id,
        project=assignment.project,
        data=orjson.loads(assignment.data),
        pace_ms=pace(assignment.project, assignment.pace_ms),
        deadline_ms=assignment.deadline_ms,
        ticked=tuple(draft.pop(TICKED, ())),
        wants_words=draft.pop(OWN_WORDS, False),
        draft=draft,
    )


def has_task(tx: Tx, person: Person, project_id: int) -> bool:
    """Tell whether a project has a task for a person; nothing is handed out."""
    who = {"project_id": project_id, "account_id": person.account_id}
    return any(work.next_task(tx, **who, rescan=rescan) for rescan in (False, True))


def next_task(
    tx: Tx,
    person: Person,
    now_ms: int,
    *,
    project_id: int | None = None,
    patient: bool = False,
) -> InHand | None:
    """Hand a person the next task: of the given project as long as it has one, else of the best
    paid.

    The caller has made sure that the person has nothing in hand. None where there is nothing for
    them. Who is `patient` waits for the last rows while others hold them for a moment; who holds
    one themselves, since they have just answered it, must not be.
    """
    if project_id is not None:
        taken = take(tx, person, project_id, now_ms, patient=patient)
        if taken is not None:
            return taken
    for offer in open_projects(tx, person, now_ms):
        if offer.id != project_id and not offer.project.at:
            taken = take(tx, person, offer.id, now_ms, patient=patient)
            if taken is not None:
                return taken
    return None


def take(
    tx: Tx,
    person: Person,
    project_id: int,
    now_ms: int,
    *,
    answer_within_ms: int | None = None,
    patient: bool = False,
) -> InHand | None:
    """Hand a person the next task of one project; `answer_within_ms` is set for a pushed one."""
    task = _find(tx, person.account_id, project_id, now_ms, patient)
    if task is None or task.project.at:  # where to go, everybody chooses (`services.near`)
        return None
    if not screenings.may_fit(tx, person.account_id, project_id, task.project):
        return None
    hand = give(tx, person, project_id, task, now_ms, answer_within_ms=answer_within_ms)
    if hand is None and are_open(tx, person, task.project, now_ms):
        # an account that was one with theirs has it since the search: once more
        return take(
            tx, person, project_id, now_ms, answer_within_ms=answer_within_ms, patient=patient
        )
    return hand


def give(
    tx: Tx,
    person: Person,
    project_id: int,
    task: work.NextTask,
    now_ms: int,
    *,
    answer_within_ms: int | None = None,
) -> InHand | None:
    """Hand a person a task that was found; None where it may not be theirs, or isn't any more."""
    if not are_open(tx, person, task.project, now_ms):
        return None
    limit_ms = max(task.project.time_limit_ms, answer_within_ms or 0)
    given = work.give(
        tx,
        task,
        project_id=project_id,
        account_id=person.account_id,
        now_ms=now_ms,
        deadline_ms=now_ms + limit_ms,
        pushed=answer_within_ms is not None,
    )
    if given is None:
        return None
    reminders.plan(tx, task.project, given.id, now_ms)
    if person.kin is not None:
        work.recuse_kin(
            tx,
            task.id,
            project_id=project_id,
            account_id=person.account_id,
            kin=person.kin,
            now_ms=now_ms,
        )
    draft: dict[str, Any] = orjson.loads(given.draft) if given.draft else {}
    hand = InHand(
        assignment_id=given.id,
        project_id=project_id,
        project=task.project,
        data=orjson.loads(task.data),
        pace_ms=pace(task.project, task.pace_ms),
        deadline_ms=now_ms + limit_ms,
        ticked=tuple(draft.pop(TICKED, ())),
        wants_words=draft.pop(OWN_WORDS, False),
        draft=draft,
    )
    return _screened(tx, person, hand)


def _screened(tx: Tx, person: Person, hand: InHand) -> InHand:
    """Leave out what somebody answered before to the questions that decide whom a project fits."""
    if not hand.project.questions[0].fits:
        return hand
    known = screenings.known(tx, person.account_id, hand.project_id, hand.project)
    if not known.keys() - hand.draft.keys():
        return hand
    draft = {**known, **hand.draft}
    text = orjson.dumps(draft).decode()
    tx.queries.assignment_save_draft(tx.connection, assignment_id=hand.assignment_id, draft=text)
    return hand._replace(draft=draft)


def _find(
    tx: Tx, account_id: int, project_id: int, now_ms: int, patient: bool
) -> work.NextTask | None:
    """Find what somebody is asked next in a project: now and then what is known."""
    who: dict[str, Any] = {"project_id": project_id, "account_id": account_id}
    ahead = routing.ahead(tx, project_id, account_id, now_ms)
    task = ahead or work.next_task(tx, **who)
    if task is None:
        task = _search_again(tx, account_id, project_id, now_ms, patient)
    if task is None:
        return None
    known = mixing.instead_of(tx, task, **who)
    if known is None:
        chosen = ahead or routing.choose(tx, task, **who, now_ms=now_ms)
        return chosen or mixing.while_waiting(tx, task, **who)
    if ahead:
        routing.keep(project_id, account_id, ahead.id)
    return known


def _search_again(
    tx: Tx, account_id: int, project_id: int, now_ms: int, patient: bool
) -> work.NextTask | None:
    """Search from the start, where that was not in vain just before."""
    who = {"project_id": project_id, "account_id": account_id}
    dry_ms = work.dry_ms(tx, account_id, project_id)
    is_new = dry_ms == 0  # then the first search began at the start
    if dry_ms and now_ms - dry_ms < DRY_MS:
        return None
    task = None if is_new else work.next_task(tx, **who, rescan=True)
    if task is not None:
        return task
    held = work.passed_by(tx, **who)
    if held is not None and patient:
        tx.queries.task_lock(tx.connection, task_id=held)
        return work.next_task(tx, **who, rescan=True)
    if held is None and not is_new:
        tx.queries.position_dry(tx.connection, **who, now_ms=now_ms)
    return None


def skip(tx: Tx, person: Person, assignment_id: int, now_ms: int) -> int:
    """Give a task back for good and give its project's id; raises Refused where it isn't in hand.
    """
    assignment = work.find(tx, assignment_id)
    if assignment is None or assignment.account_id != person.account_id:
        raise Refused("That task is not yours to skip. /work gives you one of your own.")
    if not work.end(tx, assignment.id, assignment.task_id, "skipped", now_ms):
        raise Refused("That task is not in your hands any more. /work gives you the next one.")
    return assignment.project_id


def put_back(tx: Tx, assignment_id: int, now_ms: int) -> None:
    """Give back the task that a person has in hand, since they chose another project."""
    assignment = work.find(tx, assignment_id)
    if assignment is not None:
        release(tx, assignment, now_ms)


def release(tx: Tx, assignment: work.Assignment, now_ms: int) -> None:
    """Give a task back as if it had not been given: it may come to the same person again."""
    work.end(tx, assignment.id, assignment.task_id, "released", now_ms)


def sent_back(tx: Tx, account_id: int, now_ms: int) -> int | None:
    """Give the oldest assignment that a reviewer sent back to somebody, and that has time left."""
    return work.sent_back(tx, account_id, now_ms)


def sent_back_until(tx: Tx, assignment_id: int) -> int | None:
    """Tell until when a task can be handed in anew; None where it can't."""
    assignment = work.find(tx, assignment_id)
    if assignment is None or assignment.state != "revise":
        return None
    return assignment.deadline_ms


def take_up(tx: Tx, person: Person, assignment_id: int, now_ms: int) -> tuple[InHand, str]:
    """Put a task that was sent back, or put aside, into its worker's hands: the task, and why it
    was sent back.

    Another one in hand goes back. Raises Refused where there is nothing to be handed in anew.
    """
    assignment = work.find(tx, assignment_id)
    if assignment is None or assignment.account_id != person.account_id:
        raise Refused("That task was given to somebody else. /work gives you one of your own.")
    why: str = tx.queries.submission_sent_back(tx.connection, assignment_id=assignment_id) or ""
    if assignment.state == "active":
        return in_hand(assignment), why
    if assignment.state != "revise" or assignment.deadline_ms <= now_ms:
        raise Refused("There is nothing left to be done about that one. /work gives you the next.")
    held = work.active(tx, person.account_id)
    if held is not None:
        release(tx, held, now_ms)
    deadline_ms = assignment.deadline_ms  # of what was put aside, with what was answered
    if assignment.draft is None:
        deadline_ms = now_ms + assignment.project.time_limit_ms
    work.take_up(tx, assignment_id, now_ms=now_ms, deadline_ms=deadline_ms)
    again = in_hand(assignment._replace(deadline_ms=deadline_ms))
    return _screened(tx, person, again), why


def expire(tx: Tx, due: work.Due, now_ms: int) -> bool:
    """End an assignment whose time is up; it goes to somebody else first, and once more to the
    same. False where it has ended before, or was given again since somebody looked.
    """
    if not work.expire(tx, due.assignment_id, due.task_id, now_ms):
        return False
    tx.queries.position_save(
        tx.connection,
        account_id=due.account_id,
        project_id=due.project_id,
        fresh=0,
        reopened=now_ms,
    )
    return True


def expire_in_hand(tx: Tx, person: Person, now_ms: int) -> None:
    """End the task that a person has in hand, whose time is up."""
    assignment = work.active(tx, person.account_id)
    if assignment is not None:
        expire(tx, due_of(assignment), now_ms)


def due_of(assignment: work.Assignment) -> work.Due:
    """Give what has to be known of an assignment to end it."""
    return work.Due(
        assignment.id,
        assignment.task_id,
        assignment.project_id,
        assignment.account_id,
        assignment.pushed,
    )


def due(tx: Tx, now_ms: int, most: int) -> list[work.Due]:
    """Give assignments whose time is up, the oldest first."""
    return work.due(tx, now_ms, most)
