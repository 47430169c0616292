"""Lightning invoices (BOLT 11): what is written in one.

The checksum is verified, the signature is not: the node that pays does that.
"""

import re
from dataclasses import dataclass

from domain.amounts import N_
from domain.errors import Invalid

CHARACTERS_MOST = 4096
NETWORK = "bc"  # Bitcoin itself: no test network
EXPIRY_SECONDS = 3600  # where an invoice names none
_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {letter: value for value, letter in enumerate(_LETTERS)}
_CHECKSUM, _SIGNATURE, _TIMESTAMP = 6, 104, 7  # in groups of five bits
_HASH = 52
_READ = frozenset("phdx")  # payment hash, description's hash, description, expiry
_PREFIX = re.compile(r"ln([a-z]+?)(?:(\d{1,18})([munp]?))?")
_PICO_BITCOINS_A_MSAT = 10
_PICO_BITCOINS = {"": 10**12, "m": 10**9, "u": 10**6, "n": 10**3, "p": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A request for one payment, known by its hash. It names an amount: others are not for us."""

    text: str
    payment_hash: str  # hexadecimal
    amount_msat: int
    made_s: int
    expires_s: int
    description: str | None = None
    description_hash: str | None = None  # of a longer description, hexadecimal


def looks_like_one(text: str) -> bool:
    """Tell whether somebody probably meant an invoice."""
    start = text.lower().startswith(("lnbc", "lntb", "lnsb", "lightning:ln"))
    return start and "@" not in text


def decode(text: str) -> Invoice:
    """Read an invoice; raises Invalid with what is wrong with it."""
    text = text.strip().lower().removeprefix("lightning:")
    if len(text) > CHARACTERS_MOST:
        raise Invalid(N_("That is too long for a Lightning invoice."))
    prefix, groups = _bech32(text)
    amount = _amount_msat(prefix)
    if len(groups) < _TIMESTAMP + _SIGNATURE:
        raise _broken()
    made = _number(groups[:_TIMESTAMP])
    fields = _fields(groups[_TIMESTAMP:-_SIGNATURE])
    if len(fields.get("p", ())) != _HASH:
        raise _broken()
    described = fields.get("h", [])
    return Invoice(
        text=text,
        payment_hash=_bytes(fields["p"])[:32].hex(),
        amount_msat=amount,
        made_s=made,
        expires_s=made + (_number(fields["x"]) if "x" in fields else EXPIRY_SECONDS),
        description=_bytes(fields["d"]).decode(errors="replace") if "d" in fields else None,
        description_hash=_bytes(described)[:32].hex() if len(described) == _HASH else None,
    )


def _broken() -> Invalid:
    return Invalid(N_("That Lightning invoice is damaged. Copy the whole of it once more."))


def _bech32(text: str) -> tuple[str, list[int]]:
    """Give the part before the last 1, and what stands behind it without the checksum."""
    prefix, found, data = text.rpartition("1")
    if not found or len(data) < _CHECKSUM or not prefix.isascii():
        raise _broken()
    try:
        groups = [_VALUES[letter] for letter in data]
    except KeyError:
        raise _broken() from None
    high = [ord(letter) >> 5 for letter in prefix]
    low = [ord(letter) & 31 for letter in prefix]
    if _polymod([*high, 0, *low, *groups]) != 1:
        raise _broken()
    return prefix, groups[:-_CHECKSUM]


def _polymod(values: list[int]) -> int:
    """The checksum of BIP 173: 1 where it is right."""
    generators = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
    sum_ = 1
    for value in values:
        top = sum_ >> 25
        sum_ = (sum_ & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(generators):
            if top >> bit & 1:
                sum_ ^= generator
    return sum_


def _amount_msat(prefix: str) -> int:
    parts = _PREFIX.fullmatch(prefix)
    if parts is None:
        raise _broken()
    network, digits, unit = parts.groups()
    if network != NETWORK:
        raise Invalid(N_("That invoice is of a test network, where nothing is worth anything."))
    if digits is None:
        raise Invalid(N_("That invoice names no amount. Make one over the exact amount."))
    msat, rest = divmod(int(digits) * _PICO_BITCOINS[unit], _PICO_BITCOINS_A_MSAT)
    if rest or not msat:
        raise _broken()
    return msat


def _fields(groups: list[int]) -> dict[str, list[int]]:
    """Give the tagged fields by their letters.

    One that we read must not stand there twice: who pays might read the other.
    """
    fields: dict[str, list[int]] = {}
    at = 0
    while at + 3 <= len(groups):
        length = _number(groups[at + 1 : at + 3])
        value = groups[at + 3 : at + 3 + length]
        if len(value) < length:
            raise _broken()
        letter = _LETTERS[groups[at]]
        if letter in fields and letter in _READ:
            raise _broken()
        fields[letter] = value
        at += 3 + length
    return fields


def _number(groups: list[int]) -> int:
    number = 0
    for group in groups:
        number = number << 5 | group
    return number


def _bytes(groups: list[int]) -> bytes:
    """Give whole bytes; bits that fill up the last group are left away."""
    bits = len(groups) * 5
    return (_number(groups) >> bits % 8).to_bytes(bits // 8, "big")
