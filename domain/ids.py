"""Public ids: short upper-case base-32 strings outside, integers inside.

An id is mixed by a multiplication modulo a power of two (a bijection, since the factor is odd), so
that neighbours do not look like neighbours and nobody reads the number of accounts off an id. It is
not a secret. Five characters serve the first 2**25 ids, ten characters the rest.
"""

from domain.errors import NotFound

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {letter: value for value, letter in enumerate(ALPHABET)}
_VALUE |= {"O": 0, "I": 1, "L": 1}
_SHORT_BITS, _LONG_BITS = 25, 50
_FACTOR = 0x1C6EF372B4D35
_INVERSE = {bits: pow(_FACTOR, -1, 1 << bits) for bits in (_SHORT_BITS, _LONG_BITS)}


def public(number: int) -> str:
    """Give the public form of an id: `public(1)` has five characters; 0 <= number < 2**50."""
    bits = _SHORT_BITS if number < 1 << _SHORT_BITS else _LONG_BITS
    if not 0 <= number < 1 << bits:
        raise ValueError(f"{number} is outside of the range of ids")
    mixed = number * _FACTOR & ((1 << bits) - 1)
    return "".join(ALPHABET[mixed >> shift & 31] for shift in range(bits - 5, -1, -5))


def internal(text: str) -> int:
    """Give the id behind a public form, in either case, with O for 0 and I or L for 1.

    Raises NotFound where the text is no public id.
    """
    letters = text.strip().upper()
    bits = len(letters) * 5
    if bits not in _INVERSE or any(letter not in _VALUE for letter in letters):
        raise NotFound(
            "“{text}” is not an id: they look like {example}.", text=text, example="7KQ2M"
        )
    mixed = 0
    for letter in letters:
        mixed = mixed << 5 | _VALUE[letter]
    return mixed * _INVERSE[bits] & ((1 << bits) - 1)
