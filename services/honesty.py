"""Honesty: who is looked at, which step follows, and how it is contested and ended.

A look sees the latest answers since the last step only, so that every step has answers of its own
as its reason. Steps come one at a time with time between them, never while somebody waits for an
admin's decision, and never for those who look after others' work.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson

from domain import consensus, honesty
from domain.amounts import N_
from domain.errors import NotFound, Refused
from domain.honesty import Answer, Sample, Suspicion, steps
from domain.ids import public
from domain.people import Person
from domain.projects import Project
from domain.terms import Terms
from services import audit, notices, people, suspensions
from storage import appeals
from storage import honesty as store
from storage.honesty import Case as Case
from storage.projects import definition
from storage.tx import Tx

WORDS_LENGTH_LEAST, WORDS_LENGTH_MAX = 3, 500
RECENT_MOST = 200  # answers of one person in a look
PROJECTS_MOST = 3
AROUND_MOST = 5_000  # everybody's answers to the same rows
HOUR_MS = 3_600_000
SHARED_CHANCE = 1e-6
PAUSED = N_("your answers look as if nobody had looked at the tasks. /honesty shows what was seen.")
WORKS = frozenset({"worker", "requester"})

page, count, due, fading = store.page, store.count, store.due, store.fading


@dataclass(frozen=True, slots=True)
class Found:
    """What looked wrong, and in which project; 0: in none of them."""

    suspicion: Suspicion
    project_id: int


def of(tx: Tx, account_id: int) -> Case | None:
    """Give the step somebody is on; None: nothing has followed."""
    found = store.find(tx, account_id)
    return found if found is not None and found.step else None


def is_checked_more(tx: Tx, account_id: int) -> bool:
    """Tell whether somebody is to get more known answers than others."""
    found = of(tx, account_id)
    return found is not None and steps.is_checked_more(found.step)


# --- Looking -----------------------------------------------------------------


def look(tx: Tx, account_id: int) -> Found | None:
    """Give what looks most wrong about somebody's latest answers; long, so best on a reader."""
    case = store.find(tx, account_id)
    recent = store.recent(tx, account_id, case.through_id if case else 0, RECENT_MOST)
    found = []
    for project_id, answers in Counter(of for _, of in recent).most_common(PROJECTS_MOST):
        if answers < honesty.ANSWERS_LEAST:
            break
        project = definition(tx, project_id)
        if not project.is_survey:
            sample = _sample(tx, account_id, project_id, project, recent[-1][0])
            found += [Found(each, project_id) for each in honesty.look(sample)]
    sharing = store.sharing(tx, account_id)
    if recent and sharing and not (case and case.is_shared_fine):
        figures = {"people": float(len(sharing))}
        found.append(Found(Suspicion(
            kind=steps.SHARED, chance=SHARED_CHANCE, figures=figures, others=tuple(sharing)
        ), 0))  # fmt: skip
    return min(found, key=_rank) if found else None


def _rank(found: Found) -> tuple[bool, float]:
    return found.suspicion.kind == steps.SHARED, found.suspicion.chance


def _sample(
    tx: Tx, account_id: int, project_id: int, project: Project, first_id: int
) -> Sample:
    compared = [q.id for q in consensus.agreeing(project.questions)]
    asked = compared or [q.id for q in project.questions]
    rows = store.around(tx, account_id, project_id, first_id, AROUND_MOST)
    known = {
        row.task_id: _label(row.known, compared)
        for row in rows
        if row.known and compared and all(name in row.known for name in compared)
    }
    answers = [
        Answer(row.task_id, row.account_id, _label(row.answers, asked), row.taken_ms,
               row.created_ms)
        for row in rows
    ]  # fmt: skip
    return Sample(account_id, answers, known)


def _label(answers: dict[str, Any], asked: list[str]) -> str:
    """Write what is said in one word: what is compared of it, the rest left out."""
    said = [answers.get(name) for name in asked]
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


# --- What follows ------------------------------------------------------------


def act(tx: Tx, account_id: int, found: Found | None, terms: Terms, now_ms: int) -> bool:
    """Somebody was looked at: take the next step, where one follows. Gives whether it did."""
    person = people.load(tx, account_id, lock=True)
    store.seen(tx, account_id)
    case = store.find(tx, account_id)
    is_theirs = person.account_id == account_id and person.role in WORKS
    if found is None or case is None or not is_theirs or person.state != "active":
        return False
    if case.waits:
        return False
    kind, wait_ms = found.suspicion.kind, terms.honesty.hours_between * HOUR_MS
    step = steps.following(
        case.step, kind,
        waited_ms=now_ms - case.since_ms, wait_ms=wait_ms,
        furthest=steps.NAMES.index(terms.honesty.furthest),
    )  # fmt: skip
    if step is None:
        if case.step and now_ms - case.since_ms >= wait_ms:
            store.again(tx, account_id, now_ms)
        return False
    figures: dict[str, Any] = dict(found.suspicion.figures) | {"project_id": found.project_id}
    if not _put(tx, account_id, case.step, step, now_ms, kind=kind, figures=figures):
        return False
    if step == steps.PAUSE:
        suspensions.suspend(tx, account_id, PAUSED, now_ms, is_told=False)
    _tell(tx, account_id, "honesty", now_ms, step=step, kind=kind, figures=figures)
    if steps.asks_admins(step, kind):
        _ask_admins(tx, account_id, now_ms)
    details = {"step": steps.NAMES[step], "kind": kind, "chance": found.suspicion.chance}
    others = [public(other) for other in found.suspicion.others]
    _record(tx, None, "step", account_id, now_ms, **details, figures=figures, others=others)
    return True


def fade(tx: Tx, account_id: int, step: int, good_days: int, terms: Terms, now_ms: int) -> bool:
    """Somebody had good days: go one step back, where that is due. Gives whether it was."""
    if not steps.fades(step, good_days, wanted=terms.honesty.good_days):
        return False
    people.load(tx, account_id, lock=True)
    case = store.find(tx, account_id)
    if case is None or case.step != step or case.waits:
        return False
    kept: dict[str, Any] = {"kind": case.kind, "figures": case.figures} if step > 1 else {}
    if not _put(tx, account_id, step, step - 1, now_ms, **kept):
        return False
    _tell(tx, account_id, "honesty_over", now_ms, step=step - 1, was_held=case.is_held)
    _record(tx, None, "fade", account_id, now_ms, step=steps.NAMES[step - 1])
    return True


# --- Contesting and deciding -------------------------------------------------


def check(tx: Tx, person: Person) -> Case:
    """Give the step that somebody can contest; raises Refused."""
    case = of(tx, person.account_id)
    if case is None:
        raise Refused(N_("Nothing follows from your answers, so there is nothing to contest."))
    if case.words is not None:
        raise Refused(N_("You have said what you have to say; an admin looks at it."))
    return case


def contest(tx: Tx, person: Person, words: str, now_ms: int) -> None:
    """Somebody says that it is not as it looks, once for each step; admins are asked."""
    said = words.strip()[:WORDS_LENGTH_MAX]
    if len(said) < WORDS_LENGTH_LEAST:
        raise Refused(N_("Say it in a few words, so that others can understand it."))
    check(tx, person)
    if not store.contest(tx, person.account_id, said):
        raise Refused(N_("You have said what you have to say; an admin looks at it."))
    _ask_admins(tx, person.account_id, now_ms)
    _record(tx, person.account_id, "contest", person.account_id, now_ms, words=said)


def lift(tx: Tx, admin: Person, account_id: int, now_ms: int) -> Person:
    """An admin ends it: nothing follows any more, and what was held is paid by the next run."""
    person, case = _to_decide(tx, admin, account_id)
    _put(tx, person.account_id, case.step, steps.NONE, now_ms)
    if case.kind == steps.SHARED:
        store.shared_is_fine(tx, person.account_id)
    if person.state == "suspended" and case.step >= steps.PAUSE:
        suspensions.unsuspend(
            tx, person.account_id, now_ms, actor_id=admin.account_id, is_told=False
        )
    _tell(tx, person.account_id, "honesty_lifted", now_ms, step=case.step, was_held=case.is_held)
    _record(tx, admin.account_id, "lift", person.account_id, now_ms)
    return person


def keep(tx: Tx, admin: Person, account_id: int, now_ms: int) -> Person:
    """An admin lets a step stand."""
    person, _ = _to_decide(tx, admin, account_id)
    if not store.decided(tx, person.account_id, now_ms):
        raise Refused(N_("Somebody has decided that already."))
    _tell(tx, person.account_id, "honesty_kept", now_ms)
    _record(tx, admin.account_id, "keep", person.account_id, now_ms)
    return person


def close(tx: Tx, admin: Person, account_id: int, now_ms: int) -> Person:
    """An admin ends somebody's work here; what they earned is theirs, and is held no longer."""
    person, case = _to_decide(tx, admin, account_id)
    if case.step == steps.CLOSED:
        raise Refused(N_("Somebody has decided that already."))
    _put(
        tx, person.account_id, case.step, steps.CLOSED, now_ms,
        kind=case.kind, figures=case.figures,
    )  # fmt: skip
    store.decided(tx, person.account_id, now_ms)
    if person.state == "active":
        suspensions.suspend(
            tx, person.account_id, PAUSED, now_ms, actor_id=admin.account_id, is_told=False
        )
    _tell(tx, person.account_id, "honesty_closed", now_ms)
    _record(tx, admin.account_id, "close", person.account_id, now_ms)
    return person


def _to_decide(tx: Tx, admin: Person, account_id: int) -> tuple[Person, Case]:
    person = people.load(tx, account_id, lock=True)
    if person.account_id == admin.account_id:
        raise Refused(N_("These are your own answers, so another admin has to look at them."))
    case = of(tx, person.account_id)
    if case is None:
        raise NotFound(N_("Nothing follows from their answers any more."))
    return person, case


def _put(
    tx: Tx, account_id: int, seen: int, step: int, now_ms: int, *,
    kind: str | None = None, figures: dict[str, Any] | None = None,
) -> bool:  # fmt: skip
    return store.put(
        tx, account_id, seen=seen, step=step, is_held=steps.is_held(step), kind=kind,
        figures=figures or {}, now_ms=now_ms,
    )  # fmt: skip


def _ask_admins(tx: Tx, account_id: int, now_ms: int) -> None:
    for admin_id in appeals.admins(tx):
        if admin_id != account_id:
            _tell(tx, admin_id, "honesty_admin", now_ms, account_id=account_id)


def _tell(tx: Tx, to_id: int, notice: str, now_ms: int, **params: object) -> None:
    notices.tell(tx, account_id=to_id, kind=notice, params=params, now_ms=now_ms)


def _record(
    tx: Tx, actor_id: int | None, action: str, account_id: int, now_ms: int, **details: object
) -> None:
    audit.record(
        tx, actor_id=actor_id, action=f"honesty.{action}", subject=f"account:{account_id}",
        details=details, now_ms=now_ms,
    )  # fmt: skip
