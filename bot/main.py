"""The whole bot in one process: the database, the web chat, delivery and the schedule.

What may refuse (the port, the database) comes before anything says that the bot is there; then it
serves until SIGTERM or SIGINT, finishes what is in hand, and `run` returns.
"""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import structlog

from bot import importing, memory, money, rails, sealing
from bot.canvas_links import CanvasLinks
from bot.config import Settings
from bot.delivery import Delivery, Sender
from bot.dispatch import Dispatcher
from bot.groups import Groups
from bot.media.shelf import Media
from bot.moderation import Moderators
from bot.places import GroupChat, Threads
from bot.platforms.web.app import create_app
from bot.platforms.web.canvas import Canvas, Serve
from bot.platforms.web.chat import WebChat
from bot.platforms.web.health import Health
from bot.platforms.web.sender import WebSender
from bot.platforms.web.serve import listen, serve_on
from bot.platforms.web.shell import Shell
from bot.schedule import Timer
from bot.sealing import keys_of
from domain.errors import Unusable
from domain.events import Event
from domain.views import View
from services import mixing
from storage import schema
from storage.database import Database, open_database
from storage.migrating import version
from storage.urls import is_missing_file

if TYPE_CHECKING:
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from bot.platforms.discord.service import Discord
    from bot.platforms.telegram.service import Telegram

STOP_SECONDS_MAX = 9.0
_HOUSE = Path(__file__).resolve().parent.parent

log = structlog.get_logger()


def take_port(settings: Settings) -> socket.socket:
    """Take the web chat's port; raises Unusable. `run` gives it back."""
    return listen(settings.web.host, settings.web.port)


def run(
    settings: Settings,
    port: socket.socket,
    *,
    prepare: Callable[[Database], None] | None = None,
    ready: Callable[[str], None],
    brings_up_to_date: bool = False,
) -> None:
    """Run until a signal says stop.

    `prepare` gets the open database before anybody else; `ready` gets the address of the web chat
    once it answers. Raises Unusable where the database cannot be used.
    """
    begun = time.perf_counter()
    url = settings.database.url.get_secret_value()
    with closing(port):
        if brings_up_to_date or is_missing_file(url):
            bring_up_to_date(url)
        database = open_database(url)
        try:
            money.settle(database, settings.money)
            database.write_now(mixing.settle)
            sealing.settle(database, settings)
            if prepare is not None:
                prepare(database)
            announce = partial(_announce, settings, port, ready, begun)
            asyncio.run(_serve(settings, database, port, announce))
        finally:
            database.close_now()


def bring_up_to_date(url: str) -> None:
    """Make the file, or bring it to this version's schema, where it is not there yet."""
    if version(url) != schema.versions()[-1]:
        migrate_apart(url)


def migrate_apart(url: str) -> None:
    """Migrate in a process of its own: what that imports would stay in our memory."""
    path = os.pathsep.join(filter(None, (str(_HOUSE), os.environ.get("PYTHONPATH"))))
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-P", "-m", "bot", "migrate", "--config", os.devnull],
        env={**os.environ, "PYTHONPATH": path, "BITEWORK_DATABASE__URL": url},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unusable("The database could not be made:", done.stderr.strip().splitlines())


def base_address(settings: Settings, port: int) -> str:
    """Give the address at which people reach the web chat."""
    if settings.web.public_url:
        return settings.web.public_url
    host = settings.web.host
    if host in ("0.0.0.0", "::"):  # noqa: S104 - compared with, not bound to
        host = "127.0.0.1"
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _announce(
    settings: Settings, port: socket.socket, ready: Callable[[str], None], begun: float
) -> None:
    number = port.getsockname()[1]
    log.info("ready", port=number, ms=(time.perf_counter() - begun) * 1000)
    ready(base_address(settings, number))


async def _serve(
    settings: Settings, database: Database, port: socket.socket, announce: Callable[[], None]
) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    parts = _parts(settings, database, port)
    tasks = [asyncio.create_task(part, name=name) for name, part in parts.items()]
    stopping = asyncio.create_task(stop.wait())
    memory.settle()
    announce()
    try:
        ended, _ = await asyncio.wait([*tasks, stopping], return_when=asyncio.FIRST_COMPLETED)
        log.info("stopping")
        for task in ended - {stopping}:
            await task  # a part that ended by itself failed: say why
    finally:
        stopping.cancel()
        await _stop(tasks, database)


def _parts(
    settings: Settings, database: Database, port: socket.socket
) -> dict[str, Coroutine[Any, Any, None]]:
    """Put everything together: what runs side by side until the end."""
    terms = settings.terms
    if settings.web.chat:
        address = base_address(settings, port.getsockname()[1])
        terms.addresses["web"] = f"{address.rstrip('/')}/?start="
    keys = keys_of(settings)
    terms.rails.update(rails.configured(settings, database, keys))
    links = CanvasLinks(keys, settings.web.public_url, in_chat=settings.web.chat)
    terms.pages["canvas"] = links
    dispatcher = Dispatcher(database, terms, keys=keys)
    media = Media(database, terms)
    chat = WebChat(dispatcher, ready=media.ready)
    telegram = _telegram(settings, database, dispatcher, media)
    discord = _discord(settings, database, dispatcher, media)
    senders: dict[str, Sender] = {"web": WebSender(chat)}
    if telegram is not None:
        senders["telegram"] = telegram
    if discord is not None:
        senders["discord"] = discord
    delivery = Delivery(database, terms, senders, keys=keys)
    canvas = Canvas(
        database,
        terms,
        links,
        _servers(chat, telegram, discord),
        media=media,
        bot_token=settings.telegram.token.get_secret_value(),
    )
    routes = telegram.routes if telegram else ()
    app = _app(settings, database, chat, delivery.returned, canvas, media, routes)
    parts = {
        "web": serve_on(app, port),
        "delivery": delivery.run(),
        "schedule": _ring(
            Timer(
                database,
                terms,
                keys=keys,
                url=settings.database.url.get_secret_value(),
                config=settings.file,
            )
        ),
        "media": media.run(),
        "care": _look_after(database, settings.database.url.get_secret_value()),
    }
    places: dict[str, GroupChat] = {}
    threads: dict[str, Threads] = {}
    moderators: dict[str, Moderators] = {}
    if telegram is not None:
        parts["telegram"] = telegram.run()
        places["telegram"] = telegram.groups
        moderators["telegram"] = telegram.moderators
    if discord is not None:
        parts["discord"] = discord.run()
        parts["roles"] = discord.roles.run()
        parts["role_orders"] = discord.role_orders.run()
        places["discord"] = discord.groups
        threads["discord"] = discord.groups
        moderators["discord"] = discord.moderators
    if places:
        groups = Groups(database, terms, places, threads=threads, moderators=moderators)
        parts["groups"] = groups.run()
    return parts


def _telegram(
    settings: Settings, database: Database, dispatcher: Dispatcher, media: Media
) -> "Telegram | None":
    """Make Telegram's part; the library is imported where it is configured alone."""
    if not settings.telegram.token.get_secret_value():
        return None
    from bot.platforms.telegram.service import Telegram

    return Telegram(
        settings.telegram,
        database=database,
        dispatcher=dispatcher,
        admins=settings.admins.telegram,
        public_url=settings.web.public_url,
        media=media,
    )


def _discord(
    settings: Settings, database: Database, dispatcher: Dispatcher, media: Media
) -> "Discord | None":
    """Make Discord's part; the library is imported where it is configured alone."""
    if not settings.discord.token.get_secret_value():
        return None
    from bot.platforms.discord.service import Discord

    return Discord(settings.discord, database=database, dispatcher=dispatcher, media=media)


def _servers(
    chat: WebChat, telegram: "Telegram | None", discord: "Discord | None"
) -> dict[str, Serve]:
    """Give what serves an event from the page for marking, by platform."""

    async def in_the_web_chat(event: Event, _about: int) -> View:
        return await chat.act(event)

    served: dict[str, Serve] = {"web": in_the_web_chat}
    if telegram is not None:
        served["telegram"] = telegram.serve
    if discord is not None:
        served["discord"] = discord.serve
    return served


async def _ring(timer: Timer) -> None:
    timer.start()
    try:
        await asyncio.Event().wait()
    finally:
        await timer.stop()


def _app(
    settings: Settings,
    database: Database,
    chat: WebChat,
    returned: Callable[[int], Awaitable[None]],
    canvas: Canvas,
    media: Media,
    routes: "tuple[Route, ...]",
) -> "Starlette":
    if settings.web.chat:
        return create_app(
            database=database,
            chat=chat,
            terms=settings.terms,
            returned=returned,
            host=settings.web.host,
            public_url=settings.web.public_url,
            access_token=settings.web.access_token.get_secret_value(),
            canvas=canvas,
            media=media,
            routes=routes,
        )
    from starlette.applications import Starlette
    from starlette.routing import Route

    shell = Shell()

    async def asset(request: "Request") -> "Response":
        return shell.asset(request)

    health = Route("/healthz", Health(database).answer)
    files = Route("/static/{build}/{name}", asset)
    app = Starlette(routes=[health, files, *canvas.routes(shell), *routes])
    app.state.chat = chat
    return app


async def _look_after(database: Database, url: str) -> None:
    """Take out what killed imports left. (The ledger is proved by the schedule's first ring.)"""
    rows = await asyncio.to_thread(importing.remove_abandoned, database)
    await asyncio.to_thread(importing.release_abandoned, database, url)
    if rows:
        log.info("abandoned import removed", rows=rows)
    await asyncio.Event().wait()


async def _stop(tasks: list[asyncio.Task[None]], database: Database) -> None:
    """Let everything finish what it is in the middle of, then what is queued in the database.

    Whoever supervises us kills after a while, so whatever hangs is left: what was confirmed is on
    disk, and what is half done is undone by the database at the next start.
    """
    last_resort = threading.Timer(STOP_SECONDS_MAX, os._exit, (0,))
    last_resort.daemon = True
    last_resort.start()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await database.close()
