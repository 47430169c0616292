"""Payouts over Lightning, through a wallet on an LNbits server.

A payment is known by its invoice's hash, which is stored before the first sending: LNbits and the
network pay a hash once. So the same invoice may be sent again, but never another one while it isn't
sure that the first was not paid. Whatever LNbits answers but "created", and whether it answers at
all, the hash is looked up with the payer's key, and that is what counts.

An invoice is sent until it ends, for a day at most; some minutes later, when no call can be under
way any more, one that LNbits doesn't know was surely never paid.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from http import HTTPStatus
from typing import Self

from bot.config_lightning import LightningSettings
from bot.guarded import Guard, Unreached
from bot.rails import lightning_address
from bot.rails.base import Destination, Facts, NotPaid, Order, Outcome, Paid, RailTrouble, Unknown
from bot.rails.lightning_address import MSAT_A_SAT
from bot.rails.lnbits import Answer, Lnbits, LnbitsTrouble, Payment, Wallet, payment_of
from domain import bolt11
from domain.amounts import N_, Money
from domain.bolt11 import Invoice
from domain.errors import BiteworkError, Invalid, Refused
from domain.rails import most_fitting
from domain.sentences import Sentence
from domain.terms import MoneyTerms

NAME, CURRENCY = "lightning", "sat"
SENT_SECONDS_MOST = 24 * 3600  # after its preparation nothing is sent any more
UNDER_WAY_SECONDS_MOST = 600  # how long LNbits may still be at work on a call
LEFT_SECONDS_LEAST = 60  # an invoice that ends sooner is not begun with
_PAID_ELSEWHERE, _DEAD = "already paid", "retrying is not possible"
_TOO_LITTLE = ("Insufficient balance", "You must reserve")

_EXPIRED = N_("The invoice ended before it could be paid. Ask again, with a new one.")
_USED = N_("That invoice was used before. Every payout needs one of its own.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is stored of a payout before it is sent, as one word."""

    payment_hash: str
    wallet_id: str  # the one that pays: only there it can be looked up
    until_s: int  # not sent any more afterwards
    invoice: str  # of an address; "" where the destination, which is kept sealed, is the invoice

    @property
    def ref(self) -> str:
        """Write it down."""
        return "/".join((self.payment_hash, self.wallet_id, str(self.until_s), self.invoice))

    @classmethod
    def of(cls, ref: str) -> Self:
        """Read it again."""
        payment_hash, wallet_id, until_s, invoice = ref.split("/")
        return cls(
            payment_hash=payment_hash, wallet_id=wallet_id, until_s=int(until_s), invoice=invoice
        )


class LightningRail:
    """The rail `lightning`."""

    name = NAME
    currency = CURRENCY

    def __init__(
        self,
        settings: LightningSettings,
        money: MoneyTerms,
        *,
        guard: Guard | None = None,
        now_s: Callable[[], float] = time.time,
    ) -> None:
        self._settings, self._money, self._now_s = settings, money, now_s
        self._lnbits = Lnbits(settings.url, settings.key)
        self._guard = guard or Guard(is_local_allowed=settings.local_addresses)

    @property
    def facts(self) -> Facts:
        """What people are told."""
        return Facts(
            title=N_("Bitcoin over Lightning"),
            wants=N_("a Lightning address such as ann@wallet.example, or an invoice"),
            worth=Sentence(
                N_("{credits} is worth {sats} satoshis"),
                credits=Money(10**self._money.decimals, self._money.currency),
                sats=self._settings.sats_a_credit,
            ),
            arrives=Sentence(N_("Within seconds of being sent.")),
        )

    def quote(self, amount: Money) -> Money:
        """Give the whole satoshis that arrive for so many credits."""
        sats = amount.minor * self._settings.sats_a_credit // 10**self._money.decimals
        least, most = self._settings.least, self._settings.most
        if not least <= sats <= most:
            raise Refused(
                N_("That is {sats} satoshis; over Lightning {least} to {most} can be sent."),
                sats=sats, least=least, most=most,
            )  # fmt: skip
        return Money(sats, CURRENCY, 0)

    def fitting(self, amount: Money) -> int:
        """Give what whole satoshis cost, as many as can be sent."""
        of = self._settings
        worth = Fraction(of.sats_a_credit, 10**self._money.decimals)
        return most_fitting(amount.minor, worth, least=of.least, most=of.most)

    def check(self, destination: str, out: Money | None = None) -> Destination:
        """Give an invoice or a Lightning address as it is paid."""
        text = destination.strip().removeprefix("⚡")
        if not bolt11.looks_like_one(text):
            name, host = lightning_address.parts_of(
                text, is_local_allowed=self._guard.is_local_allowed
            )
            return Destination(f"{name}@{host}", f"{name[:2]}…@{host}")
        invoice = bolt11.decode(text)
        self._fresh(invoice)
        if out is not None and invoice.amount_msat != out.minor * MSAT_A_SAT:
            raise Invalid(
                N_("That invoice has to be over exactly {sats} satoshis."), sats=out.minor
            )
        return Destination(invoice.text, f"{invoice.text[:8]}…{invoice.text[-6:]}", one_off=True)

    def _fresh(self, invoice: Invoice) -> None:
        if invoice.expires_s < self._now_s() + LEFT_SECONDS_LEAST:
            raise Invalid(N_("That invoice has ended. Make a new one."))

    async def prepare(self, order: Order) -> str | NotPaid:
        """Settle on the invoice that will be paid, and from which wallet."""
        try:
            wallet = await self._lnbits.wallet()
            invoice = await self._invoice(order)
            used = await self._lnbits.payment(invoice.payment_hash, wallet.id)
            if used is not None and used.key != order.key:
                return NotPaid(_USED)
            return await self._affordable(order, invoice, wallet)
        except (LnbitsTrouble, Unreached) as error:
            raise RailTrouble(str(error)) from None
        except BiteworkError as error:
            return NotPaid(Sentence(error.template, **error.values))

    async def _invoice(self, order: Order) -> Invoice:
        if not bolt11.looks_like_one(order.destination):
            invoice = await lightning_address.invoice_of(
                self._guard, order.destination, order.out_minor
            )
        else:
            self.check(order.destination, Money(order.out_minor, CURRENCY, 0))
            invoice = bolt11.decode(order.destination)
        self._fresh(invoice)
        read = await self._lnbits.decode(invoice.text)
        if read is None or (read.payment_hash, read.amount_msat) != (
            invoice.payment_hash,
            invoice.amount_msat,
        ):
            raise Refused(N_("That Lightning invoice is damaged. Copy the whole of it once more."))
        return invoice

    async def _affordable(self, order: Order, invoice: Invoice, wallet: Wallet) -> str:
        """Give what is stored, if the wallet and the limit for fees allow to send it."""
        reserve = await self._lnbits.fee_reserve_msat(invoice.text)
        if reserve * 100 > invoice.amount_msat * self._settings.fee_percent_most:
            raise RailTrouble("LNbits would reserve more than lightning.fee_percent_most for fees")
        if wallet.balance_msat < invoice.amount_msat + reserve:
            raise RailTrouble("the wallet holds too little")
        return Sending(
            payment_hash=invoice.payment_hash,
            wallet_id=wallet.id,
            until_s=int(min(invoice.expires_s, self._now_s() + SENT_SECONDS_MOST)),
            invoice="" if bolt11.looks_like_one(order.destination) else invoice.text,
        ).ref

    async def send(self, order: Order, ref: str) -> Outcome:
        """Have the invoice paid. Any trouble is Unknown: an earlier call may still be at work."""
        sending = Sending.of(ref)
        if self._now_s() > sending.until_s:
            return await self.look_up(order, ref) or Unknown("its invoice has just ended")
        answer: Answer | None = None
        try:
            invoice = sending.invoice or bolt11.decode(order.destination).text
            answer = await self._lnbits.pay(invoice, order.key)
            if answer.status == HTTPStatus.CREATED:
                payment = payment_of(answer.body, sending.payment_hash)
                if payment.state == "success":
                    return self._judged(payment, order, sending)
            said = _words(answer)
        except LnbitsTrouble as error:
            said = str(error)
        outcome = await self.look_up(order, ref)
        if outcome is not None:
            return outcome
        return (_hopeless(answer) if answer else None) or Unknown(said)

    async def look_up(self, order: Order, ref: str) -> Outcome | None:
        """Ask the payer's wallet; None: it isn't known there, and may be sent (again) as it is."""
        sending = Sending.of(ref)
        try:
            payment = await self._lnbits.payment(sending.payment_hash, sending.wallet_id)
        except LnbitsTrouble as error:
            return Unknown(str(error))
        if payment is not None and payment.amount_msat < 0:
            return self._judged(payment, order, sending)
        late_seconds = self._now_s() - sending.until_s
        if late_seconds <= 0:
            return None
        if late_seconds <= UNDER_WAY_SECONDS_MOST:
            return Unknown("its invoice ended; in some minutes it is sure whether it was paid")
        return NotPaid(_EXPIRED)

    def _judged(self, payment: Payment, order: Order, sending: Sending) -> Outcome:
        """Say what a payment that went out of our wallet means for this payout."""
        if payment.key and payment.key != order.key:
            return NotPaid(_USED)
        if not payment.key or payment.amount_msat != -order.out_minor * MSAT_A_SAT:
            return Unknown("the wallet paid that invoice, but not for this payout: settle it")
        match payment.state:
            case "success":
                fee = -(-payment.fee_msat // MSAT_A_SAT)
                return Paid(sending.payment_hash, fee)
            case "failed":
                return NotPaid(
                    N_("The Lightning network found no way to your wallet. Try another, or later.")
                )
        return Unknown("LNbits is still paying it")


def _hopeless(answer: Answer) -> NotPaid | None:
    """Say why an invoice that our wallet did not pay never will be, if LNbits says so: it takes one
    call after the other, so no earlier one can come behind that.
    """
    if _PAID_ELSEWHERE in answer.detail:
        return NotPaid(N_("That invoice was paid already, by somebody else."))
    if _DEAD in answer.detail:
        return NotPaid(N_("That invoice can't be paid any more. Ask again, with a new one."))
    return None


def _words(answer: Answer) -> str:
    """Say in a few words why LNbits didn't pay; its own may quote what is nobody's business."""
    if any(words in answer.detail for words in _TOO_LITTLE):
        return "the wallet holds too little"
    return f"LNbits did not pay it (HTTP {answer.status})"
