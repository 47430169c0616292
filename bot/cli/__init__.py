"""The command line `bitework`.

Only what a command needs is imported, and only when it runs: `bitework --help` is quick, and the
bot stays small.
"""

import sys
from collections.abc import Sequence

import typer

from bot.cli import (
    accounts,
    bank,
    earnings,
    edge,
    gold,
    kinds,
    money,
    payouts,
    projects,
    qualifications,
    quality,
    rewards,
    rows,
    simulate,
    statement,
    system,
    vouchers,
)

app = typer.Typer(
    name="bitework",
    help="Bite-sized paid tasks, delivered in chat.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(system.run)
app.command("demo")(system.demo)
app.command("check")(system.check)
app.command("migrate")(system.migrate)
app.add_typer(projects.app, name="project")
app.add_typer(kinds.app, name="kinds")
app.add_typer(gold.app, name="gold")
app.add_typer(qualifications.app, name="qualification")
app.command("import")(rows.import_rows)
app.command("export")(rows.export_rows)
app.command("replay")(quality.replay)
app.command("simulate")(simulate.simulate)
app.add_typer(accounts.app, name="account")
accounts.app.command("earnings")(earnings.show)
accounts.app.command("statement")(statement.statement)
app.add_typer(money.payout, name="payout")
money.payout.command("list")(payouts.list_all)
money.payout.command("show")(payouts.show)
money.payout.command("approve")(payouts.approve)
money.payout.command("refuse")(payouts.refuse)
money.payout.command("stop")(payouts.stop)
money.payout.command("start")(payouts.start)
money.payout.command("settle")(payouts.settle)
money.payout.command("return")(payouts.give_back)
app.add_typer(system.job, name="job")
app.add_typer(bank.app, name="bank")
app.add_typer(vouchers.app, name="voucher")
app.add_typer(rewards.app, name="reward")
app.add_typer(money.ledger, name="ledger")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and end the process with its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if "--json" not in given:
        app(given, prog_name="bitework")
        return
    try:
        code = app(given, prog_name="bitework", standalone_mode=False)
    except typer.TyperException as error:  # a mistake in the command line itself
        edge.report("usage", error.format_message(), json=True)
        code = error.exit_code
    sys.exit(code or 0)
