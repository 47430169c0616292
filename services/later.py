"""Putting a task aside: it waits for its person alone, with what they answered, until its time is
up; meanwhile they may do others.

Such an assignment is in the state 'revise', as one that was sent back, and has a draft.
"""

from domain.amounts import N_
from domain.errors import NotFound, Refused
from domain.people import Person
from services.work import InHand, in_hand, release, take_up
from storage import work
from storage.tx import Tx
from storage.work import Assignment

ASIDE_MOST = 3
OFFERED_FROM_MS = 1_800_000  # tasks with as much time have a button for it


def is_offered(hand: InHand) -> bool:
    """Tell whether a task is one that people put aside: it has steps, or much time."""
    return bool(hand.project.steps) or hand.project.time_limit_ms >= OFFERED_FROM_MS


def aside(tx: Tx, account_id: int, now_ms: int) -> list[InHand]:
    """Give what somebody has put aside and still has time for, the most urgent first."""
    return [in_hand(found) for found in work.aside(tx, account_id, now_ms)]


def held(tx: Tx, account_id: int, assignment_id: int) -> InHand | None:
    """Give a task that somebody has in hand, or that waits for them; None where it isn't theirs."""
    found = work.find(tx, assignment_id)
    is_theirs = found is not None and found.account_id == account_id
    if found is None or not is_theirs or found.state not in ("active", "revise"):
        return None
    return in_hand(found)


def put_aside(tx: Tx, person: Person, assignment_id: int, now_ms: int) -> InHand:
    """Put a task in hand aside; raises Refused where it isn't, or where too much is aside."""
    assignment = work.find(tx, assignment_id)
    if assignment is None or assignment.account_id != person.account_id:
        raise NotFound(N_("There is no such task of yours. /work gives you one."))
    if assignment.state != "active" or assignment.deadline_ms <= now_ms:
        raise Refused(N_("That task is not in your hands any more. /work gives you the next one."))
    if len(work.aside(tx, person.account_id, now_ms)) >= ASIDE_MOST:
        raise Refused(
            N_("You have put {n} tasks aside already. /later lists them; finish or skip one."),
            n=ASIDE_MOST,
        )
    if not work.put_aside(tx, assignment_id):
        raise Refused(N_("That task is not in your hands any more. /work gives you the next one."))
    return in_hand(assignment)


def make_room(tx: Tx, held: Assignment, now_ms: int) -> None:
    """Take a task out of somebody's hands for another one: aside, if it has answers, else back."""
    is_begun = held.draft is not None and held.deadline_ms > now_ms
    if is_begun and len(work.aside(tx, held.account_id, now_ms)) < ASIDE_MOST:
        work.put_aside(tx, held.id)
    else:
        release(tx, held, now_ms)


def resume(tx: Tx, person: Person, assignment_id: int, now_ms: int) -> InHand:
    """Take up what was put aside; another one in hand, if it has answers, is put aside instead.

    Raises Refused where it isn't theirs any more.
    """
    assignment = work.find(tx, assignment_id)
    held = work.active(tx, person.account_id)
    is_aside = assignment is not None and assignment.state == "revise"
    if is_aside and held is not None and held.draft is not None and held.deadline_ms > now_ms:
        work.put_aside(tx, held.id)  # in place of the other one
    return take_up(tx, person, assignment_id, now_ms)[0]
