"""Whatever is answered, rejected, appealed, looked at and left alone, in whatever order: every pay
is covered, each answer is paid once at most, and what leaves the house is what reviewers earned.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from storage.database import open_database
from tests.examples import examples
from tests.money.appealed_world import LOOKERS, PROJECTS, Appealed

# What happens, the likely things first and more than once: a word, and for whom.
STEPS = (
    "answer", "answer", "answer", "review", "review", "review", "appeal", "appeal", "look", "look",
    "look", "take", "skip", "revise", "hours", "day", "days", "jobs", "close", "a worker leaves",
    "a looker leaves",
)  # fmt: skip
CHOICES = st.lists(st.integers(0, 3), min_size=LOOKERS, max_size=LOOKERS)
STORY = st.lists(st.tuples(st.sampled_from(STEPS), CHOICES), min_size=12, max_size=30)
# A survey's answer is paid after all, while who was asked in its place has one sent back.
PAID_AFTER_ALL = [
    ("answer", [0, 0, 0, 1, 0]), ("look", [0, 0, 0, 0, 2]), ("day", [0] * LOOKERS),
    ("review", [3, 0, 0, 0, 0]), ("look", [0, 2, 0, 0, 0]),
]  # fmt: skip


@pytest.mark.hypothesis
def test_every_pay_is_covered_whatever_becomes_of_an_answer(sqlite_template: Path) -> None:
    fresh = sqlite_template.read_bytes()

    @settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, len(PROJECTS) - 1), st.sampled_from([10, 100, 1000]), STORY)
    @example(which=4, credits=10, story=PAID_AFTER_ALL)
    def tell(which: int, credits: int, story: list[tuple[str, list[int]]]) -> None:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "bitework.db"
            path.write_bytes(fresh)
            world = Appealed(open_database(f"sqlite:///{path}"))
            world.begins(which, credits)
            begun = [("answer", [2, 2, 1, 2, 0]), ("review", [1, 1, 0]), ("appeal", [1] * LOOKERS)]
            for word, choices in begun + story:
                world.happens(word, choices)
                world.fits()
            world.time_passes(24 * 15)
            world.time_passes(24 * 15)
            world.fits()
            world.database.close_now()

    tell()
