"""Vouchers: codes that are worth something elsewhere, kept sealed, each given to one person once.

A code is in clear nowhere but in what its owner is shown at that moment. What an import books is
nothing; what is given is booked by whoever gives it, in the currency of its face.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain import currencies
from domain.amounts import N_, Money
from domain.errors import NotFound, Refused
from domain.seals import Seal
from domain.terms import MoneyTerms
from domain.vouchers import Code
from services import audit, people
from storage import vouchers as store
from storage.tx import Tx
from storage.vouchers import Pool as Pool
from storage.vouchers import Voucher as Voucher

LASTS_LEAST_MS = 86_400_000  # nobody is given what ends within a day
COUNTED_MOST = 1_000
PAGE = 5
EXPIRED_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """How many of some codes are new; `same` are the lines of those that were there."""

    new: int
    same: tuple[int, ...]


def add(
    tx: Tx, seal: Seal, codes: Sequence[Code], *, pool: str, face: Money, now_ms: int
) -> Added:
    """Keep codes, sealed; those that are there already stay as they are. Raises Refused.

    All vouchers of a pool are worth the same.
    """
    has = store.face(tx, pool)
    if has is not None and has != (face.minor, face.currency):
        raise Refused(
            "The vouchers of {pool} are worth {has} {currency} each. Import those of another "
            "value into another pool.",
            pool=pool,
            has=Money(has[0], has[1], face.decimals if has[1] == face.currency else None),
            currency=has[1],
        )
    same = []
    for code in codes:
        is_new = store.add(
            tx,
            pool=pool,
            face_minor=face.minor,
            face_currency=face.currency,
            sealed=seal.seal(code.text),
            digest=seal.digest(code.text),
            now_ms=now_ms,
            expires_ms=code.expires_ms,
        )
        if not is_new:
            same.append(code.line)
    return Added(new=len(codes) - len(same), same=tuple(same))


def imported(tx: Tx, *, pool: str, new: int, same: int, now_ms: int) -> None:
    """Write down that codes were imported."""
    audit.record(
        tx,
        actor_id=None,
        action="voucher.import",
        subject="vouchers",
        details={"pool": pool, "new": new, "same": same},
        now_ms=now_ms,
    )


def take(tx: Tx, pool: str, *, account_id: int, ref: str, now_ms: int) -> Voucher | None:
    """Give somebody one of a pool, once for a reference; None where none is left."""
    owner = people.load(tx, account_id, lock=True)  # the same reference waits for us here
    return store.of_ref(tx, ref) or store.take(
        tx,
        pool,
        account_id=owner.account_id,
        ref=ref,
        until_ms=now_ms + LASTS_LEAST_MS,
        now_ms=now_ms,
    )


def of_ref(tx: Tx, ref: str) -> Voucher | None:
    """Give the voucher that was given for something."""
    return store.of_ref(tx, ref)


def owned(tx: Tx, account_id: int, voucher_id: int) -> Voucher:
    """Give a voucher to the person who has it; raises NotFound for everybody else."""
    found = store.get(tx, voucher_id)
    if found is None or found.account_id != account_id:
        raise NotFound(N_("That voucher isn't yours. /vouchers shows those you have."))
    return found


def page(tx: Tx, account_id: int, before_id: int) -> tuple[list[Voucher], int]:
    """Give some of a person's vouchers, the newest first, and where the older ones begin (0: no).
    """
    found = store.of_account(tx, account_id, before_id=before_id, most=PAGE + 1)
    return found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else 0


def stock(tx: Tx, pool: str, now_ms: int) -> int:
    """Count what can be given of a pool, up to COUNTED_MOST."""
    return store.stock(tx, pool, until_ms=now_ms + LASTS_LEAST_MS, most=COUNTED_MOST)


def face(tx: Tx, pool: str) -> tuple[int, str] | None:
    """Give what a pool's vouchers are worth (minor units, currency); None: there are none."""
    return store.face(tx, pool)


def exists(tx: Tx, pool: str) -> bool:
    """Tell whether there ever was a voucher of that name."""
    return store.face(tx, pool) is not None


def pools(tx: Tx) -> list[Pool]:
    """Give all pools by their names."""
    return store.pools(tx)


def of_pool(tx: Tx, pool: str, most: int) -> list[Voucher]:
    """Give an operator a pool's vouchers, the latest given first; raises NotFound."""
    if not exists(tx, pool):
        raise NotFound("There are no vouchers of {pool}: `bitework voucher list`.", pool=pool)
    return store.of_pool(tx, pool, most)


def find(tx: Tx, voucher_id: int) -> Voucher:
    """Give a voucher to an operator; raises NotFound."""
    found = store.get(tx, voucher_id)
    if found is None:
        raise NotFound("There is no voucher with that number.")
    return found


def reveal(tx: Tx, seal: Seal, voucher_id: int, now_ms: int) -> tuple[Voucher, str]:
    """Give a voucher with its code to an operator, and write down that it was looked at."""
    found = find(tx, voucher_id)
    audit.record(
        tx,
        actor_id=None,
        action="voucher.reveal",
        subject=f"voucher:{voucher_id}",
        now_ms=now_ms,
    )
    return found, seal.open(found.sealed)


def expire_some(tx: Tx, now_ms: int) -> int:
    """Take vouchers that end soon out of what is given; 0: there are none left."""
    return store.expire(tx, until_ms=now_ms + LASTS_LEAST_MS, most=EXPIRED_AT_ONCE)


def face_of(voucher: Voucher, money: MoneyTerms) -> Money:
    """Give what a voucher is worth, with its currency's decimals."""
    return currencies.amount(voucher.face_minor, voucher.face_currency, money)
