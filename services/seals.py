"""One database, one key: what is sealed can be read as long as the operator keeps that.

The first secret notes the key's fingerprint. From then on another key, or none, is refused before
anything is sealed, so that no secret is ever kept under a key that nobody has.
"""

from domain.errors import Unusable
from domain.seals import Keys, Seal
from storage.tx import Tx

NOTE = "key"


class NotedSeal:
    """The operator's keys in one transaction, held to what the database has noted."""

    def __init__(self, tx: Tx, keys: Keys) -> None:
        self._tx, self._keys = tx, keys
        self._is_noted = False

    def seal(self, text: str) -> str:
        """Encrypt a text."""
        self._note()
        return self._keys.seal(text)

    def open(self, sealed: str) -> str:
        """Give the text that was sealed."""
        self._check()
        return self._keys.open(sealed)

    def digest(self, text: str) -> str:
        """Give a text's keyed hash."""
        self._note()
        return self._keys.digest(text)

    def _note(self) -> None:
        if not self._is_noted and _noted(self._tx) is None:
            made = self._keys.fingerprint() or self._keys.make()
            self._tx.queries.meta_note(self._tx.connection, key=NOTE, value=made)
            self._is_noted = True
        self._check()

    def _check(self) -> None:
        if not self._is_noted and (found := problems(self._tx, self._keys)):
            raise Unusable("What is kept sealed can't be read:", found)
        self._is_noted = True


def within(tx: Tx, keys: Keys) -> Seal:
    """Give the seal for one transaction."""
    return NotedSeal(tx, keys)


def problems(tx: Tx, keys: Keys) -> list[str]:
    """Say where the key is not the one with which this database's secrets were sealed."""
    noted, has = _noted(tx), keys.fingerprint()
    if noted is None or noted == has:
        return []
    if has is None:
        what = "there is no key, neither in [secrets] key nor in the file [secrets] key_file"
    else:
        what = f"the key in [secrets] is {has}"
    return [
        f"the vouchers' codes, payout addresses and bank files in this database were sealed with "
        f"the key {noted}, and {what}: put that one back from where you keep a copy"
    ]


def _noted(tx: Tx) -> str | None:
    value: str | None = tx.queries.meta_value(tx.connection, key=NOTE)
    return value
