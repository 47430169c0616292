"""Known answers: who misses one learns at once what is right and why, and can contest it.

One that people contest who know such answers well is used no more: their points come back, the row
is decided as any other, and who brought it is shown what they say.
"""

from collections.abc import Mapping
from typing import Any

import orjson

from domain import agreement, questions
from domain.amounts import N_
from domain.consensus import Answers
from domain.errors import Invalid, NotFound, Refused
from domain.ids import public
from domain.known_answers import WHY_KEY, WHY_LENGTH_MAX, known_answer
from domain.people import Person
from domain.projects import Project
from domain.questions import agrees_by, for_row
from domain.terms import Terms
from services import audit, notices, people, reputation, settling, verdicts
from storage import answers as handed_in
from storage import campaigns
from storage import gold as store
from storage.gold import Given
from storage.gold import Suspended as Suspended
from storage.projects import definition
from storage.tx import Tx

WORDS_LENGTH_LEAST, WORDS_LENGTH_MAX = 3, 500
MET_LEAST, RIGHT_LEAST = 10, 0.8  # of known answers, for one's word to count
CONTESTS_LEAST = 2  # people whose word counts
SHOWN_MOST = 10

suspended = store.suspended
counts = store.counts


def to_ask(tx: Tx, project_id: int) -> int:
    """Count the answers to known rows that can be asked for at this moment."""
    return store.supply(tx, project_id)[0]


def explanation(known: Mapping[str, Any]) -> str:
    """Give why a known answer is right, in the words of who brought it; "" where nothing is said.
    """
    return str(known.get(WHY_KEY, ""))


def contest(
    tx: Tx, person: Person, submission_id: int, words: str, terms: Terms, now_ms: int
) -> bool:
    """Somebody who missed a known answer says that it is wrong, once; tells whether it is used no
    more now. Raises Refused.
    """
    said = words.strip()[:WORDS_LENGTH_MAX]
    if len(said) < WORDS_LENGTH_LEAST:
        raise Refused(N_("Say it in a few words, so that others can understand it."))
    found = check(tx, person, submission_id)
    is_trusted = _knows_well(tx, person)
    tx.queries.task_lock(tx.connection, task_id=found.task_id)  # two at once see one another
    if not store.contest(tx, submission_id, found, said, now_ms, is_trusted=is_trusted):
        raise Refused(N_("You have contested that one already. Thank you."))
    against = store.contests(tx, found.task_id)
    people_against = {each.kin or -each.account_id for each in against if each.is_trusted}
    if len(people_against) < CONTESTS_LEAST:
        return False
    return _suspend(tx, found, terms, now_ms)


def check(tx: Tx, person: Person, submission_id: int) -> Given:
    """Give an answer that missed a known one; raises Refused where there is nothing to contest."""
    found = store.given(tx, submission_id)
    if found is None or found.account_id != person.account_id:
        raise Refused(N_("There is no check of yours to contest here."))
    if found.known is None:
        raise Refused(N_("That check isn't used any more, and its points came back."))
    if _is_right(found.project, found.data, found.answers, orjson.loads(found.known)):
        raise Refused(N_("You knew that one, so there is nothing to contest."))
    return found


def _is_right(
    project: Project, data: dict[str, Any], answers: Answers, known: Mapping[str, Any]
) -> bool:
    asked = [for_row(question, data, None) for question in project.questions]
    return all(
        agreement.same(question, answers.get(question.id), known[question.id])
        for question in asked
        if question.id in known
    )


def _knows_well(tx: Tx, person: Person) -> bool:
    if person.role in ("reviewer", "admin"):
        return True
    met, right = store.record(tx, person.account_id)
    return met >= MET_LEAST and right >= RIGHT_LEAST * met


def _suspend(tx: Tx, found: Given, terms: Terms, now_ms: int) -> bool:
    """Use a known answer no more: give points back, decide its row as any other, tell people."""
    those = store.answered_by(tx, found.task_id)
    for account_id in sorted({account_id for _, account_id in those}):
        campaigns.lock_account(tx, account_id)
    tx.queries.task_lock(tx.connection, task_id=found.task_id)
    if not store.suspend(tx, found, now_ms):
        return False
    told = {each.account_id for each in store.contests(tx, found.task_id)}
    for submission_id, account_id in those:
        reputation.given_back(
            tx, account_id, of="gold_wrong", ref=str(submission_id), kind="gold_withdrawn",
            now_ms=now_ms,
        )  # fmt: skip
    params = {"project_id": found.project_id, "task_id": found.task_id}
    for account_id in sorted(told):
        if people.load(tx, account_id).state != "deleted":
            _tell(tx, account_id, "gold_agreed", params, now_ms)
    _tell(tx, found.owner_id, "gold_suspended", params, now_ms)
    _decide(tx, found.project_id, found.project, found.task_id, terms, now_ms)
    return True


def _tell(tx: Tx, account_id: int, kind: str, params: dict[str, int], now_ms: int) -> None:
    notices.tell(tx, account_id=account_id, kind=kind, params=params, now_ms=now_ms)


def _decide(
    tx: Tx, project_id: int, project: Project, task_id: int, terms: Terms, now_ms: int
) -> None:
    """Look at a row anew: with a known answer all its answers are wanted, without one enough."""
    campaign = campaigns.find(tx, project_id)
    goes_on = campaign is not None and campaign.state in ("open", "paused")
    verdicts.look_again(tx, project, task_id, now_ms, goes_on=goes_on)
    task = handed_in.counts(tx, task_id)
    if project.accept == "consensus" and task.state != "open":
        result = handed_in.result(tx, task_id)
        settling.settle_by_consensus(tx, task_id, project_id, project, result, terms, now_ms)


def keep(tx: Tx, actor: Person | None, task_id: int, terms: Terms, now_ms: int) -> int:
    """Who brought a known answer says that it is right: it is used again. Gives the project.

    Points that came back stay, and a row that is decided stays so: its hold pays for no more
    answers. Raises Refused where somebody has decided that before.
    """
    project_id, known = _looked_at(tx, task_id, "kept")
    store.put(tx, task_id, known, again=True)
    store.end_contests(tx, task_id, "dismissed")
    if handed_in.counts(tx, task_id).state == "open":
        _decide(tx, project_id, definition(tx, project_id), task_id, terms, now_ms)
    _record(tx, actor, "keep", task_id, now_ms)
    return project_id


def drop(tx: Tx, actor: Person | None, task_id: int, now_ms: int) -> int:
    """Who brought a known answer says that it was wrong, or not sure enough. Gives the project."""
    project_id, _ = _looked_at(tx, task_id, "dropped")
    store.end_contests(tx, task_id, "agreed")
    _record(tx, actor, "drop", task_id, now_ms)
    return project_id


def project_of(tx: Tx, task_id: int) -> int:
    """Give the project of a known answer that is used no more; raises Refused."""
    found = store.find_suspended(tx, task_id)
    if found is None:
        raise Refused(N_("Somebody has looked at that one already."))
    return found[0]


def _looked_at(tx: Tx, task_id: int, state: str) -> tuple[int, str]:
    found = store.find_suspended(tx, task_id)
    if found is None or not store.end_suspended(tx, task_id, state):
        raise Refused(N_("Somebody has looked at that one already."))
    return found


def task_of(tx: Tx, project_id: int, row_id: str) -> int:
    """Give the task of a requester's row; raises NotFound."""
    row = store.row(tx, project_id, row_id)
    if row is None:
        raise NotFound(
            N_("Project {project} has no row {row}."), project=public(project_id), row=row_id
        )
    return row.task_id


def against(tx: Tx, task_id: int) -> list[str]:
    """Give what people say against a known answer."""
    return [each.words for each in store.contests(tx, task_id)][:SHOWN_MOST]


def mark(
    tx: Tx,
    actor: Person | None,
    project_id: int,
    row_id: str,
    typed: Mapping[str, str],
    why: str,
    now_ms: int,
) -> None:
    """Mark a row's known answers (as typed, by question) with an explanation; with no answer at
    all the row has none from now on. Raises Invalid, NotFound, Refused.
    """
    project = definition(tx, project_id)
    row = store.row(tx, project_id, row_id)
    if row is None:
        raise NotFound(
            N_("Project {project} has no row {row}."), project=public(project_id), row=row_id
        )
    known: dict[str, Any] = {
        question_id: _read(project, question_id, text, row.data)
        for question_id, text in typed.items()
    }
    if known and why.strip():
        known[WHY_KEY] = why.strip()[:WHY_LENGTH_MAX]
    text = orjson.dumps(known).decode() if known else None
    if known:
        store.noted(tx, project_id)  # its row is locked before the task's
    if not store.replace(tx, row.task_id, text):
        raise Refused(
            N_("Row {row} has been answered. Mark rows that nobody has met yet."), row=row_id
        )
    _record(tx, actor, "mark" if known else "unmark", row.task_id, now_ms)


def _read(project: Project, question_id: str, text: str, data: dict[str, Any]) -> object:
    question = project.question(question_id)
    if question is None or project.is_survey or agrees_by(question) == "none":
        raise Invalid(
            N_("“{id}” is no question of it whose answers can be compared."), id=question_id
        )
    return known_answer(question, text, data)


def shown(project: Project, known: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Write a known answer for people."""
    asked = [for_row(q, dict(data), None) for q in project.questions if q.id in known]
    return ", ".join(questions.shown(q, known[q.id]) for q in asked)


def _record(tx: Tx, actor: Person | None, action: str, task_id: int, now_ms: int) -> None:
    actor_id = actor.account_id if actor else None
    audit.record(
        tx, actor_id=actor_id, action=f"gold.{action}", subject=f"task:{task_id}", now_ms=now_ms
    )
