"""Files that come with rows: from folders and from strangers' ZIPs."""

import struct
import zipfile
from pathlib import Path

import pytest

from bot.media import archives
from bot.media.archives import Folder, TooMuch, Zip, opened
from domain.errors import Invalid
from tests.media import files

ROWS = b"id,image\n1,a.png\n"


def zipped(path: Path, content: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def test_names_are_found_beside_the_rows(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "all.zip",
        {"in/rows.csv": ROWS, "in/a.png": b"beside", "a.png": b"top", "in/P/B.PNG": b"deep",
         "__MACOSX/in/._rows.csv": b"junk", "read me.txt": b"words"},
    )  # fmt: skip
    out = tmp_path / "out"
    with opened(path, None, tmp_path) as (rows, source):
        assert rows.read_bytes() == ROWS
        assert source is not None
        for name, content in (
            ("a.png", b"beside"), ("./a.png", b"beside"), ("p\\b.png", b"deep"),
            ("/in/a.png", b"beside"),
        ):  # fmt: skip
            assert source.copy(name, out, 100), name
            assert out.read_bytes() == content
        for name in ("c.png", "../a.png", "../../etc/passwd", "/etc/passwd", "", ".", "in"):
            assert not source.copy(name, out, 100), name


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"a.png": b""}, "one file in it has to end with .csv or .jsonl"),
        ({"a.csv": ROWS, "b.jsonl": b"{}"}, "these are: a.csv, b.jsonl"),
        ({"[Content_Types].xml": b"", "a.csv": ROWS}, "it is a spreadsheet"),
    ],
)
def test_a_zip_has_one_file_with_rows(
    content: dict[str, bytes], said: str, tmp_path: Path
) -> None:
    path = zipped(tmp_path / "a.zip", content)
    with pytest.raises(Invalid) as error, opened(path, None, tmp_path):
        pass
    assert said in str(error.value)


def test_a_folder_gives_nothing_from_outside(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    (inside / "deep").mkdir(parents=True)
    (inside / "deep" / "a.png").write_bytes(b"a")
    (tmp_path / "secret").write_bytes(b"s")
    (inside / "link").symlink_to(tmp_path / "secret")
    source, out = Folder(inside), tmp_path / "out"
    assert source.copy("deep/a.png", out, 10)
    assert source.copy("deep\\a.png", out, 10)
    for name in ("../secret", "link", str(tmp_path / "secret"), "deep", "a\0b", "x" * 5000):
        assert not source.copy(name, out, 10), name
    with pytest.raises(TooMuch):
        source.copy("deep/a.png", out, 0)


def test_a_bomb_is_stopped_while_it_unpacks(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"rows.csv": ROWS, "a.png": bytes(50_000_000)})
    assert path.stat().st_size < 100_000
    source, out = Zip(path), tmp_path / "out"
    with pytest.raises(TooMuch):
        source.copy("a.png", out, 1_000_000)
    assert out.stat().st_size <= 1_000_000
    many = Zip(path, left=60_000_000)
    many.copy("a.png", out, 50_000_000)
    with pytest.raises(Invalid, match="there is too much in it"):
        many.copy("a.png", out, 50_000_000)
    source.close()
    many.close()


def test_a_size_that_lies_makes_no_difference(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"rows.csv": ROWS, "a.png": bytes(5_000_000)})
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, at + 24, 10)  # the unpacked size in the list
    path.write_bytes(data)
    source = Zip(path)
    with pytest.raises((TooMuch, Invalid)):
        source.copy("a.png", tmp_path / "out", 1_000)
    source.close()


def test_a_list_of_too_many_files_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "FILES_MOST", 5)
    path = zipped(tmp_path / "a.zip", {f"{n}.csv": b"" for n in range(6)})
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(Invalid, match="there are more than 5 files in it"):
        Zip(path)


@pytest.mark.parametrize(
    "content",
    [b"", b"PK\x03\x04", b"PK\x05\x06", files.PDF, b"PK\x05\x06" + bytes(18) + b"x" * 70_000],
)
def test_what_is_no_zip_is_said_to_be_none(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(content)
    with pytest.raises(Invalid, match="cannot be read as rows"), opened(path, None, tmp_path):
        pass


def test_a_zip_that_is_locked_broken_or_strangely_packed_is_said(tmp_path: Path) -> None:
    out = tmp_path / "out"
    strange = Zip(zipped(tmp_path / "a.zip", {"a": b"x" * 100}, zipfile.ZIP_BZIP2))
    with pytest.raises(Invalid, match="packed in a way that I don't know"):
        strange.copy("a", out, 1000)
    strange.close()
    whole = zipped(tmp_path / "b.zip", {"a": bytes(range(256)) * 40}).read_bytes()
    data = bytearray(whole)
    data[60] ^= 0xFF
    (tmp_path / "b.zip").write_bytes(data)
    broken = Zip(tmp_path / "b.zip")
    with pytest.raises(Invalid, match="it is no ZIP, or not whole"):
        broken.copy("a", out, 100_000)
    broken.close()
    locked = bytearray(whole)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(mark) + at] |= 1
    (tmp_path / "c.zip").write_bytes(locked)
    guarded = Zip(tmp_path / "c.zip")
    with pytest.raises(Invalid, match="locked with a password"):
        guarded.copy("a", out, 100_000)
    guarded.close()


@pytest.mark.parametrize(
    ("count", "list_bytes", "said"),
    [(1, 80, None), (60_000, 80, "more than"), (1, 1 << 30, "more than"), (None, 0, "not whole")],
)
def test_what_a_large_zip_says_of_itself_counts(
    tmp_path: Path, count: int | None, list_bytes: int, said: str | None
) -> None:
    path = tmp_path / "rows.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("rows.csv", "a\n1\n")
    content = path.read_bytes()
    end = content.rindex(b"PK\x05\x06")
    start = int.from_bytes(content[end + 16 : end + 20], "little")
    record = struct.pack(
        "<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count or 1, count or 1,
        end - start if list_bytes == 80 else list_bytes, start,
    )  # fmt: skip
    where = end if count is not None else 0  # of what follows, a lie where it is None
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, where, 1)
    path.write_bytes(content[:end] + record + locator + content[end:])
    if said is None:
        assert archives.Zip(path).copy("rows.csv", tmp_path / "out", 100)
    else:
        with pytest.raises(Invalid, match=said):
            archives.Zip(path)
