"""One-time codes: made in one chat, entered in another, to show that both are one person's.

A code has 40 random bits, lives for ten minutes, works once, and is kept as a hash alone. Who
enters five wrong ones waits for an hour.
"""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from domain.ids import ALPHABET
from domain.people import Person
from storage import links
from storage.tx import Tx

LENGTH, HALF = 8, 4
LIFE_MS = 10 * 60_000
TRIES_MOST = 5
TRIES_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who asked for a code, and in which of their chats."""

    account_id: int
    identity_id: int


@dataclass(frozen=True, slots=True)
class Wait:
    """Too many codes were entered in vain: so long nobody looks at another one."""

    ms: int


def issue(tx: Tx, person: Person, now_ms: int) -> str:
    """Make a code for a person's chat; the one they had before is void."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    links.keep(
        tx,
        account_id=person.account_id,
        identity_id=person.identity_id,
        code_hash=_hash(code),
        expires_ms=now_ms + LIFE_MS,
    )
    return f"{code[:HALF]}-{code[HALF:]}"


def find(tx: Tx, person: Person, code: str, now_ms: int) -> Issuer | Wait | None:
    """Give who asked for a code that a person enters; None, and counted, where nobody did."""
    count, since_ms = links.tries(tx, person.identity_id)
    over_ms = since_ms + TRIES_MS
    if count >= TRIES_MOST and now_ms < over_ms:
        return Wait(over_ms - now_ms)
    found = links.find(tx, _hash(plain(code)), now_ms)
    if found is None:
        links.tried(tx, person.identity_id, now_ms=now_ms, before_ms=now_ms - TRIES_MS)
        return None
    return Issuer(*found)


def used(tx: Tx, issuer: Issuer, person: Person) -> None:
    """A code has done what it was for."""
    links.remove(tx, issuer.account_id)
    links.remove(tx, person.account_id)
    links.forget_tries(tx, person.identity_id)


def plain(code: str) -> str:
    """Give a code as it is kept: without what people put between, O for 0 and I or L for 1."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return letters.translate(str.maketrans("OIL", "011"))[: 2 * LENGTH]


def _hash(code: str) -> str:
    return sha256(plain(code).encode()).hexdigest()
