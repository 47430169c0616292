"""Files: uploads, ids that can be sent again, addresses on the web, downloads."""

import itertools
import mimetypes
from dataclasses import dataclass
from typing import Any

from tests.simulators.telegram.params import Params, Upload
from tests.simulators.telegram.refusals import Refusal, bad

MEGABYTE = 1_048_576
UPLOAD_BYTES_MAX = 50 * MEGABYTE
PHOTO_BYTES_MAX = 10 * MEGABYTE
DOWNLOAD_BYTES_MAX = 20 * MEGABYTE
WEB_BYTES_MAX = {"photo": 5 * MEGABYTE}  # 20 MB for all others
FOLDERS = {
    "photo": "photos", "audio": "music", "voice": "voice", "video": "videos",
    "document": "documents", "animation": "animations", "sticker": "stickers",
    "video_note": "video_notes",
}  # fmt: skip
NAMES = {
    "photo": "Photo", "audio": "Audio", "voice": "VoiceNote", "video": "Video",
    "document": "Document", "animation": "Animation", "sticker": "Sticker",
    "video_note": "VideoNote",
}  # fmt: skip
IMAGES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"RIFF", b"BM")


@dataclass(frozen=True, slots=True, eq=False)
class File:
    """A stored file. `size` may be claimed larger than what is kept of it."""

    id: str
    unique: str
    kind: str
    name: str
    mime: str
    data: bytes
    size: int
    path: str

    def json(self) -> Any:
        """The media field of a message."""
        body: dict[str, Any] = {
            "file_id": self.id,
            "file_unique_id": self.unique,
            "file_size": self.size,
        }
        if self.kind in ("photo", "video", "sticker", "animation"):
            body |= {"width": 320, "height": 240}
        if self.kind in ("audio", "voice", "video", "animation"):
            body["duration"] = 3
        if self.kind == "sticker":
            body |= {"type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}
        if self.kind == "video_note":
            body |= {"length": 240, "duration": 3}
        if self.kind in ("audio", "video", "document", "animation", "voice"):
            body["mime_type"] = self.mime
        if self.kind in ("audio", "video", "document", "animation") and self.name:
            body["file_name"] = self.name
        return [body] if self.kind == "photo" else body


class Files:
    """All files, by id and by path. `web` holds what stands at addresses, for sending by URL."""

    def __init__(self) -> None:
        self.by_id: dict[str, File] = {}
        self.by_path: dict[str, File] = {}
        self.web: dict[str, Upload] = {}
        self.uploads = 0
        self._numbers = itertools.count(1)

    def store(self, kind: str, upload: Upload, *, size: int | None = None) -> File:
        number = next(self._numbers)
        suffix = upload.name.rpartition(".")[2] if "." in upload.name else "bin"
        file = File(
            id=f"AgAD{kind[:2]}{number:08d}IAAxkBAAI",
            unique=f"AQAD{number:06d}",
            kind=kind,
            name=upload.name,
            mime=upload.mime or mimetypes.guess_type(upload.name)[0] or "application/octet-stream",
            data=upload.data,
            size=len(upload.data) if size is None else size,
            path=f"{FOLDERS[kind]}/file_{number}.{suffix}",
        )
        self.by_id[file.id] = self.by_path[file.path] = file
        return file

    def named(self, kind: str, params: Params, field: str, value: str = "") -> File:
        """Give the file that a call means: uploaded with it, by id, or by address."""
        value = value or params.text(field)
        upload = params.uploads.get(value.removeprefix("attach://") if value else field)
        if upload is not None:
            return self._uploaded(kind, upload)
        if not value:
            raise bad(f"there is no {kind.replace('_', ' ')} in the request")
        if value.startswith(("http://", "https://")):
            return self._from_web(kind, value)
        file = self.by_id.get(value)
        if file is None:
            raise bad("wrong file identifier/HTTP URL specified")
        if file.kind != kind and "document" not in (kind, file.kind):
            raise bad(f"can't use file of type {NAMES[file.kind]} as {NAMES[kind]}")
        if file.kind != kind and file.kind in ("photo", "voice", "video_note", "sticker"):
            raise bad(f"can't use file of type {NAMES[file.kind]} as {NAMES[kind]}")
        return file

    def _uploaded(self, kind: str, upload: Upload) -> File:
        self.uploads += 1
        if not upload.data:
            raise bad("file must be non-empty")
        if len(upload.data) > UPLOAD_BYTES_MAX:
            raise Refusal(413, "Request Entity Too Large")
        if kind == "photo":
            if len(upload.data) > PHOTO_BYTES_MAX:
                raise bad(f"too big for a photo; the maximum size is {PHOTO_BYTES_MAX} bytes")
            if not upload.data.startswith(IMAGES):
                raise bad("IMAGE_PROCESS_FAILED")
        return self.store(kind, upload)

    def _from_web(self, kind: str, url: str) -> File:
        found = self.web.get(url)
        if found is None:
            raise bad("failed to get HTTP URL content")
        if len(found.data) > WEB_BYTES_MAX.get(kind, 20 * MEGABYTE):
            raise bad("failed to get HTTP URL content")
        family = found.mime.partition("/")[0]
        if kind in ("photo", "audio", "video") and family != {"photo": "image"}.get(kind, kind):
            raise bad("wrong type of the web page content")
        return self.store(kind, found)

    def describe(self, file_id: str) -> dict[str, Any]:
        """Serve getFile."""
        file = self.by_id.get(file_id)
        if file is None:
            raise bad("invalid file_id" if file_id else "file_id not specified")
        if file.size > DOWNLOAD_BYTES_MAX:
            raise bad("file is too big")
        return {
            "file_id": file.id,
            "file_unique_id": file.unique,
            "file_size": file.size,
            "file_path": file.path,
        }
