"""Media: what a row shows by name, what is known of a file, and how alike two pictures are.

A reference names media in a row's cell: `https://…`, `media:SHA256` (it is in our store),
`telegram:FILE_ID`, `discord:ADDRESS`; anything else is the name of a file that comes with the rows.
"""

import re
from dataclasses import dataclass
from typing import Literal, cast

from domain.sentences import Sentence

Kind = Literal["photo", "audio", "video", "file"]
KINDS: tuple[Kind, ...] = ("photo", "audio", "video", "file")
STORED = "media:"
WEB = "https://"
PLATFORMS = ("telegram:", "discord:")
REFERENCE_LENGTH_MAX = 2000
SHA_LENGTH = 64
NEAR_BITS = 6  # pictures whose hashes differ in no more bits are taken for the same one
BANDS = 8  # of 8 bits: of hashes that differ in 6 bits at most, two bands are equal (pigeonhole)
_SHA = re.compile(r"[0-9a-f]{64}")
_LINE = re.compile(
    r"https?://\S+\.(?:(?P<photo>png|jpe?g|gif|webp)|(?P<audio>mp3|m4a|ogg|oga|wav|flac)"
    r"|(?P<video>mp4|m4v|webm|mov))(?:\?\S*)?",
    re.IGNORECASE,
)
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
# What a file's name says that it is; what it is in fact is looked at when it is there.
_BY_ENDING: dict[str, Kind] = {
    **dict.fromkeys(("jpg", "jpeg", "png", "gif", "webp", "heic", "bmp", "tif", "tiff"), "photo"),
    **dict.fromkeys(("mp3", "m4a", "aac", "ogg", "oga", "opus", "wav", "flac"), "audio"),
    **dict.fromkeys(("mp4", "m4v", "mov", "webm", "mkv", "avi", "3gp"), "video"),
}
# How the name of a file ends that is of a type, where it has no name.
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/gif": "gif", "image/webp": "webp",
    "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/wav": "wav",
    "audio/flac": "flac", "audio/webm": "webm", "video/mp4": "mp4", "video/webm": "webm",
    "video/quicktime": "mov", "video/ogg": "ogv", "video/3gpp": "3gp", "video/x-matroska": "mkv",
    "application/pdf": "pdf", "text/plain": "txt",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a file in the store. What isn't known is None, or empty.

    `type` is its media type as we serve it. `width` and `height` are as it is seen (turned as EXIF
    says). `taken` is the moment that EXIF names, ISO 8601, with an offset where it is known.
    `looks` is the perceptual hash of a picture, 64 bits.
    """

    sha256: str
    kind: Kind
    type: str
    bytes: int
    name: str = ""
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    taken: str = ""
    latitude: float | None = None
    longitude: float | None = None
    looks: int | None = None


def stored(sha256: str) -> str:
    """Give the reference of a file in the store."""
    return f"{STORED}{sha256}"


def sha_of(reference: str) -> str:
    """Give the SHA-256 that a reference names; empty where it names no file of the store."""
    sha = reference.removeprefix(STORED)
    return sha if reference.startswith(STORED) and is_sha(sha) else ""


def is_sha(text: str) -> bool:
    """Tell whether a text is a SHA-256 as we write it."""
    return _SHA.fullmatch(text) is not None


def is_reference(cell: str) -> bool:
    """Tell whether a cell says by itself where the media is; else it names a file beside it."""
    if len(cell) > REFERENCE_LENGTH_MAX or not cell.isprintable():
        return False
    return bool(sha_of(cell)) or cell[:8].lower() == WEB or cell.startswith(PLATFORMS)


def of_line(line: str) -> Kind | None:
    """Tell what a line of a text shows that is nothing but the address of a picture, a sound or a
    film; None where it is words.
    """
    found = _LINE.fullmatch(line.strip())
    return None if found is None else cast("Kind | None", found.lastgroup)


def problem(cell: str) -> Sentence | None:
    """Say what is wrong with a cell that names media, where no files came with the rows."""
    if is_reference(cell):
        return None
    if cell[:7].lower() == "http://":
        return Sentence("“{cell}”: an address has to begin with https://", cell=_of(cell))
    if _SCHEME.match(cell):
        return Sentence("“{cell}” is no address that can be fetched", cell=_of(cell))
    return Sentence(
        "“{cell}” is no address; send the rows and their files together as a ZIP", cell=_of(cell)
    )


def missing(cell: str) -> Sentence:
    """Say that a file that a cell names is not among those that came with the rows."""
    return Sentence("“{cell}” is not among the files; add it, or correct its name", cell=_of(cell))


def kind_of_name(name: str) -> Kind:
    """Tell by the ending of a file's name what it should be."""
    return _BY_ENDING.get(ending(name), "file")


def ending(name: str) -> str:
    """Give the ending of a file's name without the dot, in small letters."""
    head, dot, tail = name.rpartition(".")
    return tail.casefold() if dot and head else ""


def bands(looks: int) -> tuple[int, ...]:
    """Give the bands of a perceptual hash, each as a number of its own: 256 for every place."""
    return tuple(place << 8 | (looks >> 8 * place & 0xFF) for place in range(BANDS))


def distance(one: int, other: int) -> int:
    """Give in how many bits two hashes differ (Hamming)."""
    return ((one ^ other) & 0xFFFF_FFFF_FFFF_FFFF).bit_count()


def signed(looks: int) -> int:
    """Give a hash as databases keep it: 64 bits with a sign."""
    return looks - (1 << 64) if looks >> 63 else looks


def unsigned(kept: int) -> int:
    """Give the hash that a database kept."""
    return kept & 0xFFFF_FFFF_FFFF_FFFF


def _of(cell: str) -> str:
    return cell if len(cell) <= 60 else f"{cell[:57]}…"
