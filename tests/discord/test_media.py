"""Media of tasks in Discord, and files that answer from a server."""

from pathlib import Path

from bot.dispatch import system_clock
from domain.media import stored
from services import media
from tests.discord.conftest import Running, comes_in
from tests.media import files
from tests.simulators.discord import Guild, Simulator, Upload
from tests.stories.driver import Chat
from tests.stories.test_media import PHOTOS, given

SHOW = """
title = "What is it?"
kind = "custom"
reward = "0.02"
answers = { least = 2, most = 3 }
budget = "50.00"

[[show]]
KIND = "{{file}}"

[[question]]
id = "what"
text = "Is it good?"
type = "yes_no"
"""


async def kept(chat: Chat, bot: Running, folder: Path, content: bytes, name: str) -> str:
    path = folder / "coming"
    path.write_bytes(content)
    facts = await bot.media.take(path, name)
    await chat.database.write(lambda tx: media.keep(tx, [facts], 1))
    return stored(facts.sha256)


async def test_a_picture_comes_once_and_then_by_its_address(
    sim: Simulator, chat: Chat, bot: Running, tmp_path: Path
) -> None:
    chat.clock.now_ms = system_clock()
    reference = await kept(chat, bot, tmp_path, files.picture(), "cat.png")
    toml = SHOW.replace("KIND", "picture")
    await chat.project(toml, csv=f"id,file\n1,{reference}\n2,{reference}\n")
    ann, ben = sim.person("ann"), sim.person("ben")
    await comes_in(ann)
    message = await ann.sees("Is it good?")
    assert await sim.world.until(lambda: bool(message.attachments), 5)
    assert sim.world.files.data(message.attachments[0]) == files.picture()
    await comes_in(ben)
    message = await ben.sees("Is it good?")
    assert "/cdn/attachments" in str(message.components)
    assert not message.attachments  # Discord has it already
    await ann.presses("yes")
    message = await ann.sees("✓")
    assert "/cdn/attachments" in str(message.components)


async def test_a_sound_comes_with_its_message(
    sim: Simulator, chat: Chat, bot: Running, tmp_path: Path
) -> None:
    chat.clock.now_ms = system_clock()
    reference = await kept(chat, bot, tmp_path, files.sound(), "a.wav")
    await chat.project(SHOW.replace("KIND", "audio"), csv=f"id,file\n1,{reference}\n")
    ann = sim.person("ann")
    await comes_in(ann)
    message = await ann.sees("Is it good?")
    assert await sim.world.until(lambda: bool(message.attachments), 5)
    assert message.attachments[0]["filename"] == "1.wav"


async def test_a_file_answers_from_a_server_by_a_form(
    sim: Simulator, chat: Chat, bot: Running, club: Guild
) -> None:
    chat.clock.now_ms = system_clock()
    await chat.project(PHOTOS, {"a": "bench one", "b": "bench two"})
    ann = sim.person("ann")
    where = club.channel("general")
    await comes_in(ann, where)
    await ann.sees("bench one", where=where)
    await ann.presses("Answer", where=where)
    await ann.fills(q0=Upload("b.png", files.picture(), "image/png"))
    await ann.sees("bench two", where=where)
    (answers,) = await given(chat)
    assert answers["photo"]["type"] == "image/png"  # type: ignore[index]
