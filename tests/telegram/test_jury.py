"""The jury of a group, over Telegram itself: from `/check` to the message that is gone."""

import asyncio

import pytest

from bot.delivery import Delivery
from bot.dispatch import system_clock
from bot.groups import Groups
from domain.ids import public
from domain.terms import Terms
from storage.database import Database
from tests.simulators.telegram import Simulator
from tests.simulators.telegram.people import Person
from tests.stories.driver import Chat
from tests.stories.test_jury import JURY
from tests.telegram.conftest import Running


@pytest.fixture
def admin_id() -> int:
    return 1_000_001  # the first person whom the simulator makes


async def comes_in(person: Person) -> None:
    await person.sends("/start")
    await person.presses("Start earning")
    await person.presses("No, just show me a task")
    await person.sees("That was everything")


async def test_the_jury_removes_a_message(
    sim: Simulator, chat: Chat, sqlite_database: Database, admin_id: int
) -> None:
    chat.clock.now_ms = system_clock()
    project_id = await chat.project(JURY, is_open=False)
    terms = Terms(admins=frozenset({("telegram", str(admin_id))}))
    running = Running(sim, sqlite_database, terms, {})
    telegram = await running.start()
    looking = asyncio.create_task(
        Groups(sqlite_database, terms, {"telegram": telegram.groups}).run()
    )
    boss, ann, ben, troll = (sim.person(name) for name in ("boss", "ann", "ben", "troll"))
    club = sim.group("chess club", admins=(boss,), members=(ann, ben, troll))
    club.adds_the_bot(by=boss, admin=True)
    for person in (boss, ann, ben):
        await comes_in(person)
    await boss.sends(f"/group_settings {public(project_id)}", where=club)
    await boss.presses("☐ delete it")
    await boss.sees("When the jury says remove: delete it")
    bad = await troll.sends("Buy cheap watches", where=club)
    await boss.sends("/check", where=club, reply_to=bad)
    asked = await boss.sees("The jury is asked about that message.", where=club)
    for juror in (ann, ben):
        await juror.presses("Ask me next time", where=club)
        await juror.sees("You are on the jury")
        await juror.sends("/work")
        await juror.sees("Buy cheap watches")
        await juror.presses("remove")
    verdict = await boss.sees("The jury says: remove it.", where=club, within=10)
    assert verdict is not asked
    for _ in range(100):
        if bad.deleted:
            break
        await asyncio.sleep(0.05)
    assert bad.deleted
    looking.cancel()
    await running.stop()


async def test_a_moderator_deletes_a_message_from_their_own_chat(
    sim: Simulator, chat: Chat, sqlite_database: Database, admin_id: int
) -> None:
    chat.clock.now_ms = system_clock()
    project_id = await chat.project(JURY, is_open=False)
    terms = Terms(admins=frozenset({("telegram", str(admin_id))}))
    running = Running(sim, sqlite_database, terms, {})
    telegram = await running.start()
    groups = Groups(
        sqlite_database,
        terms,
        {"telegram": telegram.groups},
        moderators={"telegram": telegram.moderators},
    )
    delivery = Delivery(sqlite_database, terms, {"telegram": telegram})
    boss, ann, ben, troll = (sim.person(name) for name in ("boss", "ann", "ben", "troll"))
    club = sim.group("chess club", admins=(boss,), members=(ann, ben, troll))
    club.adds_the_bot(by=boss, admin=True)
    for person in (boss, ann, ben):
        await comes_in(person)
    await boss.sends(f"/group_settings {public(project_id)}", where=club)
    await boss.sees("You are told the verdicts: yes")
    bad = await troll.sends("Buy cheap watches", where=club)
    await boss.sends("/check", where=club, reply_to=bad)
    await boss.sees("The jury is asked about that message.", where=club)
    for juror in (ann, ben):
        await juror.presses("Ask me next time", where=club)
        await juror.sees("You are on the jury")
        await juror.sends("/work")
        await juror.sees("Buy cheap watches")
        await juror.presses("remove")
        await juror.sees("✓ remove")
    await groups.round()
    await delivery.round()
    await boss.sees("The jury says: remove it.", "Buy cheap watches")
    assert not bad.deleted
    await boss.presses("Delete")
    await boss.sees("I delete it.")
    await groups.round()
    await delivery.round()
    await boss.sees("Deleted by boss.")
    assert bad.deleted
    await boss.presses("Time out")
    await boss.sees("I time its author out for 24 h.")
    await groups.round()
    await delivery.round()
    await boss.sees("Its author timed out for 24 h by boss.")
    assert club.chat.members[troll.user.id] == "restricted"
    await running.stop()
