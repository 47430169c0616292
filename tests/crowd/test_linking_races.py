"""People who link two chats while both of them work, and while each enters the other's code."""

import asyncio
from pathlib import Path

import pytest

from bot.schedule import run_job
from storage.database import Database
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person
from tests.stories.test_linking import code_of

PAIRS = 12
ROUNDS = 4
ROWS = {str(number): f"Call now {number}" for number in range(80)}

Pair = tuple[Person, Person]


@pytest.fixture(params=["answer", "consensus"])
async def pairs(
    database: Database, tmp_path: Path, request: pytest.FixtureRequest
) -> list[Pair]:
    """Twelve people with a chat on two platforms each, all with a task in hand."""
    chat = Chat(database, tmp_path)
    accepted = f'budget = "250.00"\naccept = "{request.param}"'
    await chat.project(SPAM.replace('budget = "250.00"', accepted), rows=ROWS)
    made = [(chat.person(f"p{n}"), chat.person(f"p{n} too", "discord")) for n in range(PAIRS)]
    await asyncio.gather(*(person.comes_in() for pair in made for person in pair))
    return made


async def works(person: Person) -> None:
    """Answer whatever is asked, whatever becomes of it."""
    for number in range(ROUNDS):
        await person.sends("/work")
        if "spam" in person.buttons:
            await person.taps("spam" if number % 2 else "ham")


async def links(pair: Pair, code: str) -> None:
    other = pair[1]
    await other.sends(f"/link {code}")
    if "Yes, both are mine" in other.buttons:
        await other.taps("Yes, both are mine")


async def test_linking_while_both_work(pairs: list[Pair]) -> None:
    chat = pairs[0][0].chat
    codes = [await code_of(pair[0]) for pair in pairs]
    work = [works(pair[0]) for pair in pairs]
    jobs = [run_job(name, chat.database, chat.terms, chat.clock()) for name in ("payout", "sweep")]
    linking = [links(pair, code) for pair, code in zip(pairs, codes, strict=True)]
    await asyncio.gather(*work, *linking, *jobs)
    await invariants.hold(chat.database)
    for pair in pairs:
        assert await chat.account(pair[0]) == await chat.account(pair[1])
    await asyncio.gather(*(works(person) for pair in pairs for person in pair))
    await invariants.hold(chat.database)


async def test_each_enters_the_others_code(pairs: list[Pair]) -> None:
    chat = pairs[0][0].chat
    codes = [[await code_of(person) for person in pair] for pair in pairs]
    steps = []
    for (one, other), (of_one, of_other) in zip(pairs, codes, strict=True):
        steps += [links((one, other), of_one), links((other, one), of_other)]
    await asyncio.gather(*steps)
    await invariants.hold(chat.database)
    for pair in pairs:
        assert await chat.account(pair[0]) == await chat.account(pair[1])


async def test_a_chat_is_taken_off_while_both_work(pairs: list[Pair]) -> None:
    chat = pairs[0][0].chat
    for pair in pairs:
        await links(pair, await code_of(pair[0]))

    async def leaves(person: Person) -> None:
        await person.sends("/unlink")
        await person.taps("Discord: this chat")
        await person.taps("Take it off")

    work = [works(pair[0]) for pair in pairs]
    await asyncio.gather(*work, *(leaves(pair[1]) for pair in pairs))
    await invariants.hold(chat.database)
    for pair in pairs:
        assert await chat.account(pair[0]) != await chat.account(pair[1])
    await asyncio.gather(*(works(person) for pair in pairs for person in pair))
    await invariants.hold(chat.database)
    twice = await chat.database.read(
        lambda tx: tx.connection.execute(
            "SELECT s.task_id FROM assignment s JOIN account a ON a.id = s.account_id"
            " WHERE s.state IN ('active', 'submitted') AND a.kin IS NOT NULL"
            " GROUP BY a.kin, s.task_id HAVING COUNT(*) > 1"
        ).fetchall()
    )
    assert twice == []
