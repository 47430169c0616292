"""Looking at a file before it is believed: its size, what it is, how large it would become.

Only the header of a picture is read before its pixels are counted; what has more than
`pixels_most` is never decoded. This runs in a process of its own (`bot.media.helper`), whose memory
and time have limits: the libraries are imported there alone.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.media import kinds
from bot.media.hashing import looks
from domain.amounts import N_
from domain.errors import Refused
from domain.media import Facts, kind_of_name

if TYPE_CHECKING:
    from PIL.Image import Exif, Image

EMPTY = N_("That file is empty.")
TOO_LARGE = N_("That file has {size} MB; at most {most} MB fit.")
A_PROGRAM = N_("That is a program, whatever its name says. Programs are not taken here.")
UNCLEAR = N_("I can't tell what that file is. Save it in a usual format and send it again.")
HEIC = N_("That picture is HEIC, which not everybody can see. Send it as JPEG.")
BROKEN = N_("That picture is not whole, or damaged. Send it once more.")
TOO_MANY_PIXELS = N_(
    "That picture has {width} × {height} pixels; at most {most} million fit. Send it smaller."
)
THUMBNAIL = (256, 256)
SURE = 0.8  # of puremagic's confidence, from 0 to 1
SECONDS_MOST = 10 * 86_400
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_EXIF, _GPS, _ORIENTATION = 0x8769, 0x8825, 0x0112
_TAKEN, _TAKEN_OFFSET = 0x9003, 0x9011
_TURNED = frozenset({5, 6, 7, 8})  # orientations in which width and height change places


@dataclass(frozen=True, slots=True)
class Limits:
    """What is looked at: bytes of a file, pixels of a picture."""

    bytes_most: int
    pixels_most: int


def look(path: Path, name: str, limits: Limits) -> Facts:
    """Tell what a file is (its hash is the store's matter); raises Refused with the reason."""
    size = path.stat().st_size
    check_size(size, limits.bytes_most)
    with path.open("rb") as file:
        head = file.read(kinds.HEAD_BYTES)
    sort = kinds.sniff(head)
    if sort.type == kinds.PROGRAM:
        raise Refused(A_PROGRAM)
    if sort.type == kinds.HEIC:
        raise Refused(HEIC)
    if not _is_agreed(path, sort):
        raise Refused(UNCLEAR)
    facts = Facts(sha256="", kind=sort.kind, type=sort.type, bytes=size, name=name)
    if sort.kind == "photo":
        return _picture(path, facts, limits)
    if sort.kind in ("audio", "video"):
        return _as_named(replace(facts, seconds=_seconds(path)))
    return facts


def check_size(size: int, most: int) -> None:
    """Refuse what is empty or too large."""
    if not size:
        raise Refused(EMPTY)
    if size > most:
        raise Refused(TOO_LARGE, size=math.ceil(size / 1e6), most=max(1, most // 1_000_000))


def _is_agreed(path: Path, sort: kinds.Sort) -> bool:
    """Tell whether puremagic may take a file for the same main type, or isn't sure what it is: it
    doesn't know every brand of film.
    """
    if sort.kind == "file":
        return True
    import puremagic

    try:
        found = puremagic.magic_file(str(path))
    except (puremagic.PureError, ValueError):
        return True
    main = {one.mime_type.partition("/")[0] for one in found}
    fitting = {"image"} if sort.kind == "photo" else {"audio", "video"}
    return bool(main & fitting) or all(one.confidence < SURE for one in found)


def _as_named(facts: Facts) -> Facts:
    """A container holds sound or film alike: a browser's recording of sound is called by its name.
    """
    if kind_of_name(facts.name) == "audio" or facts.name == "audio":
        sound = facts.type.replace("video/", "audio/")
        return replace(facts, kind="audio", type=sound)
    return facts


# --- Pictures -----------------------------------------------------------------


def _picture(path: Path, facts: Facts, limits: Limits) -> Facts:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = None  # we count them ourselves, and refuse by our own limit
    try:
        with Image.open(path, formats=_FORMATS) as image:  # the header alone
            width, height = image.size
            if width * height > limits.pixels_most:
                raise Refused(
                    TOO_MANY_PIXELS, width=width, height=height,
                    most=limits.pixels_most // 1_000_000 or 1,
                )  # fmt: skip
            exif = image.getexif()
            if exif.get(_ORIENTATION) in _TURNED:
                width, height = height, width
            seen = replace(facts, width=width, height=height, **_where_and_when(exif))
            return replace(seen, looks=looks(_small(image)))
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, MemoryError):
        raise Refused(BROKEN) from None


def _small(image: "Image") -> "Image":
    """Decode a picture small, where its format can be: JPEG is read at an eighth of its size."""
    from PIL import ImageOps

    image.draft("L", THUMBNAIL)
    small = image if image.mode == "L" else image.convert("L")
    small.thumbnail(THUMBNAIL)
    return ImageOps.exif_transpose(small)


def _where_and_when(exif: "Exif") -> dict[str, Any]:
    """Read place and time; what is odd in them is as if it were not there."""
    found: dict[str, Any] = {}
    inner, gps = exif.get_ifd(_EXIF), exif.get_ifd(_GPS)
    if taken := _moment(inner.get(_TAKEN), inner.get(_TAKEN_OFFSET)):
        found["taken"] = taken
    latitude = _degrees(gps.get(2), gps.get(1), "S", 90)
    longitude = _degrees(gps.get(4), gps.get(3), "W", 180)
    if latitude is not None and longitude is not None and (latitude or longitude):
        found |= {"latitude": latitude, "longitude": longitude}
    return found


def _moment(taken: object, offset: object) -> str:
    """Give EXIF's `2026:11:22 10:15:00` and `+01:00` as ISO 8601."""
    from datetime import datetime

    date, _, time = str(taken or "").strip("\0 ").partition(" ")
    text = f"{date.replace(':', '-')}T{time}{str(offset or '').strip(chr(0) + ' ')}"
    try:
        return datetime.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def _degrees(parts: Any, side: object, negative: str, most: int) -> float | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)
    except (TypeError, ValueError, ZeroDivisionError):
        return None
    value = degrees + minutes / 60 + seconds / 3600
    if not math.isfinite(value) or abs(value) > most:
        return None
    return round(-value if str(side).strip("\0 ").upper() == negative else value, 7)


# --- Sound and film -----------------------------------------------------------


def _seconds(path: Path) -> float | None:
    """Tell how long a recording is; None where its container doesn't say."""
    return next(iter(_lengths(path)), None)


def _lengths(path: Path) -> Iterator[float]:
    from tinytag import TinyTag
    from tinytag.tinytag import TinyTagException

    try:
        found = TinyTag.get(path, tags=False, duration=True).duration
    except (TinyTagException, OSError, ValueError, ArithmeticError, LookupError):
        return
    if found is not None and math.isfinite(found) and 0 < found < SECONDS_MOST:
        yield round(found, 2)
