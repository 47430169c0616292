"""Payouts by voucher: a code of the very amount, out of those that an admin has imported.

Nothing goes over a network: a voucher is given in one transaction, once for a payout, and what was
given is found again by the payout's number.
"""

from decimal import Decimal
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

    def check(self, destination: str, out: Money | None = None) -> Destination:
        """A voucher needs no destination: it comes into the chat."""
        return Destination("", "")

    async def prepare(self, order: Order) -> str | NotPaid:
        """Look whether there is one; it is taken when it is sent."""
        if await self._given(order) is None:
            pool = self._pools.get(order.out_minor)
            look = partial(vouchers.stock, pool=pool or "", now_ms=self._clock())
            if pool is None or not await self._database.read(look):
                return NotPaid(NONE_LEFT)
        return _ref(order)

    async def send(self, order: Order, ref: str) -> Outcome:
        """Give the voucher and tell the person, in one transaction."""
        pool = self._pools.get(order.out_minor)
        given = await self._given(order)
        if given is None and pool is not None:
            given = await self._database.write(partial(self._give, order=order, pool=pool))
        return NotPaid(NONE_LEFT) if given is None else Paid(str(given.id))

    async def look_up(self, order: Order, ref: str) -> Outcome | None:
        """Say which voucher was given; None: none was."""
        given = await self._given(order)
        return None if given is None else Paid(str(given.id))

    async def _given(self, order: Order) -> "Voucher | None":
        return await self._database.read(partial(vouchers.of_ref, ref=_ref(order)))

    def _give(self, tx: "Tx", *, order: Order, pool: str) -> "Voucher | None":
        now_ms = self._clock()
        before = vouchers.of_ref(tx, _ref(order))
        given = before or vouchers.take(
            tx, pool, account_id=order.account_id, ref=_ref(order), now_ms=now_ms
        )
        if given is not None and before is None and given.account_id is not None:
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
        return ", ".join(f"{Decimal(minor).scaleb(-self._decimals):f}" for minor in self._pools)

    def _amounts(self) -> str:
        """Give the credits that each face takes, where whole minor units do."""
        places = self._money.decimals
        credits = [Decimal(minor).scaleb(-self._decimals) / self._worth for minor in self._pools]
        return ", ".join(
            f"{one.quantize(Decimal(1).scaleb(-places)):f}"
            for one in credits
            if one.scaleb(places) == int(one.scaleb(places))
        )


def _ref(order: Order) -> str:
    return f"payout:{order.payout_id}"
