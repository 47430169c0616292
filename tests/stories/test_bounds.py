"""What an answer has to be like is said before anybody answers."""

import pytest

from tests.stories.driver import Chat
from tests.stories.test_widgets import HEAD, asked

pytestmark = pytest.mark.parametrize("chat", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ('type = "text"\nleast = 40\nmost = 300\nlanguage = "German"',
         "in German · at least 40 characters · at most 300 characters"),
        ('type = "number"\nleast = 0\nmost = 10\nstep = 0.5\nunit = "kg"',
         "in kg · at least 0 · at most 10 · in steps of 0.5"),
        ('type = "number"\ninteger = true', "without decimals"),
        ('type = "date"\nearliest = "2026-01-01"\nlatest = "2026-12-31"',
         "2026-01-01 at the earliest · 2026-12-31 at the latest"),
        ('type = "money"\ncurrency = "EUR"\nmost = "9.00"', "in EUR · at most 9.00 EUR"),
        ('type = "choices"\noptions = ["a", "b", "c"]\nleast = 2\nmost = 2',
         "at least 2 of them · at most 2 of them"),
        ('type = "place"\naccuracy_m = 50', "accurate to 50 m"),
        ('type = "photo"\ntaken_within = "2h"', "taken at most 2 h ago"),
    ],
)  # fmt: skip
async def test_bounds_are_said_before_anybody_runs_into_them(
    chat: Chat, settings: str, said: str
) -> None:
    ann = await asked(chat, f'text = "What?"\n{settings}')
    ann.sees(said)


async def test_a_question_without_bounds_has_none_to_be_read(chat: Chat) -> None:
    ann = await asked(chat, 'text = "What?"\ntype = "text"', 'text = "So?"\ntype = "number"')
    assert " · at " not in ann.text


async def test_help_and_instructions_are_marked_like_what_is_asked(chat: Chat) -> None:
    instructions = 'instructions = """Be *kind*:\n\n- to all"""\n'
    ann = await asked(
        chat, 'text = "Yes?"\ntype = "yes_no"\nhelp = "Look **twice**."', head=HEAD + instructions
    )
    ann.sees("Look twice.")
    await ann.taps("Instructions")
    ann.sees("Be kind:", "• to all")
