"""Photos, sounds, films and files as answers, on every platform."""

import errno
import io
import zipfile
from pathlib import Path

import orjson
import pytest

from bot.media.receiving import Receiving
from domain.actions import Action
from domain.events import Event
from domain.views import View
from tests.media import files
from tests.stories.driver import Chat, Person

PHOTOS = """
title = "Photos of benches"
kind = "custom"
reward = "0.10"
show = "{{message}}"
answers = { least = 2, most = 2 }
budget = "50.00"
accept = "review"

[[question]]
id = "photo"
text = "Send a photo of the bench."
type = "photo"
unique = true
"""


ON_ONE = pytest.mark.parametrize("chat", ["sqlite"], indirect=True)


async def asked(chat: Chat, toml: str = PHOTOS, name: str = "ann") -> Person:
    await chat.project(toml, {f"r{n}": f"bench number {n}" for n in range(4)})
    person = chat.person(name)
    await person.comes_in()
    return person


async def given(chat: Chat) -> list[dict[str, object]]:
    """All answers that were handed in, in order."""
    rows = await chat.database.read(
        lambda tx: tx.connection.execute("SELECT answers FROM submission ORDER BY id").fetchall()
    )
    return [orjson.loads(answers) for (answers,) in rows]


async def test_a_photo_answers_and_the_next_task_follows(chat: Chat) -> None:
    ann = await asked(chat)
    ann.sees("Send a photo of the bench.", "bench number 0")
    await ann.sends("a nice bench")
    ann.sees("This needs a photo. Send one here.", "bench number 0")
    picture = files.picture("PNG", seed=1)
    await ann.sends_file("photo.png", picture, kind="photo")
    ann.sees("✓", "bench number 1")
    (answers,) = await given(chat)
    answer = answers["photo"]
    assert isinstance(answer, dict)
    assert chat.media.store.path(str(answer.pop("media"))).read_bytes() == picture
    assert str(answer.pop("name")).endswith(".png")
    assert answer == {
        "kind": "photo", "type": "image/png", "bytes": len(picture), "width": 160, "height": 120,
    }  # fmt: skip


@ON_ONE
async def test_what_is_no_photo_is_refused_with_what_is_wanted(chat: Chat) -> None:
    ann = await asked(chat)
    await ann.sends_file("bench.pdf", files.PDF)
    ann.sees("This needs a photo. Send one here.", "bench number 0")
    await ann.sends_file("bench.jpg", files.PROGRAM)
    ann.sees("That is a program, whatever its name says.", "bench number 0")
    await ann.sends_file("bench.png", files.bomb(9_000))
    ann.sees("9,000 × 9,000 pixels; at most 50 million fit", "bench number 0")
    await ann.sends_file("bench", files.SVG)
    ann.sees("Send it as JPEG or PNG", "bench number 0")
    await ann.sends_file("bench.png", files.picture(), size_bytes=30_000_000)
    ann.sees("That file has 30 MB, and I can take 20 MB at most.", "bench number 0")
    assert await given(chat) == []
    await ann.sends_file("bench.png", files.picture())  # as a file: the camera's own
    ann.sees("✓")


@ON_ONE
async def test_a_picture_that_is_there_already_is_refused(chat: Chat) -> None:
    ann = await asked(chat)
    await ann.sends_file("one.png", files.picture("PNG", seed=3), kind="photo")
    ann.sees("bench number 1")
    await ann.sends_file("again.jpg", files.picture("JPEG", (320, 240), seed=3, quality=50))
    ann.sees("There is a picture like that one here already. Send another one.")
    await ann.sends_file("two.png", files.picture("PNG", seed=4), kind="photo")
    ann.sees("bench number 2")
    assert len(await given(chat)) == 2


@pytest.mark.parametrize("chat", ["sqlite", "telegram"], indirect=True)
async def test_an_answer_that_comes_twice_counts_once(chat: Chat) -> None:
    ann = await asked(chat)
    await ann.sends_file("one.png", files.picture("PNG", seed=5), kind="photo")
    last: Event | None = ann.last
    assert last is not None
    await ann.does(last)
    assert len(await given(chat)) == 1


@ON_ONE
async def test_a_sound_has_a_length(chat: Chat) -> None:
    ann = await asked(
        chat,
        PHOTOS.replace('type = "photo"\nunique = true', 'type = "audio"\nseconds_least = 3'),
    )
    await ann.sends_file("short.wav", files.sound(2))
    ann.sees("That is too short: at least 3 seconds.")
    await ann.sends_file("long.wav", files.sound(4))
    ann.sees("✓")
    (answers,) = await given(chat)
    assert isinstance(answers["photo"], dict)
    assert answers["photo"]["seconds"] == 4.0


@ON_ONE
async def test_a_photo_must_have_been_taken_there_and_then(chat: Chat) -> None:
    ann = await asked(
        chat,
        PHOTOS.replace(
            "unique = true", 'taken_within = "2h"\nnear = "52.52, 13.405"\nwithin_m = 200'
        ),
    )
    await ann.sends_file("bench.png", files.picture("PNG"), kind="photo")
    ann.sees("I can't tell where that was taken")
    here = (52.5201, 13.4051)
    await ann.sends_file("bench.jpg", files.taken("2026:01:01 08:30:00", place=here))
    ann.sees("That was taken too long ago: at most 2 h")  # 07:30 UTC, and it is 10:00
    await ann.sends_file("bench.jpg", files.taken("2026:01:01 14:30:00", place=here))
    ann.sees("Set the camera's clock")
    await ann.sends_file("bench.jpg", files.taken("2026:01:01 10:30:00"))
    ann.sees("I can't tell where that was taken")
    away = files.taken("2026:01:01 10:30:00", place=(52.53, 13.405))
    await ann.sends_file("bench.jpg", away)
    ann.sees("That was taken 1,112 m away from the place; at most 200 m are allowed.")
    await ann.sends_file("bench.jpg", files.taken("2026:01:01 10:30:00", place=here))
    ann.sees("✓ bench.jpg")
    (answers,) = await given(chat)
    assert isinstance(answers["photo"], dict)
    assert answers["photo"]["taken_ms"] == chat.clock() - 30 * 60_000
    assert (answers["photo"]["latitude"], answers["photo"]["longitude"]) == here


@ON_ONE
async def test_a_file_is_of_a_kind(chat: Chat) -> None:
    ann = await asked(
        chat, PHOTOS.replace('type = "photo"\nunique = true', 'type = "file"\nkinds = ["pdf"]')
    )
    await ann.sends_file("paper.docx", b"PK\x03\x04" + bytes(60))
    ann.sees("Send one of these: pdf.")
    await ann.sends_file("paper.pdf", files.picture("PNG"))
    ann.sees("This needs a file (pdf). Send it here.")
    await ann.sends_file("paper.pdf", files.PDF)
    ann.sees("✓ paper.pdf")


@ON_ONE
async def test_what_is_lost_on_the_way_is_asked_for_again(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await asked(chat)
    photo = files.picture("PNG", seed=7)

    async def killed(*_: object) -> View | None:
        return None  # the process ended before anything was dispatched

    with monkeypatch.context() as patch:
        patch.setattr(Receiving, "take", killed)
        await ann.sends_file("a.png", photo, kind="photo")
    ann.sees("One moment: I look at it.")
    await ann.sends("/work")
    ann.sees("Send a photo of the bench.", "bench number 0")
    with monkeypatch.context() as patch:
        patch.setattr(chat, "download", _gone)
        await ann.sends_file("a.png", photo, kind="photo")
    ann.sees("The file could not be fetched. Send it once more.", "bench number 0")
    with monkeypatch.context() as patch:
        patch.setattr(chat, "download", _full)
        await ann.sends_file("a.png", photo, kind="photo")
    ann.sees("There is no room left for files here.", "bench number 0")
    assert await given(chat) == []
    await ann.sends_file("a.png", photo, kind="photo")
    ann.sees("✓", "bench number 1")


async def _gone(file_id: str, path: Path) -> None:
    raise ConnectionResetError


async def _full(file_id: str, path: Path) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@ON_ONE
async def test_rows_and_their_files_come_as_a_zip(chat: Chat) -> None:
    show = "[[show]]\npicture = \"{{image}}\"\n\n[[question]]"
    toml = PHOTOS.replace('show = "{{message}}"', "").replace("[[question]]", show)
    project_id = await chat.project(toml, is_open=False)
    ada = chat.person("ada")
    await ada.comes_in()
    await chat.becomes(ada, "admin")
    await ada.presses(Action("rows", project_id))
    ada.sees("in a ZIP")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("rows.csv", "id,image\n1,a.png\n2,b.png\n")
        archive.writestr("a.png", files.picture())
    await ada.sends_file("rows.zip", out.getvalue())
    ada.sees("1 of 2 rows can't be used", "line 3, column image: “b.png” is not among the files")
    await ada.taps("Import the other one")
    ada.sees("✓ 1 row imported", "1 left out")
