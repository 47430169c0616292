"""Looking at a file before it is believed."""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.media import looking
from bot.media.looker import Looker
from bot.media.looking import Limits
from domain.errors import Refused
from domain.media import distance
from tests.media import files

LIMITS = Limits(20_000_000, 50_000_000)


@pytest.fixture(scope="module")
def looker() -> Iterator[Looker]:
    made = Looker(LIMITS)
    yield made
    made.close()


def written(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "kind", "media_type", "known"),
    [
        ("a.png", files.picture("PNG"), "photo", "image/png", {"width": 160, "height": 120}),
        ("a.jpg", files.picture("JPEG"), "photo", "image/jpeg", {"width": 160}),
        ("a.webp", files.picture("WEBP"), "photo", "image/webp", {"height": 120}),
        ("a.gif", files.animated(), "photo", "image/gif", {"width": 60, "height": 40}),
        ("cat.pdf", files.picture("PNG"), "photo", "image/png", {}),  # a name decides nothing
        ("turned.jpg", files.taken(orientation=6), "photo", "image/jpeg",
         {"width": 120, "height": 160}),
        ("here.jpg", files.taken(place=(52.52, -13.405)), "photo", "image/jpeg",
         {"latitude": 52.52, "longitude": -13.405, "taken": "2026-11-22T10:15:00+01:00"}),
        ("then.jpg", files.taken(offset=""), "photo", "image/jpeg",
         {"taken": "2026-11-22T10:15:00", "latitude": None}),
        ("odd.jpg", files.taken(when="0000:00:00 00:00:00"), "photo", "image/jpeg", {"taken": ""}),
        ("a.wav", files.sound(2), "audio", "audio/wav", {"seconds": 2.0}),
        ("a.mp4", files.film(5), "video", "video/mp4", {"seconds": 5.0}),
        ("a.m4a", files.film(5), "audio", "audio/mp4", {"seconds": 5.0}),
        ("a.ogg", files.voice(), "audio", "audio/ogg", {}),
        ("a.mp3", b"\xff\xf3\x40\xc4" + bytes(204), "audio", "audio/mpeg", {}),
        ("a.mp4", files.film(7, b"iso5"), "video", "video/mp4", {"seconds": 7.0}),
        ("a.mov", files.film(7, b"qt  "), "video", "video/quicktime", {}),
        ("a.webm", files.WEBM, "video", "video/webm", {}),
        ("audio", files.WEBM, "audio", "audio/webm", {}),  # the platform said that it is sound
        ("a.svg", files.SVG, "file", "image/svg+xml", {}),
        ("a.jpg", files.PDF, "file", "application/pdf", {}),
        ("a.txt", "Grüße".encode(), "file", "text/plain", {}),
        ("a.html", b"<!DOCTYPE html><p>", "file", "text/html", {}),
        ("a.bin", b"\x00\x01\x02\xfe" * 50, "file", "application/octet-stream", {}),
    ],
)  # fmt: skip
def test_what_a_file_is(
    name: str,
    content: bytes,
    kind: str,
    media_type: str,
    known: dict[str, object],
    looker: Looker,
    tmp_path: Path,
) -> None:
    facts = looker.look(written(tmp_path, content), name)
    assert (facts.kind, facts.type, facts.bytes) == (kind, media_type, len(content))
    assert {key: getattr(facts, key) for key in known} == known


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "That file is empty."),
        (files.PROGRAM, "That is a program, whatever its name says."),
        (b"#!/bin/sh\nrm -rf /\n", "That is a program"),
        (b"\x7fELF" + bytes(100), "That is a program"),
        (files.picture("JPEG", (900, 700))[:-2000], "is not whole, or damaged"),
        (files.picture("PNG", (900, 700))[:-500], "is not whole, or damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "is not whole, or damaged"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "Send it as JPEG"),
        (b"RIFF\x00\x00\x00\x00WEBPjunk" + bytes(50), "is not whole, or damaged"),
        (bytes(20_000_001), "That file has 21 MB; at most 20 MB fit."),
    ],
)
def test_what_is_refused(content: bytes, said: str, looker: Looker, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        looker.look(written(tmp_path, content), "cat.jpg")
    assert said in str(refused.value)


def test_a_picture_that_would_become_400_mb_is_refused_by_its_header(tmp_path: Path) -> None:
    content = files.bomb()
    assert len(content) < 500_000
    path = written(tmp_path, content)
    code = (
        "import sys; from pathlib import Path; from PIL import Image, ImageFile\n"
        "from bot.media.looking import Limits, look\n"
        "def load(self): raise SystemExit('decoded')\n"
        "ImageFile.ImageFile.load = Image.Image.load = load\n"
        "try: look(Path(sys.argv[1]), 'a.png', Limits(20_000_000, 50_000_000))\n"
        "except Exception as error: print(error)\n"
        "peak = [line for line in open('/proc/self/status') if line.startswith('VmHWM')]\n"
        "print(peak[0].split()[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    said, kilobytes = done.stdout.splitlines()
    assert said == (
        "That picture has 20000 × 20000 pixels; at most 50 million fit. Send it smaller."
    )
    assert int(kilobytes) < 120_000


def test_a_picture_that_just_fits_is_decoded_elsewhere(looker: Looker, tmp_path: Path) -> None:
    path = written(tmp_path, files.bomb(7_000))  # 49 million pixels
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert looker.look(path, "a.png").width == 7_000
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 10_000


def test_a_file_that_ends_the_helper_is_refused_and_the_next_one_is_looked_at(
    looker: Looker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, files.picture())
    looker.look(path)
    assert looker._process is not None
    looker._process.kill()
    looker._process.wait()
    assert looker.look(path).type == "image/png"  # a new one was begun
    monkeypatch.setattr("bot.media.looker.sys.executable", "/bin/false")
    looker.close()
    with pytest.raises(Refused, match="I can't tell what that file is"):
        looker.look(path)


def test_the_same_picture_looks_the_same_however_it_is_packed(
    looker: Looker, tmp_path: Path
) -> None:
    def looks(content: bytes) -> int:
        found = looker.look(written(tmp_path, content)).looks
        assert found is not None
        return found

    one = looks(files.picture("PNG", (640, 480)))
    assert distance(one, looks(files.picture("JPEG", (640, 480), quality=40))) <= 6
    assert distance(one, looks(files.picture("WEBP", (320, 240)))) <= 6
    others = [looks(files.picture("PNG", (640, 480), seed=seed)) for seed in range(2, 12)]
    assert min(distance(one, other) for other in others) > 10


def test_the_libraries_stay_out_of_who_asks() -> None:
    code = (
        "import sys, bot.media.shelf\n"
        "print([m for m in ('PIL', 'puremagic', 'tinytag', 'numpy') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
    assert looking.EMPTY
