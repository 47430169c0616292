"""The bound behind the brake: when somebody rejects more than chance explains."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from domain.brakes import Figures, least_share, stops


def figures(settled: int, rejected: int, expected: float = 0.1, *appeals: int) -> Figures:
    appealed, overturned = appeals or (0, 0)
    return Figures(settled=settled, rejected=rejected, expected=expected, appealed=appealed,
                   overturned=overturned)  # fmt: skip


def test_wilsons_bound_is_as_in_the_tables() -> None:
    assert least_share(10, 20) == approx(0.2993, abs=1e-4)
    assert least_share(0, 20) == 0.0
    assert least_share(5, 5) == approx(0.5655, abs=1e-4)
    assert least_share(0, 0) == 0.0


@given(st.integers(1, 1000).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_bound_is_never_above_the_share_and_grows_with_what_is_known(
    seen: tuple[int, int],
) -> None:
    count, of = seen
    assert 0 <= least_share(count, of) <= count / of + 1e-12
    assert least_share(count, of) <= least_share(10 * count, 10 * of) + 1e-12


def test_few_answers_and_usual_shares_stop_nobody() -> None:
    assert stops(figures(19, 19), least=20, margin=0.15) is None
    assert stops(figures(100, 20), least=20, margin=0.15) is None
    assert stops(figures(100, 45, 0.4), least=20, margin=0.15) is None


def test_far_more_than_is_to_be_expected_stops() -> None:
    assert stops(figures(20, 12), least=20, margin=0.15) == "share"
    assert stops(figures(100, 40), least=20, margin=0.15) == "share"


def test_half_of_five_appeals_stops() -> None:
    assert stops(figures(5, 5, 0.1, 4, 4), least=20, margin=0.15) is None
    assert stops(figures(6, 5, 0.1, 5, 3), least=20, margin=0.15) == "appeals"
    assert stops(figures(6, 5, 0.1, 6, 2), least=20, margin=0.15) is None
