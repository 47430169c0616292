"""Payout runs and the ledger."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Code, Config, Edge, Json, command, now_ms
from domain.ids import public

if TYPE_CHECKING:
    from storage.tx import Tx

payout = typer.Typer(help="Credit what people have earned.", no_args_is_help=True)
ledger = typer.Typer(help="Prove that the books fit.", no_args_is_help=True)

PREVIEW_PAGE = 1000


@payout.command("run")
def run(
    at_once: Annotated[
        bool, typer.Option("--now", help="Close a period at this moment, whatever is due.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Credit all periods that are due: what is pending becomes available."""
    with command(config, json) as edge:
        runs = _preview(edge, at_once=at_once) if dry_run else _pay_out(edge, at_once=at_once)
        currency = edge.settings.money.currency
        data = {"dry_run": dry_run, "runs": runs, "currency": currency}
        verb = "would be credited to" if dry_run else "credited to"
        lines = [
            f"period {run['period']}: {run['amount']} {currency} {verb} {run['people']} people"
            for run in runs
        ]
        edge.result(data, *(lines or ["Nothing is due."]))


def _pay_out(edge: Edge, *, at_once: bool) -> list[dict[str, Any]]:
    from bot.payouts import pay_out

    done = asyncio.run(pay_out(edge.database, edge.settings.terms, now_ms(), at_once=at_once))
    return [
        {
            "id": public(run.run_id),
            "period": run.period,
            "people": run.people,
            "amount": edge.amount(run.amount_minor),
            "resumed": run.resumed,
        }
        for run in done
    ]


def _preview(edge: Edge, *, at_once: bool) -> list[dict[str, Any]]:
    from services import payouts

    terms, at_ms = edge.settings.terms, now_ms()
    due_ms = at_ms if at_once else edge.read(lambda tx: payouts.due_ms(tx, terms.payouts, at_ms))
    if due_ms is None:
        return []
    people, amount_minor = edge.read(lambda tx: _waiting(tx, terms.money.currency))
    return [
        {
            "id": None,
            "period": payouts.iso(due_ms),
            "people": people,
            "amount": edge.amount(amount_minor),
            "resumed": False,
        }
    ]


def _waiting(tx: "Tx", currency: str) -> tuple[int, int]:
    """Count the people with something pending, and add it up."""
    from services import payouts

    people = amount_minor = last_id = 0
    while page := payouts.preview(tx, currency, last_id, PREVIEW_PAGE):
        people += len(page)
        amount_minor += sum(minor for _, minor in page)
        last_id = page[-1][0]
    return people, amount_minor


@ledger.command("check")
def check(config: Config = None, json: Json = False) -> None:
    """Prove that the balances are what was booked, and that what was accepted was paid."""
    with command(config, json) as edge:
        from services import ledger as books

        problems = edge.read(books.check)
        data = {
            "ok": not problems,
            "problems": [
                {
                    "kind": problem.kind,
                    "name": problem.name,
                    "transfer": problem.transfer_id,
                    "text": problem.text,
                }
                for problem in problems
            ],
        }
        edge.result(data, *([problem.text for problem in problems] or ["The ledger fits."]))
        if problems:
            raise typer.Exit(Code.FOUND)
