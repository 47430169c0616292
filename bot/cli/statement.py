"""Somebody's statement: every amount in and out, with what there was after it."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.accounts import AccountId
from bot.cli.edge import Config, Edge, Json, command, now_ms
from bot.cli.files import whole_file

if TYPE_CHECKING:
    from services.statements import Line
    from storage.tx import Tx

COLUMNS = ("at", "kind", "ref", "project", "title", "change", "balance")


def statement(
    account: AccountId,
    since: Annotated[
        datetime | None,
        typer.Option("--from", formats=["%Y-%m-%d"], help="From the beginning of a day on, UTC."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option("--to", formats=["%Y-%m-%d"], help="Up to the end of a day, UTC."),
    ] = None,
    currency: Annotated[
        str | None, typer.Option(help="Else the currency that people are paid in.")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="As CSV, into a file.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Show every amount that came in or went out, the newest first, as lines or CSV."""
    with command(config, json) as edge:
        of = currency or edge.settings.money.currency
        first_ms = _ms(since.date()) if since else 0
        last_ms = _ms(until.date() + timedelta(days=1)) if until else 2**62
        name, lines = edge.write(lambda tx: _lines(edge, tx, account, of, first_ms, last_ms))
        if output is not None:
            with whole_file(output, private=True) as out:
                out.write(_csv(lines))
        file = None if output is None else str(output)
        data = {"id": name, "currency": of, "file": file, "lines": [] if file else lines}
        rows = [tuple(str(line[key] or "") for key in COLUMNS) for line in lines]
        if output is not None and not json:
            edge.result(data, f"{output}: {len(lines):,} lines")
        else:
            edge.table(data, COLUMNS, rows)


def _lines(
    edge: Edge, tx: "Tx", account: str, currency: str, first_ms: int, last_ms: int
) -> tuple[str, list[dict[str, Any]]]:
    from domain.ids import public
    from services import accounts, statements

    found = accounts.resolve(tx, account, now_ms())
    credits = edge.settings.money.currency
    lines = statements.between(
        tx, found.id, currency, credits=credits, from_ms=first_ms, to_ms=last_ms
    )
    return public(found.id), list(_items(edge, lines, currency))


def _items(edge: Edge, lines: "Iterator[Line]", currency: str) -> Iterator[dict[str, Any]]:
    from decimal import Decimal

    from domain.currencies import decimals
    from domain.ids import public

    places = decimals(currency, edge.settings.money)

    def amount(minor: int) -> str:
        return f"{Decimal(minor).scaleb(-places):f}"

    for line in lines:
        at = datetime.fromtimestamp(line.at_ms / 1000, UTC)
        yield {
            "at": at.isoformat(timespec="seconds"), "kind": line.kind, "ref": line.ref,
            "project": None if line.project_id is None else public(line.project_id),
            "title": line.title, "change": amount(line.change_minor),
            "balance": amount(line.balance_minor),
        }  # fmt: skip


def _csv(lines: list[dict[str, Any]]) -> bytes:
    from bot.export_formats import defused

    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([defused(str(line[key] or "")) for key in COLUMNS] for line in lines)
    return text.getvalue().encode()


def _ms(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000
