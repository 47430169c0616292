"""Screeners: whom a project fits is asked once; whom it doesn't is thanked, and paid for having
answered where the project says so.

What may be paid so is kept in the project's hold besides the rewards, so that it is there whenever
it was promised.
"""

from dataclasses import dataclass

from domain import ledger
from domain.consensus import Answers
from domain.people import Person
from domain.projects import Project
from domain.questions import Question, is_asked
from domain.screening import fits
from services.ledger import move
from storage import screenings as store
from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class ScreenedOut:
    """A project doesn't fit somebody; `paid_minor` is what they got for having answered."""

    project_id: int
    project: Project
    paid_minor: int


def known(tx: Tx, account_id: int, project_id: int, project: Project) -> Answers:
    """Give what somebody whom a project fits answered to its screeners: they aren't asked again."""
    if not project.screeners:
        return {}
    found = store.find(tx, account_id, project_id)
    return found.answers if found is not None and found.fits else {}


def may_fit(tx: Tx, account_id: int, project_id: int, project: Project) -> bool:
    """Tell whether somebody's answers have not shown yet that a project is for others."""
    if not project.screeners:
        return True
    found = store.find(tx, account_id, project_id)
    return found is None or found.fits


def judge(
    tx: Tx,
    person: Person,
    project_id: int,
    project: Project,
    question: Question,
    draft: Answers,
    now_ms: int,
) -> ScreenedOut | None:
    """Look at an answer to a screener, the last one in `draft`; None where somebody goes on."""
    names = [screener.id for screener in project.screeners]
    answers = {name: value for name, value in draft.items() if name in names}
    if fits(question, draft[question.id]):
        if any(each.id not in draft and is_asked(each, draft) for each in project.screeners):
            return None
        store.add(tx, person.account_id, project_id, answers, now_ms, fits=True)
        if may_fit(tx, person.account_id, project_id, project):
            return None
        return ScreenedOut(project_id, project, 0)  # it was said otherwise before
    is_new = store.add(tx, person.account_id, project_id, answers, now_ms, fits=False)
    paid_minor = _pay(tx, person, project_id, project, now_ms) if is_new else 0
    return ScreenedOut(project_id, project, paid_minor)


def _pay(tx: Tx, person: Person, project_id: int, project: Project, now_ms: int) -> int:
    screening = project.screening
    if screening is None or not store.pay(tx, project_id, screening.pay_minor):
        return 0
    move(
        tx,
        kind="screened",
        ref=f"{project_id}:{person.account_id}",
        debit=ledger.hold(project_id),
        credit=ledger.pending(person.account_id),
        amount_minor=screening.pay_minor,
        currency=project.currency,
        now_ms=now_ms,
    )
    return screening.pay_minor


def keep(tx: Tx, project_id: int, project: Project) -> None:
    """Keep in the hold what people may get whom the project doesn't fit, from an opening on."""
    if project.screening is not None:
        store.keep(tx, project_id, project.screening.total_minor)

