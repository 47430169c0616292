"""Rows that come with their files."""

import zipfile
from pathlib import Path

import pytest

from bot.importing import import_file
from bot.media.row_files import Keeper
from domain.errors import Refused
from domain.media import sha_of
from domain.terms import MediaTerms, Terms
from services import media
from services.imports import ImportResult
from storage.database import Database
from tests.media import files
from tests.stories.driver import Chat

TOML = """
title = "What is in the picture?"
kind = "image_labelling"
reward = "0.05"
budget = "50.00"

[[show]]
picture = "{{image}}"

[[question]]
id = "what"
text = "What is it?"
type = "choice"
options = ["cat", "dog"]
"""


class World:
    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.chat = Chat(database, folder)
        self.terms = Terms(media=MediaTerms(folder=str(folder / "media")))
        self.project_id = 0

    async def opens(self) -> "World":
        self.project_id = await self.chat.project(TOML, is_open=False)
        return self

    def imports(self, name: str, content: bytes, beside: Path | None = None) -> ImportResult:
        path = self.folder / name
        path.write_bytes(content)
        return import_file(
            self.database, self.project_id, path, now_ms=1, keeper=Keeper(self.terms), files=beside
        )

    def cells(self) -> list[str]:
        rows = self.database.read_now(
            lambda tx: tx.connection.execute("SELECT data FROM task ORDER BY place").fetchall()
        )
        return [data.split('"image":"')[1].split('"')[0] for (data,) in rows]


@pytest.fixture
async def world(sqlite_database: Database, tmp_path: Path) -> World:
    return await World(sqlite_database, tmp_path).opens()


def pictures(folder: Path) -> Path:
    (folder / "pictures").mkdir()
    (folder / "pictures" / "cat.png").write_bytes(files.picture("PNG", seed=1))
    (folder / "pictures" / "dog.jpg").write_bytes(files.picture("JPEG", seed=2))
    (folder / "pictures" / "paper.png").write_bytes(files.PDF)
    (folder / "pictures" / "bomb.png").write_bytes(files.bomb(9_000))
    (folder / "pictures" / "tool.png").write_bytes(files.PROGRAM)
    return folder / "pictures"


async def test_files_of_a_folder_become_what_rows_show(world: World) -> None:
    beside = pictures(world.folder)
    rows = b"id,image\n1,cat.png\n2,dog.jpg\n3,cat.png\n4,https://a.example/x.png\n"
    result = world.imports("rows.csv", rows, beside)
    assert (result.imported, result.bad_rows) == (4, 0), result.bad
    cells = world.cells()
    assert cells[0] == cells[2] != cells[1]
    assert cells[3] == "https://a.example/x.png"
    facts = world.database.read_now(lambda tx: media.of_reference(tx, cells[0]))
    assert facts is not None
    assert (facts.name, facts.width, facts.kind) == ("cat.png", 160, "photo")
    kept = Keeper(world.terms).store.path(sha_of(cells[0]))
    assert kept.read_bytes() == (beside / "cat.png").read_bytes()
    again = world.imports("rows.csv", rows, beside)
    assert (again.imported, again.same) == (0, 4)


async def test_what_is_wrong_with_a_file_is_said_by_its_line(world: World) -> None:
    rows = (
        "id,image\n1,cat.png\n2,cot.png\n3,paper.png\n4,bomb.png\n5,tool.png\n"
        "6,../../etc/passwd\n7,http://a.example/x.png\n8,media:" + "0" * 64 + "\n"
    )
    result = world.imports("rows.csv", rows.encode(), pictures(world.folder))
    assert result.imported == 0
    said = [str(problem) for problem in result.bad]
    assert said == [
        "line 3, column image: “cot.png” is not among the files; add it, or correct its name",
        "line 4, column image: “paper.png” is no picture that can be shown (JPEG, PNG, GIF, WebP)",
        "line 5, column image: “bomb.png”: That picture has 9,000 × 9,000 pixels; at most 50 "
        "million fit. Send it smaller",
        "line 6, column image: “tool.png”: That is a program, whatever its name says. Programs "
        "are not taken here",
        "line 7, column image: “../../etc/passwd” is not among the files; add it, or correct its "
        "name",
        "line 8, column image: “http://a.example/x.png”: an address has to begin with https://",
        f"line 9, column image: “media:{'0' * 51}…” is not among the files; add it, or correct "
        "its name",
    ]


async def test_without_files_a_name_is_no_address(world: World) -> None:
    result = world.imports("rows.csv", b"id,image\n1,cat.png\n")
    assert [str(problem) for problem in result.bad] == [
        "line 2, column image: “cat.png” is no address; send the rows and their files together "
        "as a ZIP"
    ]


async def test_a_zip_brings_both(world: World) -> None:
    path = world.folder / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rows.csv", "id,image\n1,pictures/cat.png\n2,dog.jpg\n")
        archive.writestr("pictures/cat.png", files.picture("PNG", seed=1))
    result = world.imports("all.zip", path.read_bytes())
    assert [problem.line for problem in result.bad] == [3]
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("dog.jpg", files.picture("JPEG", seed=2))
    assert world.imports("all.zip", path.read_bytes()).imported == 2
    unused = world.database.read_now(lambda tx: media.left(tx, 30, 10**13))
    assert unused == ([], [])  # rows show them


async def test_what_a_failed_import_brought_is_left_to_be_tidied(world: World) -> None:
    beside = pictures(world.folder)
    world.imports("rows.csv", b"id,image\n1,cat.png\n2,cot.png\n", beside)
    _, idle = world.database.read_now(lambda tx: media.left(tx, 30, 10**13))
    assert len(idle) == 1


async def test_a_full_store_stops_the_import_and_keeps_no_row(world: World) -> None:
    world.terms = Terms(
        media=MediaTerms(folder=str(world.folder / "media"), all_bytes_most=1_000_000)
    )
    beside = world.folder / "big"
    beside.mkdir()
    for n in range(3):
        content = files.picture("PNG", (600, 500), seed=n + 1) + bytes(500_000)
        (beside / f"{n}.png").write_bytes(content)
    rows = b"id,image\n1,0.png\n2,1.png\n3,2.png\n"
    with pytest.raises(Refused, match="There is no room left for files here"):
        world.imports("rows.csv", rows, beside)
    assert world.cells() == []
