"""Somebody who has worked for a month: days in their tally, as if they had answered."""

from domain import localtime
from storage.tx import Tx

TASKS = (12, 0, 31, 22, 7, 0, 18, 40, 26, 3, 15, 29, 0, 21, 33)


def lived(tx: Tx, account_id: int, today: str, days: int = 30) -> None:
    """Give an account so many days that are over; the latest of them was yesterday."""
    for back in range(days, 0, -1):
        tasks = TASKS[(days - back) % len(TASKS)]
        if not tasks and back > 1:
            continue
        tasks = tasks or 42
        tx.connection.execute(
            "INSERT INTO tally (account_id, date, tasks, earned_minor, points, worked_ms)"  # noqa: S608
            f" VALUES ({account_id}, '{localtime.days_before(today, back)}', {tasks},"
            f" {tasks * 2}, {tasks * 10}, {tasks * 7_000})"
        )
