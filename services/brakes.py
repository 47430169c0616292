"""A requester's figures, and the brake: who rejects far more than is to be expected may reject no
more until an admin looks at it. Nothing else stops; what waits is accepted by time.

Expected is what the same people's answers to other requesters' rows differ from what was decided
there, or everybody's where there is too little of that.
"""

from dataclasses import dataclass
from statistics import median_low

from domain import brakes
from domain.amounts import N_, Share
from domain.brakes import Figures as Figures
from domain.consensus import agrees
from domain.errors import Refused
from domain.people import Person
from domain.terms import Terms
from services import audit, notices, people
from storage import appeals as appealed
from storage import brakes as store
from storage.judged import Judged
from storage.tx import Tx

SETTLED_MOST = 100  # the last answers of a requester that are looked at
PROJECTS_MOST = 20  # in the newest of their projects
APPEALS_MOST = 20
WORKERS_MOST, JUDGED_EACH, JUDGED_LEAST = 50, 20, 20
JUDGED_MOST, NEWEST = 500, 100_000  # of everybody, among so many of the newest answers
DIFFERENT_USUALLY = 0.1  # while nothing was decided yet: crowds differ in 5 to 20 % of answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Requester:
    """How a requester treats answers that people look at, over the last SETTLED_MOST of them.

    `accept_ms` is the usual time until one is accepted, the median; None where none was yet.
    """

    settled: int
    rejected: int
    appealed: int
    overturned: int
    accept_ms: int | None

    @property
    def rejected_share(self) -> float:
        """The share of answers that were rejected."""
        return self.rejected / self.settled if self.settled else 0.0


def requester(tx: Tx, owner_id: int) -> Requester:
    """Give a requester's figures."""
    found = _settled(tx, owner_id, 0)
    ended = store.appeals(tx, owner_id, since_ms=0, most=APPEALS_MOST)
    waits = [each.waited_ms for each in found if not each.is_rejected]
    return Requester(
        settled=len(found),
        rejected=sum(each.is_rejected for each in found),
        appealed=len(ended),
        overturned=ended.count("overturned"),
        accept_ms=median_low(waits) if waits else None,
    )


def check(tx: Tx, owner_id: int) -> None:
    """Raise Refused, with the figures, where a requester's answers can't be rejected for now."""
    brake = store.find(tx, owner_id)
    if brake is None or brake.lifted_ms is not None:
        return
    if brake.params.get("why") == "appeals":
        raise Refused(
            N_(
                "Rejecting is stopped for this requester's projects: of the last {appealed} "
                "appeals {overturned} were won. Accept the answer or ask for a revision; what "
                "nobody decides is accepted by itself. Admins know and can let it go on."
            ),
            appealed=brake.params["appealed"],
            overturned=brake.params["overturned"],
        )
    raise Refused(
        N_(
            "Rejecting is stopped for this requester's projects: of the last {settled} answers "
            "{rejected} were rejected, and about {expected} are to be expected. Accept the answer "
            "or ask for a revision; what nobody decides is accepted by itself. Admins know and can "
            "let it go on."
        ),
        settled=brake.params["settled"],
        rejected=brake.params["rejected"],
        expected=Share(brake.params["expected"]),
    )


to_look_at = store.to_look_at


def figures(tx: Tx, owner_id: int) -> Figures:
    """Add up what people decided about a requester's answers since a brake was last lifted.

    Long for people with very many answers, so best on a reader.
    """
    brake = store.find(tx, owner_id)
    since_ms = (brake.lifted_ms or 0) if brake else 0
    found = _settled(tx, owner_id, since_ms)
    ended = store.appeals(tx, owner_id, since_ms=since_ms, most=APPEALS_MOST)
    return Figures(
        settled=len(found),
        rejected=sum(each.is_rejected for each in found),
        expected=_expected(tx, owner_id, [each.account_id for each in found]),
        appealed=len(ended),
        overturned=ended.count("overturned"),
    )


def put_on(tx: Tx, owner_id: int, found: Figures, terms: Terms, now_ms: int) -> bool:
    """Put the brake on where the figures say so; False where it is on already, or they don't.

    The requester is told, and admins are, who can lift it.
    """
    margin = terms.appeals.brake_margin / 100
    why = brakes.stops(found, least=terms.appeals.brake_least, margin=margin)
    if why is None:
        return False
    params: dict[str, object] = {
        "why": why,
        "settled": found.settled,
        "rejected": found.rejected,
        "expected": found.expected,
        "appealed": found.appealed,
        "overturned": found.overturned,
    }
    if not store.put_on(tx, owner_id, params, now_ms):
        return False
    notices.tell(tx, account_id=owner_id, kind="braked", params=params, now_ms=now_ms)
    for account_id in appealed.admins(tx):
        told = {**params, "account_id": owner_id}
        notices.tell(tx, account_id=account_id, kind="brake", params=told, now_ms=now_ms)
    _record(tx, None, "brake.on", owner_id, now_ms, params)
    return True


def lift(tx: Tx, admin: Person, account_id: int, now_ms: int) -> None:
    """Let a requester's answers be rejected again; raises Refused where that is so."""
    owner_id = people.load(tx, account_id).account_id
    if owner_id == admin.account_id:
        raise Refused(N_("These are your own projects, so another admin has to look at them."))
    if not store.lift(tx, owner_id, now_ms):
        raise Refused(N_("Nothing keeps this requester's answers from being rejected."))
    notices.tell(tx, account_id=owner_id, kind="brake_lifted", params={}, now_ms=now_ms)
    _record(tx, admin.account_id, "brake.lift", owner_id, now_ms, {})


def _settled(tx: Tx, owner_id: int, since_ms: int) -> list[store.Settled]:
    return store.settled(
        tx, owner_id, since_ms=since_ms, projects=PROJECTS_MOST, most=SETTLED_MOST
    )


def _expected(tx: Tx, owner_id: int, accounts: list[int]) -> float:
    """Give the share of answers that is likely to be wrong."""
    judged: list[Judged] = []
    for account_id in sorted(set(accounts))[:WORKERS_MOST]:
        judged += store.judged(tx, owner_id, account_id, JUDGED_EACH)
    if len(judged) < JUDGED_LEAST:
        judged = store.judged_all(tx, owner_id, newest=NEWEST, most=JUDGED_MOST)
    if len(judged) < JUDGED_LEAST:
        return DIFFERENT_USUALLY
    return sum(not agrees(*each) for each in judged) / len(judged)


def _record(
    tx: Tx,
    actor_id: int | None,
    action: str,
    owner_id: int,
    now_ms: int,
    details: dict[str, object],
) -> None:
    audit.record(
        tx,
        actor_id=actor_id,
        action=action,
        subject=f"account:{owner_id}",
        details=details,
        now_ms=now_ms,
    )
