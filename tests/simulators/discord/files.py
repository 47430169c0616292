"""Files: what came with messages and forms, at addresses from which it can be fetched."""

import mimetypes
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.simulators.discord.world import World

Json = dict[str, Any]
PATH = "/cdn/attachments"
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on somebody's machine. `size` claims another size than the data's."""

    name: str
    data: bytes
    mime: str = ""
    size: int | None = None


class Files:
    """All files by the path of their address."""

    def __init__(self, world: "World") -> None:
        self._world = world
        self.base = ""  # the simulator's own address, once it listens
        self.by_path: dict[str, tuple[bytes, str]] = {}

    def store(
        self, upload: Upload, channel_id: int, *, ephemeral: bool = False, description: str = ""
    ) -> Json:
        """Keep a file; give the attachment that tells of it."""
        number = self._world.id()
        mime = upload.mime or mimetypes.guess_type(upload.name)[0] or ""
        folder = "/cdn/ephemeral-attachments" if ephemeral else PATH
        path = f"{folder}/{channel_id}/{number}/{upload.name}"
        self.by_path[path] = (upload.data, mime)
        ends = int(time.time()) + 86_400
        url = f"{self.base}{path}?ex={ends:x}&is={ends - 86_400:x}&hm=5eed&"
        body: Json = {
            "id": str(number),
            "filename": upload.name,
            "size": len(upload.data) if upload.size is None else upload.size,
            "url": url,
            "proxy_url": url,
        }
        if mime:
            body["content_type"] = mime
        if mime in PICTURES:
            body |= {"width": 320, "height": 240}
        if description:
            body["description"] = description
        if ephemeral:
            body["ephemeral"] = True
        return body

    def data(self, attachment: Json) -> bytes:
        """What is in a file that a message shows."""
        path = str(attachment["url"]).removeprefix(self.base).partition("?")[0]
        return self.by_path[path][0]

    def forget(self) -> None:
        """Let all addresses lead nowhere from now on."""
        self.by_path.clear()
