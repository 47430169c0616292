"""Files of the store for those who are in the chat: what a task shows, what somebody sent.

A file's address is the hash of its bytes, which nobody can guess; it is told to those alone who are
shown the file. What a browser might run is handed out to be kept, never shown.
"""

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from bot.media.kinds import INLINE, UNKNOWN
from bot.media.shelf import Media
from bot.platforms.web.people import People
from bot.platforms.web.replies import problem
from domain.amounts import N_
from domain.errors import NotAllowed, NotFound
from domain.media import ENDINGS, Facts, is_sha, stored

GONE = N_("There is nothing at this address.")
NOT_HERE = N_("Open the chat first: this is for people who are in it.")
HEADERS = {
    "cache-control": "private, max-age=31536000, immutable",
    "content-security-policy": "default-src 'none'; sandbox",
}


class MediaFiles:
    """Serves `/media/SHA256`, also a part of it (`Range`), as players of sound and film ask."""

    def __init__(self, media: Media, people: People) -> None:
        self._media = media
        self._people = people

    async def file(self, request: Request) -> Response:
        """Give a file to somebody whose browser we know."""
        person = await self._people.of(request)
        if person is None or person.state in ("deleted", "merged"):
            return problem(request, NotAllowed(NOT_HERE), 403)
        sha = request.path_params["sha"]
        facts = await self._media.facts(stored(sha)) if is_sha(sha) else None
        path = self._media.store.path(sha) if facts is not None else None
        if facts is None or path is None or not await asyncio.to_thread(path.is_file):
            return problem(request, NotFound(GONE), 404)
        is_shown = facts.type in INLINE
        return FileResponse(
            path,
            headers=HEADERS,
            media_type=facts.type if is_shown else UNKNOWN,
            filename=_name(facts),
            content_disposition_type="inline" if is_shown else "attachment",
        )


def _name(facts: Facts) -> str:
    name = "".join(letter if letter.isprintable() and letter not in '/\\"' else "_"
                   for letter in facts.name)  # fmt: skip
    return name or f"{facts.kind}.{ENDINGS.get(facts.type, 'bin')}"
