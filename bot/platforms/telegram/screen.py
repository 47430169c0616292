"""Putting views into chats: new messages, and changing what stands there, with one call each.

What the last messages show is remembered, so that nothing is changed into itself. The memory is
small and may be lost: then the message itself, which comes with a press, tells what it shows.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from typing import Any

import orjson
import structlog
from telegram.error import TelegramError

from bot import charts
from bot.media.shelf import Media
from bot.platforms.telegram.api import Api
from bot.platforms.telegram.errors import is_bad_media, is_gone, is_same
from bot.platforms.telegram.files import PLATFORM, MediaFiles
from bot.platforms.telegram.layout import Keyboard
from bot.platforms.telegram.media import METHODS, Source, Sources
from bot.platforms.telegram.render import Part, Rendered, is_web_address, render, without_chart
from domain.views import Chart, Picture, Placement, View

REMEMBERED_MAX = 20_000
_TAG = re.compile(r"<[^>]+>")
_MEDIA_KEYS = ("photo", "video", "audio", "animation", "document", "voice")
ATTACHED = "file"
_NO_PREVIEW = {"is_disabled": True}

log = structlog.get_logger()
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """What a message shows: its content's hash, its picture's address, what stands above it."""

    content: int
    media: str | None
    above: int = 0
    is_media: bool = False


class Screen:
    """All chats, as people see them."""

    def __init__(self, api: Api, files: MediaFiles, media: Media) -> None:
        self._api = api
        self._media = media
        self._sources = Sources(files, media)
        self._shown: OrderedDict[tuple[str, int], Shown] = OrderedDict()
        self._asking: OrderedDict[tuple[str, int], int] = OrderedDict()

    async def show(
        self,
        chat: str,
        view: View,
        *,
        message_id: int = 0,
        standing: Json | None = None,
        page: int = 0,
        push: bool = False,
        under: int = 0,
    ) -> int:
        """Show a view in a chat and give the message that has its buttons.

        Where the view replaces a message, `message_id` is that message, and `standing` what
        Telegram said that it shows. `under` is a message that a new one replies to. Raises
        TelegramError where nothing can be shown.
        """
        rendered = render(await self._media.ready(view, PLATFORM), page)
        if view.placement is Placement.REPLACE and message_id:
            shown = await self._replace(chat, message_id, rendered, standing, push)
        else:
            shown = await self._send_all(chat, rendered, push, under)
        if view.about:
            self._asking[chat, view.about] = shown
            if len(self._asking) > REMEMBERED_MAX:
                self._asking.popitem(last=False)
        return shown

    def asking(self, chat: str, about: int) -> int:
        """Give the message that asks about an assignment; 0: none that is remembered."""
        return self._asking.get((chat, about), 0)

    async def change(self, chat: str, message_id: int, view: View) -> None:
        """Change a message and nothing else; raises TelegramError, also where it is gone."""
        rendered = render(await self._media.ready(view, PLATFORM))
        part, was = rendered.parts[-1], self._shown.get((chat, message_id))
        try:
            part = await self._edit(chat, message_id, part, rendered.keyboard, was, push=True)
        except TelegramError as error:
            if not is_same(error):
                raise
        self._remember(chat, message_id, part, rendered)

    async def delete(self, chat: str, message_id: int) -> bool:
        """Take a message away; one that is gone already is no trouble. False: it still stands."""
        self._shown.pop((chat, message_id), None)
        parameters = {"chat_id": chat, "message_id": message_id}
        try:
            await self._api.tell("deleteMessage", chat, parameters)
        except TelegramError as error:
            log.debug("message could not be deleted", error=type(error).__name__)
            return is_gone(error)
        return True

    async def _send_all(
        self, chat: str, rendered: Rendered, push: bool, under: int = 0
    ) -> int:
        for part in rendered.parts[:-1]:
            await self._send(chat, part, [], push)
        main = rendered.parts[-1]
        message_id, main = await self._send(chat, main, rendered.keyboard, push, under)
        self._remember(chat, message_id, main, rendered)
        return message_id

    async def _replace(
        self, chat: str, message_id: int, rendered: Rendered, standing: Json | None, push: bool
    ) -> int:
        part, buttons = rendered.parts[-1], rendered.keyboard
        was = self._shown.get((chat, message_id))
        if was is None and standing is not None:
            was = _standing(standing, part, buttons, _above(rendered))
        if was is not None and was.content == _content(part, buttons):
            return message_id
        above = _above(rendered)
        is_media = was is not None and was.is_media
        # Messages above, and a picture that goes, can't be had by changing the message.
        if (above and (was is None or was.above != above)) or (is_media and part.media is None):
            await self.delete(chat, message_id)
            return await self._send_all(chat, rendered, push)
        try:
            part = await self._edit(chat, message_id, part, buttons, was, push)
        except TelegramError as error:
            if is_gone(error):
                return await self._send_all(chat, rendered, push)
            if not is_same(error):
                raise
        self._remember(chat, message_id, part, rendered)
        return message_id

    async def _edit(
        self,
        chat: str,
        message_id: int,
        part: Part,
        buttons: Keyboard,
        was: Shown | None,
        push: bool,
    ) -> Part:
        call: Json = {"chat_id": chat, "message_id": message_id}
        if buttons:
            call["reply_markup"] = {"inline_keyboard": buttons}
        if part.media is None:
            call |= {
                "text": part.html, "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW
            }  # fmt: skip
            await self._api.tell("editMessageText", chat, call, push=push)
            return part
        if isinstance(part.media, Chart):
            return await self._edit_chart(chat, part, part.media, call, push)
        if was is not None and was.media == part.media.url:
            call |= {"caption": part.html, "parse_mode": "HTML"}
            await self._api.tell("editMessageCaption", chat, call, push=push)
            return part
        return await self._edit_media(chat, part, part.media, call, push)

    async def _edit_media(
        self, chat: str, part: Part, picture: Picture, call: Json, push: bool
    ) -> Part:
        for source in await self._sources.of(picture):
            try:
                result = await self._put_media(chat, part, source, call, push)
            except TelegramError as error:
                if not is_bad_media(error):
                    raise
                self._sources.forget(picture)
            else:
                self._sources.learn(picture, source, result)
                return part
        return await self._edit_plain(chat, _without_media(part, picture), call, push)

    async def _put_media(
        self, chat: str, part: Part, source: Source, call: Json, push: bool
    ) -> object:
        """Put something in the place of what a message shows: what Telegram has, or a file."""
        is_file = isinstance(source.what, Path)
        media = {
            "type": source.kind,
            "media": f"attach://{ATTACHED}" if is_file else source.what,
            "caption": part.html,
            "parse_mode": "HTML",
        }
        call = call | {"media": media}
        if isinstance(source.what, Path):
            return await self._upload(chat, "editMessageMedia", call, ATTACHED, source, push)
        return await self._api.tell("editMessageMedia", chat, call, push=push)

    async def _upload(
        self, chat: str, method: str, call: Json, field: str, source: Source, push: bool
    ) -> object:
        assert isinstance(source.what, Path)  # noqa: S101 - ids are told, files are sent
        fields = _fields(call)
        return await self._api.upload(
            method, chat, fields, field, source.what, source.name, push=push
        )

    async def _edit_plain(self, chat: str, plain: Part, call: Json, push: bool) -> Part:
        buttons = call.get("reply_markup", {}).get("inline_keyboard", [])
        return await self._edit(chat, int(call["message_id"]), plain, buttons, None, push)

    async def _edit_chart(
        self, chat: str, part: Part, chart: Chart, call: Json, push: bool
    ) -> Part:
        media = {"type": "photo", "media": f"attach://{charts.NAME}", "caption": part.html}
        call = call | {"media": media | {"parse_mode": "HTML"}}
        try:
            await self._draw(chat, "editMessageMedia", call, chart, charts.NAME, push)
        except charts.NotDrawn:
            return await self._edit_plain(chat, without_chart(part, chart), call, push)
        return part

    async def _send_chart(
        self, chat: str, part: Part, chart: Chart, call: Json, push: bool
    ) -> tuple[int, Part]:
        try:
            sent = await self._draw(
                chat, "sendPhoto", call | {"caption": part.html}, chart, "photo", push
            )
        except charts.NotDrawn:
            plain, buttons = without_chart(part, chart), call.get("reply_markup", {})
            return await self._send(chat, plain, buttons.get("inline_keyboard", []), push)
        return _id_of(sent), part

    async def _draw(
        self, chat: str, method: str, call: Json, chart: Chart, field: str, push: bool
    ) -> object:
        """Make a call with a chart's picture in it; raises NotDrawn."""
        fields = _fields(call)
        async with charts.written(chart) as path:
            return await self._api.upload(
                method, chat, fields, field, path, charts.NAME, push=push
            )

    async def _send(
        self, chat: str, part: Part, buttons: Keyboard, push: bool, under: int = 0
    ) -> tuple[int, Part]:
        """Send one message; gives its id and what it came to be."""
        call: Json = {"chat_id": chat, "parse_mode": "HTML"}
        if under:
            call["reply_parameters"] = {
                "message_id": under, "allow_sending_without_reply": True
            }  # fmt: skip
        if buttons:
            call["reply_markup"] = {"inline_keyboard": buttons}
        picture = part.media
        if picture is None:
            call |= {"text": part.html, "link_preview_options": _NO_PREVIEW}
            sent = await self._api.tell("sendMessage", chat, call, push=push)
            return _id_of(sent), part
        if isinstance(picture, Chart):
            return await self._send_chart(chat, part, picture, call, push)
        for source in await self._sources.of(picture):
            try:
                sent = await self._send_source(chat, part, source, call, push)
            except TelegramError as error:
                if not is_bad_media(error):
                    raise
                self._sources.forget(picture)
            else:
                self._sources.learn(picture, source, sent)
                return _id_of(sent), part
        return await self._send(chat, _without_media(part, picture), buttons, push, under)

    async def _send_source(
        self, chat: str, part: Part, source: Source, call: Json, push: bool
    ) -> object:
        method, call = METHODS[source.kind], call | {"caption": part.html}
        if isinstance(source.what, Path):
            return await self._upload(chat, method, call, source.kind, source, push)
        return await self._api.tell(method, chat, call | {source.kind: source.what}, push=push)

    def _remember(self, chat: str, message_id: int, part: Part, rendered: Rendered) -> None:
        media = part.media.url if isinstance(part.media, Picture) else None
        shown = Shown(
            _content(part, rendered.keyboard), media, _above(rendered), part.media is not None
        )
        self._shown[chat, message_id] = shown
        self._shown.move_to_end((chat, message_id))
        if len(self._shown) > REMEMBERED_MAX:
            self._shown.popitem(last=False)


def _fields(call: Json) -> dict[str, str]:
    """Write a call's parameters as fields of a form, which a file is sent with."""
    return {
        name: value if isinstance(value, str) else orjson.dumps(value).decode()
        for name, value in call.items()
    }


def _id_of(sent: object) -> int:
    return int(sent["message_id"]) if isinstance(sent, dict) else 0


def _above(rendered: Rendered) -> int:
    return hash(rendered.parts[:-1]) if len(rendered.parts) > 1 else 0


def _content(part: Part, buttons: Keyboard) -> int:
    flat = tuple(
        (button["text"], button.get("callback_data") or _leads_to(button), number)
        for number, row in enumerate(buttons)
        for button in row
    )
    return hash((part.html, part.media, flat))


def _leads_to(button: Json) -> str:
    return str(button["web_app"]["url"] if "web_app" in button else button["url"])


def _without_media(part: Part, picture: Picture) -> Part:
    """Show words and the address where Telegram can't show what is there."""
    words = escape(picture.instead or picture.alt or "↗")
    known = is_web_address(picture.url)
    link = f'<a href="{escape(picture.url)}">{words}</a>' if known else f"⚠ {words}"
    return Part(f"{link}\n\n{part.html}" if part.html else link)


def _standing(message: Json, part: Part, buttons: Keyboard, above: int) -> Shown:
    """Tell from a message itself what it shows; its picture is known by nothing to compare."""
    is_media = any(key in message for key in _MEDIA_KEYS)
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    has = [[(b.get("text"), b.get("callback_data")) for b in row] for row in rows]
    wants = [[(b["text"], b.get("callback_data")) for b in row] for row in buttons]
    text = unescape(_TAG.sub("", part.html)).strip()
    same = has == wants and not is_media and not part.media and message.get("text") == text
    return Shown(_content(part, buttons) if same else 0, None, above if same else 0, is_media)
