"""Two accounts of one person become one: one balance, one reputation, one list of tasks seen.

The account with more answers stays, and the other becomes part of it: what it has moves by
transfers and recorded events of their own kinds, what it answered is the other's answer from then
on, and its row stays behind (`state = 'merged'`) for what was booked and answered under it. A task
that both had answered keeps both answers. `people.load` gives the account that stays for the one
that went.
"""

from dataclasses import dataclass

from domain import ledger, reputation
from domain.amounts import N_
from domain.errors import Refused
from domain.people import Person
from domain.platforms import name_of
from services import audit, leaderboards, people, suspensions
from services import work as tasks
from services.ledger import move
from storage import links, servers, work
from storage import merging as store
from storage import reputation as events
from storage.merging import Standing
from storage.tx import Tx

KIND = "linked"  # of the transfers and of the events of reputation
COOL_DOWN_MS = 86_400_000  # of a destination that comes along: its chat may be somebody else's
_ABOVE = {
    ("worker", "worker"): "worker",
    ("requester", "worker"): "requester",
    ("reviewer", "worker"): "reviewer",
    ("requester", "requester"): "requester",
    ("reviewer", "reviewer"): "reviewer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What linking two accounts would do: which one stays, as what, and what the other brings."""

    stays: Person
    goes: Person
    role: str
    answers: int
    points: int
    balances: tuple[tuple[str, str, int], ...]  # name, currency, minor units

    def credits_minor(self, currency: str) -> int:
        """Give what the account that goes brings in one currency, paid out not counted."""
        gone = (ledger.paid(self.goes.account_id), ledger.received(self.goes.account_id))
        return sum(
            minor for name, of, minor in self.balances if of == currency and name not in gone
        )


def plan(tx: Tx, issuer: Person, person: Person) -> Plan:
    """Say what linking two people's accounts would do, `person` having entered `issuer`'s code.

    Raises Refused where it can't be done: one of them is suspended or has left, both have a chat on
    one platform, or they have roles that nobody can have at once.
    """
    for each in (issuer, person):
        is_back = each.state == "new" and suspensions.is_marked(tx, each.account_id)
        if is_back or each.state in ("suspended", "deleted", people.MERGED):
            raise Refused(
                N_("One of the two accounts is paused or gone, so they can't become one.")
            )
    if issuer.account_id == person.account_id:
        raise Refused(N_("These two are one account already. /unlink lists its chats."))
    _check_platforms(tx, issuer, person)
    role = _role(issuer.role, person.role)
    seen = {each.account_id: store.standing(tx, each.account_id) for each in (issuer, person)}
    more = seen[person.account_id].answers > seen[issuer.account_id].answers
    stays, goes = (person, issuer) if more and person.state == "active" else (issuer, person)
    brings = seen[goes.account_id]
    return Plan(
        stays=stays,
        goes=goes,
        role=role,
        answers=brings.answers,
        points=brings.points,
        balances=tuple(store.balances(tx, _names(goes.account_id))),
    )


def merge(tx: Tx, made: Plan, now_ms: int, *, actor_id: int) -> None:
    """Make one account part of another; both are locked."""
    keep_id, other_id = made.stays.account_id, made.goes.account_id
    keeps, brings = store.standing(tx, keep_id), store.standing(tx, other_id)
    _settle_hands(tx, keep_id, other_id, now_ms)
    store.join_work(tx, keep_id, other_id)
    _put_back_the_rest(tx, other_id, now_ms)
    usable_ms = now_ms + COOL_DOWN_MS
    store.join_payouts(tx, keep_id, other_id, usable_ms=usable_ms, now_ms=now_ms)
    _move_balances(tx, made, now_ms)
    _move_points(tx, keep_id, other_id, brings.points, now_ms)
    _join_days(tx, keep_id, other_id, keeps, brings)
    if brings.kin is not None:
        kin = brings.kin if keeps.kin is None else keeps.kin
        store.join_kin(tx, keep_id, kin=kin, other_kin=brings.kin)
    links.remove(tx, other_id)
    is_shown = leaderboards.is_shown(tx, keep_id)
    store.join_the_rest(tx, keep_id, other_id)
    leaderboards.show(tx, keep_id, on=is_shown)  # it is the name of the one that stays
    servers.level_changed(tx, keep_id, now_ms)
    if made.stays.role != made.role:
        people.set_role(tx, keep_id, made.role)
    audit.record(
        tx,
        actor_id=actor_id,
        action="account.link",
        subject=f"account:{keep_id}",
        details={
            "merged": other_id,
            "role": made.role,
            "points": brings.points,
            "balances": [list(balance) for balance in made.balances],
        },
        now_ms=now_ms,
    )


def _check_platforms(tx: Tx, issuer: Person, person: Person) -> None:
    of_issuer = {platform for _, platform in links.chats(tx, issuer.account_id)}
    of_person = {platform for _, platform in links.chats(tx, person.account_id)}
    if of_issuer & of_person:
        raise Refused(
            N_(
                "Both accounts have a chat on {platform}, and one account has at most one there. "
                "/unlink takes one off first."
            ),
            platform=name_of(min(of_issuer & of_person)),
        )


def _role(one: str, other: str) -> str:
    """Give the role that may all that both may."""
    if "admin" in (one, other):
        return "admin"
    first, second = sorted((one, other))
    if (first, second) not in _ABOVE:
        raise Refused(
            N_(
                "One of the accounts has projects to run and the other reviews answers, which "
                "nobody may do at once. An operator can change a role; then this works."
            )
        )
    return _ABOVE[first, second]


def _settle_hands(tx: Tx, keep_id: int, other_id: int, now_ms: int) -> None:
    """Let at most one task be in hand, and none that the person has answered as the other one.

    What is put back is as if it had not been given.
    """
    held, others = work.active(tx, keep_id), work.active(tx, other_id)
    if held is not None and store.has_met(tx, other_id, held.task_id) in ("submitted", "revise"):
        tasks.release(tx, held, now_ms)
        held = None
    if held is not None and others is not None:
        tasks.release(tx, others, now_ms)


def _put_back_the_rest(tx: Tx, other_id: int, now_ms: int) -> None:
    """Put back what the account that goes still holds of tasks that the other one has met, too."""
    for assignment_id, task_id in work.still_held(tx, other_id):
        work.end(tx, assignment_id, task_id, "released", now_ms)


def _names(account_id: int) -> tuple[str, str, str, str, str]:
    return (
        ledger.pending(account_id),
        ledger.available(account_id),
        ledger.in_flight(account_id),
        ledger.paid(account_id),
        ledger.received(account_id),
    )


def _move_balances(tx: Tx, made: Plan, now_ms: int) -> None:
    """Book what the account that goes has to the one that stays, name by name."""
    to = dict(zip(_names(made.goes.account_id), _names(made.stays.account_id), strict=True))
    for name, currency, amount_minor in store.balances(tx, _names(made.goes.account_id)):
        move(
            tx,
            kind=KIND,
            ref=f"{name}:{currency}",
            debit=name,
            credit=to[name],
            amount_minor=amount_minor,
            currency=currency,
            now_ms=now_ms,
        )


def _move_points(tx: Tx, keep_id: int, other_id: int, points: int, now_ms: int) -> None:
    """Record that points went from one account to the other: replaying gives what both have."""
    if not points:
        return
    for account_id, of_id, change in ((other_id, keep_id, -points), (keep_id, other_id, points)):
        events.insert(
            tx, account_id=account_id, kind=KIND, ref=str(of_id), points=change, now_ms=now_ms
        )
        store.add_points(tx, account_id, change)


def _join_days(tx: Tx, keep_id: int, other_id: int, keeps: Standing, brings: Standing) -> None:
    streak = reputation.joined_streak(
        (keeps.streak_days, keeps.streak_date), (brings.streak_days, brings.streak_date)
    )
    dates = [date for date in (keeps.today_date, brings.today_date) if date is not None]
    store.join_days(tx, keep_id, other_id, max(dates, default=None), streak)
