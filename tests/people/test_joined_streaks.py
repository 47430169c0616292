"""The days in a row of two accounts that become one person's."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.reputation import joined_streak

FIRST = date(2026, 2, 20)
streaks = st.one_of(
    st.just((0, None)), st.tuples(st.integers(1, 12), st.integers(12, 40))
)


def streak(made: tuple[int, int | None]) -> tuple[int, str | None]:
    days, last = made
    return days, None if last is None else (FIRST + timedelta(last)).isoformat()


def worked(made: tuple[int, int | None]) -> set[int]:
    days, last = made
    return set() if last is None else set(range(last - days + 1, last + 1))


@given(streaks, streaks)
def test_it_is_the_run_of_days_that_ends_with_the_latest(
    one: tuple[int, int | None], other: tuple[int, int | None]
) -> None:
    days = worked(one) | worked(other)
    last = max(days, default=None)
    length = 0
    while last is not None and last - length in days:
        length += 1
    assert joined_streak(streak(one), streak(other)) == streak((length, last))


def test_a_streak_goes_on_in_the_other_chat() -> None:
    assert joined_streak((30, "2026-03-01"), (1, "2026-03-02")) == (31, "2026-03-02")
    assert joined_streak((30, "2026-02-27"), (1, "2026-03-02")) == (1, "2026-03-02")
