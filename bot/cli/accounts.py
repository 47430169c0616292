"""Accounts: listed, shown, given a role or credits."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Config, Edge, Json, command, now_ms
from domain.ids import public

if TYPE_CHECKING:
    from services.accounts import Account
    from storage.tx import Tx

app = typer.Typer(help="List accounts, give roles and credits.", no_args_is_help=True)

AccountId = Annotated[
    str, typer.Argument(metavar="ID", help="The account's id, or the word operator.")
]


@app.command("list")
def list_all(config: Config = None, json: Json = False) -> None:
    """List all accounts, the oldest first."""
    with command(config, json) as edge:
        from services import accounts

        found = [_item(account) for account in edge.read(lambda tx: list(accounts.everybody(tx)))]
        rows = [
            (item["id"], item["handle"] or "", item["role"], item["state"], str(item["points"]),
             item["name"])
            for item in found
        ]  # fmt: skip
        header = ("id", "handle", "role", "state", "points", "name")
        edge.table({"accounts": found}, header, rows)


@app.command("show")
def show(account: AccountId, config: Config = None, json: Json = False) -> None:
    """Show an account: role, state, points and balances."""
    with command(config, json) as edge:
        data = edge.write(lambda tx: _shown(edge, tx, account))
        edge.result(
            data,
            f"{data['handle'] or data['name'] or 'no name'} ({data['id']})",
            f"role {data['role']} · {data['state']} · {data['points']} points",
            f"pending {data['pending']}, available {data['available']}, paid {data['paid']} "
            f"{data['currency']}",
        )


@app.command("role")
def role(
    account: AccountId,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="worker, requester, reviewer, admin")],
    config: Config = None,
    json: Json = False,
) -> None:
    """Give an account a role."""
    with command(config, json) as edge:
        from services import accounts

        def give(tx: "Tx") -> "Account":
            found = accounts.receiver(tx, account, now_ms())
            accounts.give_role(tx, found.id, role, now_ms())
            return found

        name = public(edge.write(give).id)
        edge.result({"id": name, "role": role}, f"{account} is {_article(role)} {role} now.")


@app.command("deposit")
def deposit(
    account: AccountId,
    amount: Annotated[str, typer.Argument(metavar="AMOUNT", help="Such as 250.00.")],
    ref: Annotated[
        str, typer.Option("--ref", help="Your reference: the same one is booked once only.")
    ],
    config: Config = None,
    json: Json = False,
) -> None:
    """Bring credits in for an account; a reference that was used is not booked again."""
    with command(config, json) as edge:
        from services import accounts, ledger

        minor, money = _minor(edge, amount), edge.settings.money
        _check_ref(ref)
        edge.make_missing_file()

        def book(tx: "Tx") -> tuple[int, bool, int]:
            found = accounts.receiver(tx, account, now_ms())
            is_new = ledger.deposit(
                tx, account_id=found.id, amount_minor=minor, currency=money.currency, ref=ref,
                now_ms=now_ms(),
            )  # fmt: skip
            return found.id, is_new, ledger.balances(tx, found.id, money.currency).available_minor

        account_id, is_new, available_minor = edge.write(book)
        data = {
            "id": public(account_id),
            "ref": ref,
            "amount": edge.amount(minor),
            "currency": money.currency,
            "is_new": is_new,
            "available": edge.amount(available_minor),
        }
        what = "is booked" if is_new else "was booked before, so nothing is added"
        edge.result(
            data,
            f"Deposit {ref} of {data['amount']} {money.currency} {what}: "
            f"{account} has {data['available']} available.",
        )


def _item(account: "Account") -> dict[str, Any]:
    return {
        "id": public(account.id),
        "handle": account.handle,
        "role": account.role,
        "state": account.state,
        "name": account.name,
        "points": account.points,
        "created_ms": account.created_ms,
    }


def _shown(edge: Edge, tx: "Tx", account: str) -> dict[str, Any]:
    from services import accounts, ledger

    found = accounts.resolve(tx, account, now_ms())
    currency = edge.settings.money.currency
    has = ledger.balances(tx, found.id, currency)
    return {
        **_item(found),
        "pending": edge.amount(has.pending_minor),
        "available": edge.amount(has.available_minor),
        "paid": edge.amount(has.paid_minor),
        "currency": currency,
    }


def _minor(edge: Edge, amount: str) -> int:
    from domain.tables import amount_minor

    fault, minor = amount_minor(amount, edge.settings.money)
    if fault:
        raise typer.BadParameter(fault, param_hint="AMOUNT")
    return minor


def _check_ref(ref: str) -> None:
    if not ref.strip() or len(ref) > 200 or not ref.isprintable():
        raise typer.BadParameter("must be 1 to 200 characters on one line", param_hint="--ref")


def _article(role: str) -> str:
    return "an" if role.startswith("a") else "a"
