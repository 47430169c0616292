"""Media as Telegram takes it: by its own id of a file where it has it, else the file itself.

What was sent once is known by that id from then on, under the reference of the file's content.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.media.shelf import Media
from bot.platforms.telegram.files import PLATFORM, UPLOAD_BYTES_MAX, MediaFiles
from domain.media import ENDINGS, Facts, sha_of
from domain.views import Picture

PHOTO_BYTES_MAX = 10 * 1024 * 1024
PHOTO_SIDES_MAX = 10_000  # width and height together
PHOTO_RATIO_MAX = 20
METHODS = {
    "photo": "sendPhoto", "audio": "sendAudio", "video": "sendVideo",
    "animation": "sendAnimation", "document": "sendDocument",
}  # fmt: skip
# No message can be edited into a voice note: OGG goes as a document, which is played as well.
_FITTING = {
    "image/jpeg": "photo", "image/png": "photo", "image/webp": "photo", "image/gif": "animation",
    "audio/mpeg": "audio", "audio/mp4": "audio", "video/mp4": "video",
}  # fmt: skip
_OWN = f"{PLATFORM}:"
_USUAL = {"photo": "photo", "audio": "audio", "video": "video", "file": "document"}


@dataclass(frozen=True, slots=True)
class Source:
    """One way to send something: as which kind, and what: an id or an address, or a file."""

    kind: str
    what: str | Path
    name: str = ""


class Sources:
    """Finds them, the best first, and learns from what was sent."""

    def __init__(self, files: MediaFiles, media: Media) -> None:
        self._files = files
        self._media = media

    async def of(self, picture: Picture) -> list[Source]:
        """Give how a picture can be sent; none where it can't be."""
        usual = _USUAL[picture.kind]
        if picture.url.startswith(_OWN):
            return [Source(usual, picture.url.removeprefix(_OWN))]
        found: list[Source] = []
        if known := await self._files.find(picture.url):
            kind, _, file_id = known.rpartition(":")
            found.append(Source(kind or usual, file_id))
        if sha := sha_of(picture.url):
            facts = await self._media.facts(picture.url)
            if facts is not None and facts.bytes <= UPLOAD_BYTES_MAX:
                path = self._media.store.path(sha)
                found += [Source(kind, path, _name(facts)) for kind in _kinds(facts, usual)]
        else:
            found.append(Source(usual, picture.url))
        return found

    def learn(self, picture: Picture, source: Source, sent: object) -> None:
        """Remember by which id Telegram knows what was sent."""
        if picture.url.startswith(_OWN) or not isinstance(sent, dict):
            return
        if file := sent.get(source.kind):
            newest: dict[str, Any] = file[-1] if isinstance(file, list) else file
            kind = "" if source.kind == _USUAL[picture.kind] else f"{source.kind}:"
            self._files.remember(picture.url, f"{kind}{newest['file_id']}")

    def forget(self, picture: Picture) -> None:
        """Telegram does not take it so any more."""
        self._files.forget(picture.url)


def _kinds(facts: Facts, usual: str) -> Iterator[str]:
    """Give as what a file can be sent: as what it is, else as a document."""
    fitting = _FITTING.get(facts.type, "document")
    if usual != "document" and fitting != "document" and (fitting != "photo" or _is_photo(facts)):
        yield fitting
    yield "document"


def _is_photo(facts: Facts) -> bool:
    """Tell whether Telegram takes a picture as a photo."""
    width, height = facts.width or 0, facts.height or 0
    sides = width + height <= PHOTO_SIDES_MAX
    return sides and facts.bytes <= PHOTO_BYTES_MAX and (
        max(width, height) <= PHOTO_RATIO_MAX * max(1, min(width, height))
    )


def _name(facts: Facts) -> str:
    return facts.name or f"{facts.kind}.{ENDINGS.get(facts.type, 'bin')}"
