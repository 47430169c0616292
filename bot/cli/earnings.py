"""What somebody earned: the months of a year, and the year's files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Config, Edge, Json, command, now_ms
from domain.ids import public

if TYPE_CHECKING:
    from services.earnings import Earnings, Line
    from storage.tx import Tx

AccountId = Annotated[
    str, typer.Argument(metavar="ID", help="The account's id, or the word operator.")
]


def show(
    account: AccountId,
    year: Annotated[
        int | None, typer.Option("--year", help="Which year; this one if left out.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Write each day here.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write the statement here.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Show what somebody earned in a year, month by month, and what was paid out."""
    with command(config, json) as edge:
        from domain.spans import YEAR_LEAST, YEAR_MOST

        if year is not None and not YEAR_LEAST <= year <= YEAR_MOST:
            raise typer.BadParameter("is not a year", param_hint="--year")
        account_id, found = edge.write(lambda tx: _found(edge, tx, account, year))
        written = [
            _written(edge, account_id, found, path, kind)
            for path, kind in ((csv, "csv"), (html, "html"))
            if path is not None
        ]
        rows = [_row(edge, line) for line in (*found.parts, found.total)]
        header = ("month", "tasks", "minutes", "earned", "extras", "paid out")
        data = _data(edge, account_id, found)
        edge.table(data, header, [*rows[:-1], ("all", *rows[-1][1:])])
        for path in written:
            edge.note(f"Written to {path}.")


def _found(
    edge: Edge, tx: "Tx", account: str, year: int | None
) -> tuple[int, "Earnings"]:
    from domain import localtime
    from domain.spans import Days
    from services import accounts, earnings, people

    person = people.load(tx, accounts.resolve(tx, account, now_ms()).id)
    of = year or int(localtime.date_of(now_ms(), person.time_zone)[:4])
    days = Days(f"{of}-01-01", f"{of}-12-31")
    currency = edge.settings.money.currency
    return person.account_id, earnings.of_days(tx, person, "year", days, currency)


def _written(
    edge: Edge, account_id: int, found: "Earnings", path: Path, kind: str
) -> Path:
    import asyncio

    from bot import earnings_files

    days = found.total.days
    of = earnings_files.wanted(account_id, days.first, days.last, kind)

    async def write() -> None:
        with path.open("wb") as file:
            async for piece in earnings_files.pieces(edge.database, of):
                file.write(piece)

    asyncio.run(write())
    return path


def _row(edge: Edge, line: "Line") -> tuple[str, ...]:
    amounts = (line.earned_minor, line.extra_minor, line.paid_minor)
    minutes = f"{line.worked_ms / 60_000:.1f}"
    return (
        line.days.first[:7], str(line.tasks), minutes, *(edge.amount(minor) for minor in amounts)
    )  # fmt: skip


def _data(edge: Edge, account_id: int, found: "Earnings") -> dict[str, Any]:
    names = ("month", "tasks", "minutes", "earned", "extras", "paid_out")
    months = [dict(zip(names, _row(edge, line), strict=True)) for line in found.parts]
    total = dict(zip(names[1:], _row(edge, found.total)[1:], strict=True))
    return {
        "id": public(account_id),
        "year": int(found.total.days.first[:4]),
        "currency": edge.settings.money.currency,
        "months": months,
        "total": total,
        "payouts": [
            {
                "at_ms": paid.at_ms,
                "rail": paid.rail,
                "amount": edge.amount(paid.amount_minor),
                "out_minor": paid.out_minor,
                "out_currency": paid.out_currency,
            }
            for paid in found.payouts
        ],
    }
