"""An order that looks random and comes out the same each time: from a hash of a seed."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")


def key(seed: int, of: str) -> bytes:
    """Give what decides the place of something among others, for one assignment."""
    return blake2b(f"{seed}:{of}".encode(), digest_size=8).digest()


def permuted(items: Sequence[T], seed: int, of: str) -> list[T]:
    """Give items in the order that a seed decides; `of` tells one list from another."""
    places = sorted(range(len(items)), key=lambda place: key(seed, f"{of}:{place}"))
    return [items[place] for place in places]

