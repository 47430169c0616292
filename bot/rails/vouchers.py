"""Payouts by voucher: a code of the very amount, out of those that an admin has imported.

Nothing goes over a network: a voucher is given in one transaction, once for a payout, and what was
given is found again by the payout's number.
"""

from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import TYPE_CHECKING

from bot.config_vouchers import VoucherSettings
from bot.dispatch import system_clock
from bot.rails.base import Destination, Facts, NotPaid, Order, Outcome, Paid
from domain.amounts import N_, Money
from domain.currencies import decimals
from domain.errors import Refused
from domain.sentences import Sentence
from domain.terms import MoneyTerms
from services import notices, vouchers

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.vouchers import Voucher
    from storage.database import Database
    from storage.tx import Tx

NONE_LEFT = N_("there is no voucher of that amount left")


class VoucherRail:
    """Gives vouchers of the configured pools."""

    name = "vouchers"

    def __init__(
        self,
        settings: VoucherSettings,
        money: MoneyTerms,
        database: "Database",
        *,
        clock: "Callable[[], int]" = system_clock,
    ) -> None:
        self.currency = settings.currency
        self._decimals = decimals(settings.currency, money)
        self._money, self._database, self._clock = money, database, clock
        self._worth = Decimal(settings.worth)
        self._pools = {
            int(Decimal(face).scaleb(self._decimals)): pool
            for face, pool in sorted(settings.pools.items(), key=lambda item: Decimal(item[0]))
        }

    @property
    def facts(self) -> Facts:
        """What people are told: one credit's worth, the amounts there are."""
        one = Money(10**self._money.decimals, self._money.currency)
        worth = Money(self._minor(one), self.currency, self._decimals)
        return Facts(
            title=N_("Voucher"),
            wants="",
            worth=Sentence(
                N_("{amount} is worth {worth} {currency}; there are vouchers of {faces}"),
                amount=one, worth=worth, currency=self.currency, faces=self._faces(),
            ),
            arrives=Sentence(N_("At once: you see its code in a message.")),
        )  # fmt: skip

    def quote(self, amount: Money) -> Money:
        """Give the voucher for so many credits; raises Refused where none has that amount."""
        exact = self._exact(amount)
        if exact != int(exact) or int(exact) not in self._pools:
            raise Refused(
                N_("There are vouchers of {faces} {currency}. Ask for one of these: {amounts}."),
                faces=self._faces(),
                currency=self.currency,
                amounts=self._amounts(),
            )
        return Money(int(exact), self.currency, self._decimals)

    def fitting(self, amount: Money) -> int:
        """Give what the largest voucher costs that so many credits buy."""
        return max((cost for cost in self._costs() if cost <= amount.minor), default=0)

    def check(self, destination: str, out: Money | None = None) -> Destination:
        """A voucher needs no destination: it comes into the chat."""
        return Destination("", "")

    async def prepare(self, order: Order) -> str | NotPaid:
        """Look whether there is one; it is taken when it is sent."""
        if not await self._database.read(partial(self._can_give, order=order)):
            return NotPaid(NONE_LEFT)
        return _ref(order)

    async def send(self, order: Order, ref: str) -> Outcome:
        """Give the voucher and tell the person, in one transaction."""
        given = await self._database.write(partial(self._give, order=order))
        return NotPaid(NONE_LEFT) if given is None else Paid(str(given.id), is_told=True)

    async def look_up(self, order: Order, ref: str) -> Outcome | None:
        """Say which voucher was given; None: none was."""
        given = await self._database.read(partial(vouchers.of_ref, ref=_ref(order)))
        return None if given is None else Paid(str(given.id), is_told=True)

    def problems(self, tx: "Tx") -> list[str]:
        """Say where a pool's vouchers are not worth what the configuration says."""
        found = []
        for minor, pool in self._pools.items():
            has = vouchers.face(tx, pool)
            if has is not None and has != (minor, self.currency):
                found.append(
                    f"[vouchers.pools] has {pool} for {self._text(minor)} {self.currency}, and "
                    f"its vouchers are worth something else: bitework voucher list"
                )
        return found

    def _can_give(self, tx: "Tx", *, order: Order) -> bool:
        if vouchers.of_ref(tx, _ref(order)) is not None:
            return True
        pool = self._pool_of(tx, order)
        return pool is not None and vouchers.stock(tx, pool, self._clock()) > 0

    def _pool_of(self, tx: "Tx", order: Order) -> str | None:
        """Give the pool for an order, as long as its vouchers are worth what is to be paid."""
        pool = self._pools.get(order.out_minor)
        fits = pool and vouchers.face(tx, pool) == (order.out_minor, order.out_currency)
        return pool if fits else None

    def _give(self, tx: "Tx", *, order: Order) -> "Voucher | None":
        """Give one for an order, and tell its person when it is given."""
        before = vouchers.of_ref(tx, _ref(order))
        pool = self._pool_of(tx, order)
        if before is not None or pool is None:
            return before
        now_ms = self._clock()
        given = vouchers.take(
            tx, pool, account_id=order.account_id, ref=_ref(order), now_ms=now_ms
        )
        if given is not None and given.account_id is not None:
            notices.tell(
                tx,
                account_id=given.account_id,
                kind="voucher",
                params={"voucher_id": given.id},
                now_ms=now_ms,
            )
        return given

    def _exact(self, amount: Money) -> Decimal:
        credits = Decimal(amount.minor).scaleb(-self._money.decimals)
        return (credits * self._worth).scaleb(self._decimals)

    def _minor(self, amount: Money) -> int:
        return int(self._exact(amount))

    def _faces(self) -> str:
        return ", ".join(map(self._text, self._pools))

    def _text(self, minor: int) -> str:
        return f"{Decimal(minor).scaleb(-self._decimals):f}"

    def _amounts(self) -> str:
        """Give the credits that each face takes."""
        places = self._money.decimals
        return ", ".join(f"{Decimal(cost).scaleb(-places):f}" for cost in self._costs())

    def _costs(self) -> list[int]:
        """Give what each face costs in minor units of credits, where whole ones do."""
        a_unit = Fraction(self._worth) * 10**self._decimals / 10**self._money.decimals
        costs = [minor / a_unit for minor in self._pools]
        return [int(cost) for cost in costs if cost.denominator == 1]


def _ref(order: Order) -> str:
    return f"payout:{order.payout_id}"
