"""The part of the ledger's proof that is about money on its way: payouts and vouchers."""

from collections.abc import Iterator, Mapping

from domain import ledger as names
from domain.ids import public
from services.ledger_problems import PROBLEMS_MOST, LedgerProblem
from storage import ledger
from storage.tx import Tx

_ENDS = ("payout_settled", "payout_returned")


def problems(tx: Tx, booked: Mapping[tuple[str, str], int]) -> Iterator[LedgerProblem]:
    """Look for payouts and vouchers that the books tell otherwise; `booked` by name, currency."""
    yield from _in_flight(tx, booked)
    yield from _payouts(tx)
    yield from _vouchers(tx)


def _in_flight(tx: Tx, booked: Mapping[tuple[str, str], int]) -> Iterator[LedgerProblem]:
    """Compare what is on its way by the books with the payouts that have not ended."""
    open_minor = {
        (names.in_flight(account_id), currency): minor
        for account_id, currency, minor in ledger.on_their_way(tx)
    }
    on_its_way = {key: minor for key, minor in booked.items() if key[0].endswith(":in_flight")}
    found = 0
    for key in sorted(open_minor.keys() | on_its_way.keys()):
        has, owes = on_its_way.get(key, 0), open_minor.get(key, 0)
        if has != owes and found < PROBLEMS_MOST:
            found += 1
            first = _first_odd(ledger.booked_in_flight(tx, *key))
            text = f"{key[0]} has {has} {key[1]}, and its payouts that have not ended have {owes}"
            if first is not None:
                text += f": transfer {first} is the first that doesn't fit"
            yield LedgerProblem(kind="in_flight", name=key[0], transfer_id=first, text=text)


def _first_odd(booked: list[tuple[int, str, str, str | None]]) -> int | None:
    """Give the first transfer that its payout doesn't know of: begun or ended otherwise."""
    ended = {ref for _, kind, ref, _ in booked if kind in _ENDS}
    for transfer_id, kind, ref, state in booked:
        is_open = state is not None and state not in ("settled", "returned")
        if kind == "payout" and not is_open and (state is None or ref not in ended):
            return transfer_id
        if kind in _ENDS and (state is None or is_open):
            return transfer_id
    return None


def _payouts(tx: Tx) -> Iterator[LedgerProblem]:
    for payout_id, state, booked in ledger.odd_payouts(tx, PROBLEMS_MOST):
        settled, out, returned, reversed_ = booked
        found = [
            f"{what} by transfer {transfer_id}"
            for what, transfer_id in (("settled", settled), ("sent", out),
                                      ("returned", returned), ("reversed", reversed_))
            if transfer_id is not None
        ]  # fmt: skip
        text = f"payout {public(payout_id)} is {state}, and in the books it is "
        text += " and ".join(found) or "neither settled nor returned"
        first = min((id for id in booked if id is not None), default=None)
        name = f"payout:{payout_id}"
        yield LedgerProblem(kind="payout", name=name, transfer_id=first, text=text)


def _vouchers(tx: Tx) -> Iterator[LedgerProblem]:
    for voucher_id, ref in ledger.odd_vouchers(tx, PROBLEMS_MOST):
        text = f"voucher {voucher_id} was given for {ref or 'nothing'}, which it does not pay"
        name = f"voucher:{voucher_id}"
        yield LedgerProblem(kind="voucher", name=name, transfer_id=None, text=text)
    for payout_id in ledger.ungiven(tx, PROBLEMS_MOST):
        text = f"payout {public(payout_id)} is settled, and no voucher was given for it"
        name = f"payout:{payout_id}"
        yield LedgerProblem(kind="voucher", name=name, transfer_id=None, text=text)
