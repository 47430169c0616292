"""The web chat as a Starlette application."""

from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.live import Watchers
from bot.media.receiving import Receiving
from bot.media.shelf import Media
from bot.platforms.web.canvas import Canvas
from bot.platforms.web.chat import InTurn, WebChat
from bot.platforms.web.files import Files
from bot.platforms.web.follow import Follow
from bot.platforms.web.guard import Guard
from bot.platforms.web.health import Health
from bot.platforms.web.media import MediaFiles
from bot.platforms.web.pages import Pages
from bot.platforms.web.people import People
from bot.platforms.web.replies import problem
from bot.platforms.web.reports import Reports
from bot.platforms.web.shell import Shell
from bot.uploads import Uploads
from domain.amounts import N_
from domain.errors import NotFound, Refused, Unusable
from domain.terms import Terms
from storage.database import Database

LOST = N_("There is nothing at this address.")
UNWELL = N_("I can't write anything down at this moment. I keep trying.")
BROKEN = N_("Something went wrong here, and it was not you. Your next attempt will be answered.")


def create_app(
    *,
    database: Database,
    chat: WebChat,
    terms: Terms,
    returned: Callable[[int], Awaitable[None]],
    host: str = "127.0.0.1",
    public_url: str = "",
    access_token: str = "",
    canvas: Canvas | None = None,
    media: Media | None = None,
    routes: Sequence[Route] = (),
) -> Starlette:
    """Make the application.

    `returned` is told the account of everybody who opens a page: what waits for them can go out.
    `public_url` is the address that people open where it is not a loopback one; with https, cookies
    travel encrypted only. With an `access_token` nobody comes in who has not shown it once.
    `canvas` is the page for marking; `routes` are other platforms' own.
    """
    shell = Shell()
    secure = urlsplit(public_url).scheme == "https"
    people = People(database, terms, returned)
    files = Files()
    media = media or Media(database, terms)
    follow = Follow(chat, Uploads(database, terms), Watchers(database, terms), files)
    pages = Pages(
        chat,
        shell,
        follow=follow,
        files=files,
        people=people,
        receiving=Receiving(database, terms, media, InTurn(chat)),
        access_token=access_token,
        secure=secure,
    )
    health = Health(database)
    app = Starlette(
        routes=[
            Route("/", pages.page),
            Route("/enter", pages.enter),
            Route("/enter", pages.switch, methods=["POST"]),
            Route("/event", pages.event, methods=["POST"]),
            Route("/file", pages.file, methods=["POST"]),
            Route("/media/{sha}", MediaFiles(media, people).file),
            Route("/seen", pages.seen, methods=["POST"]),
            Route("/stream", pages.stream),
            Route("/commands", people.commands),
            Route("/report", Reports(database, people).report),
            Route("/healthz", health.answer),
            Route("/static/{build}/{name}", pages.asset),
            *(canvas.routes(shell) if canvas is not None else ()),
            *routes,
        ],
        middleware=[
            Middleware(
                Guard, host=host, public_url=public_url, access_token=access_token, shell=shell
            )
        ],
        exception_handlers={404: _lost, Unusable: _unwell, Exception: _broken},
    )
    app.state.chat = chat
    app.state.follow = follow
    return app


async def _lost(request: Request, _error: Exception) -> Response:
    return problem(request, NotFound(LOST), 404)


async def _unwell(request: Request, _error: Exception) -> Response:
    return problem(request, Refused(UNWELL), 503)


async def _broken(request: Request, _error: Exception) -> Response:
    return problem(request, Refused(BROKEN), 500)
