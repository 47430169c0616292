"""Bank accounts as people write them: what can be paid to is taken, the rest is told at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rails import bank_accounts
from domain.errors import Invalid

SEPA = set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-?:().,'+ ")


@pytest.mark.parametrize(
    ("written", "clear", "shown"),
    [
        ("DE89 3704 0044 0532 0130 00 Ann Example", "DE89370400440532013000 Ann Example",
         "DE…3000"),
        ("de89370400440532013000,Jürgen Müller & Söhne",
         "DE89370400440532013000 Jurgen Muller + Sohne", "DE…3000"),
        ("Ann Example, DE89-3704-0044-0532-0130-00", "DE89370400440532013000 Ann Example",
         "DE…3000"),
        ("FR14 2004 1010 0505 0001 3M02 606\nÉlodie d'Arc", "FR1420041010050500013M02606 "
         "Elodie d'Arc", "FR…2606"),
        ("GB82 WEST 1234 5698 7654 32: 山田 太郎", "GB82WEST12345698765432 Shan Tian Tai Lang",
         "GB…5432"),
    ],
)  # fmt: skip
def test_an_account_is_read_with_its_holder_in_either_order(
    written: str, clear: str, shown: str
) -> None:
    account = bank_accounts.read(written)
    assert (account.clear, account.shown) == (clear, shown)
    assert bank_accounts.stored(account.clear) == account


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("hello", "Send the IBAN and the account holder's name"),
        ("DE89 3704 0044 0532 0130 01 Ann", "a digit is wrong or missing"),
        ("DE89 3704 0044 0532 013 Ann", "a digit is wrong or missing"),
        ("ZZ12 3456 Ann", "a digit is wrong or missing"),
        ("BR18 0036 0305 0000 1000 9795 493C 1 Ann", "BR is not in it"),
        ("AE07 0331 2345 6789 0123 456 Ann", "AE is not in it"),
        ("DE89 3704 0044 0532 0130 00", "holder's name is missing"),
        ("DE89 3704 0044 0532 0130 00 😀", "holder's name is missing"),
    ],
)
def test_what_no_bank_would_pay_to_is_told_without_repeating_it(written: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        bank_accounts.read(written)
    assert "0532" not in str(refused.value).replace("DE89 3704 0044 0532 0130 00", "")


@given(st.text(max_size=200))
def test_a_text_in_sepa_letters_stays_as_it_is(text: str) -> None:
    written = bank_accounts.sepa_text(text, 70)
    assert set(written) <= SEPA
    assert len(written) <= 70
    assert "//" not in written
    assert not written.startswith(tuple("=+-@/ "))
    assert bank_accounts.sepa_text(written, 70) == written


@given(st.text(max_size=120))
def test_whatever_is_written_is_taken_or_refused_in_a_sentence(text: str) -> None:
    try:
        account = bank_accounts.read(text)
    except Invalid as error:
        assert str(error)
    else:
        assert bank_accounts.is_iban(account.iban)
