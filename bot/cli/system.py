"""The bot itself: run, demo, check, migrate, and single jobs."""

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.edge import Code, Config, Edge, Json, command, now_ms
from domain.errors import Unusable

job = typer.Typer(help="Run what the schedule runs, now.", no_args_is_help=True)

Port = Annotated[
    int | None,
    typer.Option("--port", min=0, max=65535, help="Where the web chat listens; 0 takes any."),
]
Folder = Annotated[
    Path,
    typer.Option("--data", metavar="DIR", help="Where the demo keeps everything.", file_okay=False),
]


def run(config: Config = None, json: Json = False) -> None:
    """Run everything that the configuration turns on, until SIGTERM or Ctrl-C."""
    with command(config, json) as edge:
        settings = edge.settings
        from bot import logs, main

        logs.configure(settings.log.level, settings.log.format)

        def ready(address: str) -> None:
            edge.result({"web": address}, f"Bitework is at {address}/")

        main.run(settings, main.take_port(settings), ready=ready)


def demo(folder: Folder = Path("demo-data"), port: Port = None, json: Json = False) -> None:
    """Start a demonstration: three projects, the web chat, an admin. No account, no token."""
    with command(None, json) as edge:
        from bot import demonstration, logs, main
        from storage.database import Database

        place, settings = demonstration.settle(folder, port, os.environ)
        logs.configure(settings.log.level, settings.log.format)
        try:
            taken = main.take_port(settings)
        except Unusable as error:
            raise Unusable(
                "{why} For the demo: bitework demo --port 8090, or make run PORT=8090.",
                why=error,
            ) from None
        opened: list[Database] = []

        def prepare(database: Database) -> None:
            demonstration.seed(database, settings, now_ms())
            opened.append(database)

        def ready(address: str) -> None:
            link = demonstration.admin_link(opened[0], settings, place, address, now_ms())
            edge.result(
                {"worker": f"{address}/", "admin": link, "data": str(place.folder)},
                f"A worker's address:  {address}/",
                f"The admin's address: {link}",
                "Both can be open in one browser. Ctrl-C stops the bot; make run starts it again.",
                f"The command line works on it too: {edge.program} project list --config "
                f"{place.configuration}",
            )

        main.run(settings, taken, prepare=prepare, ready=ready, brings_up_to_date=True)


def migrate(config: Config = None, json: Json = False) -> None:
    """Bring the database to this version's schema, making it where there is none."""
    with command(config, json) as edge:
        from storage import migrating, schema

        url = edge.settings.database.url.get_secret_value()
        applied = migrating.migrate(url)
        newest = schema.versions()[-1]
        what = f"brought to schema {newest}" if applied else f"at schema {newest} already"
        edge.result(
            {"version": newest, "applied": applied}, f"{edge.settings.database.shown} is {what}."
        )


def check(config: Config = None, json: Json = False) -> None:
    """Look at configuration, database, ledger and points: all that is wrong, at once."""
    with command(config, json) as edge:
        problems = _all_problems(edge)
        data = {"ok": not problems, "problems": problems}
        lines = [f"{problem['part']}: {problem['text']}" for problem in problems]
        edge.result(data, *(lines or [_all_well(edge)]))
        if problems:
            raise typer.Exit(Code.FOUND)


def _all_problems(edge: Edge) -> list[dict[str, str]]:
    try:
        looked = edge.look()
    except Unusable as error:
        return _told("configuration", _texts(error))
    from bot import sealing

    found = _told("configuration", looked.problems)
    if "database" not in looked.broken:
        found += _problems_in_database(
            edge,
            is_money_known="money" not in looked.broken,
            is_key_known="secrets" not in looked.broken,
        )
    if "secrets" not in looked.broken:
        found += _problems_of("secrets", lambda: sealing.file_problems(edge.settings))
    if edge.settings.telegram.token.get_secret_value():
        from bot.platforms.telegram import checking

        found += _problems_of("telegram", lambda: checking.problems(edge.settings.telegram))
    if edge.settings.discord.token.get_secret_value():
        from bot.platforms.discord import checking as discord_checking

        found += _problems_of(
            "discord", lambda: discord_checking.problems(edge.settings.discord)
        )
    if edge.settings.lightning.is_on:
        from bot.rails import lightning_checking

        found += _problems_of(
            "lightning", lambda: lightning_checking.problems(edge.settings.lightning)
        )
    return found


def _problems_in_database(
    edge: Edge, *, is_money_known: bool, is_key_known: bool
) -> list[dict[str, str]]:
    found = _problems_of("database", lambda: _no_problem(edge.opened))
    if found:
        return found
    from services import ledger, money, reputation, seals
    from storage import integrity

    read, terms = edge.opened.read_now, edge.settings.money
    found += _problems_of("database", lambda: read(integrity.complaints))
    found += _problems_of("ledger", lambda: [problem.text for problem in read(ledger.check)])
    if is_money_known:
        found += _problems_of("money", lambda: read(lambda tx: money.problems(tx, terms)))
        found += _problems_of("money", lambda: read(lambda tx: ledger.foreign(tx, terms.currency)))
    found += _problems_of("reputation", lambda: read(reputation.problems))
    if is_money_known and edge.settings.vouchers.pools:
        from bot.rails.vouchers import VoucherRail

        rail = VoucherRail(edge.settings.vouchers, terms, edge.opened)
        found += _problems_of("vouchers", lambda: read(rail.problems))
    if is_key_known:
        found += _problems_of("secrets", lambda: read(lambda tx: seals.problems(tx, edge.keys)))
    return found


def _no_problem(_sound: object) -> list[str]:
    return []


def _problems_of(part: str, look: Callable[[], Sequence[str]]) -> list[dict[str, str]]:
    """Look at one part; what makes it unusable is its problem."""
    try:
        return _told(part, look())
    except Unusable as error:
        return _told(part, _texts(error))


def _told(part: str, texts: Sequence[str]) -> list[dict[str, str]]:
    return [{"part": part, "text": text} for text in texts]


def _texts(error: Unusable) -> Sequence[str]:
    return error.problems or [str(error)]


def _all_well(edge: Edge) -> str:
    from storage import schema

    file = edge.settings.file or "defaults"
    return (
        f"All is well: configuration ({file}), database ({edge.settings.database.shown}, "
        f"schema {schema.versions()[-1]}), ledger, reputation."
    )


@job.command("run")
def run_job(
    name: Annotated[str, typer.Argument(metavar="NAME", help="push, expire, payout, summary, …")],
    config: Config = None,
    json: Json = False,
) -> None:
    """Run one scheduled job at this moment."""
    with command(config, json) as edge:
        from bot.schedule import run_job as ring

        report = asyncio.run(
            ring(name, edge.database, edge.terms, now_ms(), keys=edge.keys)
        )
        edge.result({"job": name, "done": report.done, "text": report.text}, report.text)
