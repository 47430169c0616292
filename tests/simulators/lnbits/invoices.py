"""Invoices as wallets make them; the signature is noise, which only a node would notice."""

import time

LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
GENERATORS = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
PICO_BITCOINS_A_MSAT = 10


def invoice(
    payment_hash: str,
    amount_msat: int | None,
    *,
    made_s: int | None = None,
    lasts_s: int = 3600,
    description: str | None = "work",
    description_hash: str | None = None,
    network: str = "bc",
    twice: str = "",
) -> str:
    """Write an invoice; `twice` are the letters of fields that stand there a second time."""
    fields = {"p": _groups(bytes.fromhex(payment_hash)), "x": _number(lasts_s)}
    if description_hash is not None:
        fields["h"] = _groups(bytes.fromhex(description_hash))
    elif description is not None:
        fields["d"] = _groups(description.encode())
    data = _padded(_number(int(time.time()) if made_s is None else made_s), 7)
    for letter, value in [*fields.items(), *((letter, fields[letter]) for letter in twice)]:
        data += [LETTERS.index(letter), *_padded(_number(len(value)), 2), *value]
    data += [0] * 104
    prefix = f"ln{network}" + ("" if amount_msat is None else f"{amount_msat * 10}p")
    return f"{prefix}1{''.join(LETTERS[group] for group in [*data, *_checksum(prefix, data)])}"


def _groups(data: bytes) -> list[int]:
    fill = -len(data) * 8 % 5
    return _padded(_number(int.from_bytes(data, "big") << fill), (len(data) * 8 + fill) // 5)


def _number(value: int) -> list[int]:
    groups = [value & 31]
    while value := value >> 5:
        groups.insert(0, value & 31)
    return groups


def _padded(groups: list[int], length: int) -> list[int]:
    return [0] * (length - len(groups)) + groups


def _checksum(prefix: str, data: list[int]) -> list[int]:
    values = [ord(letter) >> 5 for letter in prefix] + [0] + [ord(letter) & 31 for letter in prefix]
    sum_ = 1
    for value in [*values, *data, 0, 0, 0, 0, 0, 0]:
        top = sum_ >> 25
        sum_ = (sum_ & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate(GENERATORS):
            sum_ ^= generator if top >> bit & 1 else 0
    sum_ ^= 1
    return [sum_ >> 5 * (5 - place) & 31 for place in range(6)]
