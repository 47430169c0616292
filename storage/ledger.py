"""Transfers and balances as the database has them."""

from collections.abc import Iterator
from dataclasses import dataclass

from storage.tx import Tx

PAGE = 1_000  # larger ones are no quicker: rows that are kept cost the garbage collector


@dataclass(frozen=True, slots=True)
class Transfer:
    """One amount that went from one name to another."""

    id: int
    debit: str
    credit: str
    amount_minor: int
    currency: str
    created_ms: int


def add(
    tx: Tx,
    kind: str,
    ref: str,
    debit: str,
    credit: str,
    amount_minor: int,
    currency: str,
    now_ms: int,
) -> bool:
    """Book a transfer; False where its kind and reference are booked already."""
    added: int = tx.queries.transfer_add(
        tx.connection,
        kind=kind,
        ref=ref,
        debit=debit,
        credit=credit,
        amount_minor=amount_minor,
        currency=currency,
        now_ms=now_ms,
    )
    return added == 1


def find(tx: Tx, kind: str, ref: str) -> Transfer | None:
    """Give the transfer of a kind and a reference."""
    row = tx.queries.transfer_find(tx.connection, kind=kind, ref=ref)
    return Transfer(*row) if row else None


def any_booked(tx: Tx, kind: str, refs: tuple[str, str, str]) -> bool:
    """Tell whether one of three references is booked."""
    first, second, third = refs
    return bool(
        tx.queries.transfer_any(tx.connection, kind=kind, first=first, second=second, third=third)
    )


def first_ms(tx: Tx) -> int | None:
    """Give the moment of the first transfer of all."""
    moment: int | None = tx.queries.transfer_first_ms(tx.connection)
    return moment


def newest_ms(tx: Tx) -> int | None:
    """Give the moment of the newest transfer."""
    moment: int | None = tx.queries.transfer_newest_ms(tx.connection)
    return moment


def last_hold(tx: Tx, name: str) -> int | None:
    """Give the last transfer that took from a project's owner or gave back."""
    found: int | None = tx.queries.ledger_last_hold(tx.connection, name=name)
    return found


def last_moments(tx: Tx, project_id: int, name: str) -> list[int | None]:
    """Give when things happened last around a project: first a rejection, then all the rest."""
    return list(tx.queries.ledger_last_moments(tx.connection, project_id=project_id, name=name))


def grow(tx: Tx, name: str, amount_minor: int, currency: str) -> None:
    """Add to a cached balance."""
    tx.queries.balance_add(tx.connection, name=name, amount_minor=amount_minor, currency=currency)


def shrink(tx: Tx, name: str, amount_minor: int, currency: str) -> bool:
    """Take from a cached balance; False, and nothing taken, where it is too small."""
    changed: int = tx.queries.balance_take(
        tx.connection, name=name, amount_minor=amount_minor, currency=currency
    )
    return changed == 1


def of_person(tx: Tx, names: tuple[str, str, str, str], currency: str) -> dict[str, int]:
    """Give a person's cached balances by name: pending, available, in flight, paid."""
    pending, available, in_flight, paid = names
    return dict(
        tx.queries.balance_of_person(
            tx.connection,
            pending=pending,
            available=available,
            in_flight=in_flight,
            paid=paid,
            currency=currency,
        )
    )


def folded(tx: Tx, name: str, currency: str) -> int:
    """Give the balance of a folded name at this moment."""
    amount: int = tx.queries.balance_folded(tx.connection, name=name, currency=currency)
    return amount


def fold_target(tx: Tx) -> int:
    """Give the id of a transfer before which none can come in any more.

    On PostgreSQL this keeps writers out until the transaction ends: do nothing else in it.
    """
    tx.queries.fold_begin(tx.connection)
    tx.queries.fold_barrier(tx.connection)
    newest: int = tx.queries.transfer_newest(tx.connection)
    return newest


def fold_through(tx: Tx) -> int:
    """Give the id up to which transfers have been folded."""
    return tx.queries.fold_through(tx.connection) or 0


def fold(tx: Tx, after_id: int, through_id: int) -> bool:
    """Fold the transfers of a range; False where somebody else has done so."""
    moved = tx.queries.fold_advance(tx.connection, after_id=after_id, through_id=through_id)
    if moved != 1:
        return False
    tx.queries.fold_names(tx.connection, after_id=after_id, through_id=through_id)
    tx.queries.fold_amounts(tx.connection, after_id=after_id, through_id=through_id)
    return True


def cached(tx: Tx) -> Iterator[tuple[str, str, int]]:
    """Give (name, currency, amount) of all cached balances."""
    name = currency = ""
    while rows := tx.queries.ledger_balances(
        tx.connection, name=name, currency=currency, most=PAGE
    ):
        yield from rows
        name, currency, _ = rows[-1]


def postings(tx: Tx, name: str, currency: str) -> Iterator[tuple[int, int]]:
    """Give (transfer id, signed amount) of one name in the order of booking."""
    rows: Iterator[tuple[int, int]] = tx.queries.ledger_postings(
        tx.connection, name=name, currency=currency
    )
    return iter(rows)


def unpaid(tx: Tx, most: int) -> list[tuple[int, int, int, int | None, int | None]]:
    """Give (submission, account, reward, paid, transfer) of accepted answers not paid right."""
    return list(tx.queries.ledger_unpaid(tx.connection, most=most))


def overpaid(tx: Tx, most: int) -> list[tuple[int, str, int]]:
    """Give (transfer, submission, amount) of payments for what was not accepted."""
    return list(tx.queries.ledger_overpaid(tx.connection, most=most))


def foreign(tx: Tx, currency: str) -> list[tuple[str, int, int]]:
    """Give (currency, balances, sum) of what people have in other currencies."""
    return list(tx.queries.ledger_foreign(tx.connection, currency=currency))


def transfers(tx: Tx) -> Iterator[list[tuple[int, str, str, int, str]]]:
    """Give (id, debit, credit, amount, currency) of transfers as they were booked, page by page."""
    after_id = 0
    while rows := tx.queries.ledger_transfers(tx.connection, after_id=after_id, most=PAGE):
        yield rows
        after_id = rows[-1][0]


def unfolded(tx: Tx) -> list[tuple[str, str, int]]:
    """Give (name, currency, amount) of what is not in the cached balances of folded names yet."""
    return list(tx.queries.ledger_unfolded(tx.connection, through_id=fold_through(tx)))


def no_transfer(tx: Tx) -> int | None:
    """Give the first row that moves nothing, or moves it nowhere."""
    found: int | None = tx.queries.ledger_no_transfer(tx.connection)
    return found


def is_all_paid(tx: Tx) -> bool:
    """Tell whether as many accepted answers were paid what was promised as there are.

    An answer is paid once at most, so that none is left over then.
    """
    paid: int = tx.queries.ledger_matched(tx.connection)
    accepted: int = tx.queries.ledger_accepted(tx.connection)
    return paid == accepted


def on_their_way(tx: Tx) -> list[tuple[int, str, int]]:
    """Give (account, currency, amount) of the payouts that have not ended."""
    return list(tx.queries.ledger_on_their_way(tx.connection))


def booked_in_flight(tx: Tx, name: str, currency: str) -> list[tuple[int, str, str, str | None]]:
    """Give (transfer, kind, ref, the payout's state) of what was booked on money on its way."""
    return list(tx.queries.ledger_in_flight(tx.connection, name=name, currency=currency))


def odd_payouts(tx: Tx, most: int) -> list[tuple[int, str, tuple[int | None, ...]]]:
    """Give (payout, state, the transfers that were found) where the two don't fit."""
    rows = tx.queries.ledger_payouts(tx.connection, most=most)
    return [(row[0], row[1], tuple(row[2:])) for row in rows]


def odd_vouchers(tx: Tx, most: int) -> list[tuple[int, str | None]]:
    """Give (voucher, ref) of vouchers that were given for nothing."""
    return list(tx.queries.ledger_vouchers(tx.connection, most=most))


def ungiven(tx: Tx, most: int) -> list[int]:
    """Give settled payouts by voucher for which none was given."""
    return [row[0] for row in tx.queries.ledger_ungiven(tx.connection, most=most)]
