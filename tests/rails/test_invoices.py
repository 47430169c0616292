"""Invoices (BOLT 11): what is read in them, and which are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import bolt11
from domain.errors import Invalid
from tests.simulators.lnbits.invoices import invoice

HASH = "0001020304050607080900010203040506070809000102030405060708090102"
# From the specification: 2,500 µBTC for "1 cup coffee" within a minute.
COFFEE = (
    "lnbc2500u1pvjluezsp5zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zyg3zygspp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqf"
    "qqqsyqcyq5rqwzqfqypqdq5xysxxatsyp3k7enxv4jsxqzpu9qrsgquk0rl77nj30yxdy8j9vdx85fkpmdla2087ne0xh8nhedh8w27ky"
    "ke0lp53ut353s06fv3qfegext0eh0ymjpf39tuven09sam30g4vgpfna3rh"
)


def test_the_specifications_cup_of_coffee_is_read() -> None:
    read = bolt11.decode(COFFEE)
    assert read.payment_hash == HASH
    assert read.amount_msat == 250_000_000
    assert read.description == "1 cup coffee"
    assert read.expires_s - read.made_s == 60


def test_it_may_be_shouted_and_come_as_a_link() -> None:
    assert bolt11.decode(f"  lightning:{COFFEE.upper()} ").text == COFFEE


@given(st.integers(1, 10**12), st.integers(1, 10**7), st.integers(0, 2**34))
def test_what_a_wallet_writes_is_read(msat: int, lasts_s: int, made_s: int) -> None:
    read = bolt11.decode(invoice(HASH, msat, made_s=made_s, lasts_s=lasts_s))
    assert (read.payment_hash, read.amount_msat) == (HASH, msat)
    assert (read.made_s, read.expires_s) == (made_s, made_s + lasts_s)


@given(st.integers(0, len(COFFEE) - 1), st.sampled_from("023456789acdefghjklmnpqrstuvwxyz"))
def test_a_letter_that_was_changed_is_noticed(place: int, letter: str) -> None:
    changed = COFFEE[:place] + letter + COFFEE[place + 1 :]
    if changed != COFFEE:
        with pytest.raises(Invalid):
            bolt11.decode(changed)


@given(st.text(max_size=200))
def test_anything_else_is_refused_and_not_broken_over(text: str) -> None:
    with pytest.raises(Invalid):
        bolt11.decode(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (invoice(HASH, None), "names no amount"),
        (invoice(HASH, 1000, network="tb"), "test network"),
        (invoice(HASH, 1000, network="bcrt"), "test network"),
        (invoice(HASH, 1000, twice="p"), "damaged"),  # a node may read the other one
        (invoice(HASH, 1000, twice="x"), "damaged"),
        (invoice(HASH[:60], 1000), "damaged"),
        (COFFEE[:-1], "damaged"),
        ("lnbc" + "q" * 5000, "too long"),
    ],
)
def test_an_invoice_that_can_not_be_paid_says_why(text: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        bolt11.decode(text)
