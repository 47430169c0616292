"""Bank files: made, shown, written out, and what the bank said of them."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Code, Config, Edge, Json, command, now_ms
from bot.cli.files import whole_file
from domain.errors import Refused
from domain.ids import internal, public

if TYPE_CHECKING:
    from services.bank_files import BankFile, Due, Handled
    from storage.tx import Tx

app = typer.Typer(help="Pay to bank accounts, by files for your bank.", no_args_is_help=True)

FileId = Annotated[str, typer.Argument(metavar="ID", help="The bank file's id.")]
LISTED_MOST = 100
ANSWERS_AT_ONCE = 50
ATTEMPTS_MOST = 5


@app.command("file")
def make(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would pay.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Write it out, too.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Gather the payouts to bank accounts that wait into one file, which is made and kept once."""
    with command(config, json) as edge:
        file, data = _make(edge, keep=not dry_run)
        if file is not None and output is not None:
            _write_out(edge, file.id, output)
            data["file"] = str(output)
        edge.result(data, *_made_lines(data))


@app.command("list")
def list_all(config: Config = None, json: Json = False) -> None:
    """List the files that were made, the newest first."""
    with command(config, json) as edge:
        from services import bank_files

        found = edge.read(lambda tx: bank_files.newest(tx, LISTED_MOST))
        files = [{**_described(file), "open": left} for file, left in found]
        header = ("id", "name", "format", "payouts", "open", "total", "made")
        rows = [
            (item["id"], item["name"], item["format"], str(item["payouts"]), str(item["open"]),
             item["total"], _day(item["created_ms"]).isoformat())
            for item in files
        ]  # fmt: skip
        edge.table({"files": files}, header, rows)


@app.command("show")
def show(file: FileId, config: Config = None, json: Json = False) -> None:
    """Show a file: its payouts, and what became of each."""
    with command(config, json) as edge:
        from bot.rails.bank_files import amount
        from services import bank_files

        file_id = internal(file)
        of = edge.read(lambda tx: bank_files.find(tx, file_id))
        payments = [
            {"payout": public(each.payout_id), "account": public(each.account_id),
             "end_to_end_id": each.end_to_end_id, "to": each.shown,
             "amount": amount(each.out_minor), "state": each.state, "reason": each.reason}
            for each in edge.read(lambda tx: bank_files.payments(tx, file_id))
        ]  # fmt: skip
        header = ("payout", "account", "id at the bank", "to", "amount", "state", "reason")
        rows = [tuple(str(value or "") for value in each.values()) for each in payments]
        edge.table({**_described(of), "payments": payments}, header, rows)


@app.command("write")
def write(
    file: FileId,
    output: Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="Where to.")],
    config: Config = None,
    json: Json = False,
) -> None:
    """Write a file out again: the same bytes, whenever it is asked for."""
    with command(config, json) as edge:
        size_bytes = _write_out(edge, internal(file), output)
        data = {"id": public(internal(file)), "file": str(output), "bytes": size_bytes}
        edge.result(data, f"{output}: bank file {data['id']}, {size_bytes:,} bytes")


@app.command("answer")
def answer(
    answers: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="pain.002, camt.053, camt.054", exists=True,
                       dir_okay=False),
    ],
    config: Config = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Take in the bank's answer: what was carried out is settled, what was refused returned."""
    with command(config, json) as edge:
        from bot.rails import bank_answers
        from domain.bank_answers import judge
        from services import bank_files

        said = judge(bank_answers.read(bank_answers.load(answers)))
        said = edge.read(lambda tx: bank_files.spread(tx, said))
        handled: list[Handled] = []
        for first in range(0, len(said), ANSWERS_AT_ONCE):
            handled += edge.database.write_now(
                partial(bank_files.apply, said=said[first : first + ANSWERS_AT_ONCE],
                        now_ms=now_ms()),
                bulk=True,
            )  # fmt: skip
        _tell(edge, handled)


@app.command("settle")
def settle(
    which: Annotated[str, typer.Argument(metavar="ID", help="A bank file's id, or a payout's.")],
    payout: Annotated[bool, typer.Option("--payout", help="The id is a payout's.")] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Say that the bank has carried out a file, or one payout of it."""
    with command(config, json) as edge:
        from services import bank_files

        def settled(tx: "Tx") -> "list[Handled]":
            at_ms, id = now_ms(), internal(which)
            ids = [id] if payout else [
                each.payout_id for each in _open_payments(tx, id)
            ]  # fmt: skip
            return [bank_files.settle(tx, one, at_ms) for one in ids]

        _tell(edge, edge.write(settled))


@app.command("refuse")
def refuse(
    payout: Annotated[str, typer.Argument(metavar="PAYOUT_ID", help="The payout's id.")],
    reason: Annotated[str, typer.Option("--reason", help="Why: the person reads it.")],
    config: Config = None,
    json: Json = False,
) -> None:
    """Say that the bank has not carried out a payout: it goes back to the person."""
    with command(config, json) as edge:
        from services import bank_files

        payout_id = internal(payout)
        if not reason.strip():
            raise Refused("Say why with --reason: the person reads it.")
        _tell(edge, [edge.write(lambda tx: bank_files.refuse(tx, payout_id, reason, now_ms()))])


def _make(edge: Edge, *, keep: bool) -> "tuple[BankFile | None, dict[str, Any]]":
    """Make a file of what waits; it is made anew where a payout changed while it was made."""
    from services import bank_files

    for attempt in range(1, ATTEMPTS_MOST + 1):
        due = edge.read(bank_files.due)
        if not due:
            raise Refused("No payout to a bank account waits for a file.")
        at_ms = now_ms()
        name, content = _content(edge, due, at_ms)
        if not keep:
            return None, _data(None, name, due, edge.settings.bank.format)
        try:
            file = _keep(edge, content, due, name, at_ms)
        except Refused:
            if attempt == ATTEMPTS_MOST:
                raise
        else:
            return file, _data(file, name, due, file.format)
    raise AssertionError("the last attempt returns or raises")


def _keep(
    edge: Edge, content: bytes, due: "Sequence[Due]", name: str, at_ms: int
) -> "BankFile":
    from services import bank_files, seals

    form = edge.settings.bank.format
    return edge.write(
        lambda tx: bank_files.keep(
            tx, seals.within(tx, edge.keys), content, due, name=name, format=form, now_ms=at_ms
        )
    )


def _content(edge: Edge, due: "Sequence[Due]", at_ms: int) -> tuple[str, bytes]:
    """Make the bytes and the file's name at the bank."""
    import secrets

    from bot.rails import bank_accounts, bank_files
    from services import seals
    from services.bank_files import end_to_end_id

    settings = edge.settings.bank
    if not settings.is_on:
        raise Refused("There is no account to pay from: set bank.iban in the configuration.")
    iban = settings.iban.get_secret_value()
    payer = bank_files.Payer(
        bank_accounts.sepa_text(settings.name, bank_accounts.NAME_LENGTH_MAX),
        iban,
        settings.bic or bank_accounts.bic_of(iban),
    )
    opened = edge.read(
        lambda tx: [seals.within(tx, edge.keys).open(payout.destination) for payout in due]
    )
    payments = [
        bank_files.Payment(
            end_to_end_id(payout), bank_accounts.stored(clear), payout.out_minor,
            f"Payout {public(payout.payout_id)}",
        )
        for payout, clear in zip(due, opened, strict=True)
    ]
    day = _day(at_ms)
    name = f"BW{day:%Y%m%d}-{secrets.token_hex(6)}"
    made = bank_files.make(payments, payer, format=settings.format, name=name, on=day)
    return name, made


def _data(
    file: "BankFile | None", name: str, due: "Sequence[Due]", format: str
) -> dict[str, Any]:
    from bot.rails.bank_files import amount

    total_minor = sum(payout.out_minor for payout in due)
    return {
        "id": None if file is None else public(file.id),
        "name": None if file is None else name,
        "format": format, "payouts": len(due), "total": amount(total_minor), "currency": "EUR",
        "file": None,
    }  # fmt: skip


def _made_lines(data: dict[str, Any]) -> list[str]:
    what = f"{data['payouts']} payouts, {data['total']} {data['currency']}"
    if data["id"] is None:
        return [f"A file would be made of {what}."]
    if data["file"] is not None:
        return [f"{data['file']}: bank file {data['id']}, {what}"]
    return [f"Bank file {data['id']}: {what}", f"bitework bank write {data['id']} -o FILE"]


def _described(file: "BankFile") -> dict[str, Any]:
    from bot.rails.bank_files import amount

    return {
        "id": public(file.id), "name": file.name, "format": file.format, "payouts": file.payouts,
        "total": amount(file.total_minor), "currency": file.currency, "created_ms": file.created_ms,
    }  # fmt: skip


def _write_out(edge: Edge, file_id: int, output: Path) -> int:
    """Write a kept file; give its size in bytes."""
    from services import bank_files, seals

    content = edge.read(lambda tx: bank_files.content(tx, seals.within(tx, edge.keys), file_id))
    with whole_file(output, private=True) as out:
        out.write(content)
    return len(content)


def _open_payments(tx: "Tx", file_id: int) -> "list[Any]":
    from services import bank_files

    bank_files.find(tx, file_id)
    return [
        each for each in bank_files.payments(tx, file_id)
        if each.state not in ("settled", "returned")
    ]  # fmt: skip


def _tell(edge: Edge, handled: "Sequence[Handled]") -> None:
    """Say what came of it; contradictions end with the code for something found."""
    counts = Counter(each.fate for each in handled)
    named = ("unknown", "contradicts")
    data = {
        "settled": counts["settled"], "returned": counts["returned"], "again": counts["again"],
        "underway": counts["underway"],
        "unknown": [each.id for each in handled if each.fate == "unknown"],
        "contradicting": [
            {"id": each.id, "text": each.text} for each in handled if each.fate == "contradicts"
        ],
    }  # fmt: skip
    lines = [
        f"{counts['settled']} settled, {counts['returned']} returned, {counts['again']} known "
        f"before, {counts['underway']} underway"
    ]
    lines += [
        f"{each.id}: {each.text or 'no payout has this id'}" for each in handled
        if each.fate in named
    ]  # fmt: skip
    edge.result(data, *lines)
    if counts["contradicts"]:
        raise typer.Exit(Code.FOUND)


def _day(ms: int) -> date:
    return datetime.fromtimestamp(ms / 1000, UTC).date()
