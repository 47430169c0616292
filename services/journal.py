"""The ledger as a journal that beancount reads: an independent program adds it all up again.

Every transfer is a transaction of two postings, every currency a commodity with its decimals, every
name an account that is opened before it is first used; at the end stands what each name has, so
that bean-check finds a transfer that is missing from a balance.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from domain.currencies import decimals
from domain.terms import MoneyTerms

Transfer = tuple[int, str, str, str, str, int, str, int]  # id, kind, ref, debit, credit, …
_KIND_OF_NAME = {"house": "Equity:House", "person": "Liabilities:Person", "project": "Liabilities"}
_NO_PLACE = re.compile(r"[^A-Za-z0-9-]+")


def header(
    currencies: Iterable[str], names: Iterable[str], money: MoneyTerms, first: date
) -> Iterator[str]:
    """Give what stands before the transactions: commodities, and the accounts from a day on."""
    yield 'option "title" "Bitework"\n'
    yield 'option "booking_method" "NONE"\n\n'
    for currency in currencies:
        yield f"{first} commodity {commodity(currency)}\n"
        yield f'  name: "{currency}"\n  decimals: {decimals(currency, money)}\n'
    yield "\n"
    for name in names:
        yield f"{first} open {account(name)}\n"
    yield "\n"


def transaction(transfer: Transfer, money: MoneyTerms) -> str:
    """Write a transfer as a transaction: what is debited loses, what is credited gains."""
    id, kind, ref, debit, credit, minor, currency, at_ms = transfer
    what = amount(minor, currency, money)
    return (
        f'{day(at_ms)} * "{kind}" ^transfer-{id}\n'
        f"  transfer: {id}\n  ref: \"{_quoted(ref)}\"\n"
        f"  {account(debit)}  -{what}\n  {account(credit)}  {what}\n"
    )


def assertions(
    balances: Iterable[tuple[str, str, int]], money: MoneyTerms, last: date
) -> Iterator[str]:
    """Say what each name has, on the morning after the last day."""
    morning = last + timedelta(days=1)
    for name, currency, minor in balances:
        number, unit = amount(minor, currency, money).split(" ")
        yield f"{morning} balance {account(name)}  {number} ~ 0 {unit}\n"


def account(name: str) -> str:
    """Write a name as beancount's accounts are: `Liabilities:Person:7:Pending`."""
    first, *parts = name.split(":")
    return ":".join([_KIND_OF_NAME[first], *(["Project"] if first == "project" else []),
                     *map(_part, parts)])  # fmt: skip


def commodity(currency: str) -> str:
    """Write a currency as beancount's are, in capitals; one that isn't in capitals is marked."""
    return currency if currency.isupper() else f"X-{currency.upper()}"


def amount(minor: int, currency: str, money: MoneyTerms) -> str:
    """Write an amount with all its decimals."""
    return f"{Decimal(minor).scaleb(-decimals(currency, money)):f} {commodity(currency)}"


def day(at_ms: int) -> date:
    """Give the day of a moment, UTC."""
    return datetime.fromtimestamp(at_ms / 1000, UTC).date()


def _part(text: str) -> str:
    """Give a part of an account's name: it begins with a capital or a digit."""
    kept = _NO_PLACE.sub("-", text).strip("-")
    return kept[:1].upper() + kept[1:]


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
