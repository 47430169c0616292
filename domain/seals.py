"""What keeps secrets in the database unreadable without the operator's key.

A voucher's code or a bank account is kept `seal`ed and can be `open`ed again by who has the key;
its `digest` tells whether the same one was there before, and gives nothing away.
"""

from typing import Protocol


class Seal(Protocol):
    """Seals texts with the operator's key; every method raises Unusable where that is lost."""

    def seal(self, text: str) -> str:
        """Encrypt a text: never twice the same."""

    def open(self, sealed: str) -> str:
        """Give the text that was sealed."""

    def digest(self, text: str) -> str:
        """Give a keyed hash: always the same for a text."""


class Keys(Seal, Protocol):
    """The operator's keys, whatever the database says about them."""

    def fingerprint(self) -> str | None:
        """Name the first key that ever sealed; None where there is no key yet."""

    def make(self) -> str:
        """Make a key where there is none and give its fingerprint."""

    def tag(self, purpose: str, text: str) -> str:
        """Give a keyed hash that is good for one purpose and for what is soon over: it is another
        once the key is replaced. Makes a key where there is none.
        """
