"""Whose morning it is: of each day, of each week, and of those who look after projects."""

from dataclasses import dataclass

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class DueMorning:
    """A person whose morning has come; `last_date` is the day of the last one."""

    account_id: int
    last_date: str | None


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which messages a person gets in the morning."""

    daily: bool
    weekly: bool
    digest: bool


def any_due(tx: Tx, now_ms: int) -> bool:
    """Tell whether anybody's morning has come."""
    return tx.queries.summary_any_due(tx.connection, now_ms=now_ms) is not None


def count_due(tx: Tx, now_ms: int) -> int:
    """Count the mornings that have come."""
    count: int = tx.queries.summary_due_count(tx.connection, now_ms=now_ms)
    return count


def due(tx: Tx, now_ms: int, most: int) -> list[DueMorning]:
    """Give people whose morning has come, locked where a database has row locks."""
    rows = tx.queries.summary_due(tx.connection, now_ms=now_ms, most=most)
    return [DueMorning(*row) for row in rows]


def done(tx: Tx, account_id: int, *, next_ms: int | None, date: str | None) -> None:
    """A morning is over: when the next one is (None: never), and which day had the last."""
    tx.queries.summary_done(tx.connection, account_id=account_id, next_ms=next_ms, date=date)


def weekly_due(tx: Tx, now_ms: int, most: int) -> list[DueMorning]:
    """Give people whose week is to be summed up, locked where a database has row locks."""
    rows = tx.queries.weekly_due(tx.connection, now_ms=now_ms, most=most)
    return [DueMorning(*row) for row in rows]


def weekly_done(tx: Tx, account_id: int, *, next_ms: int | None, date: str | None) -> None:
    """A week is summed up: when the next one is, and which Monday had the last."""
    tx.queries.weekly_done(tx.connection, account_id=account_id, next_ms=next_ms, date=date)


def digest_due(tx: Tx, now_ms: int, most: int) -> list[DueMorning]:
    """Give people whose digest has come, locked where a database has row locks."""
    rows = tx.queries.digest_due(tx.connection, now_ms=now_ms, most=most)
    return [DueMorning(*row) for row in rows]


def digest_done(tx: Tx, account_id: int, *, next_ms: int | None, date: str | None) -> None:
    """A digest is over: when the next one is (None: it begins again with a project)."""
    tx.queries.digest_done(tx.connection, account_id=account_id, next_ms=next_ms, date=date)


def digest_enlist(tx: Tx) -> int:
    """Let those who have a project at work by now have a digest; gives how many they are."""
    if tx.queries.digest_enlist_wanted(tx.connection) is None:
        return 0
    enlisted: int = tx.queries.digest_enlist(tx.connection)
    return enlisted


def choose_digest(tx: Tx, account_id: int, *, on: bool) -> None:
    """Let a person have a digest, or none."""
    tx.queries.digest_choose(tx.connection, account_id=account_id, on=int(on))


def schedule(tx: Tx, account_id: int, next_ms: int) -> None:
    """Set when the next morning is."""
    tx.queries.account_set_summary(tx.connection, account_id=account_id, summary_next_ms=next_ms)


def choose(
    tx: Tx, account_id: int, *, summary_next_ms: int | None, weekly_next_ms: int | None
) -> None:
    """Set when the next morning is, and the next week's; None: they don't get it."""
    tx.queries.mornings_choose(
        tx.connection,
        account_id=account_id,
        summary_next_ms=summary_next_ms,
        weekly_next_ms=weekly_next_ms,
    )


def move(
    tx: Tx, account_id: int, *, summary_next_ms: int, weekly_next_ms: int, digest_next_ms: int
) -> None:
    """Let a person's mornings be at another time; what they don't get stays that way."""
    tx.queries.mornings_move(
        tx.connection,
        account_id=account_id,
        summary_next_ms=summary_next_ms,
        weekly_next_ms=weekly_next_ms,
        digest_next_ms=digest_next_ms,
    )


def chosen(tx: Tx, account_id: int) -> Chosen:
    """Tell which messages a person gets in the morning."""
    return Chosen(*map(bool, tx.queries.mornings_chosen(tx.connection, account_id=account_id)))


def credited_minor(tx: Tx, account_id: int, since_ms: int) -> int:
    """Give what payout runs credited to a person since a moment."""
    amount: int = tx.queries.summary_credited(
        tx.connection, suffix=f":{account_id}", since_ms=since_ms
    )
    return amount


def set_goal(tx: Tx, account_id: int, goal: str | None, most: int) -> None:
    """Set what a person wants to do each day."""
    tx.queries.account_set_goal(tx.connection, account_id=account_id, goal=goal, most=most)
