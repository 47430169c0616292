"""What every rail is: what it offers (`domain.rails.Offer`), and how it sends.

`prepare` gives what the rail will know a payout by, stored before the first `send`; after a kill
the stored one is looked up, and nothing is sent anew unless that says it never was. Every call has
a time limit of its own, and may be made again with the same order.
"""

from typing import Protocol

from domain.rails import (
    Destination,
    Facts,
    NotPaid,
    Offer,
    Order,
    Outcome,
    Paid,
    Unknown,
    Waiting,
)

__all__ = (
    "Destination", "Facts", "NotPaid", "Offer", "Order", "Outcome", "Paid", "Rail", "RailTrouble",
    "Unknown", "Waiting",
)  # fmt: skip


class RailTrouble(Exception):
    """A rail can't be used at the moment, and nothing was sent: it is tried again later."""


class Rail(Offer, Protocol):
    """A way by which money leaves."""

    async def prepare(self, order: Order) -> str | NotPaid:
        """Give the reference under which it will be sent, "" where there is none.

        It sends nothing and may be called again. Raises RailTrouble: try later.
        """
        ...

    async def send(self, order: Order, ref: str) -> Outcome:
        """Send it. Whatever is raised counts as Unknown; RailTrouble as never sent."""
        ...

    async def look_up(self, order: Order, ref: str) -> Outcome | None:
        """Say what became of it; None: it was surely never sent, so that it may be."""
        ...
