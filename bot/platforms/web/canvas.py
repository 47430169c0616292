"""The page on which boxes, points and spans are marked, and what it asks of us and sends.

    GET  /canvas?t=TOKEN           the page, the same for everybody
    POST /canvas/open              {"token", "init_data"} → what is to be marked, a token to send by
    GET  /canvas/picture?t=TOKEN   the picture, where it is in our folder of media
    POST /canvas/send              {"token", "id", "marks"} → it was taken

What was marked is dispatched as any event of the person, in the order of their chat, and the
platform shows there what follows. A second copy of what was sent changes nothing.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, replace
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from bot.canvas_links import FORGED, PATH, CanvasLink, CanvasLinks
from bot.dispatch import system_clock
from bot.media.shelf import Media
from bot.platforms.web.adapter import Body, read_body
from bot.platforms.web.canvas_proof import prove
from bot.platforms.web.chat import Busy
from bot.platforms.web.guard import HEADERS
from bot.platforms.web.refusing import refuse
from bot.platforms.web.render import render
from bot.platforms.web.replies import json, language, problem
from bot.platforms.web.requests import read_json_bytes
from bot.platforms.web.shell import Shell
from domain.actions import Action
from domain.amounts import N_
from domain.errors import Invalid, NotFound, Refused, Unusable
from domain.events import Event, FormSubmitted, Sender
from domain.notices import Identity
from domain.people import Person
from domain.terms import Terms
from domain.views import Picture, View
from handlers import canvas, canvas_answers
from handlers.voice import Voice
from services import Tx, people
from services.work import InHand
from storage.database import Database

SERVED_SECONDS_MAX = 20.0
_ID = re.compile(r"[0-9a-z]{9}-[0-9a-z]{8,16}")
# Telegram's own clients in the browser show the page in a frame.
FRAMES = "frame-ancestors https://web.telegram.org"
POLICY = HEADERS["content-security-policy"].replace("frame-ancestors 'none'", FRAMES)
PICTURE_HEADERS = {
    "cache-control": "private, max-age=3600",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
}
NOT_TAKEN = N_("That was not taken. Look into the chat: it says what is next.")
NO_PICTURE = N_("The picture of this task is not here any more.")
SLOW = N_("That takes longer than it should. Try again in a moment: nothing is sent twice.")

Serve = Callable[[Event, int], Awaitable[View]]


class Canvas:
    """The endpoints. `serve` has, for each platform, what serves an event that is about an
    assignment and shows its answer in the person's chat.
    """

    def __init__(
        self,
        database: Database,
        terms: Terms,
        links: CanvasLinks,
        serve: Mapping[str, Serve],
        *,
        media: Media | None = None,
        bot_token: str = "",
        clock: Callable[[], int] = system_clock,
    ) -> None:
        self._database = database
        self._terms = terms
        self._links = links
        self._serve = serve
        self._media = media
        self._bot_token = bot_token
        self._clock = clock

    def routes(self, shell: Shell) -> tuple[Route, ...]:
        """Give what the web server serves for us."""

        async def page(request: Request) -> Response:
            headers = _headers()
            return HTMLResponse(shell.canvas(language(request)), headers=headers)

        return (
            Route(PATH, page),
            Route(f"{PATH}/open", self.open, methods=["POST"]),
            Route(f"{PATH}/picture", self.picture),
            Route(f"{PATH}/send", self.send, methods=["POST"]),
        )

    async def open(self, request: Request) -> Response:
        """Say what is to be marked, to whom it may be shown."""
        return await self._answered(request, self._opened)

    async def picture(self, request: Request) -> Response:
        """Give the picture of a task to whoever has its page open."""
        try:
            link = self._links.read(request.query_params.get("t", ""), "send")
            _, _, hand = await self._look(link, self._clock())
        except Refused as error:
            return problem(request, error, 403)
        found = await self._media.facts(hand.question.of) if self._media is not None else None
        if self._media is None or found is None or found.kind != "photo":
            return problem(request, NotFound(NO_PICTURE), 404)
        path = self._media.store.path(found.sha256)
        return FileResponse(path, headers=PICTURE_HEADERS, media_type=found.type)

    async def send(self, request: Request) -> Response:
        """Take what was marked."""
        return await self._answered(request, self._sent)

    async def _answered(
        self, request: Request, work: Callable[[Request, Body], Awaitable[Any]]
    ) -> Response:
        try:
            return json(await work(request, read_body(await read_json_bytes(request))))
        except Unusable:
            raise
        except (Invalid, Refused) as error:
            return refuse(request, error, refused=403)

    async def _opened(self, request: Request, body: Body) -> dict[str, Any]:
        now_ms = self._clock()
        link = self._links.read(_text(body, "token"), "open")
        identity = await self._identity(link)
        init_data = _text(body, "init_data") if "init_data" in body else ""
        prove(
            request,
            link,
            identity,
            init_data=init_data,
            bot_token=self._bot_token,
            now_ms=now_ms,
        )
        _, person, hand = await self._look(link, now_ms)
        shown = canvas.sheet(Voice(person.locale, person.time_zone), hand)
        token = self._links.token(replace(link, until_ms=hand.deadline_ms), "send")
        facts = asdict(shown) | {
            "left_ms": shown.deadline_ms - now_ms,
            "key": f"{link.identity_id}.{link.assignment_id}.{link.position}",
            "token": token,
            "back": _back(identity, self._terms),
            "platform": identity.platform,
        }
        if shown.kind != "spans":
            facts["of"] = await self._picture_of(hand, token)
        del facts["deadline_ms"]
        return facts

    async def _picture_of(self, hand: InHand, token: str) -> str:
        """Give the address of a task's picture: ours, else its own, else none."""
        reference = hand.question.of
        if self._media is not None:
            asked = View(blocks=(Picture(reference, ""),), about=hand.assignment_id)
            (found,) = (await self._media.ready(asked)).blocks
            if isinstance(found, Picture) and found.kind == "photo":
                return f"{PATH}/picture?t={token}"
        return reference if reference.startswith("https://") else ""

    async def _sent(self, request: Request, body: Body) -> dict[str, Any]:
        now_ms = self._clock()
        link = self._links.read(_text(body, "token"), "send")
        identity = await self._identity(link)
        if not _ID.fullmatch(_text(body, "id")):
            raise Refused(FORGED)
        event_id = f"canvas-{link.identity_id}-{body['id']}"
        if await self._was_taken(identity, event_id):
            return {}
        _, _, hand = await self._look(link, now_ms)
        marks = orjson.dumps(body.get("marks")).decode()
        canvas.checked(hand, canvas_answers.read(marks))
        event = FormSubmitted(
            id=event_id,
            sender=_sender(identity),
            at_ms=now_ms,
            action=Action(canvas.NAME, link.assignment_id, version=link.position),
            fields={canvas_answers.FIELD: marks},
        )
        view = await self._served(identity, event)
        if not await self._was_taken(identity, event_id):
            raise Refused(NOT_TAKEN)
        return {"view": {"key": body["id"], **render(view)}} if identity.platform == "web" else {}

    async def _served(self, identity: Identity, event: FormSubmitted) -> View:
        serve = self._serve.get(identity.platform)
        if serve is None:
            raise Refused(FORGED)
        try:
            async with asyncio.timeout(SERVED_SECONDS_MAX):
                return await serve(event, event.action.id)
        except TimeoutError:
            raise Busy(SLOW) from None

    async def _identity(self, link: CanvasLink) -> Identity:
        found = await self._database.read(lambda tx: people.identity(tx, link.identity_id))
        if found is None:
            raise Refused(canvas.GONE)
        return found

    async def _look(self, link: CanvasLink, now_ms: int) -> tuple[Identity, Person, InHand]:
        def look(tx: Tx) -> tuple[Identity, Person, InHand]:
            return canvas.look(
                tx, link.identity_id, link.assignment_id, link.position, now_ms
            )

        return await self._database.read(look)

    async def _was_taken(self, identity: Identity, event_id: str) -> bool:
        def look(tx: Tx) -> bool:
            moment = people.event_moment(tx, platform=identity.platform, event_id=event_id)
            return moment is not None

        return await self._database.read(look)


def _headers() -> dict[str, str]:
    """Give the headers of the page, which may stand in Telegram's frame and nowhere else."""
    return {**HEADERS, "content-security-policy": POLICY, "cache-control": "no-store"}


def _sender(identity: Identity) -> Sender:
    return Sender(platform=identity.platform, user=identity.external_id, chat=identity.chat)


def _back(identity: Identity, terms: Terms) -> str:
    """Give the address of the chat from which the page was opened; empty where it closes itself."""
    match identity.platform:
        case "discord" if identity.chat:
            return f"https://discord.com/channels/@me/{identity.chat}"
        case "telegram":
            return terms.addresses.get("telegram", "").partition("?")[0]
        case "web":
            return "/?start=hello"  # what is next, whatever the page showed before
    return ""


def _text(body: Body, key: str) -> str:
    value = body.get(key)
    if not isinstance(value, str):
        raise Refused(FORGED)
    return value
