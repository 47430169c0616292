"""Payout runs and the ledger."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.edge import Code, Config, Edge, Json, command, now_ms, to_stdout
from bot.cli.files import whole_file
from domain.ids import public

payout = typer.Typer(
    help="Credit what people have earned; see, approve and stop payouts.", no_args_is_help=True
)
ledger = typer.Typer(help="Prove that the books fit.", no_args_is_help=True)


@payout.command("run")
def run(
    at_once: Annotated[
        bool, typer.Option("--now", help="Close a period at this moment, whatever is due.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Credit all periods that are due, then ask for the payouts of those who chose that."""
    with command(config, json) as edge:
        runs = _forecast(edge, at_once=at_once) if dry_run else _pay_out(edge, at_once=at_once)
        currency = edge.settings.money.currency
        data = {"dry_run": dry_run, "runs": runs, "currency": currency}
        would, lines = "would be " if dry_run else "", []
        for run in runs:
            people = "1 person" if run["people"] == 1 else f"{run['people']} people"
            asked = "1 payout" if run["automatic"] == 1 else f"{run['automatic']} payouts"
            lines.append(
                f"period {run['period']}: {run['amount']} {currency} {would}credited to "
                f"{people}, {asked} {would}asked for"
            )
            lines += [
                f"  {one['amount']} {currency} by {one['rail']} for {one['account']}"
                for one in run.get("payouts", ())
            ]
        edge.result(data, *(lines or ["Nothing is due."]))


def _pay_out(edge: Edge, *, at_once: bool) -> list[dict[str, Any]]:
    from bot.payout_runs import pay_out

    done = asyncio.run(pay_out(edge.database, edge.terms, now_ms(), at_once=at_once))
    return [
        {
            "id": public(run.run_id),
            "period": run.period,
            "people": run.people,
            "amount": edge.amount(run.amount_minor),
            "automatic": run.asked,
            "resumed": run.resumed,
        }
        for run in done
    ]


def _automatic(edge: Edge) -> list[dict[str, Any]]:
    """Give the automatic payouts that a run would ask for."""
    from services.payouts import choices

    terms, at_ms = edge.terms, now_ms()
    found = edge.read(lambda tx: choices.forecast(tx, terms, at_ms))
    return [
        {"account": public(account_id), "rail": rail, "amount": edge.amount(minor)}
        for account_id, rail, minor in found
    ]


def _forecast(edge: Edge, *, at_once: bool) -> list[dict[str, Any]]:
    from services import payout_runs

    terms, at_ms = edge.terms, now_ms()
    runs = edge.read(lambda tx: payout_runs.forecast(tx, terms, at_ms, at_once=at_once))
    asked = _automatic(edge) if runs else []
    return [
        {
            "id": public(run.run_id) if run.run_id else None,
            "period": run.period,
            "people": run.credited.people,
            "amount": edge.amount(run.credited.amount_minor),
            "automatic": len(asked) if run is runs[0] else 0,
            "payouts": asked if run is runs[0] else [],
            "resumed": run.run_id != 0,
        }
        for run in runs
    ]


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


@ledger.command("export")
def export(
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="Where to; else stdout.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Write all transfers as a journal for beancount, with what every account has at its end."""
    if json and output is None:
        raise typer.BadParameter("--json tells about the journal: add -o FILE for the journal")
    with command(config, json) as edge:
        from bot.journal import write_now

        money = edge.settings.money
        if output is None:
            with to_stdout():
                write_now(edge.database, money, sys.stdout.buffer)
            return
        with whole_file(output, private=True) as out:
            size_bytes = write_now(edge.database, money, out)
        data = {"file": str(output), "bytes": size_bytes}
        edge.result(data, f"{output}: the journal, {size_bytes:,} bytes")
