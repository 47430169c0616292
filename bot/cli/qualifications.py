"""Qualifications: `bitework qualification`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.edge import Config, Json, command, now_ms
from domain.ids import internal, public

if TYPE_CHECKING:
    from domain.people import Person
    from storage.tx import Tx

app = typer.Typer(no_args_is_help=True, help="Trainings and tests that open work.")

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE.toml", help="The training, the test and its rules.", exists=True,
        dir_okay=False,
    ),
]  # fmt: skip
Id = Annotated[str, typer.Argument(metavar="ID", help="The qualification's id.")]
Account = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")]


@app.command("list")
def list_all(config: Config = None, json: Json = False) -> None:
    """List all qualifications, the newest first."""
    with command(config, json) as edge:
        from services import qualifications

        found = edge.read(lambda tx: qualifications.listing(tx, None, now_ms()))
        items = [
            {
                "id": public(one.id),
                "title": one.of.title,
                "training": len(one.of.training),
                "test": len(one.of.test),
                "pass": f"{one.of.pass_percent}%",
                "skill": one.of.skill,
                "needs": list(one.of.needs.qualifications) if one.of.needs else [],
                "holders": one.holders,
            }
            for one in found
        ]
        header = ("id", "title", "training", "test", "pass", "skill", "holders")
        rows = [tuple(str(item[key]) for key in header) for item in items]
        edge.table({"qualifications": items}, header, rows)


@app.command("create")
def create(file: File, config: Config = None, json: Json = False) -> None:
    """Make a qualification from its file; prints its id, alone."""
    with command(config, json) as edge:
        from domain.qualifications import parse
        from services import accounts, qualifications

        of = parse(file.read_bytes())
        at_ms = now_ms()
        number = edge.write(
            lambda tx: qualifications.create(tx, of, accounts.operator(tx, at_ms), at_ms)
        )
        edge.result({"id": public(number)}, public(number))


@app.command("grant")
def grant(
    qualification: Id, account: Account, config: Config = None, json: Json = False
) -> None:
    """Give somebody a qualification by hand: it counts as long as one that was tested."""
    _decide(qualification, account, config, json, is_granted=True)


@app.command("revoke")
def revoke(
    qualification: Id, account: Account, config: Config = None, json: Json = False
) -> None:
    """Take a qualification back; its test isn't open to that person any more."""
    _decide(qualification, account, config, json, is_granted=False)


def _decide(
    qualification: str, account: str, config: Path | None, json: bool, *, is_granted: bool
) -> None:
    with command(config, json) as edge:
        from services import qualifications

        def decide(tx: "Tx") -> "Person":
            run = qualifications.grant if is_granted else qualifications.revoke
            return run(tx, None, internal(qualification), internal(account), now_ms())

        who = public(edge.write(decide).account_id)
        state = "held" if is_granted else "revoked"
        said = f"{who} has it now." if is_granted else f"{who} doesn't have it any more."
        of = public(internal(qualification))
        edge.result({"qualification": of, "account": who, "state": state}, said)
