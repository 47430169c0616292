"""The digest of those who look after projects, and of admins: once a local morning, in one message.

Who owns a project at work is enlisted by the job; whose projects are all over is let go again.
Admins hear about the whole house. Nothing to say: nothing is said.
"""

from dataclasses import dataclass

import orjson

from domain import localtime
from domain.people import Person
from domain.permissions import Permission, allows
from domain.terms import Terms
from services import mornings, notices, people, summaries
from services.ledger_check import LedgerProblem
from services.payouts.sending import TOMORROW
from services.progress import ProgressCard, progress
from services.pushes import Chunk
from storage import house_digests as store
from storage import summaries as queue
from storage.house_digests import Payouts as Payouts
from storage.house_digests import Waiting
from storage.summaries import DueMorning
from storage.tx import Tx

CHUNK = 10
PROJECTS_MOST = 100  # that are looked at for one digest
NEARLY_SPENT = 0.9  # of a budget
DAY_MS = 24 * localtime.MS_PER_HOUR
STUCK_MS = DAY_MS  # what waits for longer
REASONS_MOST = 3
PAYOUT_DAYS = 30  # of those asked for since, the ends are counted
LEDGER = "ledger_problems"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfProject:
    """A project's day, and what waits for somebody."""

    card: ProgressCard
    answers: int
    spent_minor: int
    pending: int
    accepted_from_ms: int | None  # when the oldest of them is accepted by silence
    appeals: int
    is_ignored: bool  # nobody took a row for a day, though there are some

    @property
    def left(self) -> int:
        """Rows (or answers) that are not decided."""
        return self.card.total - self.card.decided

    @property
    def is_nearly_spent(self) -> bool:
        """Tell whether little of the budget is left for what is left to do."""
        card = self.card
        return self.left > 0 and card.spent_minor >= NEARLY_SPENT * card.budget_minor

    @property
    def is_stuck(self) -> bool:
        return bool(self.pending or self.appeals or self.is_ignored or self.is_nearly_spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The whole house's day."""

    people: int
    tasks: int
    paid_minor: int
    payouts: tuple[Payouts, ...]
    stuck: int  # payouts that are unknown, or on their way or waiting for a yes for too long
    put_off: tuple[tuple[str, str, int], ...]  # rail, why it sends nothing yet, how many wait
    orders: int  # rewards that nobody has handed over for too long
    dead_notices: int
    ledger_problems: int
    balances: tuple[tuple[str, str, int], ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What somebody hears: of projects the stuck ones first; of the house where they are an admin.
    """

    projects: tuple[OfProject, ...]
    house: House | None

    @property
    def is_empty(self) -> bool:
        return not self.projects and (self.house is None or _is_quiet(self.house))


def of_day(tx: Tx, person: Person, date: str, now_ms: int) -> Digest:
    """Sum a local day up for somebody."""
    zone, tomorrow = person.time_zone, localtime.days_before(date, -1)
    from_ms, until_ms = localtime.start_of(date, zone), localtime.start_of(tomorrow, zone)
    looks_at_all = allows(person.role, Permission.ALL_PROJECTS)
    owner_id = 0 if looks_at_all else person.account_id
    waiting = store.projects(tx, owner_id, PROJECTS_MOST)
    given = store.answers(tx, from_ms, until_ms) if waiting else {}
    found = [_project(tx, each, given, from_ms, until_ms, now_ms) for each in waiting]
    told = [each for each in found if each.is_stuck or each.answers or each.card.state == "open"]
    told.sort(key=lambda each: (not each.is_stuck, -each.answers, -each.card.project_id))
    house = _house(tx, date, from_ms, until_ms, now_ms) if looks_at_all else None
    return Digest(tuple(told), house)


def _project(
    tx: Tx,
    of: Waiting,
    given: dict[int, tuple[int, int]],
    from_ms: int,
    until_ms: int,
    now_ms: int,
) -> OfProject:
    card = progress(tx, of.project_id, now_ms)
    answers, spent_minor = given.get(of.project_id, (0, 0))
    spent_minor += store.settled_minor(tx, of.project_id, from_ms, until_ms)
    spent_minor += store.extras_minor(tx, of.project_id, from_ms, until_ms)
    waits = of.accept == "review" and of.pending_since_ms is not None
    is_open = card.state == "open" and card.decided < card.total
    return OfProject(
        card=card,
        answers=answers,
        spent_minor=spent_minor,
        pending=of.pending if of.accept == "review" else 0,
        accepted_from_ms=(of.pending_since_ms or 0) + of.accept_after_ms if waits else None,
        appeals=of.appeals,
        is_ignored=is_open
        and not answers
        and not card.in_hand
        and (of.opened_ms or now_ms) <= from_ms,
    )


def _house(tx: Tx, date: str, from_ms: int, until_ms: int, now_ms: int) -> House:
    people_, tasks, paid_minor = store.day(tx, date)
    since_ms = now_ms - PAYOUT_DAYS * DAY_MS
    payouts = store.payouts(tx, since_ms=since_ms, from_ms=from_ms, until_ms=until_ms)
    stuck, orders = store.stuck(tx, before_ms=now_ms - STUCK_MS, now_ms=now_ms)
    return House(
        people=people_,
        tasks=tasks,
        paid_minor=paid_minor,
        payouts=tuple(payouts),
        stuck=stuck,
        put_off=tuple(store.put_off(tx, but=TOMORROW, most=REASONS_MOST)),
        orders=orders,
        dead_notices=store.dead_notices(tx, now_ms - DAY_MS),
        ledger_problems=ledger_problems(tx),
        balances=tuple(store.balances(tx)),
    )


def _is_quiet(house: House) -> bool:
    waits = house.payouts or house.orders
    return not (house.tasks or waits or house.dead_notices or house.ledger_problems)


def note_check(tx: Tx, problems: list[LedgerProblem], now_ms: int) -> None:
    """Keep what the ledger's nightly check found, for the digest."""
    value = orjson.dumps({"problems": len(problems), "at_ms": now_ms}).decode()
    tx.queries.meta_note(tx.connection, key=LEDGER, value=value)


def ledger_problems(tx: Tx) -> int:
    """Give how many problems the last check of the ledger found."""
    text: str | None = tx.queries.meta_value(tx.connection, key=LEDGER)
    return int(orjson.loads(text)["problems"]) if text else 0


def write_due(tx: Tx, terms: Terms, now_ms: int) -> Chunk:
    """Write some of the digests that are due; nobody seen: nobody is left."""
    if not terms.summary.enabled:
        return Chunk(0, 0)
    queue.digest_enlist(tx)
    due = queue.digest_due(tx, now_ms, CHUNK)
    return Chunk(len(due), sum(_consider(tx, each, terms, now_ms) for each in due))


def _consider(tx: Tx, due: DueMorning, terms: Terms, now_ms: int) -> bool:
    person = people.load(tx, due.account_id)
    if person.account_id != due.account_id or not _looks_after(tx, person):
        queue.digest_done(tx, due.account_id, next_ms=None, date=due.last_date)
        return False
    turn = mornings.of_day(person, due.last_date, terms, now_ms)
    date = turn.last_date or localtime.days_before(localtime.date_of(now_ms, person.time_zone), 1)
    queue.digest_done(tx, due.account_id, next_ms=turn.next_ms, date=date)
    is_new = due.last_date is None  # enlisted just now: their first morning is the next
    is_there = person.state == "active" and summaries.is_there(person)
    if is_new or not turn.is_now or not is_there or not notices.reach(tx, person.account_id):
        return False
    yesterday = localtime.days_before(localtime.date_of(now_ms, person.time_zone), 1)
    if of_day(tx, person, yesterday, now_ms).is_empty:
        return False
    params = {"date": yesterday}
    account_id = person.account_id
    notices.tell(tx, account_id=account_id, kind="house_digest", params=params, now_ms=now_ms)
    return True


def _looks_after(tx: Tx, person: Person) -> bool:
    if person.state == "deleted":
        return False
    return allows(person.role, Permission.ALL_PROJECTS) or store.runs(tx, person.account_id)
