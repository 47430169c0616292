"""Payouts: listed, shown, approved, refused, stopped, settled and returned by hand."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Config, Edge, Json, command, now_ms
from domain.ids import internal, public

if TYPE_CHECKING:
    from domain.people import Person
    from services.payouts.requests import Payout
    from storage.tx import Tx

LISTED = 50

PayoutId = Annotated[
    str, typer.Argument(metavar="ID", help="The payout's id, such as 7KQ2M.")
]
Reason = Annotated[str, typer.Option("--reason", help="Why; the person reads it.")]


def list_all(
    open_only: Annotated[
        bool, typer.Option("--open", help="Those alone that have not ended.")
    ] = False,
    most: Annotated[int, typer.Option("--most", min=1, max=10_000, help="How many.")] = LISTED,
    config: Config = None,
    json: Json = False,
) -> None:
    """List payouts, the newest first, and say whether they are stopped."""
    with command(config, json) as edge:
        from services.payouts import queue, switch

        def look(tx: "Tx") -> "tuple[list[Payout], bool]":
            found = queue.unended(tx, most=most) if open_only else queue.newest(tx, most=most)
            return found, switch.is_on(tx)

        payouts, is_stopped = edge.read(look)
        found = [_item(edge, payout) for payout in payouts]
        if is_stopped:
            edge.note("Payouts are stopped: bitework payout start lets them go on.")
        header = ("id", "account", "rail", "state", "amount", "out", "to")
        rows = [
            (
                item["id"], item["account"], item["rail"], item["state"], item["amount"],
                f"{item['out']} {item['out_currency']}", item["to"],
            )
            for item in found
        ]  # fmt: skip
        edge.table({"payouts": found, "is_stopped": is_stopped}, header, rows)


def show(payout: PayoutId, config: Config = None, json: Json = False) -> None:
    """Show a payout: its amounts, its state, who approved it."""
    with command(config, json) as edge:
        from services.payouts import queue

        def look(tx: "Tx") -> dict[str, Any]:
            found = queue.find(tx, internal(payout))
            about = queue.about(tx, found)
            more = {
                "approved_by": [public(one) for one in about.approvals],
                "shared_with": about.shared_with,
            }
            return _item(edge, found) | more

        _say(edge, edge.read(look))


def approve(payout: PayoutId, config: Config = None, json: Json = False) -> None:
    """Say yes to a payout as the operator; where two have to, an admin in chat is the other."""
    with command(config, json) as edge:
        from services.payouts import approvals, queue

        def yes(tx: "Tx") -> "tuple[Payout, int]":
            found = queue.find(tx, internal(payout))
            done = approvals.approve(
                tx, _operator(tx), found.id, found.version, edge.terms, now_ms()
            )
            return done.payout, done.left

        found, left = edge.write(yes)
        data = _item(edge, found) | {"yes_left": left}
        said = "Another admin has to say yes, too." if left else "It goes out now."
        edge.result(data, f"Payout {data['id']} has your yes. {said}")


def refuse(
    payout: PayoutId, reason: Reason, config: Config = None, json: Json = False
) -> None:
    """Say no to a payout that was not sent: the person has it again, and reads why."""
    with command(config, json) as edge:
        from services.payouts import approvals

        def no(tx: "Tx") -> "Payout":
            return approvals.refuse(tx, _operator(tx), internal(payout), reason, now_ms())

        data = _item(edge, edge.write(no))
        edge.result(data, f"Payout {data['id']} is refused; its person has it again.")


def stop(config: Config = None, json: Json = False) -> None:
    """Stop all payouts: nothing is sent, and who asks is told so."""
    with command(config, json) as edge:
        from services.payouts import switch

        is_new = edge.write(lambda tx: switch.stop(tx, now_ms(), actor_id=None))
        said = "Payouts are stopped." if is_new else "Payouts were stopped already."
        edge.result({"is_stopped": True, "is_new": is_new}, said)


def start(config: Config = None, json: Json = False) -> None:
    """Let payouts go on."""
    with command(config, json) as edge:
        from services.payouts import switch

        is_new = edge.write(lambda tx: switch.start(tx, now_ms(), actor_id=None))
        said = "Payouts go on." if is_new else "Payouts were not stopped."
        edge.result({"is_stopped": False, "is_new": is_new}, said)


def settle(
    payout: PayoutId,
    ref: Annotated[str, typer.Option("--ref", help="What the bank or wallet calls it.")],
    config: Config = None,
    json: Json = False,
) -> None:
    """Say that a payout that was sent has arrived."""
    with command(config, json) as edge:
        from services.payouts import sending

        def done(tx: "Tx") -> "Payout":
            return sending.settle_by_hand(
                tx, internal(payout), ref.strip()[:200], now_ms(), actor_id=None
            )

        data = _item(edge, edge.write(done))
        edge.result(data, f"Payout {data['id']} is settled.")


def give_back(
    payout: PayoutId, reason: Reason, config: Config = None, json: Json = False
) -> None:
    """Say that a payout did not arrive, or came back: the person has it again.

    Be sure of it: what arrives all the same was paid twice.
    """
    with command(config, json) as edge:
        from services.payouts import sending

        def done(tx: "Tx") -> "Payout":
            return sending.return_by_hand(
                tx, internal(payout), reason, now_ms(), actor_id=None
            )

        data = _item(edge, edge.write(done))
        edge.result(data, f"Payout {data['id']} is returned; its person has it again.")


def _operator(tx: "Tx") -> "Person":
    from services import accounts, people

    return people.load(tx, accounts.operator(tx, now_ms()))


def _item(edge: Edge, payout: "Payout") -> dict[str, Any]:
    from domain import currencies
    from domain.tables import amount_text
    from domain.terms import MoneyTerms

    places = currencies.decimals(payout.out_currency, edge.settings.money)
    out_money = MoneyTerms(decimals=places)
    return {
        "id": public(payout.id),
        "account": public(payout.account_id),
        "rail": payout.rail,
        "state": payout.state,
        "amount": edge.amount(payout.amount_minor),
        "currency": payout.currency,
        "out": amount_text(payout.out_minor, out_money),
        "out_currency": payout.out_currency,
        "fee": amount_text(payout.fee_minor, out_money),
        "to": payout.shown,
        "ref": payout.rail_ref,
        "reason": payout.reason,
        "automatic": bool(payout.automatic),
        "version": payout.version,
        "attempts": payout.attempts,
        "created_ms": payout.created_ms,
        "ended_ms": payout.ended_ms,
    }


def _say(edge: Edge, data: dict[str, Any]) -> None:
    where = f" to {data['to']}" if data["to"] else ""
    reason = f": {data['reason']}" if data["reason"] else ""
    by = ", ".join(data["approved_by"])
    edge.result(
        data,
        f"Payout {data['id']} of account {data['account']}: {data['state']}{reason}",
        f"{data['amount']} {data['currency']}, {data['out']} {data['out_currency']}{where} by "
        f"{data['rail']}",
        *([f"approved by {by}"] if by else []),
        *([f"reference {data['ref']}"] if data["ref"] else []),
    )
