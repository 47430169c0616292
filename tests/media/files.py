"""Files of every sort, made here: pictures, sounds, and some that are not what they seem."""

import io
import struct
import wave
import zlib
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw


def picture(
    form: str = "PNG", size: tuple[int, int] = (160, 120), seed: int = 1, **options: Any
) -> bytes:
    """A picture of some circles; another seed gives other ones."""
    width, height = 640, 480
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    for n in range(1, 7):
        x, y = (seed * 37 * n) % width, (seed * 53 * n * n) % height
        r = width // 10 + (seed * n * 7) % (width // 8)
        colour = ((seed * 61 * n) % 200, (n * 83) % 200, (seed * 29) % 200)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=colour)
    out = io.BytesIO()
    image.resize(size).save(out, form, **options)
    return out.getvalue()


def taken(
    when: str = "2026:11:22 10:15:00",
    offset: str = "+01:00",
    place: tuple[float, float] | None = None,
    orientation: int = 1,
    size: tuple[int, int] = (160, 120),
) -> bytes:
    """A JPEG that says when, where and how it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    inner = exif.get_ifd(0x8769)
    inner[0x9003], inner[0x9011] = when, offset
    if place is not None:
        gps = exif.get_ifd(0x8825)
        gps[1], gps[2] = "N" if place[0] >= 0 else "S", _degrees(place[0])
        gps[3], gps[4] = "E" if place[1] >= 0 else "W", _degrees(place[1])
    return picture("JPEG", size, exif=exif)


def _degrees(value: float) -> tuple[float, float, float]:
    rest = abs(value)
    minutes = (rest - int(rest)) * 60
    return (float(int(rest)), float(int(minutes)), (minutes - int(minutes)) * 60)


@lru_cache
def bomb(side: int = 20_000) -> bytes:
    """A small PNG that would decode to side × side bytes."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    packer = zlib.compressobj(9)
    line = bytes(side + 1)
    packed = b"".join(packer.compress(line) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def animated() -> bytes:
    """A GIF that moves."""
    frames = [Image.new("P", (60, 40), n * 40) for n in range(4)]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return out.getvalue()


def sound(seconds: float = 2.0) -> bytes:
    """A WAV of silence."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\0\0" * int(8000 * seconds))
    return out.getvalue()


def voice() -> bytes:
    """The beginning of a voice note."""
    head = b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0"
    return b"OggS\0\x02" + bytes(20) + b"\x01" + bytes([len(head)]) + head + bytes(60)


def film(seconds: int = 5, brand: bytes = b"isom") -> bytes:
    """An MP4 with nothing but its header, which says how long it is."""

    def box(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data) + 8) + name + data

    head = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000) + bytes(80)
    return box(b"ftyp", brand + b"\0\0\0\0isommp42") + box(b"moov", box(b"mvhd", head))


WEBM = (
    b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
    + bytes(100)
)
PROGRAM = b"MZ\x90\x00" + bytes(300)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
