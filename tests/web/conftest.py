"""The web chat as it runs: the real dispatcher on a real database, on a port of this machine."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from bot.canvas_links import CanvasLinks
from bot.delivery import Delivery
from bot.platforms.web.app import create_app
from bot.platforms.web.canvas import Canvas
from bot.platforms.web.chat import WebChat
from bot.platforms.web.sender import WebSender
from bot.platforms.web.serve import listen, serve_on
from domain.events import Event
from domain.terms import Terms
from domain.views import View
from storage.database import Database
from tests.stories.driver import Chat

LOCAL = "http://127.0.0.1:8080"
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
)


@dataclass
class Site:
    """A web chat that can be served, stopped, and served again at the same address."""

    database: Database
    stories: Chat
    access_token: str = ""
    public_url: str = ""
    port: int = 0
    chat: WebChat = field(init=False)
    delivery: Delivery = field(init=False)
    app: Starlette = field(init=False)
    _serving: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.builds()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def builds(self) -> None:
        """Put the application together anew, as a start of the process does."""
        terms = Terms()
        media = self.stories.media
        self.chat = WebChat(self.stories.dispatcher, ready=media.ready)
        self.delivery = Delivery(self.database, terms, {"web": WebSender(self.chat)})
        self.app = create_app(
            database=self.database,
            chat=self.chat,
            terms=terms,
            returned=self.delivery.returned,
            public_url=self.public_url,
            access_token=self.access_token,
            canvas=self.canvas(),
            media=media,
        )

    def canvas(self) -> Canvas:
        """The page for marking, with the driver's clock."""
        stories, links = self.stories, CanvasLinks(self.stories.keys, self.public_url)
        stories.terms.pages["canvas"] = links

        async def served(event: Event, _about: int) -> View:
            return await self.chat.act(event)

        serve = {"web": served}
        media, clock = stories.media, stories.clock
        return Canvas(self.database, stories.terms, links, serve, media=media, clock=clock)

    def client(self) -> httpx.AsyncClient:
        """A browser without a screen that talks to the application directly."""
        return httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=LOCAL)

    async def starts(self) -> None:
        """Listen on a port of this machine, the same one every time."""
        self.builds()
        taken = listen("127.0.0.1", self.port)
        self.port = taken.getsockname()[1]
        self._serving = asyncio.create_task(serve_on(self.app, taken))

    async def stops(self) -> None:
        if self._serving is not None:
            self._serving.cancel()
            with suppress(asyncio.CancelledError):
                await self._serving
            self._serving = None


_numbers = count(1)


def new_id() -> str:
    """Make an event's id as the page does."""
    return f"0mb2k1x9q-{next(_numbers):014d}"


async def posts(client: httpx.AsyncClient, **body: object) -> httpx.Response:
    """Post an event as the page does."""
    return await client.post("/event", json={"id": new_id(), **body})


@pytest.fixture
def site(sqlite_database: Database, tmp_path: Path) -> Site:
    """A web chat with nothing in it yet."""
    return Site(sqlite_database, Chat(sqlite_database, tmp_path))


@pytest.fixture
async def client(site: Site) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a screen: it has been on the page once and has its cookie."""
    async with site.client() as client:
        await client.get("/")
        yield client


@pytest.fixture
async def served(site: Site) -> AsyncIterator[Site]:
    """The web chat on a port of this machine."""
    await site.starts()
    yield site
    await site.stops()
