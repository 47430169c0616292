"""What the ledger's proof may find."""

from dataclasses import dataclass
from typing import Literal

PROBLEMS_MOST = 100

Kind = Literal[
    "transfer", "sum", "cache", "below_zero", "hold", "unpaid", "overpaid", "in_flight", "payout",
    "voucher", "ended",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerProblem:
    """Something that doesn't fit: at which name, and from which transfer on, where that is
    known.
    """

    kind: Kind
    name: str
    transfer_id: int | None
    text: str
