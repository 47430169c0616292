"""People at work: through the writer, and through whole events."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from functools import partial
from random import Random
from secrets import token_hex
from time import perf_counter

from benchmarks.world import FIRST_WORKER, NOON_MS, Clock, sender
from bot.dispatch import Dispatcher
from bot.platforms.web.render import payload
from domain import questions
from domain.events import Command, Press
from domain.people import Person
from domain.questions import Question, Value
from domain.terms import Terms
from domain.views import View
from services import Tx, answers, people, work
from services.work import InHand
from storage.database import Database

DISAGREE = 0.1

Step = Callable[[int], Awaitable[None]]


def chooser() -> Callable[[int], int]:
    """Give a function that says which option somebody takes: one time in ten the unusual one."""
    chance = Random(1).random  # noqa: S311 - no secret
    return lambda _account_id: int(chance() < DISAGREE)


def meant(option: int) -> Callable[[InHand, Question], Value]:
    """Give what a tap on an option means, as the handler of that button has it."""
    return lambda _hand, question: questions.from_choice(question, option)


async def rate(step: Step, waiting: int, count: int) -> float:
    """Let so many people take steps at the same time; give how many steps a second it were."""
    left = count

    async def person(account_id: int) -> None:
        nonlocal left
        while left > 0:
            left -= 1
            await step(account_id)

    everybody = range(FIRST_WORKER, FIRST_WORKER + waiting)
    begun = perf_counter()
    await asyncio.gather(*(person(account_id) for account_id in everybody))
    return count / (perf_counter() - begun)


class Transactions:
    """The central transaction through the services and the writer, without an event around it."""

    def __init__(self, database: Database, choose: Callable[[int], int]) -> None:
        self._database = database
        self._choose = choose
        self._terms = Terms()
        self._clock = Clock()
        self._people: dict[int, Person] = {}
        self._hands: dict[int, int] = {}

    async def begin(self, accounts: Iterable[int]) -> None:
        """Give everybody their first task."""
        for account_id in accounts:
            self._people[account_id] = person = await self._database.read(
                partial(people.load, account_id=account_id)
            )
            first = await self._database.write(
                partial(work.next_task, person=person, now_ms=NOON_MS, project_id=1)
            )
            assert first is not None
            self._hands[account_id] = first.assignment_id

    async def step(self, account_id: int) -> None:
        """Answer what somebody has in hand."""
        self._hands[account_id] = await self._database.write(
            partial(
                central,
                person=self._people[account_id],
                assignment_id=self._hands[account_id],
                option=self._choose(account_id),
                now_ms=self._clock(),
                terms=self._terms,
            )
        )


def central(
    tx: Tx, person: Person, assignment_id: int, option: int, now_ms: int, terms: Terms
) -> int:
    """Record an answer, pay it, hand out the next task; gives the next assignment's id."""
    given = answers.answer(tx, person, assignment_id, 0, meant(option), now_ms, terms)
    assert isinstance(given, answers.HandedIn)
    following = work.next_task(tx, person, now_ms, project_id=given.project_id)
    assert following is not None
    return following.assignment_id


class Events:
    """Whole events: a tap goes in, the payload that a page draws comes out."""

    def __init__(self, database: Database, choose: Callable[[int], int]) -> None:
        self._choose = choose
        self._dispatcher = Dispatcher(database, Terms(), clock=Clock())
        self._views: dict[int, View] = {}
        self._mark = token_hex(4)
        self._count = 0

    async def begin(self, accounts: Iterable[int]) -> None:
        """Let everybody ask for work."""
        for account_id in accounts:
            event = Command(
                id=self._event_id(account_id), sender=sender(account_id), at_ms=NOON_MS, name="work"
            )
            self._views[account_id] = await self._dispatcher.dispatch(event)

    async def step(self, account_id: int) -> None:
        """Tap on an answer and draw what comes next."""
        answers = self._views[account_id].choices[0]
        event = Press(
            id=self._event_id(account_id),
            sender=sender(account_id),
            at_ms=NOON_MS,
            action=answers[self._choose(account_id)].action,
        )
        view = await self._dispatcher.dispatch(event)
        assert payload(view, key=event.id)
        assert view.about, view
        self._views[account_id] = view

    def _event_id(self, account_id: int) -> str:
        """Give an id as the page makes them: in order of time, and unlike all others."""
        self._count += 1
        return f"{self._count:09}-{self._mark}-person-{account_id}"
