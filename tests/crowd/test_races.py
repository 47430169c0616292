"""Fifty people at once, on both databases: the last slots, undo, deadlines, skips, closing."""

import asyncio
from collections.abc import Awaitable, Iterable
from functools import partial
from pathlib import Path
from time import sleep

import pytest

from bot.schedule import run_job
from domain.events import Command
from services import expiry, projects
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person

PEOPLE = 50
ROWS = {f"sms{number}": f"Call now {number}" for number in range(4)}


@pytest.fixture
async def crowd(database: Database, tmp_path: Path) -> list[Person]:
    """Fifty people who have agreed, and have nothing to do yet."""
    chat = Chat(database, tmp_path)
    people = [chat.person(f"p{number}") for number in range(PEOPLE)]
    await asyncio.gather(*(person.comes_in() for person in people))
    await invariants.hold(database)
    return people


async def at_once(*acts: Awaitable[object]) -> None:
    await asyncio.gather(*acts)


def with_task(people: Iterable[Person]) -> list[Person]:
    """Those who have a task on their screen."""
    return [person for person in people if person.view is not None and person.view.about]


def with_undo(people: Iterable[Person]) -> list[Person]:
    return [person for person in people if "Undo" in person.buttons]


def opinion(person: Person) -> str:
    """People disagree: every third says ham."""
    return "ham" if int(person.name[1:]) % 3 == 0 else "spam"


async def job(chat: Chat, *names: str, later_ms: int = 0) -> None:
    for name in names:
        await run_job(name, chat.database, chat.terms, chat.clock() + later_ms)


async def ask(chat: Chat, query: str) -> list[tuple[object, ...]]:
    return await chat.database.read(lambda tx: list(map(tuple, tx.connection.execute(query))))


async def work_off(crowd: list[Person], waves_most: int = 40) -> None:
    """Let everybody ask for work and answer, all at once, until nobody is given any more."""
    chat = crowd[0].chat
    for _ in range(waves_most):
        chat.clock.passes(seconds=31)
        await at_once(*(person.sends("/work") for person in crowd))
        await invariants.hold(chat.database)
        working = with_task(crowd)
        if not working:
            return
        await at_once(*(person.taps(opinion(person)) for person in working))
        await invariants.hold(chat.database)
    raise AssertionError("there is no end to it")


async def test_many_race_for_the_last_answers_of_a_row(crowd: list[Person]) -> None:
    chat = crowd[0].chat
    await chat.project(rows=ROWS)
    await at_once(*(person.sends("/work") for person in crowd))
    assert len(with_task(crowd)) == 2 * len(ROWS)
    await work_off(crowd)
    states = await ask(chat, "SELECT state, answers FROM task")
    assert {state for state, _ in states} == {"done"}
    assert all(2 <= int(str(answers)) <= 5 for _, answers in states)


async def test_a_survey_has_exactly_as_many_answers_as_were_asked_for(crowd: list[Person]) -> None:
    chat = crowd[0].chat
    survey = SPAM.replace("moderation", "survey").replace('show = "{{message}}"', "")
    survey = survey.replace("answers = { least = 2, most = 5 }", "respondents = 7")
    await chat.project(survey)
    await at_once(*(person.sends("/work") for person in crowd))
    assert len(with_task(crowd)) == 7
    await at_once(*(person.taps("Skip") for person in with_task(crowd)[:3]))
    await work_off(crowd)
    assert await ask(chat, "SELECT state, answers, slots FROM task") == [("done", 7, 0)]


async def test_a_row_that_somebody_else_holds_for_a_moment_is_not_overlooked(
    crowd: list[Person],
) -> None:
    chat, ann = crowd[0].chat, crowd[0]
    await chat.project(rows={"sms1": "Call now"})

    def hold(tx: Tx) -> None:
        tx.queries.task_lock(tx.connection, task_id=1)
        sleep(0.3)

    held = asyncio.create_task(chat.database.write(hold))
    await asyncio.sleep(0.1)
    await ann.sends("/work")
    ann.sees("Call now")
    await held


async def test_no_more_is_paid_than_was_held(crowd: list[Person]) -> None:
    chat = crowd[0].chat
    toml = SPAM.replace("250.00", "0.50")  # 50: five rows at most, of the twelve
    project_id = await chat.project(toml, rows={f"r{n}": f"Row {n}" for n in range(12)})
    for _ in range(6):
        await at_once(work_off(crowd), job(chat, "sweep", "fold", "sweep"))
        await job(chat, "sweep")
    card = await chat.database.read(
        partial(projects.progress, project_id=project_id, now_ms=chat.clock())
    )
    assert card.state == "spent"
    assert (card.held_minor, card.in_hand) == (0, 0)
    assert 40 < card.spent_minor <= 50


async def test_taking_back_races_with_the_answers_that_decide(crowd: list[Person]) -> None:
    chat = crowd[0].chat
    await chat.project(rows={f"r{n}": f"Row {n}" for n in range(12)})
    for wave in range(12):
        await at_once(*(person.sends("/work") for person in crowd))
        first, second = crowd[wave % 2 :: 2], crowd[(wave + 1) % 2 :: 2]
        await at_once(*(person.taps(opinion(person)) for person in with_task(first)))
        await at_once(
            *(person.taps("Undo") for person in with_undo(first)),
            *(person.taps(opinion(person)) for person in with_task(second)),
        )
        await invariants.hold(chat.database)
        chat.clock.passes(seconds=31)
        await job(chat, "expire", "sweep")
    undone = await ask(chat, "SELECT COUNT(*) FROM submission WHERE state = 'undone'")
    assert undone[0][0] != 0
    await work_off(crowd)
    assert await ask(chat, "SELECT DISTINCT state FROM task") == [("done",)]


async def test_deadlines_race_with_answers(crowd: list[Person]) -> None:
    chat = crowd[0].chat
    await chat.project(rows={f"r{n}": f"Row {n}" for n in range(40)})
    for _ in range(4):
        await at_once(*(person.sends("/work") for person in crowd))
        chat.clock.passes(minutes=2, seconds=-0.001)  # the last millisecond
        working = with_task(crowd)
        await at_once(
            *(person.taps(opinion(person)) for person in working[::2]),
            job(chat, "expire", later_ms=1),
            job(chat, "expire", later_ms=1),
            *(person.taps("Skip") for person in working[1::4]),
            *(person.taps(opinion(person)) for person in working[3::4]),
        )
        await invariants.hold(chat.database)
        chat.clock.passes(seconds=31)
    await work_off(crowd)
    assert await ask(chat, "SELECT DISTINCT state FROM task") == [("done",)]


async def test_an_old_look_at_deadlines_does_not_end_what_was_given_again(
    crowd: list[Person],
) -> None:
    chat, ann = crowd[0].chat, crowd[0]
    await chat.project(rows={"sms1": "Call now"})
    await ann.sends("/work")
    chat.clock.passes(minutes=3)
    overdue = await chat.database.read(
        partial(expiry.due, now_ms=chat.clock(), most=10)
    )
    await ann.sends("/work")
    await ann.sends("/work")
    ann.sees("Call now")
    expired = await chat.database.write(
        partial(expiry.expire_some, overdue=overdue, now_ms=chat.clock())
    )
    assert expired == 0
    await ann.taps("spam")
    ann.sees("✓ spam")


async def test_everybody_skips_everything(crowd: list[Person]) -> None:
    chat = crowd[0].chat
    await chat.project(rows=ROWS)
    seen: dict[str, list[str]] = {person.name: [] for person in crowd}
    for _ in range(60):
        await at_once(*(person.sends("/work") for person in crowd))
        while working := with_task(crowd):
            for person in working:
                seen[person.name] += [text for text in ROWS.values() if text in person.text]
            await at_once(*(person.taps("Skip") for person in working))
            await invariants.hold(chat.database)
        chat.clock.passes(seconds=31)
        if all(len(rows) == len(ROWS) for rows in seen.values()):
            break
    assert {name: sorted(rows) for name, rows in seen.items()} == {
        person.name: sorted(ROWS.values()) for person in crowd
    }
    assert set(await ask(chat, "SELECT state, slots, reserved, answers FROM task")) == {
        ("open", 2, 0, 0)
    }


async def test_a_project_is_closed_in_the_middle_of_everything(crowd: list[Person]) -> None:
    chat = crowd[0].chat
    for _ in range(4):
        project_id = await chat.project(rows={f"r{n}": f"Row {n}" for n in range(40)})
        chat.clock.passes(seconds=31)
        await at_once(*(person.sends("/work") for person in crowd))
        working = with_task(crowd)
        assert len(working) > PEOPLE / 2
        close = partial(projects.close, project_id=project_id, now_ms=chat.clock())
        await at_once(
            *(person.taps(opinion(person)) for person in working[::2]),
            *(person.sends("/work") for person in crowd if person not in working),
            chat.database.write(close),
            *(person.taps("Skip") for person in working[1::4]),
            *(person.taps(opinion(person)) for person in working[3::4]),
        )
        await invariants.hold(chat.database)
        await at_once(
            *(person.taps("Undo") for person in with_undo(crowd)),
            *(person.sends("/work") for person in crowd if "Undo" not in person.buttons),
            job(chat, "sweep"),
        )
        await job(chat, "sweep")
        await invariants.hold(chat.database)
        card = await chat.database.read(
            partial(projects.progress, project_id=project_id, now_ms=chat.clock())
        )
        assert (card.state, card.held_minor, card.in_hand) == ("closed", 0, 0)
    assert await ask(chat, "SELECT COUNT(*) FROM assignment WHERE state = 'active'") == [(0,)]


async def test_one_event_comes_five_times_at_once(crowd: list[Person]) -> None:
    chat = crowd[0].chat
    await chat.project(rows={f"r{n}": f"Row {n}" for n in range(40)})
    await at_once(*(person.sends("/work") for person in crowd))
    working = with_task(crowd)
    await at_once(*(person.taps(opinion(person)) for person in working))
    again = [person.last for person in working for _ in range(5)]
    await at_once(*(chat.dispatcher.dispatch(event) for event in again if event))
    working = with_task(crowd)
    await at_once(*(person.presses(person.button("ham").action) for person in working * 3))
    await invariants.hold(chat.database)


async def test_newcomers_say_several_things_at_once(database: Database, tmp_path: Path) -> None:
    chat = Chat(database, tmp_path)
    hellos = [
        Command(id=f"{person.name}-{number}", sender=person.sender, at_ms=0, name="start")
        for person in (chat.person(f"p{number}") for number in range(PEOPLE // 2))
        for number in (1, 1, 2, 3)
    ]
    await at_once(*(chat.dispatcher.dispatch(hello) for hello in hellos))
    await invariants.hold(database)
    assert await ask(chat, "SELECT COUNT(*) FROM account") == [(PEOPLE // 2,)]
