"""Media as Discord takes it: the address that Discord itself gave it where that is fresh, else the
file, which comes with a message or, behind an interaction's answer, by an edit of it.

Discord's addresses of files end after a day (`ex` in them is the hour, hexadecimal); sounds and
files are shown from the message that they came with alone.
"""

import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.media.shelf import Media
from bot.platforms.discord.pictures import with_picture
from bot.platforms.discord.places import Files
from bot.platforms.discord.render import ATTACHED, PICTURES_MAX
from domain.media import ENDINGS, Facts, sha_of
from domain.views import Block, Picture, Say, View
from services import media_files
from storage.database import Database

PLATFORM = "discord"
UPLOAD_BYTES_MAX = 10 * 1024 * 1024  # of a message, without a boosted server
FRESH_SECONDS = 3600.0
REMEMBERED_MAX = 10_000
SHOWN_BY_ADDRESS = frozenset({"photo", "video"})


@dataclass(slots=True)
class Attaching:
    """A view with its files beside it; `named` has the reference of each by its file's name."""

    view: View
    files: Files
    named: dict[str, str] = field(default_factory=dict)


class DiscordMedia:
    """Shows media in Discord, and remembers which address a file got there."""

    def __init__(self, database: Database, media: Media) -> None:
        self._database = database
        self._media = media
        self._known: OrderedDict[str, str] = OrderedDict()

    async def ready(self, view: View) -> View:
        """Put Discord's addresses in the place of references, where they are fresh."""
        view = await self._media.ready(view)
        if not lacks(view):
            return view
        blocks: list[Block] = []
        for block in view.blocks:
            if isinstance(block, Picture) and block.kind in SHOWN_BY_ADDRESS and sha_of(block.url):
                url = await self._address(block.url)
                block = replace(block, url=url) if _is_fresh(url) else block
            blocks.append(block)
        return replace(view, blocks=tuple(blocks))

    @asynccontextmanager
    async def attached(self, view: View) -> AsyncIterator[Attaching]:
        """Bring a view's files, its chart among them, to be sent with it."""
        made = Attaching(view, ())
        if lacks(view):
            made = await self._attached(view)
        async with with_picture(made.view) as (shown, drawn):
            yield Attaching(shown, (*made.files, *drawn), made.named)

    async def learn(self, attaching: Attaching, sent: Any) -> None:
        """Remember the addresses that files got; what is lost costs one more upload."""
        found = sent.get("attachments") if isinstance(sent, dict) else None
        for one in found or ():
            reference = attaching.named.get(str(one.get("filename")))
            if reference is not None:
                url = str(one["url"])
                self._keep(reference, url)
                save = partial(media_files.save, platform=PLATFORM, url=reference, file_id=url)
                await self._database.write(save, bulk=True)

    async def _attached(self, view: View) -> Attaching:
        files: list[Any] = []
        named: dict[str, str] = {}
        left = UPLOAD_BYTES_MAX
        blocks: list[Block] = []
        for block in view.blocks:
            if isinstance(block, Picture) and (sha := sha_of(block.url)):
                facts = await self._media.facts(block.url)
                if facts is None or facts.bytes > left or len(files) == PICTURES_MAX:
                    blocks.append(Say(block.instead or block.alt, "warning"))
                    continue
                left -= facts.bytes
                name = f"{len(files) + 1}.{_ending(facts)}"
                files.append((name, self._media.store.path(sha)))
                named[name] = block.url
                block = replace(block, url=f"{ATTACHED}{name}")
            blocks.append(block)
        return Attaching(replace(view, blocks=tuple(blocks)), tuple(files), named)

    async def _address(self, reference: str) -> str:
        known = self._known.get(reference)
        if known is None:
            known = await self._database.read(
                lambda tx: media_files.find(tx, platform=PLATFORM, url=reference)
            )
            self._keep(reference, known)
        return known

    def _keep(self, reference: str, url: str) -> None:
        self._known[reference] = url
        self._known.move_to_end(reference)
        if len(self._known) > REMEMBERED_MAX:
            self._known.popitem(last=False)


def lacks(view: View) -> bool:
    """Tell whether something of a view has to come with its message."""
    return any(isinstance(block, Picture) and sha_of(block.url) for block in view.blocks)


def _is_fresh(url: str) -> bool:
    if not url:
        return False
    ends = parse_qs(urlsplit(url).query).get("ex", [""])[0]
    try:
        return not ends or int(ends, 16) > time.time() + FRESH_SECONDS
    except ValueError:
        return False


def _ending(facts: Facts) -> str:
    name = facts.name.rpartition(".")[2].casefold() if facts.kind == "file" else ""
    kept = name if name.isalnum() and name.isascii() and len(name) <= 8 else ""
    return ENDINGS.get(facts.type) or kept or "bin"
