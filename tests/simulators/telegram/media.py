"""Methods that send and change pictures, sounds, films and files, and give files out."""

from collections.abc import Callable
from typing import Any

from tests.simulators.telegram.messages import changed, editable, read_caption, sent
from tests.simulators.telegram.params import Params
from tests.simulators.telegram.refusals import bad
from tests.simulators.telegram.world import World

Json = dict[str, Any]
EDITABLE = ("photo", "video", "audio", "document", "animation")
ALBUM = (2, 10)


def sender(kind: str) -> Callable[[World, Params], Json]:
    """Make the method that sends one kind of media."""

    def send(world: World, params: Params) -> Json:
        chat = world.writable(params.values.get("chat_id"))
        content = {**read_caption(params)}
        file = world.files.named(kind, params, kind)
        return sent(world, params, chat, {file.kind: file.json(), **content}).json()

    return send


def read_media(world: World, params: Params, media: Any) -> Json:
    """Read one InputMedia as a message's content."""
    if not isinstance(media, dict) or media.get("type") not in EDITABLE:
        raise bad("can't parse input media: invalid input media type specified")
    kind = media["type"]
    file = world.files.named(kind, params, "media", str(media.get("media") or ""))
    return {file.kind: file.json(), **read_caption(Params(media))}


def edit_message_media(world: World, params: Params) -> Json:
    message = editable(world, params)
    return changed(world, params, message, read_media(world, params, params.thing("media")))


def send_media_group(world: World, params: Params) -> list[Json]:
    chat = world.writable(params.values.get("chat_id"))
    items = params.thing("media") or []
    if not ALBUM[0] <= len(items) <= ALBUM[1]:
        raise bad("expected an array of 2-10 InputMedia")
    contents = [read_media(world, params, item) for item in items]
    return [sent(world, params, chat, content).json() for content in contents]


def get_file(world: World, params: Params) -> Json:
    return world.files.describe(params.text("file_id"))


METHODS = {
    "sendPhoto": sender("photo"),
    "sendAudio": sender("audio"),
    "sendVoice": sender("voice"),
    "sendVideo": sender("video"),
    "sendAnimation": sender("animation"),
    "sendDocument": sender("document"),
    "sendSticker": sender("sticker"),
    "sendMediaGroup": send_media_group,
    "editMessageMedia": edit_message_media,
    "getFile": get_file,
}
