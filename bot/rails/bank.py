"""Payouts to bank accounts: an operator gathers them into a file and brings the bank's answer back.

Nothing goes over a network here. A payout that is sent waits until it is in a file (`bitework bank
file`); then the bank's answer, or the operator's word, settles it.
"""

from decimal import ROUND_DOWN, Decimal
from fractions import Fraction

from bot.config_bank import BankSettings
from bot.rails import bank_accounts
from bot.rails.bank_accounts import CURRENCY
from bot.rails.bank_files import AMOUNT_MINOR_MAX
from bot.rails.base import Destination, Facts, Order, Outcome, Waiting
from domain.amounts import N_, Money
from domain.errors import Refused
from domain.rails import most_fitting
from domain.sentences import Sentence
from domain.terms import MoneyTerms
from services import bank_files
from services.bank_files import RAIL
from storage.database import Database

CENTS = 2


class BankRail:
    """The rail `bank`."""

    name = RAIL
    currency = CURRENCY

    def __init__(self, settings: BankSettings, money: MoneyTerms, database: Database) -> None:
        self._worth, self._money, self._database = settings.worth_euros, money, database

    @property
    def facts(self) -> Facts:
        """What people are told."""
        return Facts(
            title=N_("Bank account"),
            wants=N_("your IBAN and the account holder's name"),
            worth=Sentence(
                N_("{credits} is worth {euros} EUR"),
                credits=Money(10**self._money.decimals, self._money.currency),
                euros=str(self._worth.normalize().quantize(_exponent(self._worth))),
            ),
            arrives=Sentence(N_("A few working days after we have handed it to our bank.")),
        )

    def quote(self, amount: Money) -> Money:
        """Give the whole cents that arrive for so many credits."""
        euros = Decimal(amount.minor).scaleb(-self._money.decimals) * self._worth
        cents = int(euros.scaleb(CENTS).to_integral_value(ROUND_DOWN))
        if cents < 1:
            raise Refused(N_("That is less than one cent, which no bank sends."))
        if cents > AMOUNT_MINOR_MAX:
            raise Refused(N_("That is more than a bank sends at once."))
        return Money(cents, CURRENCY, CENTS)

    def fitting(self, amount: Money) -> int:
        """Give what whole cents cost."""
        worth = Fraction(self._worth) * 10**CENTS / 10**self._money.decimals
        return most_fitting(amount.minor, worth, least=1, most=AMOUNT_MINOR_MAX)

    def check(self, destination: str, out: Money | None = None) -> Destination:
        """Give an IBAN and its holder's name as banks take them."""
        account = bank_accounts.read(destination)
        return Destination(account.clear, account.shown)

    async def prepare(self, order: Order) -> str:
        """Give no reference yet: the file that the payout will be in is not made."""
        return ""

    async def send(self, order: Order, ref: str) -> Outcome:
        """Let the payout wait for a file: `bitework bank file` takes it in."""
        return await self.look_up(order, ref)

    async def look_up(self, order: Order, ref: str) -> Outcome:
        """Say in which file the payout is, "" where it waits for one."""
        name = await self._database.read(lambda tx: bank_files.name_of(tx, order.payout_id))
        return Waiting(name or "")


def _exponent(worth: Decimal) -> Decimal:
    """Write at least cents: 0.5 as 0.50, 0.005 as it is."""
    exponent = worth.normalize().as_tuple().exponent
    return Decimal(1).scaleb(min(-CENTS, exponent if isinstance(exponent, int) else 0))
