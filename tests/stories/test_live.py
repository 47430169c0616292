"""A project's card is kept up to date while people answer, and results come as files."""

import asyncio
from collections.abc import Callable

import pytest

from bot.live import Watchers
from bot.platforms.plain import plain
from domain.actions import Action
from domain.ids import public
from domain.views import Report, View
from services import projects
from tests.stories.driver import SPAM, Chat, Person

ROWS = {str(number): f"Message {number}" for number in range(3)}
ONE = SPAM.replace("least = 2, most = 5", "least = 1, most = 1")
EVERY = 0.02


class Card:
    """A message that a platform can edit, and how often it was."""

    def __init__(self) -> None:
        self.edits: list[View] = []
        self.is_there = True

    async def edit(self, view: View) -> bool:
        if self.is_there:
            self.edits.append(view)
        return self.is_there

    async def until(self, is_so: Callable[[], bool]) -> None:
        for _ in range(250):
            if is_so():
                return
            await asyncio.sleep(EVERY)
        raise AssertionError(f"The card stays as it is:\n{self.text}")

    @property
    def text(self) -> str:
        return plain(self.edits[-1]) if self.edits else ""


@pytest.fixture
def card() -> Card:
    return Card()


async def admin(chat: Chat, name: str = "ada") -> Person:
    ada = chat.person(name, "telegram")
    await ada.comes_in()
    await chat.becomes(ada, "admin")
    return ada


def watchers(chat: Chat, seconds_max: float = 30) -> Watchers:
    return Watchers(
        chat.database,
        chat.terms,
        clock=chat.clock,
        every_seconds=EVERY,
        seconds_max=seconds_max,
    )


async def shows_card(ada: Person, project_id: int) -> View:
    view = await ada.sends(f"/project_progress {public(project_id)}")
    ada.sees("0 of 3 decided")
    assert view.live == Action("project", project_id)
    return view


async def some_looks() -> None:
    await asyncio.sleep(6 * EVERY)


async def test_it_changes_as_people_answer_and_only_then(chat: Chat, card: Card) -> None:
    ada, ann = await admin(chat), chat.person("ann")
    project_id = await chat.project(ONE, rows=ROWS)
    watching = watchers(chat)
    watching.watch(ada.sender, 7, await shows_card(ada, project_id), card.edit)
    await some_looks()
    assert card.edits == []
    await ann.comes_in()
    await ann.taps("spam")
    await card.until(lambda: "1 of 3 decided" in card.text)
    before = len(card.edits)
    await some_looks()
    assert len(card.edits) == before
    await ann.taps("ham")
    await ann.taps("ham")
    now_ms = chat.clock()
    await chat.database.write(lambda tx: projects.sweep(tx, project_id, now_ms))
    await card.until(lambda: "3 of 3 decided" in card.text and card.edits[-1].live is None)
    assert "finished" in card.text
    done = len(card.edits)
    await some_looks()
    assert len(card.edits) == done
    watching.close()


async def test_it_stops_when_its_time_is_over(chat: Chat, card: Card) -> None:
    project_id = await chat.project(ONE, rows=ROWS)
    ada, ann = await admin(chat), chat.person("ann")
    view = await shows_card(ada, project_id)
    watching = watchers(chat, seconds_max=3 * EVERY)
    watching.watch(ada.sender, 7, view, card.edit)
    await some_looks()
    await ann.comes_in()
    await ann.taps("spam")
    await some_looks()
    assert card.edits == []


async def test_a_message_that_shows_something_else_is_left_alone(
    chat: Chat, card: Card
) -> None:
    project_id = await chat.project(ONE, rows=ROWS)
    ada, ann = await admin(chat), chat.person("ann")
    view = await shows_card(ada, project_id)
    watching, other = watchers(chat), Card()
    watching.watch(ada.sender, 7, view, card.edit)
    watching.forget(ada.sender, 8)
    watching.watch(ada.sender, 9, view, other.edit)
    await ann.comes_in()
    await ann.taps("spam")
    await other.until(lambda: "1 of 3 decided" in other.text)
    assert card.edits == []
    watching.forget(ada.sender, 9)
    before = len(other.edits)
    await ann.taps("spam")
    await some_looks()
    assert len(other.edits) == before


@pytest.mark.parametrize("what", ["role", "gone"])
async def test_whoever_may_not_see_it_any_more_does_not(
    chat: Chat, card: Card, what: str
) -> None:
    project_id = await chat.project(ONE, rows=ROWS)
    ada, ann = await admin(chat), chat.person("ann")
    view = await shows_card(ada, project_id)
    await ann.comes_in()
    watching = watchers(chat)
    if what == "role":
        await chat.becomes(ada, "worker")
    else:
        card.is_there = False
    watching.watch(ada.sender, 7, view, card.edit)
    await ann.taps("spam")
    await some_looks()
    await some_looks()
    assert card.edits == []
    card.is_there = True
    await ann.taps("spam")
    await some_looks()
    assert card.edits == []
    watching.close()


async def test_what_was_just_done_stays_above_the_card(chat: Chat, card: Card) -> None:
    project_id = await chat.project(ONE, rows=ROWS, is_open=False)
    ada, ann = await admin(chat), chat.person("ann")
    view = await ada.sends(f"/project_open {public(project_id)}")
    ada.sees("✓ Open.")
    watching = watchers(chat)
    watching.watch(ada.sender, 7, view, card.edit)
    await some_looks()
    assert card.edits == []
    await ann.comes_in()
    await ann.taps("spam")
    await card.until(lambda: "1 of 3 decided" in card.text)
    assert "✓ Open." in card.text
    watching.close()


async def test_a_card_that_cannot_change_is_not_live(chat: Chat) -> None:
    project_id = await chat.project(rows=ROWS, is_open=False)
    ada = await admin(chat)
    view = await ada.sends(f"/project_progress {public(project_id)}")
    ada.sees("draft")
    assert view.live is None


async def test_results_come_as_files_to_whoever_may_have_them(chat: Chat) -> None:
    project_id = await chat.project(rows=ROWS)
    ada, ann = await admin(chat), chat.person("ann")
    view = await ada.sends(f"/project_results {public(project_id)}")
    reports = [block for block in view.blocks if isinstance(block, Report)]
    assert [(report.what, report.format) for report in reports] == [
        ("results", "csv"),
        ("answers", "csv"),
    ]
    await ada.taps("Dawid–Skene")
    ada.sees("decided by all answers")
    assert ada.view
    anew = [block for block in ada.view.blocks if isinstance(block, Report)]
    assert [(report.what, report.method) for report in anew] == [
        ("results", "dawid-skene"),
        ("workers", "dawid-skene"),
    ]
    await ada.sends("/project_results")
    ada.sees("/project_results <project>")
    await ann.comes_in()
    await ann.sends(f"/project_results {public(project_id)}")
    ann.sees("That is for people with another role here.")
    await chat.becomes(ann, "requester")
    await ann.sends(f"/results {public(project_id)}")
    ann.sees("That project belongs to somebody else.")
