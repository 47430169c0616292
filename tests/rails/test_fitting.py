"""How much of what somebody has goes by a rail at once: what automatic payouts ask for."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config_bank import BankSettings
from bot.config_vouchers import VoucherSettings
from bot.rails.bank import BankRail
from bot.rails.lightning import LightningRail
from bot.rails.vouchers import VoucherRail
from domain.amounts import Money
from domain.rails import most_fitting
from domain.terms import MoneyTerms
from storage.database import Database
from tests.rails import lightning as on_lightning


def credits(minor: int) -> Money:
    return Money(minor, "credits")


@settings(max_examples=150, deadline=None)
@given(
    minor=st.integers(0, 10**12), numerator=st.integers(1, 10**6),
    denominator=st.integers(1, 10**6), least=st.integers(1, 1_000), span=st.integers(0, 10**7),
)  # fmt: skip
def test_what_fits_can_be_sent_and_no_more_would_arrive_for_more(
    minor: int, numerator: int, denominator: int, least: int, span: int
) -> None:
    worth, most = Fraction(numerator, denominator), least + span

    def out(units: int) -> int:
        return int(units * worth)

    fits = most_fitting(minor, worth, least=least, most=most)
    assert 0 <= fits <= minor
    if fits:
        assert least <= out(fits) <= most
        assert out(fits - 1) < out(fits)  # nothing is rounded away that need not be
        largest = min(minor, -(-(most + 1) // worth) - 1)
        assert out(fits) == out(int(largest))
    else:  # whatever could be sent is too little, or one unit is worth too much
        assert out(min(minor, -(-(most + 1) // worth) - 1)) < least


def test_each_rail_says_how_much_goes_at_once(sqlite_database: Database) -> None:
    lightning = LightningRail(
        on_lightning.settings("http://127.0.0.1:1", "a", sats_a_credit=333), MoneyTerms()
    )
    assert lightning.fitting(credits(29)) == 0  # 96 satoshis, and the least are 100
    assert lightning.fitting(credits(5_500)) == 5_500
    most = lightning.fitting(credits(10**9))
    assert lightning.quote(credits(most)) == Money(99_999, "sat", 0)

    bank = BankRail(BankSettings.model_construct(worth="0.3"), MoneyTerms(), sqlite_database)
    assert [bank.fitting(credits(minor)) for minor in (3, 4, 5, 7)] == [0, 4, 4, 7]

    pools = {"10.00": "Ten", "2.50": "Small"}
    of = VoucherSettings(worth="0.50", pools=pools)
    vouchers = VoucherRail(of, MoneyTerms(), sqlite_database)
    assert [vouchers.fitting(credits(minor)) for minor in (499, 500, 1_999, 9_000)] == [
        0, 500, 500, 2_000
    ]  # fmt: skip
