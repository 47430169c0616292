"""Reputation: events are recorded, points follow from them, replaying gives the same points."""

from collections.abc import Iterable

from domain import localtime, reputation
from domain.ids import public
from domain.people import Person
from domain.terms import Terms
from services import people
from storage import reputation as store
from storage import servers
from storage.tx import Tx

REPLAY_PAGE = 500


def record(tx: Tx, *, account_id: int, kind: str, ref: str, points: int, now_ms: int) -> None:
    """Record an event once and change the points by it; a second time does nothing."""
    if store.insert(tx, account_id=account_id, kind=kind, ref=ref, points=points, now_ms=now_ms):
        store.add(tx, account_id, points)


def accepted(
    tx: Tx, person: Person, submission_id: int, terms: Terms, now_ms: int, *, earned_minor: int
) -> int:
    """Give the points of an accepted answer, with the streak on the first of a local day.

    Two statements; one more on the first accepted answer of a local day. The day's tally
    (`today_tasks`, `today_minor` of the account) is kept in the same statement. Gives 0 where
    this submission was recorded before.
    """
    today = localtime.date_of(now_ms, person.time_zone)
    if person.today_date == person.streak_date == today:
        gained = _accept(tx, person.account_id, submission_id, terms, now_ms, earned_minor)
    else:
        gained = _accept_first(tx, person, submission_id, terms, now_ms, earned_minor, today)
    if reputation.level(person.points + gained) != reputation.level(person.points):
        servers.level_changed(tx, person.account_id, now_ms)
    return gained


def _accept(
    tx: Tx, account_id: int, submission_id: int, terms: Terms, now_ms: int, earned_minor: int
) -> int:
    """Record an accepted answer of a day that has begun."""
    points = terms.reputation.accepted
    if not store.insert(
        tx,
        account_id=account_id,
        kind="accepted",
        ref=str(submission_id),
        points=points,
        now_ms=now_ms,
    ):
        return 0
    gain = store.Gain(points=points, tasks=1, minor=earned_minor)
    store.add_answer(tx, account_id, gain, submission_id=submission_id)
    return points


def _accept_first(
    tx: Tx,
    person: Person,
    submission_id: int,
    terms: Terms,
    now_ms: int,
    earned_minor: int,
    today: str,
) -> int:
    """Record an accepted answer that begins a local day, or one in a day that came again."""
    account_id, points = person.account_id, terms.reputation.accepted
    days = reputation.streak(person.streak_days, person.streak_date, today)
    streak_points = min(days, terms.reputation.streak_most) if days is not None else 0
    if days is not None:
        new = store.insert_two(
            tx,
            account_id=account_id,
            ref=str(submission_id),
            points=points,
            date=today,
            streak_points=streak_points,
            now_ms=now_ms,
        )
    else:
        new = (
            {"accepted"}
            if store.insert(
                tx,
                account_id=account_id,
                kind="accepted",
                ref=str(submission_id),
                points=points,
                now_ms=now_ms,
            )
            else set()
        )
    if not new:
        return 0
    is_counted = "accepted" in new
    gained = points * is_counted + streak_points * ("streak" in new)
    store.begin_day(
        tx,
        account_id,
        store.Gain(points=gained, tasks=int(is_counted), minor=earned_minor * is_counted),
        submission_id=submission_id if is_counted else 0,
        date=today,
        streak_days=person.streak_days if days is None else days,
        streak_date=person.streak_date if days is None else today,
    )
    return gained


def undone(tx: Tx, person: Person, submission_id: int, now_ms: int, *, earned_minor: int) -> None:
    """Take back the points of an accepted answer that the person undid; the streak stays."""
    ref = str(submission_id)
    found = store.find(tx, person.account_id, "accepted", ref)
    if found is None:
        return
    points, accepted_ms = found
    if not store.insert(
        tx, account_id=person.account_id, kind="undone", ref=ref, points=-points, now_ms=now_ms
    ):
        return
    date = localtime.date_of(accepted_ms, person.time_zone)
    is_latest = date == person.today_date
    store.take_answer(
        tx,
        account_id=person.account_id,
        submission_id=submission_id,
        points=-points,
        tasks=int(is_latest),
        minor=earned_minor if is_latest else 0,
    )
    if not is_latest:
        store.take_from_tally(
            tx, person.account_id, date, earned_minor, submission_id=submission_id
        )


def rejected(tx: Tx, account_id: int, submission_id: int, terms: Terms, now_ms: int) -> int:
    """Record a rejected answer; gives the points it costs (negative)."""
    points = terms.reputation.rejected
    record(
        tx,
        account_id=account_id,
        kind="rejected",
        ref=str(submission_id),
        points=points,
        now_ms=now_ms,
    )
    return points


def appeal_won(tx: Tx, account_id: int, submission_id: int, now_ms: int) -> None:
    """Give back what a rejected answer cost, for it was accepted after all."""
    ref = str(submission_id)
    given_back(tx, account_id, of="rejected", ref=ref, kind="appeal_won", now_ms=now_ms)


def given_back(tx: Tx, account_id: int, *, of: str, ref: str, kind: str, now_ms: int) -> None:
    """Give back what an event cost, as an event of another kind; nothing where there was none.

    Points never fall below 0, so that may be less than what was recorded.
    """
    found = store.find(tx, account_id, of, ref)
    if found is None:
        return
    events = list(store.events(tx, account_id))
    others = store.events_without(tx, account_id, of, ref)
    if len(others) < len(events):
        points = max(0, reputation.fold(others) - reputation.fold(events))
    else:  # it was recorded for an account that became part of this one
        points = -found[0]
    record(tx, account_id=account_id, kind=kind, ref=ref, points=points, now_ms=now_ms)


def reviewed(
    tx: Tx, accounts: Iterable[int], *, ref: str, terms: Terms, now_ms: int
) -> None:
    """Give people the points of a review of theirs that stands, in the order of their ids; who has
    left gets none.
    """
    points = terms.reputation.review
    for account_id in sorted({people.load(tx, each).account_id for each in accounts}):
        before = people.load(tx, account_id, lock=True)
        if not points or before.state == "deleted":
            continue
        record(tx, account_id=account_id, kind="review", ref=ref, points=points, now_ms=now_ms)
        if reputation.level(before.points) != reputation.level(before.points + points):
            servers.level_changed(tx, account_id, now_ms)


def review_lost(tx: Tx, accounts: Iterable[int], *, ref: str, now_ms: int) -> None:
    """Take back what a review brought that was overturned; nothing where it brought nothing."""
    for account_id in sorted({people.load(tx, each).account_id for each in accounts}):
        people.load(tx, account_id, lock=True)
        found = store.find(tx, account_id, "review", ref)
        if found is not None:
            record(
                tx, account_id=account_id, kind="review_lost", ref=ref, points=-found[0],
                now_ms=now_ms,
            )  # fmt: skip


def gold(
    tx: Tx, account_id: int, submission_id: int, terms: Terms, now_ms: int, *, right: bool
) -> int:
    """Record how an answer to a gold task compares with the known one; gives the points."""
    points = terms.reputation.gold_right if right else terms.reputation.gold_wrong
    kind = "gold_right" if right else "gold_wrong"
    record(
        tx, account_id=account_id, kind=kind, ref=str(submission_id), points=points, now_ms=now_ms
    )
    return points


def replay(tx: Tx, account_id: int) -> int:
    """Fold a person's recorded events again: the points that the account should have."""
    return reputation.fold(store.events(tx, account_id))


def problems(tx: Tx) -> list[str]:
    """Say whose points are not what their recorded events give, for `bitework check`."""
    return [
        f"account {public(account_id)} has {points} points, its events give {replayed}"
        for account_id, points, replayed in differences(tx)
    ]


def differences(tx: Tx) -> list[tuple[int, int, int]]:
    """Give (account, points it has, points its events give) where the two differ."""
    found, after_id = [], 0
    while page := store.accounts(tx, after_id, REPLAY_PAGE):
        after_id = page[-1][0]
        for account_id, points in page:
            replayed = replay(tx, account_id)
            if replayed != points:
                found.append((account_id, points, replayed))
    return found
