"""Vouchers: imported, listed, shown. A code is printed by `reveal` alone, which is written down."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Code, Config, Edge, Json, command, now_ms
from domain.ids import internal, public

if TYPE_CHECKING:
    from bot.vouchers import Imported
    from domain.amounts import Money
    from services.vouchers import Pool, Voucher

app = typer.Typer(help="Import vouchers and see what became of them.", no_args_is_help=True)

SHOWN_MOST = 20
LISTED_MOST = 200

VoucherId = Annotated[str, typer.Argument(metavar="ID", help="The voucher's number.")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A code a line, or CSV.")],
    pool: Annotated[str, typer.Option("--pool", metavar="NAME", help="What people see.")],
    face: Annotated[str, typer.Option("--face", metavar="AMOUNT", help="What one is worth.")],
    currency: Annotated[str, typer.Option("--currency", metavar="CODE", help="Such as EUR.")],
    expires: Annotated[
        str, typer.Option("--expires", metavar="DATE", help="The last day, such as 2027-12-31.")
    ] = "",
    skip_bad: Annotated[
        bool, typer.Option("--skip-bad", help="Import the others where lines are bad.")
    ] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Import codes into a pool; those that are there already are noticed and left alone."""
    with command(config, json) as edge:
        from bot.vouchers import import_codes

        name, worth = _pool(pool), _face(edge, face, currency)
        ends_ms = _last_day(expires)
        edge.make_missing_file()
        done = import_codes(
            edge.database, edge.keys, file, pool=name, face=worth, expires_ms=ends_ms,
            now_ms=now_ms(), skip_bad=skip_bad,
        )  # fmt: skip
        refused = bool(done.bad) and not skip_bad
        data = {
            "pool": name,
            "imported": done.new,
            "same": len(done.same),
            "same_lines": list(done.same[:SHOWN_MOST]),
            "bad": len(done.bad),
            "problems": [{"line": bad.line, "text": bad.why} for bad in done.bad[:SHOWN_MOST]],
        }
        edge.result(data, *_told(done, refused=refused))
        if refused:
            raise typer.Exit(Code.FOUND)


@app.command("list")
def list_all(
    pool: Annotated[
        str, typer.Option("--pool", metavar="NAME", help="The vouchers of one pool, too.")
    ] = "",
    config: Config = None,
    json: Json = False,
) -> None:
    """List the pools: what one voucher is worth, how many are free, given, expired."""
    with command(config, json) as edge:
        from services import vouchers

        pools = [_pool_item(edge, one) for one in edge.read(vouchers.pools)]
        found = edge.read(lambda tx: vouchers.of_pool(tx, pool, LISTED_MOST)) if pool else []
        data = {"pools": pools, "vouchers": [_item(edge, one) for one in found]}
        if pool:
            edge.table(data, *_table(data["vouchers"], ("id", "state", "account", "for")))
        else:
            columns = ("pool", "face", "currency", "free", "given", "expired")
            edge.table(data, *_table(pools, columns))


@app.command("show")
def show(voucher: VoucherId, config: Config = None, json: Json = False) -> None:
    """Show a voucher without its code: what it is worth, whose it is."""
    with command(config, json) as edge:
        from services import vouchers

        found = edge.read(lambda tx: vouchers.find(tx, internal(voucher)))
        item = _item(edge, found)
        edge.result(item, *_lines(item))


@app.command("reveal")
def reveal(voucher: VoucherId, config: Config = None, json: Json = False) -> None:
    """Print a voucher's code; that it was looked at is written down."""
    with command(config, json) as edge:
        from services import seals, vouchers

        number, at_ms = internal(voucher), now_ms()
        found, code = edge.write(
            lambda tx: vouchers.reveal(tx, seals.within(tx, edge.keys), number, at_ms)
        )
        edge.result({**_item(edge, found), "code": code}, code)


def _pool(text: str) -> str:
    from domain.vouchers import POOL_CHARACTERS_MOST

    name = " ".join(text.split())
    if not 1 <= len(name) <= POOL_CHARACTERS_MOST or not name.isprintable():
        raise typer.BadParameter(
            f"must be 1 to {POOL_CHARACTERS_MOST} characters", param_hint="--pool"
        )
    return name


def _face(edge: Edge, text: str, code: str) -> "Money":
    from pydantic import ValidationError

    from domain.currencies import amount, decimals
    from domain.tables import amount_minor
    from domain.terms import MoneyTerms

    try:
        terms = MoneyTerms(currency=code, decimals=decimals(code, edge.settings.money))
    except ValidationError:
        raise typer.BadParameter(
            "must be a currency such as EUR", param_hint="--currency"
        ) from None
    fault, minor = amount_minor(text, terms)
    if fault:
        raise typer.BadParameter(fault, param_hint="--face")
    return amount(minor, code, edge.settings.money)


def _last_day(text: str) -> int | None:
    from domain.vouchers import expiry_ms

    ends_ms = expiry_ms(text) if text else None
    if text and (ends_ms is None or ends_ms <= now_ms()):
        raise typer.BadParameter("must be a day to come such as 2027-12-31", param_hint="--expires")
    return ends_ms


def _told(done: "Imported", *, refused: bool) -> list[str]:
    bad = [f"line {one.line}: {one.why}" for one in done.bad[:SHOWN_MOST]]
    if len(done.bad) > SHOWN_MOST:
        bad.append(f"… {len(done.bad)} bad lines in all")
    if refused:
        return ["Nothing was imported (--skip-bad imports the others):", *bad]
    lines = [f"{done.new} codes imported.", *bad]
    if done.same:
        shown = ", ".join(map(str, done.same[:SHOWN_MOST]))
        more = ", …" if len(done.same) > SHOWN_MOST else ""
        lines.append(f"{len(done.same)} were there already: line {shown}{more}.")
    return lines


def _table(
    items: list[dict[str, Any]], columns: tuple[str, ...]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    return columns, [tuple(_cell(item[key]) for key in columns) for item in items]


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _pool_item(edge: Edge, pool: "Pool") -> dict[str, Any]:
    return {
        "pool": pool.name,
        "face": _worth(edge, pool.face_minor, pool.face_currency),
        "currency": pool.face_currency,
        "free": pool.free,
        "given": pool.given,
        "expired": pool.expired,
        "next_expiry_ms": pool.next_expiry_ms,
    }


def _item(edge: Edge, voucher: "Voucher") -> dict[str, Any]:
    return {
        "id": public(voucher.id),
        "pool": voucher.pool,
        "face": _worth(edge, voucher.face_minor, voucher.face_currency),
        "currency": voucher.face_currency,
        "state": voucher.state,
        "account": public(voucher.account_id) if voucher.account_id else None,
        "for": _reason(voucher.ref),
        "given_ms": voucher.given_ms,
        "expires_ms": voucher.expires_ms,
    }


def _reason(ref: str | None) -> str | None:
    """Give `order:12` with the number as people know it."""
    if ref is None:
        return None
    what, _, number = ref.partition(":")
    return f"{what} {public(int(number))}"


def _lines(item: dict[str, Any]) -> list[str]:
    lines = [f"{item['pool']} ({item['id']}): {item['face']} {item['currency']}, {item['state']}"]
    if item["account"]:
        lines.append(f"given to {item['account']} for {item['for']}")
    return lines


def _worth(edge: Edge, minor: int, currency: str) -> str:
    from domain.currencies import decimals
    from domain.tables import amount_text
    from domain.terms import MoneyTerms

    places = decimals(currency, edge.settings.money)
    return amount_text(minor, MoneyTerms(currency=currency, decimals=places))
