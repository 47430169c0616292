"""Requesters in Telegram, to the last call: files up and down, and the card that is edited."""

import asyncio

import pytest

from bot import live
from domain.ids import public
from services import people
from storage.tx import Tx
from tests.simulators.telegram import Person, Simulator
from tests.stories.driver import Chat
from tests.telegram.conftest import Running
from tests.telegram.test_conversation import comes_in

ROWS = {f"row-{n}": f"Message number {n}" for n in range(4)}
MIXED = b"id,message\n1,Call now\n2,\n3,Hello\n"
BIG_BYTES = 25_000_000


async def admin(sim: Simulator, chat: Chat) -> Person:
    ada: Person = await comes_in(sim, "ada")

    def work(tx: Tx) -> None:
        user = str(ada.user.id)
        found = people.met(tx, platform="telegram", external_id=user, chat=user)
        assert found is not None
        people.set_role(tx, found[0].account_id, "admin")

    await chat.database.write(work)
    return ada


def data_of(sim: Simulator, name: str) -> bytes:
    """Give the content of a file that the bot sent under a name, the latest of them."""
    files = [file for file in sim.world.files.by_id.values() if file.name == name]
    return files[-1].data


async def test_rows_come_in_by_a_file(sim: Simulator, chat: Chat, bot: Running) -> None:
    ada = await admin(sim, chat)
    project_id = await chat.project(is_open=False)
    await ada.sends_file(MIXED, "messages.csv")
    await ada.sees("Which project are these rows for?")
    await ada.presses(f"Is this message spam? · draft · {public(project_id)}")
    card = await ada.finds("1 of 3 rows can't be used", "line 3, column message: empty")
    await ada.finds("<document>")
    assert data_of(sim, "mistakes.csv").splitlines()[1].startswith(b"3,message,")
    await ada.presses("Import the other 2", on=card)
    await ada.finds("✓ 2 rows imported · 1 left out")


async def test_what_is_too_large_or_no_rows_has_its_answer(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    ada = await admin(sim, chat)
    project_id = await chat.project(is_open=False)
    await ada.sends_file(b"id", "rows.csv", size=BIG_BYTES)
    await ada.sees("That file has 25 MB, and I can fetch 20 MB at most.")
    await ada.sends_file(b"PK\x03\x04" + b"\0" * 99, "rows.csv", caption=public(project_id))
    await ada.finds("rows.csv cannot be read as rows", "a spreadsheet or an archive")
    await ada.sends_photo()
    await ada.sees("Rows come as a file")


async def test_results_are_sent_as_documents(sim: Simulator, chat: Chat, bot: Running) -> None:
    ada = await admin(sim, chat)
    project_id = await chat.project(rows=ROWS)
    await ada.sends(f"/project_results {public(project_id)}")
    await ada.finds("results so far")
    name = f"{public(project_id)}-results.csv"
    files = sim.world.files.by_id
    await sim.world.until(lambda: any(file.name == name for file in files.values()), 5)
    assert data_of(sim, name).startswith(b"id,message,result:verdict")


async def test_a_stop_waits_for_a_file_that_is_being_sent(
    sim: Simulator, chat: Chat, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = await admin(sim, chat)
    project_id = await chat.project(rows=ROWS)
    monkeypatch.setattr(sim.faults, "delay", lambda: 0.4)
    sim.faults.delay_seconds = 1.0
    await ada.sends(f"/project_results {public(project_id)}")
    await ada.finds("results so far")
    await bot.stop()
    assert [one.media for one in ada.messages()][-2:] == ["document", "document"]


async def test_the_card_is_edited_while_people_answer(
    sim: Simulator, chat: Chat, bot: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "EVERY_SECONDS", 0.05)
    await bot.stop()
    await bot.start()
    ada = await admin(sim, chat)
    project_id = await chat.project(rows=ROWS)
    await ada.sends(f"/project_progress {public(project_id)}")
    card = await ada.sees("0 of 4 decided")
    count = len(ada.messages())
    await asyncio.sleep(0.3)
    assert not card.edited, "nothing has changed"
    bob = await comes_in(sim, "bob")
    await bob.presses("spam")
    await ada.finds("0 of 4 decided", "1 answer")
    assert len(ada.messages()) == count
    await ada.presses("Pause", on=card)
    await ada.finds("✓ Paused.")
