"""What two accounts have to be compared by, and how one becomes part of the other."""

from dataclasses import dataclass

from storage.tx import Tx


@dataclass(frozen=True, slots=True)
class Standing:
    """What an account has come to: points, days in a row, its latest day, and its answers.

    `kin` is shared by accounts that were one before.
    """

    points: int
    streak_days: int
    streak_date: str | None
    today_date: str | None
    kin: int | None
    answers: int


def standing(tx: Tx, account_id: int) -> Standing:
    """Give what an account has come to."""
    return Standing(*tx.queries.merge_account(tx.connection, account_id=account_id))


def balances(tx: Tx, names: tuple[str, str, str, str, str]) -> list[tuple[str, str, int]]:
    """Give (name, currency, amount) of what is on one person's names."""
    pending, available, in_flight, paid, received = names
    return list(
        tx.queries.merge_balances(
            tx.connection,
            pending=pending,
            available=available,
            in_flight=in_flight,
            paid=paid,
            received=received,
        )
    )


def join_payouts(
    tx: Tx, account_id: int, other_id: int, *, usable_ms: int, now_ms: int
) -> None:
    """Make the other account's payouts this one's, and where its money goes.

    Nothing is sent to a destination that came along before `usable_ms`.
    """
    queries, connection = tx.queries, tx.connection
    both = {"account_id": account_id, "other_id": other_id}
    queries.merge_payouts(connection, **both)
    queries.merge_approvals(connection, **both)
    queries.merge_approvals_drop(connection, other_id=other_id)
    queries.merge_destinations_retire(connection, now_ms=now_ms, **both)
    queries.merge_destinations(connection, usable_ms=usable_ms, **both)
    queries.merge_choice(connection, **both)
    queries.payout_choice_remove(connection, account_id=other_id)
    queries.merge_warning_drop(connection, **both)


def has_met(tx: Tx, account_id: int, task_id: int) -> str | None:
    """Give what became of a task in an account's hands; None: it was never there."""
    state: str | None = tx.queries.merge_has_met(
        tx.connection, account_id=account_id, task_id=task_id
    )
    return state


def join_work(tx: Tx, account_id: int, other_id: int) -> None:
    """Make the other account's tasks and answers this one's.

    What both have answered stays where it is: two answers, both sound.
    """
    queries, connection = tx.queries, tx.connection
    both = {"account_id": account_id, "other_id": other_id}
    queries.merge_make_way(connection, **both)
    queries.merge_seen(connection, **both)
    queries.merge_assignments(connection, **both)
    queries.merge_submissions(connection, **both)
    queries.merge_positions(connection, **both)
    queries.forget_position(connection, account_id=other_id)


def join_days(
    tx: Tx, account_id: int, other_id: int, latest: str | None, streak: tuple[int, str | None]
) -> None:
    """Make the other account's days this one's; `latest` is the latest one of both."""
    queries, connection = tx.queries, tx.connection
    queries.merge_tallies(connection, account_id=account_id, other_id=other_id)
    queries.forget_tally(connection, account_id=other_id)
    for of_id in (account_id, other_id):
        queries.merge_latest_day(connection, account_id=account_id, of_id=of_id)
    if latest is not None:
        queries.merge_take_latest(connection, account_id=account_id, date=latest)
        queries.merge_drop_latest(connection, account_id=account_id, date=latest)
    days, date = streak
    queries.merge_streak(connection, account_id=account_id, days=days, date=date)


def join_the_rest(tx: Tx, account_id: int, other_id: int) -> None:
    """Make the other account's projects, groups, messages and chats this one's, and end it."""
    queries, connection = tx.queries, tx.connection
    both = {"account_id": account_id, "other_id": other_id}
    queries.merge_projects(connection, **both)
    queries.merge_boards(connection, **both)
    queries.merge_communities(connection, **both)
    queries.merge_cases(connection, **both)
    queries.merge_moderations(connection, **both)
    queries.merge_memberships(connection, **both)
    queries.forget_membership(connection, account_id=other_id)
    queries.merge_inviters(connection, **both)
    queries.merge_invited(connection, **both)
    queries.merge_invited_drop(connection, **both)
    queries.merge_screenings(connection, **both)
    queries.merge_screenings_drop(connection, account_id=other_id)
    queries.merge_task_reports(connection, **both)
    queries.merge_task_reports_drop(connection, account_id=other_id)
    queries.merge_licences(connection, **both)
    queries.merge_licences_drop(connection, account_id=other_id)
    queries.merge_qualifications(connection, **both)
    queries.merge_attempts_drop(connection, account_id=other_id)
    queries.merge_attempts(connection, **both)
    queries.merge_held(connection, **both)
    queries.merge_held_drop(connection, account_id=other_id)
    queries.merge_held_by(connection, **both)
    queries.merge_profile(connection, **both)
    queries.merge_gold_contests(connection, **both)
    queries.merge_honesty_lesser(connection, **both)
    queries.merge_honesty(connection, **both)
    queries.honesty_forget(connection, account_id=other_id)
    queries.merge_extras(connection, **both)
    queries.merge_notices(connection, **both)
    queries.merge_vouchers(connection, **both)
    queries.merge_orders(connection, **both)
    queries.merge_handed_over(connection, **both)
    queries.merge_appeals(connection, **both)
    queries.merge_appeal_reviews_drop(connection, **both)
    queries.merge_appeal_reviews(connection, **both)
    queries.merge_brakes_drop(connection, **both)
    queries.merge_brakes(connection, **both)
    queries.merge_identities(connection, **both)
    queries.merge_older(connection, **both)
    queries.merge_end(connection, **both)


def add_points(tx: Tx, account_id: int, points: int) -> None:
    """Change an account's points without a day of its gaining by it."""
    tx.queries.merge_points(tx.connection, account_id=account_id, points=points)


def join_kin(tx: Tx, account_id: int, *, kin: int, other_kin: int) -> None:
    """Those that were one with the other account were one with this one."""
    tx.queries.merge_kin(tx.connection, account_id=account_id, kin=kin, other_kin=other_kin)


def split(
    tx: Tx, account_id: int, *, identity_id: int, platform: str, kin: int, now_ms: int
) -> int:
    """Give a chat of an account one of its own, which has met all that this one has; give its id.
    """
    queries, connection = tx.queries, tx.connection
    new_id: int = queries.split_account(connection, account_id=account_id, kin=kin, now_ms=now_ms)
    queries.split_kin(connection, account_id=account_id, kin=kin)
    queries.split_identity(
        connection, account_id=account_id, new_id=new_id, identity_id=identity_id
    )
    queries.split_sessions(connection, identity_id=identity_id)
    queries.split_memberships(connection, account_id=account_id, new_id=new_id, platform=platform)
    queries.split_seen(connection, account_id=account_id, new_id=new_id, now_ms=now_ms)
    queries.screening_split(connection, account_id=account_id, new_id=new_id)
    return new_id
