"""Everything at once, at random: people, reviewers, the house's jobs, the owner; after every wave
all that has to be true is true."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from bot.schedule import run_job
from domain.actions import Action
from domain.errors import Refused
from services import people, projects
from storage.database import Database
from storage.tx import Tx
from tests import invariants
from tests.stories.driver import SPAM, Chat, Person

PEOPLE = 40
REVIEWERS = 10
WAVES = 25
PAUSES = (0, 0.001, 1, 2, 3, 4, 31, 125)  # seconds
JOBS = ("expire", "sweep", "fold", "payout", "push", "pace", "appeals", "accept")
LIKELY = (
    ("ans", 12), ("Skip", 2), ("Undo", 8), ("/work", 6), ("/tasks", 1), ("again", 2), ("/undo", 1),
    ("other", 1),
)  # fmt: skip


class Storm:
    """People who do whatever comes to their minds, all at the same time."""

    def __init__(self, chat: Chat, seed: int) -> None:
        self.chat = chat
        self.random = Random(seed)
        self.people = [chat.person(f"p{number}") for number in range(PEOPLE)]
        self.reviewers = [chat.person(f"r{number}") for number in range(REVIEWERS)]
        self.rejected: dict[str, int] = {}  # an answer that each may appeal for

    async def begins(self) -> None:
        await asyncio.gather(*(each.comes_in() for each in (*self.people, *self.reviewers)))
        await asyncio.gather(*(each.sends("/resume") for each in self.people[::2]))  # pushes
        await self.chat.database.write(self._appoint)

    async def wave(self, owner: list[Callable[[Tx], object]]) -> None:
        """Let most people do something, some jobs run, and the owner do what is given."""
        chat = self.chat
        self.rejected = await chat.database.read(_rejected)
        acts: list[Awaitable[object]] = [self._act(each) for each in self._some(self.people)]
        acts += [self._review(each) for each in self._some(self.reviewers)]
        acts += [
            run_job(name, chat.database, chat.terms, chat.clock())
            for name in self.random.sample(JOBS, 2)
        ]
        acts += [self.owner(step) for step in owner]
        self.random.shuffle(acts)
        await asyncio.gather(*acts)
        chat.clock.passes(seconds=self.random.choice(PAUSES))

    def _some(self, those: list[Person]) -> list[Person]:
        return self.random.sample(those, self.random.randint(len(those) // 2, len(those)))

    def _act(self, person: Person) -> Awaitable[object]:
        """Do something that is possible, or was."""
        if person.view is not None and person.view.form is not None:
            return person.fills(words="it is what was asked")
        if person.name in self.rejected and self.random.random() < 0.3:
            return person.presses(Action("appeal", self.rejected[person.name]))
        words, weights = zip(*LIKELY, strict=True)
        word = self.random.choices(words, weights)[0]
        labels = person.buttons
        if word == "again" and person.last is not None:
            return person.does(person.last)
        if word in ("Skip", "Undo") and word in labels:
            return person.taps(word)
        if word == "ans" and person.view is not None and person.view.about:
            return person.taps(self.random.choice(("yes", "no")))
        if word == "other" and (others := [label for label in labels if label.startswith("Is it")]):
            return person.taps(self.random.choice(others))
        return person.sends(word if word.startswith("/") else "/work")

    def _review(self, person: Person) -> Awaitable[object]:
        form = person.view.form if person.view is not None else None
        if form is not None:
            chosen = {of.name: "question" for of in form.fields if of.name == "reason"}
            return person.fills(**chosen, words="not what was asked")
        if "Accept" in person.buttons:
            return person.taps(self.random.choice(("Accept", "Reject", "Later")))
        if "Pay the answer" in person.buttons:
            looked = ("Pay the answer", "It was rejected rightly", "Let it pass")
            return person.taps(self.random.choice(looked))
        return person.sends(self.random.choice(("/review", "/appeals")))

    async def owner(self, step: Callable[[Tx], object]) -> None:
        with suppress(Refused):  # the owner is told why, and nothing has changed
            await self.chat.database.write(step)

    def _appoint(self, tx: Tx) -> None:
        for each in self.reviewers:
            known = people.met(tx, platform="web", external_id=each.name, chat=each.name)
            assert known is not None
            people.set_role(tx, known[0].account_id, "reviewer")


@pytest.mark.parametrize(
    "accept", ["answer", pytest.param("consensus", marks=pytest.mark.soak), "review"]
)
async def test_all_holds_in_a_storm(database: Database, tmp_path: Path, accept: str) -> None:
    chat = Chat(database, tmp_path)
    storm = Storm(chat, seed=len(accept))
    await storm.begins()
    ids = [
        await chat.project(_toml(accept, number), rows=_rows(number, 40)) for number in range(3)
    ]
    for wave in range(WAVES):
        await storm.wave(_owner(chat, ids, wave, storm.random))
        await invariants.hold(database)
    for project_id in ids:
        await storm.owner(partial(projects.close, project_id=project_id, now_ms=chat.clock()))
    chat.clock.passes(days=8)
    for name in ("expire", "sweep", "accept", "appeals", "fold", "sweep", "payout"):
        await run_job(name, database, chat.terms, chat.clock())
    await invariants.hold(database)
    for project_id in ids:
        card = await database.read(
            partial(projects.progress, project_id=project_id, now_ms=chat.clock())
        )
        assert card.in_hand == 0
        assert card.held_minor == 0
    happened = await database.read(_states)
    assert happened == {"accepted", "undone"} | ({"rejected"} if accept != "answer" else set())


def _rejected(tx: Tx) -> dict[str, int]:
    """Give an answer of each person that was rejected, by their names."""
    rows = tx.connection.execute(
        "SELECT i.external_id, MAX(u.id) FROM submission u JOIN identity i "
        "ON i.account_id = u.account_id WHERE u.state = 'rejected' GROUP BY i.external_id"
    ).fetchall()
    return {row[0]: row[1] for row in rows}


def _states(tx: Tx) -> set[str]:
    """Give the states that all answers are in, or were before an appeal, those that still wait for
    a reviewer aside.
    """
    rows = tx.connection.execute(
        "SELECT state FROM submission UNION "
        "SELECT 'rejected' FROM submission WHERE reason_code IS NOT NULL"
    ).fetchall()
    return {row[0] for row in rows} - {"pending"}


def _toml(accept: str, number: int) -> str:
    toml = SPAM.replace('"250.00"', f'"{3 + 3 * number:.2f}"')
    toml = toml.replace('type = "choice"\noptions = ["ham", "spam"]', 'type = "yes_no"')
    toml = toml.replace("least = 2, most = 5", f"least = {1 + number}, most = {5 + 2 * number}")
    return toml.replace("[[question]]", f'accept = "{accept}"\n\n[[question]]', 1).replace(
        "Is this message", f"Is it {number}: is this message"
    )


def _rows(number: int, count: int) -> dict[str, str]:
    return {f"r{number}-{row}": f"Row {row} of {number}" for row in range(count)}


def _owner(
    chat: Chat, ids: list[int], wave: int, random: Random
) -> list[Callable[[Tx], object]]:
    """What the owner does in a wave: pauses, opens again, closes one in the middle."""
    project_id = random.choice(ids)
    facts: dict[str, Any] = {"project_id": project_id, "now_ms": chat.clock()}
    if wave == WAVES // 2:
        return [partial(projects.close, **facts)]
    if wave % 5 == 3:
        return [
            partial(projects.pause, **facts),
            partial(projects.open_project, terms=chat.terms, **facts),
        ]
    return []
