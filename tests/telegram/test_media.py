"""Pictures, long texts and files, as Telegram shows them."""

from typing import Any

import orjson
import pytest

from bot.dispatch import system_clock
from domain.ids import public
from services import people as accounts
from storage.database import Database
from tests.media import files
from tests.simulators.telegram import Simulator
from tests.simulators.telegram.params import Upload
from tests.simulators.telegram.people import Person
from tests.stories.driver import Chat
from tests.telegram.conftest import Running

CAT, DOG = "https://pictures.example/cat.png", "https://pictures.example/dog.png"


async def comes_in(sim: Simulator, name: str) -> Person:
    person = sim.person(name)
    await person.sends("/start")
    await person.presses("Start earning")
    await person.presses("No, just show me a task")
    return person


def source(call: Any) -> str:
    """What a call shows: an id of Telegram's, or a file that comes with it."""
    media = call.params.get("media")
    if media is None:
        return str(call.params.get("photo", "attach://file"))
    return str((orjson.loads(media) if isinstance(media, str) else media)["media"])


@pytest.fixture
async def pictures(sim: Simulator, chat: Chat) -> int:
    chat.clock.now_ms = system_clock()
    sim.web(CAT, files.picture(seed=1), "image/png")
    sim.web(DOG, files.picture(seed=2), "image/png")
    return await chat.project(rows={"a": CAT, "b": "only words", "c": DOG, "d": CAT})


async def test_a_picture_is_fetched_and_sent_once_and_then_by_its_id(
    sim: Simulator, pictures: int, bot: Running
) -> None:
    ann = await comes_in(sim, "ann")
    message = await ann.sees("Is this message spam?")
    assert message.media == "photo"
    await ann.presses("ham")
    message = await ann.sees("✓ ham", "only words")
    assert message.media == ""
    await ann.presses("ham")
    message = await ann.sees("today 2 tasks")
    assert message.media == "photo"
    ben = await comes_in(sim, "ben")
    assert (await ben.sees("Is this message spam?")).media == "photo"
    sources = [
        source(call) for call in sim.calls if call.method in ("sendPhoto", "editMessageMedia")
    ]
    assert sources[:2] == ["attach://file", "attach://file"]
    assert "attach://file" not in sources[2:]
    assert sim.world.files.uploads == 2
    await bot.stop()
    await bot.start()
    await ann.presses("ham")
    assert (await ann.sees("today 3 tasks")).media == "photo"
    last = [call for call in sim.calls if call.method == "editMessageMedia"][-1]
    assert not source(last).startswith(("attach:", "http"))


async def test_a_picture_that_is_not_there_is_shown_as_a_link(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    await chat.project(rows={"a": "https://nowhere.example/gone.png", "b": "words"})
    ann = await comes_in(sim, "ann")
    message = await ann.sees("Picture of this task", "Is this message spam?")
    assert message.media == ""
    await ann.presses("ham")
    await ann.sees("words")


async def test_a_long_text_is_turned_page_by_page(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    text = " ".join(f"word-{n}" for n in range(900))
    await chat.project(rows={"a": text, "b": "short"})
    ann = await comes_in(sim, "ann")
    await ann.sees("word-0 ", "… 2 / 2 ›", "spam")
    await ann.presses("… 2 / 2 ›")
    await ann.sees("word-899", "‹ 1 / 2", "spam")
    await ann.presses("‹ 1 / 2")
    await ann.sees("word-0 ")
    await ann.presses("spam")
    await ann.sees("✓ spam", "short")
    assert len(ann.messages()) == 1


async def test_a_text_below_a_picture_is_turned_page_by_page(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    sim.web(CAT, files.picture(), "image/png")
    text = " ".join(f"word-{n}" for n in range(200))  # more than a caption's 1,024
    await chat.project(rows={"a": f"{CAT}\n{text}", "b": "short"})
    ann = await comes_in(sim, "ann")
    await ann.sees("word-0 ", "… 2 / 2 ›", "spam")
    await ann.presses("… 2 / 2 ›")
    message = await ann.sees("word-199", "‹ 1 / 2", "spam")
    assert message.media == "photo"
    assert sim.log.by_method["editMessageCaption"] == 1
    await ann.presses("spam")
    await ann.sees("✓ spam", "short")


async def test_an_export_comes_as_a_document(
    sim: Simulator, chat: Chat, bot: Running, sqlite_database: Database
) -> None:
    chat.clock.now_ms = system_clock()
    project_id = await chat.project(rows={"a": "one", "b": "two"})
    ann = await comes_in(sim, "ann")
    await ann.sees("one")
    await ann.presses("spam")
    await ann.sees("two")

    def promote(tx: object) -> None:
        met = accounts.met(
            tx,  # type: ignore[arg-type]
            platform="telegram",
            external_id=str(ann.user.id),
            chat=str(ann.user.id),
        )
        assert met
        accounts.set_role(tx, met[0].account_id, "admin")  # type: ignore[arg-type]

    await sqlite_database.write(promote)
    await ann.sends(f"/project_results {public(project_id)}")
    found = await sim.world.until(
        lambda: [one for one in ann.messages() if one.media == "document"], 5.0
    )
    assert found
    assert found[0].content["document"]["file_name"].endswith(".csv")


async def test_the_same_view_is_not_edited_into_itself(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    await chat.project(rows={"a": "one", "b": "two"})
    ann = await comes_in(sim, "ann")
    task = await ann.sees("one")
    await ann.presses("Instructions")
    await ann.sees("Back to the task")
    await ann.presses("Back to the task")
    await ann.sees("one", "ham")
    await bot.stop()
    await bot.start()
    query = ann.forges("work", task)
    await ann.is_answered(query)
    await ann.sends("/help")
    await ann.sees("What I understand")
    assert not [call for call in sim.calls if "not modified" in call.words]


async def test_several_pictures_stand_above_their_task(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    sim.web(CAT, files.picture(seed=1), "image/png")
    sim.web(DOG, files.picture(seed=2), "image/png")
    await chat.project(rows={"a": f"{CAT}\n{DOG}\nwhich?", "b": "short"})
    ann = await comes_in(sim, "ann")
    message = await ann.sees("which?", "ham")
    assert [one.media for one in ann.messages()] == ["photo", "photo"]
    assert message.buttons
    await ann.presses("Instructions")
    await ann.sees("Back to the task")
    await ann.presses("Back to the task")
    await ann.sees("which?")
    await ann.presses("ham")
    await ann.sees("✓ ham", "short")


async def test_sounds_and_films_are_played_in_the_task(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    song, film = "https://sounds.example/song.mp3", "https://films.example/clip.mp4?s=1"
    sim.web(song, b"ID3\x04\0\0\0\0\0\0" + b"\xff\xfb\x90\x64" + bytes(413), "audio/mpeg")
    sim.web(film, files.film(), "video/mp4")
    await chat.project(rows={"a": f"{song}\nIs that a song?", "b": film, "c": song})
    ann = await comes_in(sim, "ann")
    message = await ann.sees("Is that a song?", "ham")
    assert message.media == "audio"
    await ann.presses("ham")
    message = await ann.sees("✓ ham", "ham")
    assert message.media == "video"
    await ann.presses("ham")
    message = await ann.sees("today 2 tasks")
    assert message.media == "audio"
    last = [call for call in sim.calls if call.method == "editMessageMedia"][-1]
    assert not source(last).startswith(("attach:", "http"))


SHOW = """
title = "What is it?"
kind = "custom"
reward = "0.02"
budget = "50.00"

[[show]]
KIND = "{{file}}"

[[question]]
id = "what"
text = "Is it good?"
type = "yes_no"
"""


async def test_what_telegram_has_is_shown_by_its_id(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    upload = Upload("cat.png", "image/png", files.picture())
    known = sim.world.files.store("photo", upload)
    csv = f"id,file\n1,telegram:{known.id}\n2,telegram:AgADnowhere\n"
    await chat.project(SHOW.replace("KIND", "picture"), csv=csv)
    ann = await comes_in(sim, "ann")
    message = await ann.sees("Is it good?")
    assert message.media == "photo"
    assert sim.world.files.uploads == 0
    await ann.presses("yes")
    message = await ann.sees("✓", "can't be shown right now")
    assert message.media == ""


async def test_what_is_no_photo_for_telegram_comes_as_a_document(
    sim: Simulator, chat: Chat, bot: Running
) -> None:
    chat.clock.now_ms = system_clock()
    voice, long = "https://a.example/v.ogg", "https://a.example/long.png"
    sim.web(voice, files.voice(), "audio/ogg")
    sim.web(long, files.picture(size=(3000, 100)), "image/png")
    csv = f"id,file\n1,{voice}\n2,{long}\n"
    await chat.project(SHOW.replace("KIND", "file"), csv=csv)
    ann = await comes_in(sim, "ann")
    assert (await ann.sees("Is it good?")).media == "document"
    await ann.presses("yes")
    assert (await ann.sees("✓")).media == "document"
