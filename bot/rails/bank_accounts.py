"""Bank accounts as people write them, and names as banks take them.

A bank refuses a whole file for one bad account, so what it would refuse is refused here, when a
person enters it: the IBAN's country, length and check digits, the country's place in SEPA, and a
holder's name that is left when it is written in the letters that every bank of SEPA takes.
"""

import re
from dataclasses import dataclass

from domain.amounts import N_
from domain.errors import Invalid

NAME_LENGTH_MAX = 70
TEXT_LENGTH_MAX = 140
NAME_LETTERS_LEAST = 2
WRITTEN_LENGTH_MAX = 300
CURRENCY = "EUR"

_IBAN_BEGINS = re.compile(r"\b[A-Za-z]{2}[ ]?\d{2}(?=[ \dA-Za-z-])")
_NOT_TAKEN = re.compile(r"[^A-Za-z0-9/\-?:().,'+ ]")
_SLASHES = re.compile("//+")
_AT_THE_EDGES = " ,;:/-+.'?"


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Whose account it is, and which one; the name is in the letters that banks take."""

    iban: str
    holder: str

    @property
    def clear(self) -> str:
        """Write it as it is kept: `DE89370400440532013000 Ann Example`."""
        return f"{self.iban} {self.holder}"

    @property
    def shown(self) -> str:
        """Write what may be shown of it: `DE…3000`."""
        return f"{self.iban[:2]}…{self.iban[-4:]}"


def read(text: str) -> BankAccount:
    """Take an IBAN and its holder's name, in either order, as a person writes them.

    Raises Invalid that says what is wanted; it never repeats what was written.
    """
    begins = _IBAN_BEGINS.search(text[:WRITTEN_LENGTH_MAX])
    if begins is None:
        raise Invalid(
            N_(
                "Send the IBAN and the account holder's name, such as: DE89 3704 0044 0532 0130 00 "
                "Ann Example"
            )
        )
    iban, rest = _iban(text[begins.start() : WRITTEN_LENGTH_MAX])
    holder = sepa_text(f"{text[: begins.start()]} {rest}", NAME_LENGTH_MAX)
    if sum(letter.isalpha() for letter in holder) < NAME_LETTERS_LEAST:
        raise Invalid(
            N_("The account holder's name is missing. Send it with the IBAN, in one message.")
        )
    return BankAccount(iban, holder)


def stored(clear: str) -> BankAccount:
    """Read what `BankAccount.clear` wrote."""
    iban, _, holder = clear.partition(" ")
    return BankAccount(iban, holder)


def bic_of(iban: str) -> str:
    """Give the BIC of an IBAN's bank, or "" where it isn't known by the bank's number."""
    from schwifty import IBAN

    return str(IBAN(iban).bic or "")


def is_iban(text: str) -> bool:
    """Tell whether a text is a sound IBAN of a country in SEPA."""
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    try:
        return bool(IBAN(text).in_sepa_zone)
    except SchwiftyException:
        return False


def is_bic(text: str) -> bool:
    """Tell whether a text is written as a BIC is."""
    from schwifty import BIC
    from schwifty.exceptions import SchwiftyException

    try:
        BIC(text)
    except SchwiftyException:
        return False
    return True


def sepa_text(text: str, most: int) -> str:
    """Write a text in the letters that every bank of SEPA takes: a-z A-Z 0-9 / - ? : ( ) . , ' +

    Other scripts are transliterated; what has no letter becomes a space. It neither begins nor ends
    with a sign, so that no spreadsheet runs it either.
    """
    from text_unidecode import unidecode

    plain = _NOT_TAKEN.sub(" ", unidecode(text).replace("&", " + "))
    words = _SLASHES.sub("/", " ".join(plain.split())).lstrip(_AT_THE_EDGES)
    return words[:most].rstrip(_AT_THE_EDGES.replace(".", ""))


def _iban(text: str) -> tuple[str, str]:
    """Take an IBAN from the beginning of a text and give it with what stands behind it.

    Its country says how long it is, so that a name may follow without a comma.
    """
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    length = _length(text[:2].upper())
    taken, position = "", 0
    while position < len(text) and len(taken) < length:
        letter = text[position]
        if not (letter.isascii() and letter.isalnum()) and letter not in " -.":
            break
        taken += letter if letter.isalnum() else ""
        position += 1
    try:
        iban = IBAN(taken)
    except SchwiftyException:
        raise Invalid(
            N_("This IBAN is not right: a digit is wrong or missing. Compare it with your bank's.")
        ) from None
    if not iban.in_sepa_zone:
        raise Invalid(
            N_("Payments go to accounts in SEPA alone (the euro's payment area), and {country} is "
               "not in it."),
            country=iban.country_code,
        )  # fmt: skip
    return str(iban), text[position:]


def _length(country: str) -> int:
    from schwifty import IBAN
    from schwifty.exceptions import SchwiftyException

    try:
        return int(IBAN(f"{country}00", allow_invalid=True).spec.iban_length)
    except SchwiftyException:
        return 0
