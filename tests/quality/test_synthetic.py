"""Synthetic crowds: who is there, what they answer, and when."""

import numpy as np
import pytest

from domain.errors import Invalid
from domain.quality import synthetic
from domain.quality.synthetic import Synthetic, cast, crowd, worked

EVERYBODY = f"{synthetic.USUAL},bots=1"


@pytest.fixture(scope="module")
def three() -> Synthetic:
    return crowd(cast(EVERYBODY), label_count=3, tasks=2_000, seed=1)


def right(of: Synthetic, kind: str) -> float:
    rows = [n for n, person in enumerate(of.people) if person.kind == kind]
    return float((of.labels[rows] == of.truth).mean())


def test_a_cast_is_read_from_words() -> None:
    kinds = [person.kind for person in cast("experts=1, spammers=4,rings=2x3,bots=1")]
    assert kinds == ["expert", "random", "always", "copying", "random", *["ring"] * 6, "bot"]
    assert [person.ring for person in cast("rings=2x2")] == [0, 0, 1, 1]


@pytest.mark.parametrize(
    ("spec", "problem"),
    [
        ("", "At least two people"),
        ("experts=1", "At least two people"),
        ("angels=3", "says nothing about people"),
        ("experts=many", "needs a number"),
        ("rings=4", "needs a number"),
        ("rings=99999x99999", "At most 1000 people"),
        ("ordinary=5000", "At most 1000 people"),
        ("ordinary=-5", "needs a number"),
    ],
)
def test_a_cast_that_cannot_be_is_told(spec: str, problem: str) -> None:
    with pytest.raises(Invalid) as raised:
        cast(spec)
    assert problem in str(raised.value)


def test_the_better_people_are_right_more_often(three: Synthetic) -> None:
    expert, ordinary, careless = (right(three, k) for k in ("expert", "ordinary", "careless"))
    assert expert > 0.9 > ordinary > 0.7 > careless > 0.4
    for kind in ("random", "always", "ring", "bot"):
        assert right(three, kind) == pytest.approx(1 / 3, abs=0.06)


def test_rings_and_who_copies_say_what_others_say(three: Synthetic) -> None:
    ring = [n for n, person in enumerate(three.people) if person.kind == "ring"]
    assert (three.labels[ring[0]] == three.labels[ring[1]]).mean() > 0.9
    made = crowd(cast("ordinary=3,copying=1"), label_count=3, tasks=500)
    copying = made.people[3]
    assert made.people[copying.source].is_honest
    assert (made.labels[3] == made.labels[copying.source]).mean() > 0.95


def test_who_guesses_on_a_scale_is_seldom_far_off() -> None:
    made = crowd(cast("careless=4"), label_count=7, tasks=2_000, ordered=True)
    away = np.abs(made.labels - made.truth)[:, ~made.is_hard]
    assert (away == 1).mean() > 2 * (away == 2).mean() > 3 * (away >= 4).mean()


def test_a_seed_gives_the_same_crowd_again(three: Synthetic) -> None:
    again = crowd(cast(EVERYBODY), label_count=3, tasks=2_000, seed=1)
    assert (again.labels == three.labels).all()
    assert (again.seconds == three.seconds).all()
    other = crowd(cast(EVERYBODY), label_count=3, tasks=2_000, seed=2)
    assert (other.labels != three.labels).any()


def test_people_work_until_every_task_has_its_answers(three: Synthetic) -> None:
    work = worked(three, answers_each=5)
    assert (np.bincount(work.tasks, minlength=2_000) == 5).all()
    pairs = set(zip(work.tasks.tolist(), work.workers.tolist(), strict=True))
    assert len(pairs) == len(work.tasks)  # nobody answers twice
    assert (np.diff(work.begun_ms + work.taken_ms) >= -2).all()  # but for rounding
    assert np.bincount(work.workers).max() <= 3 * 5 * 2_000 / len(three.people) + 1
    bot = work.taken_ms[work.workers == len(three.people) - 1]
    assert np.median(bot) < 1_000 < np.median(work.taken_ms)
    assert bot.std() / bot.mean() < 0.05


def test_who_copies_follows_in_order_and_time() -> None:
    made = crowd(cast("ordinary=5,copying=1"), label_count=2, tasks=300)
    work = worked(made, answers_each=3)
    copies, first = (work.tasks[work.workers == one] for one in (5, made.people[5].source))
    assert copies.tolist() == first.tolist()
    gap = work.begun_ms[work.workers == 5] - work.begun_ms[work.workers == made.people[5].source]
    assert 15_000 <= gap.min() == gap.max() <= 60_000


def test_too_much_is_refused() -> None:
    with pytest.raises(Invalid, match="too much to simulate"):
        crowd(cast("ordinary=1000"), label_count=2, tasks=100_000)
