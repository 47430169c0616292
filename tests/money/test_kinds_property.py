"""Screeners, review as tasks, known answers, reports, what is put aside and accounts that become
one, in whatever order: every pay is covered, and what has ended holds nothing.
"""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage.database import open_database
from tests.examples import examples
from tests.money.appealed_world import LOOKERS
from tests.money.kinds_world import KINDS, Everything

# What happens, the likely things more than once: anywhere, and by what a project has.
ANYWHERE = (
    "answer", "answer", "answer", "take", "put aside", "resume", "report", "report", "jobs", "jobs",
    "decide about reports", "review", "appeal", "look", "pause", "open", "open", "top up", "rows",
    "link", "skip", "revise", "hours", "day", "days", "close", "a worker leaves",
)  # fmt: skip
REVIEWED = (
    *ANYWHERE, *["reviewers"] * 8, *["jobs"] * 6, "reviewers report", "reviewers put aside",
    "close the reviews",
)  # fmt: skip
KNOWN = (
    *ANYWHERE, *["contest"] * 5, *["look at gold"] * 5, *["answer"] * 6, *["jobs"] * 3, "adopt",
)  # fmt: skip
STEPS = (*[ANYWHERE] * 3, *[REVIEWED] * 2, *[KNOWN] * 3)  # of each of KINDS
CHOICES = st.lists(st.integers(0, 3), min_size=LOOKERS, max_size=LOOKERS)


@st.composite
def stories(draw: st.DrawFn) -> tuple[int, list[tuple[str, list[int]]]]:
    """Which project, and what happens to it."""
    which = draw(st.integers(0, len(KINDS) - 1))
    steps = st.tuples(st.sampled_from(STEPS[which]), CHOICES)
    return which, draw(st.lists(steps, min_size=12, max_size=40))


@pytest.mark.hypothesis
def test_every_pay_is_covered_whatever_a_task_has(sqlite_template: Path) -> None:
    fresh = sqlite_template.read_bytes()

    @settings(max_examples=examples(25), deadline=None, suppress_health_check=list(HealthCheck))
    @given(stories(), st.sampled_from([20, 60, 1000]))
    def tell(told: tuple[int, list[tuple[str, list[int]]]], credits: int) -> None:
        which, story = told
        with TemporaryDirectory() as folder:
            path = Path(folder) / "bitework.db"
            path.write_bytes(fresh)
            world = Everything(open_database(f"sqlite:///{path}"))
            world.begins(which, credits)
            for word, choices in story:
                world.happens(word, choices)
                world.fits()
            world.ends()
            world.database.close_now()

    tell()
