"""Currencies in which rails send: how many decimals they have."""

from domain.amounts import Money
from domain.terms import MoneyTerms

USUAL = 2
OTHERS = {
    "sat": 0,
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0,
    "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}  # fmt: skip


def decimals(currency: str, money: MoneyTerms) -> int:
    """Give the decimals of a currency: the operator's own, or those of ISO 4217 (and satoshis)."""
    return money.decimals if currency == money.currency else OTHERS.get(currency, USUAL)


def amount(minor: int, currency: str, money: MoneyTerms) -> Money:
    """Give an amount that is shown with its currency's decimals."""
    return Money(minor, currency, decimals(currency, money))
