"""What a file is by how it begins, and what of it a browser may show.

The beginning alone decides here, and `puremagic` must not contradict it; a name decides nothing.
"""

from dataclasses import dataclass

from domain.media import Kind

HEAD_BYTES = 4096
PICTURES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
SVG, HTML, TEXT = "image/svg+xml", "text/html", "text/plain"
UNKNOWN = "application/octet-stream"
# What is shown where it stands; everything else is handed out to be kept.
INLINE = PICTURES | {
    "audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav", "audio/flac", "audio/webm",
    "video/mp4", "video/webm", "video/quicktime", "video/ogg",
}  # fmt: skip
_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
)
_PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xfe\xed\xfa\xce", b"\xfe\xed\xfa\xcf",
    b"\xce\xfa\xed\xfe", b"\xcf\xfa\xed\xfe", b"dex\n",
)  # fmt: skip
_SOUNDS = (b"M4A ", b"M4B ")
_STILL = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"avif")
HEIC = "image/heic"
PROGRAM = "program"


@dataclass(frozen=True, slots=True)
class Sort:
    """What a file is: its kind and its media type."""

    kind: Kind
    type: str


def sniff(head: bytes) -> Sort:
    """Tell what begins so; `application/octet-stream` where nothing can be told."""
    found = _type(head)
    main = found.partition("/")[0]
    if found in PICTURES:
        return Sort("photo", found)
    if main == "audio":
        return Sort("audio", found)
    return Sort("video" if main == "video" else "file", found)


def _type(head: bytes) -> str:
    if head.startswith(_PROGRAMS):
        return PROGRAM
    for start, found in _STARTS:
        if head.startswith(start):
            return found
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(head[8:12], UNKNOWN)
    if head[4:8] == b"ftyp":
        return _of_brand(head[8:12])
    if head[:4] == b"OggS":
        return "video/ogg" if b"\x80theora" in head[:128] else "audio/ogg"
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] >> 4 not in (0, 15):
        return "audio/mpeg"  # a frame of MPEG audio, layer III
    return _of_text(head)


def _of_brand(brand: bytes) -> str:
    if brand in _SOUNDS:
        return "audio/mp4"
    if brand in _STILL:
        return HEIC
    if brand.startswith(b"3g"):
        return "video/3gpp"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


def _of_text(head: bytes) -> str:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 3:  # not only a character that is cut off
            return UNKNOWN
        text = head[: error.start].decode("utf-8")
    if "\0" in text or not text:
        return UNKNOWN
    lower = text.lower()
    if "<svg" in lower:
        return SVG
    if any(mark in lower for mark in ("<html", "<!doctype", "<script", "<?xml")):
        return HTML
    return TEXT
