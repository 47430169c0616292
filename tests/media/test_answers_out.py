"""Files that people sent, written out."""

import asyncio
import csv
import io
import json
from pathlib import Path

import pytest

from bot.exporting import export_now
from bot.media import answers_out
from domain.errors import Unusable
from storage.database import Database
from tests.media import files
from tests.stories.driver import Chat
from tests.stories.test_media import PHOTOS, asked

SHA = "ab" * 32
PNG = {"media": SHA, "kind": "photo", "type": "image/png", "bytes": 3, "name": "x.jpg"}


@pytest.mark.parametrize(
    ("row", "answer", "name"),
    [
        ("r1", PNG, "r1-q-W.png"),
        ("a/../b", PNG, "a_.._b-q-W-abababab.png"),
        ("a b", PNG, "a_b-q-W-abababab.png"),
        ("..", PNG, "row-q-W-abababab.png"),
        ("Grüße", PNG, "Grüße-q-W.png"),
        ("x" * 200, PNG, f"{'x' * 80}-q-W-abababab.png"),
        ("r1", PNG | {"type": "application/zip", "name": "b.DOCX"}, "r1-q-W.docx"),
        ("r1", PNG | {"type": "?", "name": "b./../sh"}, "r1-q-W.sh"),
        ("r1", PNG | {"type": "?", "name": "b"}, "r1-q-W.bin"),
    ],
)
def test_names_can_be_read_and_lead_nowhere(
    row: str, answer: dict[str, object], name: str
) -> None:
    assert answers_out.file_name(row, "q", "W", answer) == name


async def test_an_export_names_the_files_that_it_writes(
    sqlite_database: Database, tmp_path: Path
) -> None:
    chat = Chat(sqlite_database, tmp_path)
    ann = await asked(chat, PHOTOS)
    pictures = [files.picture("PNG", seed=seed) for seed in (1, 2)]
    for picture in pictures:
        await ann.sends_file("photo.png", picture, kind="photo")
    out = tmp_path / "out"
    written = await asyncio.to_thread(
        answers_out.write, sqlite_database, chat.media.store, 1, out
    )
    assert (written.files, written.missing) == (2, 0)
    text, lines = io.BytesIO(), io.BytesIO()
    await asyncio.to_thread(export_now, sqlite_database, 1, "answers", "csv", text)
    rows = list(csv.DictReader(io.StringIO(text.getvalue().decode())))
    assert [(out / row["answer"]).read_bytes() for row in rows] == pictures
    await asyncio.to_thread(export_now, sqlite_database, 1, "answers", "jsonl", lines)
    first = json.loads(lines.getvalue().splitlines()[0])["answer"]
    assert first["file"] == rows[0]["answer"]
    assert first["width"] == 160
    chat.media.store.path(first["media"]).unlink()
    again = await asyncio.to_thread(
        answers_out.write, sqlite_database, chat.media.store, 1, out
    )
    assert (again.files, again.missing) == (1, 1)
    assert len(list(out.iterdir())) == 2
    (tmp_path / "file").write_text("x")
    with pytest.raises(Unusable, match="can't be written to"):
        await asyncio.to_thread(
            answers_out.write, sqlite_database, chat.media.store, 1, tmp_path / "file" / "out"
        )
