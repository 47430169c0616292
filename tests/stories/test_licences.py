"""A licence is asked once by a button, kept with its words, and exported."""

import io
from asyncio import to_thread

from bot.exporting import export_now
from tests import invariants
from tests.media import files
from tests.stories.driver import Chat

PHOTOS = """
title = "Photos of benches"
kind = "photo_collection"
show = "{{subject}}"
reward = "0.25"
answers = { least = 1, most = 1 }
budget = "5.00"
accept = "answer"
licence = "CC BY 4.0"

[[question]]
id = "photo"
text = "Send your photo."
type = "photo"
unique = true
"""
ROWS = "id,subject\n1,a bench\n2,another bench\n3,one more\n"


async def test_a_licence_is_agreed_to_once_and_what_looks_alike_is_refused(chat: Chat) -> None:
    project_id = await chat.project(PHOTOS, csv=ROWS)
    ann, ben = chat.person("ann"), chat.person("ben")
    await ann.comes_in()
    ann.sees("Photos of benches", "CC BY 4.0", "asked once", "I agree")
    ann.sees_no("Send your photo.")
    picture = files.picture("JPEG")
    await ann.sends_file("bench.jpg", picture, kind="photo")
    ann.sees_no("+0.25")
    await ann.sends("/work")
    await ann.taps("I agree")
    ann.sees("a bench", "Send your photo.")
    await ann.sends_file("bench.jpg", picture, kind="photo")
    ann.sees("+0.25", "another bench", "Send your photo.")
    await ann.sends_file("bench.jpg", picture, kind="photo")
    ann.sees("picture like that", "Send your photo.")
    await ben.comes_in()
    await ben.taps("Not for me")
    ben.sees("That is fine", "That was everything")
    await ben.sends("/tasks")
    ben.sees_no("Photos of benches")
    await invariants.hold(chat.database)
    written = io.BytesIO()
    if chat.platform == "web":
        await to_thread(export_now, chat.database, project_id, "licences", "csv", written)
        head, line = written.getvalue().decode().splitlines()
        assert head == "worker,licence,agreed"
        assert line.endswith(",CC BY 4.0,2026-01-01T10:00:00+00:00")
