"""The catalogue of rewards: offered, withdrawn; what was ordered, handed over, given back."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.edge import Config, Edge, Json, command, now_ms
from domain.ids import internal, public

if TYPE_CHECKING:
    from services.catalogue import Order

app = typer.Typer(help="Offer rewards, and see what was ordered.", no_args_is_help=True)

RewardId = Annotated[str, typer.Argument(metavar="ID", help="The reward's id, such as 7KQ2M.")]
OrderId = Annotated[str, typer.Argument(metavar="ID", help="The order's id, such as 7KQ2M.")]


@app.command("new")
def new(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="voucher, thing or role")],
    title: Annotated[str, typer.Option("--title", help="What people choose it by.")],
    price: Annotated[str, typer.Option("--price", metavar="AMOUNT", help="In credits.")],
    detail: Annotated[
        str,
        typer.Option(
            "--detail",
            help="A voucher's pool, the ids of a server and its role, or how to hand it over.",
        ),
    ] = "",
    stock: Annotated[
        int | None, typer.Option("--stock", min=1, help="How many there are; else no end.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Offer a reward."""
    with command(config, json) as edge:
        from domain.amounts import Money
        from domain.tables import amount_minor
        from services import catalogue

        fault, minor = amount_minor(price, edge.settings.money)
        if fault:
            raise typer.BadParameter(fault, param_hint="--price")
        number = edge.write(
            lambda tx: catalogue.offer(
                tx, title=title, kind=kind, price=Money(minor, edge.settings.money.currency),
                detail=detail, stock=stock, actor_id=None, now_ms=now_ms(),
            )
        )  # fmt: skip
        edge.result({"id": public(number)}, public(number))


@app.command("list")
def list_all(config: Config = None, json: Json = False) -> None:
    """List what is or was offered, the newest first."""
    with command(config, json) as edge:
        from services import catalogue

        items = [
            {
                "id": public(reward.id),
                "title": reward.title,
                "kind": reward.kind,
                "price": edge.amount(reward.price_minor),
                "currency": reward.currency,
                "stock": reward.stock,
                "state": reward.state,
            }
            for reward in edge.read(catalogue.everything)
        ]
        header = ("id", "title", "kind", "price", "stock", "state")
        rows = [
            tuple("" if item[key] is None else str(item[key]) for key in header) for item in items
        ]
        edge.table({"rewards": items}, header, rows)


@app.command("withdraw")
def withdraw(reward: RewardId, config: Config = None, json: Json = False) -> None:
    """Offer a reward no more; what was ordered stays ordered."""
    with command(config, json) as edge:
        from services import catalogue

        gone = edge.write(
            lambda tx: catalogue.withdraw(tx, internal(reward), actor_id=None, now_ms=now_ms())
        )
        name = public(gone.id)
        edge.result(
            {"id": name, "state": "withdrawn"}, f"{gone.title} ({name}) isn't offered any more."
        )


@app.command("orders")
def list_orders(config: Config = None, json: Json = False) -> None:
    """List the orders that wait, the oldest first."""
    with command(config, json) as edge:
        from services import orders

        items = [_item(edge, order) for order in edge.read(orders.waiting)]
        header = ("id", "title", "kind", "account", "price", "attempts")
        rows = [tuple(str(item[key]) for key in header) for item in items]
        edge.table({"orders": items}, header, rows)


@app.command("given")
def given(order: OrderId, config: Config = None, json: Json = False) -> None:
    """Tick off a thing that was handed over; its person is told."""
    with command(config, json) as edge:
        from services import orders

        done = edge.write(
            lambda tx: orders.hand_over(tx, internal(order), actor_id=None, now_ms=now_ms())
        )
        edge.result(_ended(done, "given"), f"{done.title} is handed over.")


@app.command("return")
def give_back(
    order: OrderId,
    reason: Annotated[str, typer.Option("--reason", help="The person reads it.")],
    config: Config = None,
    json: Json = False,
) -> None:
    """Give somebody their credits back for what can't be had."""
    with command(config, json) as edge:
        from services import orders

        done = edge.write(
            lambda tx: orders.give_back(
                tx, internal(order), reason, actor_id=None, now_ms=now_ms()
            )
        )
        edge.result(_ended(done, "returned"), f"{done.title} is given back.")


def _item(edge: Edge, order: "Order") -> dict[str, Any]:
    return {
        "id": public(order.id),
        "title": order.title,
        "kind": order.kind,
        "account": public(order.account_id),
        "price": edge.amount(order.price_minor),
        "currency": order.currency,
        "attempts": order.attempts,
        "created_ms": order.created_ms,
    }


def _ended(order: "Order", state: str) -> dict[str, str]:
    return {"id": public(order.id), "title": order.title, "state": state}
